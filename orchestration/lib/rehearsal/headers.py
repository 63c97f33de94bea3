"""Official headers, label by label, misspellings included.

What belongs here: the first line of each official export. What does not: our own names of
columns (contracts).
"""

from __future__ import annotations

from typing import Final

Header = tuple[str, ...]


def _split(text: str) -> Header:
    return tuple(text.split(";"))


GEOLOCALISATION: Final = _split(
    "numero_uai;appellation_officielle;denomination_principale;patronyme_uai;"
    "secteur_public_prive_libe;adresse_uai;lieu_dit_uai;boite_postale_uai;code_postal_uai;"
    "localite_acheminement_uai;libelle_commune;coordonnee_x;coordonnee_y;EPSG;latitude;"
    "longitude;appariement;localisation;nature_uai;nature_uai_libe;etat_etablissement;"
    "etat_etablissement_libe;code_departement;code_region;code_academie;code_commune;"
    "libelle_departement;libelle_region;libelle_academie;position;"
    "secteur_prive_code_type_contrat;secteur_prive_libelle_type_contrat;code_ministere;"
    "libelle_ministere;date_ouverture"
)
CALENDRIER: Final = _split(
    "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"
)
DNB: Final = _split(
    "Année;Code région;Code région Insee;Libellé région;Code académie;Académie;"
    "Code département;Libellé département;Age;Série;Inscrits;Présents;Admis;"
    "Admis sans mention;Admis mention assez bien;Admis mention bien;Admis mention très bien;"
    "Inscrits filles;Présents filles;Admis filles;Admis sans mention filles;"
    "Admis mention assez bien filles;Admis mention bien filles;"
    "Admis mention très bien filles;num_ligne"
)
IVAC: Final = _split(
    "num_ligne;Session;UAI;Nom de l'établissement;Commune;Code région académique;"
    "Région académique;Code académie;Académie;Code département;Département;Secteur;"
    "Nb candidats G;Taux de réussite G;VA du taux de réussite G;Nb candidats P;"
    "Taux de réussite P;Note à l'écrit G;VA de la note G;Note à l'écrit P;"
    "Taux d'accès 6eme 3eme;Part présents 3eme ordinaire total;Part présents 3eme ordinaire G;"
    "Part présents 3eme ordinaire P;Part présents 3eme segpa total;Nb mentions AB G;"
    "Nb mentions B G;Nb mentions TB G;Nb mentions global G"
)
BAC: Final = _split(
    "num_ligne;Session;Code académie;Académie;Code département;Département;Voie;Genre;"
    "Nombre de présents à l'examen;Nombre d'admis à l'examen;Taux de réussite à l'examen"
)
INSERJEUNES_CFA: Final = _split(
    "Année;UAI;Libellé;Région;DEVENIR Part poursuite études;DEVENIR Part en emploi 6 mois;"
    "DEVENIR Part autre situation 6 mois;Part contrats apprentissage interrompus;"
    "Taux poursuite études;Taux emploi 6 mois;Taux emploi 6 mois attendu;VA emploi 6 mois;"
    "Taux emploi 12 mois;Taux emploi 18 mois;Taux emploi 24 mois;num_ligne"
)
IPS_COLLEGES: Final = _split(
    "Rentrée scolaire;Académie;Code du département;Département;UAI;Nom de l'établissment;"
    "Code INSEE de la commune;Nom de la commune;Secteur;Effectifs;IPS;Ecart-type de l'IPS"
)
BAROMETRE_2023: Final = (
    "mesure", "indicateur", "id_indicateur", "code_departement", "libelle_departement", "date",
    "valeur", "unite",
)  # fmt: skip
BAROMETRE_2024: Final = (
    "indic_id", "enforce_zone_id", "metric_enforce_date", "maille", "indic_vi", "indic_va",
    "indic_vc", "indic_ta",
)  # fmt: skip
_EP: Final = _split(
    "nom_etablissement;type_etablissement;statut_public_prive;libelle_academie;"
    "libelle_departement;nom_commune;libelle_region;uai_tete_de_reseau;qp_a_proximite_o_n;"
    "qp_a_proximite;nom_du_qp;nombre_d_eleves;code_postal;code_commune;code_departement;"
    "code_academie;code_region;libelle_nature;code_nature;position;latitude;longitude"
)


def etablissements_ep(school_year: str) -> Header:
    """Return the header of the priority-education file: the year is in a label."""
    return ("uai", f"ep_{school_year.replace('-', '_')}", *_EP)


LV1: Final = ("allemand", "anglais", "espagnol", "autres_langues")
LV2: Final = ("allemand", "anglais", "espagnol", "italien", "autres_langues")
LYCEE_GT_IDENTITY: Final = (
    "rentree_scolaire", "region_academique", "academie", "departement", "commune",
    "numero_lycee", "denomination_principale", "patronyme", "secteur", "nombre_d_eleves",
)  # fmt: skip
_TRACKS: Final = ("g", "sti2d", "stl", "stmg", "st2s", "std2a")
_BARE: Final = ("sthr", "tmd", "bt")
# Each level: its detailed blocks, then the tracks of which only the total is given.
LYCEE_GT_LEVELS: Final = tuple(
    (
        tuple(f"{level}_{t}" for t in tracks),
        tuple(f"{level}_{t}" for t in _BARE),
    )
    for level, tracks in (("2ndes", ("gt",)), ("1eres", _TRACKS), ("terminales", _TRACKS))
)
_MISNAMED: Final = "terminales_stmg_lv2_autres_langues"


def lycee_gt() -> Header:
    """Return the 175 labels of the lycée file, the misnamed one as it is published."""
    labels = list(LYCEE_GT_IDENTITY)
    for blocks, totals in LYCEE_GT_LEVELS:
        for block in blocks:
            details = ["filles", "garcons", *(f"lv1_{x}" for x in LV1), *(f"lv2_{x}" for x in LV2)]
            labels += [block, *(f"{block}_{detail}" for detail in details)]
        labels += totals
    return tuple(f"terminales_{x}" if x == _MISNAMED else x for x in labels)


_DESTINATIONS: Final = (
    "à l'université (hors IUT)",
    "en IUT",
    "dans une CPGE du secteur privé",
    "dans une CPGE du secteur public",
    "en STS (secteur non renseigné)",
    "en STS dans le secteur privé",
    "en STS dans le secteur public",
    "dans une autre formation (secteur non renseigné)",
    "dans une autre formation du secteur privé",
    "dans une autre formation du secteur public",
)
_PLACES: Final = (
    "dans une académie différente de celle d'obtention de leur baccalauréat",
    "dans la même académie que celle d'obtention de leur baccalauréat",
)


def poursuite_superieur() -> Header:
    """Return the 27 labels of the SIES file."""
    flows = [f"Néo-bacheliers poursuivant {d} {p}" for d in _DESTINATIONS for p in _PLACES]
    return (
        "Rentrée / Session", "Série du bac", "Genre", "Nombre total de bacheliers", *flows,
        "Académie du Bac", "Code académie du Bac", "Code Paysage structure de l'académie",
    )  # fmt: skip
