"""The deposits of the small académie that the stories are told of.

What belongs here: the files, and writing them in the order of their arrival. What does not: what is
expected of them (`test_stories`).

The académie: collèges A and B in the Allier (003), C in the Puy-de-Dôme (063), D in the Cantal
(015); B merges into A in September 2024.
"""

from collections.abc import Iterator
from pathlib import Path

A, B, C, D = "0030001K", "0030002L", "0630001J", "0150001V"
P1, P2, P3, P4, P5 = (f"{n:010d}{'ABCDEFGHJKLMNPRSTUVWXYZ'[n % 23]}" for n in range(101, 106))
REF = (
    "annee_scolaire;uai;nom_etablissement;type_etablissement;code_nature;degre;secteur;"
    "education_prioritaire;code_commune;nom_commune;code_departement;code_academie;"
    "code_bassin_formation;etat;attendu_remontee;date_fermeture"
)
OPEN = {
    "2023-2024": ((A, "003"), (B, "003"), (C, "063"), (D, "015")),
    "2024-2025": ((A, "003"), (C, "063"), (D, "015")),
}


def referentiel(year: str) -> str:
    lines = [
        f"{year};{uai};Collège {uai};Collège;340;2D;public;HORS_EP;{dep[1:]}001;Ici;{dep};06;"
        f"06{dep};OUVERT;O;"
        for uai, dep in OPEN[year]
    ]
    return "\n".join([REF, *lines]) + "\n"


def effectifs(year: str) -> str:
    lines = [f"{year};{year[:4]}-10-01;{uai};6EME;F;externe;10;2;1" for uai, _ in OPEN[year]]
    header = (
        "annee_scolaire;date_observation;uai;niveau;sexe;regime;nb_eleves;nb_boursiers;nb_divisions"
    )
    return "\n".join([header, *lines]) + "\n"


def devoirs_faits(year: str, *rows: tuple[str, str, str]) -> str:
    header = "annee_scolaire;ine;uai;niveau;df_statut;seances_proposees;seances_suivies"
    return "\n".join([header, *(f"{year};{i};{u};6EME;{s};10;5" for i, u, s in rows)]) + "\n"


def eac(year: str, *rows: tuple[str, int]) -> str:
    header = "annee_scolaire;uai;niveau;nb_eleves;nb_eleves_touches;nb_eleves_3_piliers"
    return "\n".join([header, *(f"{year};{u};6EME;10;{n};0" for u, n in rows)]) + "\n"


def clee(year: str, departement: str, actions: int) -> str:
    header = "id_action;annee_scolaire;clee;code_departement;clee_type;date_action"
    day = f"{year[:4]}-11-20"
    lines = [
        f"CL{departement}{n};{year};CLEE du {departement};{departement};forum;{day}"
        for n in range(actions)
    ]
    return "\n".join([header, *lines]) + "\n"


def target(value: str, decided: str, reason: str) -> str:
    header = (
        "indicateur;territoire_type;code_territoire;annee_cible;valeur_cible;annee_base;valeur_base;"
        "date_decision;auteur;motif"
    )
    line = f"3.2.1-b;departement;003;2024-2025;{value};2023-2024;2;{decided};DRAFPIC;{reason}"
    return f"{header}\n{line}\n"


def handed_in() -> list[tuple[str, str, str, str]]:
    """Return domain, school year, scope and text of each file, in the order of their arrival."""
    whole = "academie"
    found = [
        (domain, year, whole, text(year))
        for year in OPEN
        for domain, text in (("ref_etablissements", referentiel), ("effectifs", effectifs))
    ]
    merger = f"uai;uai_successeur;date_effet\n{B};{A};2024-09-01\n"
    found.append(("fusions_etablissements", "2024-2025", whole, merger))
    # P1 moves from A to B within the Allier; P2 from A to C, in another département.
    moved = [(P1, A, "inscrit"), (P1, B, "assidu"), (P2, A, "inscrit"), (P2, C, "inscrit")]
    # The first file of 2024-2025 forgot P4 and P5; the second one replaces it whole.
    corrected = [(P1, A, "inscrit"), (P4, C, "assidu"), (P5, C, "abandon")]
    for year, rows in (
        ("2023-2024", [*moved, (P3, B, "assidu")]),
        ("2024-2025", [(P1, A, "inscrit")]),
        ("2024-2025", corrected),
    ):
        found.append(("devoirs_faits", year, whole, devoirs_faits(year, *rows)))
    # EAC comes by département: the Cantal never handed in; the Puy-de-Dôme corrects its own.
    for departement, row in (("003", (A, 5)), ("063", (C, 2)), ("063", (C, 8))):
        found.append(("eac_couverture", "2024-2025", departement, eac("2024-2025", row)))
    # CLEE too: the Cantal handed the first year in, and not the second.
    for year, departement, actions in (
        ("2023-2024", "003", 2), ("2023-2024", "015", 3), ("2023-2024", "063", 1),
        ("2024-2025", "003", 4), ("2024-2025", "063", 1),
    ):  # fmt: skip
        found.append(("clee_actions", year, departement, clee(year, departement, actions)))
    # A target decided in October, raised in June of the same school year by another file.
    for value, day, reason in (("6", "2024-10-01", ""), ("8", "2025-06-01", "Cible revue")):
        found.append(("cibles", "2024-2025", whole, target(value, day, reason)))
    return found


def written(folder: Path, *files: tuple[str, str, str, str]) -> Iterator[Path]:
    """Write each file, told by its domain, school year, scope and text; yield them in order."""
    for number, (domain, year, scope, text) in enumerate(files):
        path = folder / f"{number:02}" / f"{domain}__{year}__{scope}.csv"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        yield path
