"""Damage to rules: values that are legible and wrong, alone, together or with other rows.

What belongs here: kinds that strike lists, bounds, mandatory cells, keys, years and rules across
columns. What does not: other files and years (`croisement`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from expectations.contract_suite import FREE_TYPES
from orchestration.lib.school_years import first_year, school_year
from tests.corpus.damages.typage import NUMBERS, listed
from tests.corpus.model import (
    FINE,
    REFUSED,
    Damaged,
    Expected,
    Good,
    kind,
    most_rejects,
    refused,
    register,
    rejected,
    spoilt,
    tolerated,
    warned,
)

_BOUNDS = ("regles.trop_petit", "regles.trop_grand", "regles.hors_bornes")


def _required(good: Good) -> list[str]:
    return [c.name for c in good.present(lambda c: c.required)]


@kind("regles", "obligatoire_vide", _required)
def emptied(good: Good, column: str) -> Damaged | None:
    if _stands_alone(good, column):
        return None
    return spoilt(good, column, "", "regles.obligatoire")


@kind("regles", "obligatoire_non_renseigne", _required)
def missing_mark(good: Good, column: str) -> Damaged | None:
    free = good.contract.column(column)
    if _stands_alone(good, column) or (free.business_type in FREE_TYPES and not free.values):
        return None
    own = f"types.{good.contract.column(column).business_type}"
    return spoilt(good, column, "n.d.", "regles.obligatoire", own)


def _stands_alone(good: Good, column: str) -> bool:
    """Tell whether an empty cell of the column means something, or empties the whole row."""
    contract = good.contract
    empty_is_right = contract.empty_is_academie and column == contract.territory_column
    return empty_is_right or len(good.header) == 1


@kind("regles", "hors_liste", listed)
def unlisted(good: Good, column: str) -> Damaged:
    return spoilt(good, column, "Zorglub", "regles.hors_liste")


@kind("regles", "liste_deux_valeurs_a_la_fois", listed)
def two_values(good: Good, column: str) -> Damaged:
    cell = good.cells(column)[good.filled(column)] or "x"
    return spoilt(good, column, f"{cell} / {cell}", "regles.hors_liste")


def _bounded(side: str) -> list[str]:
    def found(good: Good) -> list[str]:
        return [
            c.name
            for c in good.present(
                lambda c: c.business_type in NUMBERS and not c.values
                and getattr(c, side) is not None
            )
        ]  # fmt: skip

    return found  # type: ignore[return-value]


@kind("regles", "sous_le_minimum", _bounded("minimum"))
def too_low(good: Good, column: str) -> Damaged:
    low = good.contract.column(column).minimum or 0
    return spoilt(good, column, f"{low - 1:g}", *_BOUNDS)


@kind("regles", "nombre_negatif", _bounded("minimum"))
def negative(good: Good, column: str) -> Damaged | None:
    if (good.contract.column(column).minimum or 0) < 0:
        return None
    return spoilt(good, column, "-12", *_BOUNDS)


@kind("regles", "au_dessus_du_maximum", _bounded("maximum"))
def too_high(good: Good, column: str) -> Damaged:
    high = good.contract.column(column).maximum or 0
    return spoilt(good, column, f"{high + 1:g}", *_BOUNDS)


@kind("regles", "maximum_fois_cent", _bounded("maximum"))
def far_too_high(good: Good, column: str) -> Damaged | None:
    high = good.contract.column(column).maximum or 0
    return spoilt(good, column, f"{high * 100:g}", *_BOUNDS) if high > 0 else None


@kind("regles", "texte_trop_long",
      lambda good: [c.name for c in good.present(lambda c: c.max_length is not None)])  # fmt: skip
def too_long(good: Good, column: str) -> Damaged:
    limit = good.contract.column(column).max_length or 0
    return spoilt(good, column, "é" * (limit + 1), "regles.trop_long")


@kind("regles", "forme_inattendue",
      lambda good: [c.name for c in good.present(lambda c: bool(c.pattern))])  # fmt: skip
def wrong_shape(good: Good, column: str) -> Damaged:
    return spoilt(good, column, "IND_291", "regles.forme")


# Rules across columns


def _rules(good: Good) -> list[str]:
    return [str(rank) for rank in range(len(good.contract.rules))]


_LATE, _EARLY = "2024-06-30", "2024-01-15"
_BREAKERS: dict[str, dict[str, str]] = {
    r"(\w+) (?:<=|<) (\w+)": {"1": "{above}", "2": "{below}"},
    r"(\w+) (?:>=|>) (\w+)": {"1": "{below}", "2": "{above}"},
    r"not (\w+) or (\w+)": {"1": "O", "2": "N"},
    r"not (\w+) or (\w+) is not null": {"1": "O", "2": ""},
    r"not \((\w+) = '(?P<v>\w+)'\) or (\w+) is not null": {"1": "{v}", "3": ""},
    r"not \((\w+) is not null\) or (\w+) is not null": {"1": _LATE, "2": ""},
    r"(\w+) <> '(?P<v>\w+)'": {"1": "{v}"},
    r"(\w+) <> '(?P<v>\w+)' or (\w+) is not null": {"1": "{v}", "3": ""},
    r"(\w+) is null or (\w+) is not null": {"1": "5", "2": ""},
    r"(\w+) in \('0', '1'\) or (\w+) >= 1": {"1": "2", "2": "0"},
    r"(\w+) in \('0', '1'\) or (\w+) is not null": {"1": "2", "2": ""},
    r"(\w+) <> (\w+)": {"1": "{same}", "2": "{same}"},
    r"(\w+) = (\w+) - (\w+)": {"1": "1", "2": "3", "3": "1"},
    r"(\w+) \+ (\w+) \+ (\w+) = (\w+)": {"1": "1", "2": "1", "3": "1", "4": "4"},
}


def _breach(good: Good, condition: str) -> dict[str, str] | None:
    """Return cells of one row that break a rule; None when its shape is not known."""
    for shape, cells in _BREAKERS.items():
        found = re.fullmatch(shape, condition)
        if found:
            names = {group: found[int(group)] for group in cells}
            facts = {"v": found.groupdict().get("v", "")} | _pair(good, names)
            return {names[g]: template.format(**facts) for g, template in cells.items()}
    return None


def row_of(good: Good) -> int:
    """Return the position of the row that a rule is broken in."""
    return min(1, len(good.rows) - 1)


def _pair(good: Good, names: dict[str, str]) -> dict[str, str]:
    column = next(iter(names.values()))
    kind_of = {c.name: c.business_type for c in good.contract.columns}.get(column)
    same = good.cells(column)[row_of(good)] if column in good.places else ""
    if kind_of == "date":
        return {"above": _LATE, "below": _EARLY, "same": same}
    if kind_of == "horodatage":
        return {"above": f"{_LATE}T08:00:00", "below": f"{_EARLY}T08:00:00", "same": same}
    if kind_of == "annee_scolaire":
        return {"above": "2024-2025", "below": "2023-2024", "same": same}
    return {"above": "3", "below": "2", "same": same}


@kind("regles", "regle_entre_colonnes", _rules)
def broken_rule(good: Good, rank: str) -> Damaged | None:
    rule = good.contract.rules[int(rank)]
    cells = _breach(good, rule.condition)
    assert cells is not None, rule.condition
    if not cells.keys() <= good.places.keys():
        return None
    row = row_of(good)
    content = good.put_row(row, cells).to_bytes()
    if not rule.blocking:
        return Damaged(content, warned("regles.avertissement"))
    return Damaged(content, rejected(good, "regles.entre_colonnes", row=row))


# Keys


@kind("regles", "ligne_repetee")
def repeated_row(good: Good, _: str) -> Damaged | None:
    return _repeated(good, 1) if good.contract.key else None


@kind("regles", "page_repetee")
def repeated_page(good: Good, _: str) -> Damaged | None:
    """Make the export of an interface whose second page is the first one again."""
    page = len(good.rows) // 2
    return _repeated(good, page) if good.contract.key and page > 1 else None


def _repeated(good: Good, count: int) -> Damaged:
    content = good.with_rows([*good.rows, *good.rows[:count]]).to_bytes()
    codes = ("regles.ligne_repetee", "structure.page_repetee")
    if good.exhaustive:
        return Damaged(content, Expected(REFUSED, codes, len(good.rows) + 2))
    expected = Expected("accepte_avec_rejets", codes, len(good.rows) + 2, rejects=count)
    return Damaged(content, expected)


@kind("regles", "cle_en_conflit")
def conflicting_keys(good: Good, _: str) -> Damaged | None:
    own = good.contract
    free = good.present(
        lambda c: not c.key and c.business_type in ("entier", "texte") and not c.values
        and c.name != own.period_column and c.name != own.territory_column and not c.free_text
    )  # fmt: skip
    row = len(good.rows) - 1
    ruled = " ".join(rule.condition for rule in own.rules)
    free = [c for c in free if c.name not in ruled and good.cells(c.name)[row].strip()]
    if not free or not own.key or len(good.rows) < 3:
        return None
    column = free[0]
    cell = good.cells(column.name)[row].strip()
    if column.business_type == "entier":
        number = int(float(cell.replace(",", ".").replace("\u202f", "").replace("\u00a0", "")))
        top = column.maximum if column.maximum is not None else number + 1
        other = str(number + 1 if number + 1 <= top else number - 1)
    else:
        other = f"{cell} bis"
    twin = good.put(row, column.name, other).rows[row]
    content = good.with_rows([*good.rows, twin]).to_bytes()
    return Damaged(content, rejected(good, "regles.doublon", row=row, rejects=2))


# Years and territories


def _dated(good: Good) -> str | None:
    """Return the column whose cells name the school year of their row, as a year."""
    name = good.contract.period_column
    if name not in good.places or good.contract.period_kind == "en_tete":
        return None
    return name if good.contract.column(name).business_type in ("periode", "date", "mois") else None


def _year_cell(good: Good, year: str) -> str:
    opening = first_year(year)
    column = good.contract.column(good.contract.period_column or "")
    texts = {"date": f"{opening}-11-15", "mois": f"{opening}-11"}
    return texts.get(column.business_type, year)


@kind("regles", "annee_future_dans_une_ligne")
def future_row(good: Good, _: str) -> Damaged | None:
    name = _dated(good)
    if name is None or good.contract.period_kind == "declaree":
        return None
    row = good.filled(name)
    value = _year_cell(good, "2047-2048")
    codes = ("regles.annee_future", "regles.autre_annee")
    content = good.put(row, name, value).to_bytes()
    return Damaged(content, rejected(good, *codes, row=row, column=name))


@kind("regles", "autre_annee_dans_une_ligne")
def other_year_row(good: Good, _: str) -> Damaged | None:
    name = _dated(good)
    if name is None or not good.contract.one_year:
        return None
    value = _year_cell(good, school_year(first_year(good.school_year) - 1))
    row = good.filled(name)
    content = good.put(row, name, value).to_bytes()
    return Damaged(content, rejected(good, "regles.autre_annee", row=row, column=name))


@kind("regles", "deux_annees_dans_un_fichier")
def two_years(good: Good, _: str) -> Damaged | None:
    name = _dated(good)
    half = len(good.rows) // 2
    if name is None or not good.contract.one_year or tolerated(good, half) or half < 2:
        return None
    value = _year_cell(good, school_year(first_year(good.school_year) - 1))
    place = good.places[name]
    rows = [
        (*r[:place], value, *r[place + 1 :]) if i < half else r for i, r in enumerate(good.rows)
    ]
    return Damaged(good.with_rows(rows).to_bytes(), refused("regles.trop_de_rejets"))


@kind("regles", "fichier_d_une_autre_annee")
def another_year(good: Good, _: str) -> Damaged | None:
    name = _dated(good)
    if name is None or not good.contract.one_year:
        return None
    value = _year_cell(good, school_year(first_year(good.school_year) - 1))
    content = good.map_column(name, lambda _: value).to_bytes()
    return Damaged(content, refused("regles.toutes_d_une_autre_annee"))


def _territory(good: Good) -> str | None:
    name = good.contract.territory_column
    return name if name in good.places and good.contract.territory_kind == "uai" else None


@kind("regles", "ligne_d_une_autre_academie")
def foreign_row(good: Good, _: str) -> Damaged | None:
    name = _territory(good)
    if name is None or len(good.rows) < 2:
        return None
    return Damaged(good.put(1, name, "0690001P").to_bytes(), replace(FINE, same=False, outside=1))


# Tolerance


def _too_many(good: Good, rejects: int) -> Damaged | None:
    """Return the file with that many rows whose mandatory list or number is wrong."""
    columns = good.present(lambda c: not c.key and (bool(c.values) or c.business_type in NUMBERS))
    if not columns or rejects >= len(good.rows) or rejects < 1:
        return None
    place = good.places[columns[0].name]
    rows = [
        (*r[:place], "zorglub", *r[place + 1 :]) if i < rejects else r
        for i, r in enumerate(good.rows)
    ]
    column = columns[0]
    codes = ("regles.hors_liste",) if column.values else (f"types.{column.business_type}",)
    expected = rejected(good, *codes, row=0, column=column.name, rejects=rejects)
    return Damaged(good.with_rows(rows).to_bytes(), expected)


register(
    "regles", "rejets_juste_sous_la_tolerance", lambda good, _: _too_many(good, most_rejects(good))
)
register("regles", "rejets_juste_au_dessus_de_la_tolerance",
         lambda good, _: _too_many(good, most_rejects(good) + 1))  # fmt: skip


# People


PERSONAL = {
    "courriel": "Voir avec camille.martin@exemple.fr pour la suite.",
    "telephone": "Appeler le 04 73 12 34 56 avant midi.",
    "ine": "Élève 120890177FC suivi depuis deux ans.",
    "nir": "Assuré 2 85 05 63 113 005 51 au dossier.",
    "nom": "Mme Martin a conduit le projet.",
}


def _free_texts(good: Good) -> list[str]:
    return [c.name for c in good.present(lambda c: c.free_text)]


for _what, _sentence in PERSONAL.items():
    register(
        "regles", f"texte_libre_avec_{_what}",
        lambda good, column, s=_sentence: spoilt(good, column, s, "regles.donnee_personnelle"),
        _free_texts,
    )  # fmt: skip


@kind("regles", "texte_libre_avec_une_fonction", _free_texts)
def office(good: Good, column: str) -> Damaged:
    changed = good.put(0, column, "Mme la principale a conduit le projet.")
    return Damaged(changed.to_bytes(), replace(FINE, same=False))
