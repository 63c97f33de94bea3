"""Damage to the type of a value: numbers, dates, codes of schools, identifiers, periods.

What belongs here: cells that cannot be what their column holds, and odd spellings of what it does
hold. What does not: values that are legible and wrong (`regles`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from orchestration.lib.contracts import value_key
from orchestration.lib.school_years import parse_date
from tests.corpus.model import (
    FINE,
    Damaged,
    Good,
    Targets,
    kind,
    odd,
    register,
    rejected,
    remarked,
    spoilt,
    warned,
)
from tests.samples import UAI_KEYS, with_wrong_letter

NUMBERS = ("entier", "decimal", "taux")
_EPOCH = date(1899, 12, 30)
# A territory that is a word is somebody else's: its row is set aside, which is no fault.
_WORDS_ARE_FOREIGN = frozenset({"departement", "academie", "zone"})

# name of the kind: types of columns, value written in one cell.
UNREADABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "nombre_en_lettres": (NUMBERS, "douze"),
    "nombre_avec_unite": (NUMBERS, "12 élèves"),
    "nombre_avec_lettre_o": (NUMBERS, "1O"),
    "nombre_approximatif": (NUMBERS, "environ 20"),
    "nombre_inferieur_a": (NUMBERS, "<5"),
    "nombre_a_deux_signes": (NUMBERS, "--5"),
    "nombre_infini": (NUMBERS, "inf"),
    "nombre_demesure": (("entier",), "99999999999999999999"),
    "nombre_a_trois_separateurs": (NUMBERS, "1,234,567"),
    "nombre_devenu_date": (NUMBERS, "12/03/2024"),
    "nombre_devenu_mois": (NUMBERS, "mars-24"),
    "nombre_en_fraction": (NUMBERS, "3/4"),
    "nombre_en_formule": (NUMBERS, "=B2+C2"),
    "nombre_en_erreur_ref": (NUMBERS, "#REF!"),
    "nombre_en_erreur_div": (NUMBERS, "#DIV/0!"),
    "nombre_en_erreur_valeur": (NUMBERS, "#VALEUR!"),
    "nombre_en_erreur_nom": (NUMBERS, "#NOM?"),
    "nombre_en_dieses": (NUMBERS, "########"),
    "nombre_et_commentaire": (NUMBERS, "12 (dont 3 nouveaux)"),
    "entier_avec_decimales": (("entier",), "12,5"),
    "entier_en_pourcentage_decimal": (("entier",), "12,5 %"),
    "date_impossible": (("date", "horodatage"), "31/02/2024"),
    "date_au_mois_treize": (("date", "horodatage"), "2024-13-01"),
    "date_jour_et_mois_inverses": (("date", "horodatage"), "12/31/2024"),
    "date_a_annee_sur_deux_chiffres": (("date", "horodatage"), "05/03/24"),
    "date_nulle": (("date", "horodatage"), "00/00/0000"),
    "date_zero_du_tableur": (("date", "horodatage"), "1900-01-00"),
    "date_en_toutes_lettres": (("date", "horodatage"), "3 janvier 2024"),
    "date_relative": (("date", "horodatage"), "demain"),
    "date_trop_large": (("date", "horodatage"), "courant 2024"),
    "date_en_dieses": (("date", "horodatage"), "########"),
    "booleen_incertain": (("booleen",), "peut-être"),
    "booleen_chiffre_deux": (("booleen",), "2"),
    "booleen_croix": (("booleen",), "X"),
    "uai_en_notation_scientifique": (("uai",), "6,30E+06"),
    "uai_sans_lettre": (("uai",), "0630018"),
    "uai_trop_long": (("uai",), "00630018C2"),
    "uai_avec_lettre_o": (("uai",), "O630018C"),
    "uai_remplace_par_un_nom": (("uai",), "Collège Jeanne d'Arc"),
    "uai_double": (("uai",), "0630018C/0630019D"),
    "uai_en_erreur": (("uai",), "#N/D"),
    "ine_trop_court": (("ine",), "12345"),
    "ine_impossible": (("ine",), "ZZZZZZZZZZZ"),
    "ine_en_notation_scientifique": (("ine",), "1,23E+10"),
    "ine_remplace_par_un_nom": (("ine",), "Camille MARTIN"),
    "agent_remplace_par_un_numen": (("agent",), "06E0512345ABC"),
    "agent_remplace_par_un_nom": (("agent",), "Mme Durand"),
    "siret_trop_court": (("siret",), "12345"),
    "siret_avec_lettres": (("siret",), "7328293200007A"),
    "siret_en_notation_scientifique": (("siret",), "7,32829E+13"),
    "departement_trop_long": (("departement",), "06333"),
    "departement_en_lettres": (("departement",), "Puy-de-Dôme"),
    "commune_en_lettres": (("commune",), "Clermont-Ferrand"),
    "commune_code_postal_tronque": (("commune",), "631 130"),
    "academie_inconnue": (("academie",), "Auvergne"),
    "periode_en_lettres": (("periode",), "deux mille vingt"),
    "periode_sur_trois_ans": (("periode",), "2021-2024"),
    "periode_avec_lettre_o": (("periode",), "2O24"),
    "periode_tronquee": (("periode",), "202"),
    "periode_a_l_envers": (("periode",), "2024-2023"),
    "mois_treize": (("mois",), "2024-13"),
    "mois_en_lettres": (("mois",), "mars 2024"),
    "annee_scolaire_seule": (("annee_scolaire",), "2024"),
    "annee_scolaire_sur_trois_ans": (("annee_scolaire",), "2024-2027"),
}  # fmt: skip


# What a spreadsheet did has a message of its own.
_NAMED = {
    r"^=": "octets.formule_sans_valeur",
    r"^#[A-Z]|^#+$": "octets.erreur_de_tableur",
    r"\dE[+]\d": "types.notation_scientifique",
    r"^12/31/": "types.date_americaine",
}


def of_types(*types: str) -> Targets:
    """Return what finds the columns of a type whose cells are read freely (no closed list)."""

    def found(good: Good) -> list[str]:
        contract = good.contract
        foreign = (contract.territory_column, contract.territory_fallback)
        return [
            c.name
            for c in good.present(lambda c: c.business_type in types and not c.values)
            if not (c.name in foreign and c.business_type in _WORDS_ARE_FOREIGN)
            and not (c.name == contract.period_column and contract.period_kind == "en_tete")
        ]

    return found


def _unreadable(good: Good, column: str, value: str) -> Damaged:
    told = good.contract.column(column)
    own = f"types.{told.business_type}"
    named = [code for shape, code in _NAMED.items() if re.search(shape, value)]
    if told.business_type == "horodatage" or "E+" in value:
        named.append(own)
    return spoilt(good, column, value, *(named or [own]))


for _name, (_types, _value) in UNREADABLE.items():
    register(
        "types", _name, lambda good, column, v=_value: _unreadable(good, column, v),
        of_types(*_types),
    )  # fmt: skip


@kind("types", "nombre_en_notation_scientifique", of_types("entier"))
def scientific(good: Good, column: str) -> Damaged:
    return _unreadable(good, column, "1,2E+05")


@kind("types", "territoire_inconnu", of_types("territoire"))
def unknown_territory(good: Good, column: str) -> Damaged | None:
    own_type = good.contract.territory_type
    if own_type not in good.places:
        return None
    kinds = good.cells(own_type)
    row = next((i for i, k in enumerate(kinds) if k in ("etablissement", "departement")), None)
    if row is None:
        return None
    expected = rejected(good, "types.territoire", row=row, column=column)
    return Damaged(good.put(row, column, "9999999Z").to_bytes(), expected)


@kind("types", "nombre_nan", of_types(*NUMBERS))
def nan(good: Good, column: str) -> Damaged | None:
    if not good.contract.column(column).required:
        return None
    return spoilt(good, column, "NaN", "regles.obligatoire")


@kind("types", "uai_a_lettre_fausse", of_types("uai"))
def wrong_letter(good: Good, column: str) -> Damaged | None:
    row = good.filled(column)
    code = good.cells(column)[row].strip().upper().zfill(8)
    if not re.fullmatch(r"\d{7}[A-Z]", code):
        return None
    return spoilt(good, column, with_wrong_letter(code), "types.cle_uai")


@kind("types", "uai_a_deux_chiffres_inverses", of_types("uai"))
def swapped_digits(good: Good, column: str) -> Damaged | None:
    row = good.filled(column)
    code = good.cells(column)[row].strip().upper().zfill(8)
    place = next((i for i in range(3, 6) if code[i : i + 1] != code[i + 1 : i + 2]), None)
    if place is None or len(code) != 8:
        return None
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if UAI_KEYS[int(turned[:7]) % 23] == turned[7]:
        return None
    return spoilt(good, column, turned, "types.cle_uai")


@kind("types", "siret_a_cle_fausse", of_types("siret"))
def wrong_siret(good: Good, column: str) -> Damaged:
    return spoilt(good, column, "73282932000075", "types.cle_siret")


# A spreadsheet writes 1900 for an empty cell; nobody plans for 2150.
for _name, _value in (("date_de_1900", "01/01/1900"), ("date_trop_lointaine", "15/06/2150")):
    register(
        "types", _name, lambda good, column, v=_value: _far(good, column, v), of_types("date"),
    )  # fmt: skip


def _far(good: Good, column: str, value: str) -> Damaged:
    codes = ("types.date_lointaine", "types.date", "regles.entre_colonnes", "regles.annee_future",
             "regles.autre_annee")  # fmt: skip
    content = good.put(good.filled(column), column, value).to_bytes()
    return Damaged(content, odd(*codes))


@kind("types", "ine_a_lettre_fausse", of_types("ine"))
def wrong_ine(good: Good, column: str) -> Damaged:
    right = "1000000000"
    wrong = right + UAI_KEYS[(int(right) + 1) % 23]
    return Damaged(good.put(good.filled(column), column, wrong).to_bytes(), warned("types.cle_ine"))


@kind("types", "toute_une_colonne_illisible", of_types(*NUMBERS, "uai", "date"))
def whole_column(good: Good, column: str) -> Damaged:
    content = good.map_column(column, lambda _: "à compléter").to_bytes()
    business_type = good.contract.column(column).business_type
    return Damaged(content, rejected(good, f"types.{business_type}", row=0, column=column,
                   rejects=len(good.rows)))  # fmt: skip


# Odd spellings of a right value


def _respelt(
    name: str, types: Sequence[str], change: Callable[[str], str], *,
    codes: Sequence[str] = (),
) -> None:  # fmt: skip
    def make(good: Good, column: str) -> Damaged | None:
        changed = good.map_column(column, lambda t: change(t) if t.strip() else t)
        return None if changed == good else Damaged(changed.to_bytes(), remarked(*codes))

    register("types", name, make, of_types(*types))


def _digits(text: str, change: Callable[[str], str]) -> str:
    return change(text) if re.fullmatch(r"\d+", text.strip()) else text


def _serial(text: str) -> str:
    found = parse_date(text)
    return text if found is None or found.year > 2098 else str((found - _EPOCH).days)


def _french_day(text: str) -> str:
    found = parse_date(text)
    return text if found is None else f"{found:%d/%m/%Y}"


_respelt("uai_en_minuscules", ["uai"], str.lower)
_respelt("uai_avec_espaces", ["uai"], lambda t: f" {t[:3]} {t[3:7]} {t[7:]}\u00a0")
_respelt("uai_protege_par_egal", ["uai", "departement", "siret"], lambda t: f'="{t}"')
_respelt("uai_protege_par_apostrophe", ["uai", "departement"], lambda t: f"'{t}")
_respelt("code_avec_espace_invisible", ["uai", "departement", "commune"], lambda t: f"{t}\u200b")
_respelt("annee_a_tiret_insecable", ["periode"], lambda t: t.replace("-", "\u2011"))
_respelt("uai_sans_zero", ["uai"], lambda t: t.lstrip("0"), codes=["types.zero_perdu"])
_respelt("ine_en_minuscules", ["ine"], str.lower)
_respelt("siret_avec_espaces", ["siret"], lambda t: f"{t[:3]} {t[3:6]} {t[6:9]} {t[9:]}")
_respelt("entier_avec_virgule_nulle", ["entier"], lambda t: _digits(t, lambda d: f"{d},0"))
_respelt("entier_avec_milliers", ["entier"],
         lambda t: _digits(t, lambda d: f"{int(d):,}".replace(",", "\u202f")))  # fmt: skip
_respelt("nombre_avec_espaces", NUMBERS, lambda t: f"\u00a0{t} ")
_respelt("taux_avec_pourcent", ["taux"], lambda t: _digits(t, lambda d: f"{d} %"))
_respelt("decimal_a_point", ["decimal", "taux"], lambda t: t.replace(",", "."))
_respelt("decimal_a_virgule", ["decimal", "taux"], lambda t: t.replace(".", ","))
_respelt("date_a_la_francaise", ["date"], _french_day)
_respelt("date_en_numero_de_serie", ["date"], _serial,
         codes=["types.date_en_nombre"])  # fmt: skip
_TRUE, _FALSE = {"O", "OUI", "1", "TRUE", "VRAI"}, {"N", "NON", "0", "FALSE", "FAUX"}
for _yes, _no, _spelling in (
    ("Oui", "Non", "mots"),
    ("VRAI", "FAUX", "vrai_faux"),
    ("1", "0", "chiffres"),
):
    _respelt(
        f"booleen_en_{_spelling}", ["booleen"],
        lambda t, y=_yes, n=_no: y if t.upper() in _TRUE else n if t.upper() in _FALSE else t,
    )  # fmt: skip


def listed(good: Good) -> list[str]:
    """Return the columns whose values come from a closed list."""
    return [c.name for c in good.present(lambda c: bool(c.values))]


def _recoded(name: str, change: Callable[[str, dict[str, str]], str]) -> None:
    def make(good: Good, column: str) -> Damaged | None:
        spellings = good.contract.column(column).equivalences
        changed = good.map_column(column, lambda t: change(t, spellings) if t.strip() else t)
        return None if changed == good else Damaged(changed.to_bytes(), FINE)

    register("types", name, make, listed)


def _label(text: str, spellings: dict[str, str]) -> str:
    """Return the longest other spelling of the code that a text means."""
    code = spellings.get(value_key(text))
    return max((raw for raw, c in spellings.items() if c == code), key=len, default=text)


_recoded("code_en_majuscules", lambda t, _: t.upper())
_recoded("code_avec_espaces_autour", lambda t, _: f"  {t} ")
_recoded("libelle_au_lieu_du_code", _label)
