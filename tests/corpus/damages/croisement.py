"""Damage that only other files and years show: last year's file, moved names, lost schools.

What belongs here: kinds that keep every rule of the contract and are implausible; they strike
whole files, beside what stands (`past`). What does not: rules of one file (`regles`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from orchestration.lib.school_years import parse_date
from tests.corpus.model import (
    ACCEPTED,
    INTERNAL,
    Damaged,
    Expected,
    Good,
    kind,
    odd,
)
from tests.samples import uai

FOREIGN, UNKNOWN = uai("0690001"), uai("0639999")
_MANY = 40
_NUMBER = re.compile(r"\d+")


def _implausible(good: Good, damaged: Good, *codes: str, column: str = "") -> Damaged:
    """Return a file that is accepted, with a remark; kept inside where its contract says so."""
    inside = set(codes) & good.contract.plausibility.internal_use
    label = good.label(column) if column else None
    expected = Expected(INTERNAL if inside else ACCEPTED, codes, column=label)
    return Damaged(damaged.to_bytes(), expected)


def _school(good: Good) -> str | None:
    """Return the column of the school of a row, in a file of the whole académie."""
    name = good.contract.territory_column
    there = name in good.places and good.contract.territory_kind == "uai"
    return name if there and good.beside is not None else None


def _before(good: Good) -> Good | None:
    """Return last year's file, where both years are long enough to be compared."""
    before = good.beside.before if good.beside else None
    long = before is not None and min(len(before.rows), len(good.rows)) >= _MANY
    return before if long and before is not None and before.header == good.header else None


def _silenced(good: Good, code: str) -> bool:
    return code in good.contract.plausibility.silenced


@kind("croisement", "fichier_d_une_autre_academie")
def all_foreign(good: Good, _: str) -> Damaged | None:
    name = _school(good)
    if name is None:
        return None
    content = good.map_column(name, lambda _: FOREIGN).to_bytes()
    return Damaged(content, Expected(ACCEPTED, ("croisement.hors_academie",)))


@kind("croisement", "uai_inconnu_du_referentiel")
def unknown_school(good: Good, _: str) -> Damaged | None:
    name = _school(good)
    if name is None or good.scope != "academie" or good.domain == "ref_etablissements":
        return None
    return _implausible(good, good.put(0, name, UNKNOWN), "croisement.uai_inconnu")


@kind("croisement", "etablissement_ferme")
def closed_school(good: Good, _: str) -> Damaged | None:
    name = _school(good)
    if name is None or good.beside is None or good.domain == "ref_etablissements":
        return None
    closed = [u for u in good.beside.closed if u.startswith(good.scope) or good.scope == "academie"]
    if not closed or closed[0] in good.cells(name):
        return None
    return _implausible(good, good.put(0, name, closed[0]), "croisement.uai_ferme")


@kind("croisement", "etablissement_d_une_autre_nature")
def other_kind(good: Good, _: str) -> Damaged | None:
    name, natures = _school(good), good.contract.plausibility.natures
    if name is None or good.beside is None or not natures:
        return None
    known = {"COLLEGE": "Collège", "LYCEE": "Lycée", "ECOLE": "Ecole", "EREA": "EREA"}
    strange = [
        u for u, k in good.beside.kinds.items()
        if (own := next((n for w, n in known.items() if k.upper().startswith(w)), None))
        and own not in natures and u not in good.beside.closed
        and (good.scope == "academie" or u.startswith(good.scope))
    ]  # fmt: skip
    if not strange:
        return None
    return _implausible(good, good.put(0, name, strange[0]), "croisement.uai_nature")


# The same school, one year to the next


@kind("croisement", "fichier_de_l_an_dernier_renomme")
def last_year(good: Good, _: str) -> Damaged | None:
    before, name = _before(good), good.contract.period_column
    if before is None or name not in good.places or _silenced(good, "croisement.copie_an_dernier"):
        return None
    if good.contract.column(name).business_type != "periode":
        return None
    place, year = good.places[name], good.rows[0][good.places[name]]
    rows = [(*r[:place], year, *r[place + 1 :]) for r in before.rows]
    return _implausible(good, good.with_rows(rows), "croisement.copie_an_dernier")


def _summed(good: Good) -> list[str]:
    """Return the columns whose total by school is compared with the year before."""
    found = [
        re.fullmatch(r"sum\((\w+)\)", e.measure) for e in good.contract.plausibility.evolutions
    ]
    return [m[1] for m in found if m and m[1] in good.places]


def _multiplied(by: int, keep: Callable[[str], bool]) -> Callable[[Good, str], Good]:
    def change(good: Good, column: str) -> Good:
        school, place = good.places[_school(good) or column], good.places[column]
        rows = [
            (*r[:place], _NUMBER.sub(lambda m: str(int(m[0]) * by), r[place], count=1),
             *r[place + 1 :]) if keep(r[school]) else r
            for r in good.rows
        ]  # fmt: skip
        return good.with_rows(rows)

    return change


@kind("croisement", "ecole_multipliee_par_dix", _summed)
def one_school_jumps(good: Good, column: str) -> Damaged | None:
    before, school = _before(good), _school(good)
    if before is None or school is None:
        return None
    known = set(before.cells(school))
    sizes = {u: n for u, n in _totals(good, school, column).items() if u in known and n >= 20}
    if len(sizes) < _MANY / 2:
        return None
    chosen = max(sizes, key=lambda u: (sizes[u], u))
    damaged = _multiplied(10, lambda u: u == chosen)(good, column)
    if _beyond(damaged):
        return Damaged(damaged.to_bytes(), odd("regles.entre_colonnes"))
    return Damaged(damaged.to_bytes(), odd("croisement.evolution_ecole", "croisement.total"))


def _beyond(good: Good) -> bool:
    """Tell whether a row breaks a rule that holds a number to another one of the row."""
    pairs = [re.fullmatch(r"(\w+) <= (\w+)", rule.condition) for rule in good.contract.rules]
    held = [
        (good.cells(pair[1]), good.cells(pair[2]))
        for pair in pairs if pair and {pair[1], pair[2]} <= good.places.keys()
    ]  # fmt: skip
    return any(
        _NUMBER.fullmatch(low) and _NUMBER.fullmatch(high) and int(low) > int(high)
        for pair in held
        for low, high in zip(*pair, strict=True)
    )


def _totals(good: Good, school: str, column: str) -> dict[str, int]:
    totals: dict[str, int] = {}
    for code, text in zip(good.cells(school), good.cells(column), strict=True):
        found = _NUMBER.fullmatch(text.strip())
        totals[code] = totals.get(code, 0) + (int(found[0]) if found else 0)
    return totals


@kind("croisement", "tout_multiplie_par_trois", _summed)
def all_jump(good: Good, column: str) -> Damaged | None:
    equalities = " ".join(r.condition for r in good.contract.rules if " = " in r.condition)
    if _before(good) is None or column in equalities:
        return None
    damaged = _multiplied(3, lambda _: True)(good, column)
    if _beyond(damaged):
        return Damaged(damaged.to_bytes(), odd("regles.entre_colonnes"))
    return _implausible(good, damaged, "croisement.evolution_totale")


@kind("croisement", "export_coupe_aux_deux_tiers")
def cut_export(good: Good, _: str) -> Damaged | None:
    before = _before(good)
    if before is None or not good.contract.plausibility.evolutions:
        return None
    codes = ("croisement.evolution_lignes", "croisement.evolution_totale",
             "croisement.ecole_absente", "croisement.departement_absent")  # fmt: skip
    damaged = good.with_rows(good.rows[: len(good.rows) // 3])
    return Damaged(damaged.to_bytes(), odd(*codes))


@kind("croisement", "departement_oublie")
def lost_departement(good: Good, _: str) -> Damaged | None:
    before, school = _before(good), _school(good)
    if before is None or school is None or good.scope != "academie":
        return None
    place = good.places[school]
    rows = [r for r in good.rows if not r[place].strip().zfill(8).startswith("063")]
    if not rows or len(rows) == len(good.rows):
        return None
    return Damaged(good.with_rows(rows).to_bytes(), odd("croisement.departement_absent"))


def _optional_numbers(good: Good) -> list[str]:
    free = good.contract.plausibility.free
    ruled = " ".join(rule.condition for rule in good.contract.rules)
    return [
        c.name
        for c in good.present(
            lambda c: c.business_type == "entier" and not c.key and c.name not in free
            and c.name not in ruled
        )
    ]  # fmt: skip


def _varied(good: Good, column: str) -> bool:
    cells = [t for t in good.cells(column) if t.strip()]
    return len(cells) >= max(_MANY, 0.7 * len(good.rows)) and max(
        map(cells.count, set(cells))
    ) <= 0.8 * len(cells)


@kind("croisement", "colonne_devenue_vide", _optional_numbers)
def emptied_column(good: Good, column: str) -> Damaged | None:
    before = _before(good)
    if before is None or good.contract.column(column).required or not _varied(before, column):
        return None
    damaged = good.map_column(column, lambda _: "")
    return _implausible(good, damaged, "croisement.colonne_vide", column=column)


@kind("croisement", "colonne_devenue_constante", _optional_numbers)
def constant_column(good: Good, column: str) -> Damaged | None:
    before = _before(good)
    if before is None or not _varied(before, column) or not _varied(good, column):
        return None
    usual = Counter(filter(None, map(str.strip, good.cells(column)))).most_common(1)[0][0]
    damaged = good.map_column(column, lambda _: usual)
    return _implausible(good, damaged, "croisement.colonne_constante", column=column)


# One file beside others


def _capped(good: Good) -> list[str]:
    """Return the columns whose total by school is held to the pupils of the school."""
    found = [
        re.fullmatch(r"(?:sum|max)\((\w+)\)", c.measure)
        for c in good.contract.plausibility.comparisons
        if c.domain == "effectifs" and c.direction == "plafond" and not c.rows and not c.other_rows
    ]
    return [m[1] for m in found if m and m[1] in good.places]


@kind("croisement", "plus_que_les_eleves", _capped)
def more_than_pupils(good: Good, column: str) -> Damaged | None:
    school = _school(good)
    if school is None or good.beside is None or good.domain == "effectifs":
        return None
    pupils = good.beside.pupils
    row = next((i for i, u in enumerate(good.cells(school)) if pupils.get(u, 0) > 20), None)
    if row is None:
        return None
    code = good.cells(school)[row]
    damaged = good.put(row, column, str(pupils[code] * 3))
    return Damaged(damaged.to_bytes(), odd("croisement.total", "regles.entre_colonnes"))


def _names(good: Good) -> list[str]:
    return [c.name for c in good.present(lambda c: c.name_of is not None)]


@kind("croisement", "noms_tries_sans_les_uai", _names)
def moved_names(good: Good, column: str) -> Damaged | None:
    if good.beside is None or len(set(good.cells(column))) < _MANY / 2:
        return None
    names = good.cells(column)
    turned = iter([*names[3:], *names[:3]])
    damaged = good.map_column(column, lambda _: next(turned))
    return _implausible(good, damaged, "croisement.noms_et_uai", column=column)


def _references(good: Good) -> list[str]:
    return [
        c.name
        for c in good.present(
            lambda c: bool(c.reference) and c.business_type in ("texte", "code", "agent", "ine")
        )
        if "croisement.reference_absente" not in good.contract.plausibility.silenced
    ]


@kind("croisement", "references_perdues", _references)
def lost_references(good: Good, column: str) -> Damaged | None:
    own = good.contract.column(column)
    filled = sum(bool(t.strip()) for t in good.cells(column))
    if good.beside is None or filled < _MANY or own.business_type == "ine":
        return None
    domain = (own.reference or "").partition(".")[0]
    if domain not in ("actions", "formation_sessions", "personnels", "reseaux"):
        return None
    if own.business_type == "agent":
        damaged = good.map_column(column, lambda t: t[:-4] + t[-4:][::-1] + "0" if t else t)
    else:
        damaged = good.map_column(column, lambda t: f"{t}-B" if t else t)
    return _implausible(good, damaged, "croisement.reference_absente", column=column)


# Columns as wholes


def _rates(good: Good) -> list[str]:
    return [c.name for c in good.present(lambda c: c.business_type == "taux")]


@kind("croisement", "pourcentages_de_zero_a_un", _rates)
def fractions(good: Good, column: str) -> Damaged | None:
    if good.beside is None or sum(bool(t.strip()) for t in good.cells(column)) < _MANY:
        return None

    def divided(text: str) -> str:
        number = text.replace(",", ".").replace("%", "").strip()
        return f"{float(number) / 100:g}" if re.fullmatch(r"[\d.]+", number) else text

    codes = ("croisement.pourcentage", "types.taux_de_0_a_1")
    return _implausible(good, good.map_column(column, divided), *codes, column=column)


def _school_days(good: Good) -> list[str]:
    return [c.name for c in good.present(lambda c: c.in_year and not c.key)]


def _redated(good: Good, column: str, change: Callable[[date], str]) -> Good:
    def redated(text: str) -> str:
        found = parse_date(text)
        return change(found) if found else text

    return good.map_column(column, redated)


@kind("croisement", "jours_et_mois_inverses", _school_days)
def swapped_days(good: Good, column: str) -> Damaged | None:
    """Write as a spreadsheet in English does: days and months swapped where they can be."""
    days = {d for t in good.cells(column) if (d := parse_date(t))}
    if good.beside is None or len({d for d in days if d.day <= 12}) < 15:
        return None

    def swap(day: date) -> str:
        turned = day if day.day > 12 else date(day.year, day.day, day.month)
        return f"{turned:%d/%m/%Y}"

    kept = [r for r, t in zip(good.rows, good.cells(column), strict=True)
            if not (d := parse_date(t)) or d.day <= 12]  # fmt: skip
    damaged = _redated(good.with_rows(kept), column, swap)
    codes = ("types.jours_et_mois", "croisement.jour_mois", "regles.entre_colonnes")
    return Damaged(damaged.to_bytes(), odd(*codes, column=good.label(column)))


@kind("croisement", "dates_d_une_autre_annee", _school_days)
def other_dates(good: Good, column: str) -> Damaged | None:
    filled = sum(bool(t.strip()) for t in good.cells(column))
    if good.beside is None or filled < _MANY:
        return None
    damaged = _redated(good, column, lambda d: replace_year(d, d.year - 3).isoformat())
    return Damaged(damaged.to_bytes(), odd("croisement.hors_annee", "regles.entre_colonnes"))


def replace_year(day: date, year: int) -> date:
    """Return the same day of another year (28 February for the 29th)."""
    return day.replace(year=year, day=min(day.day, 28))


@kind("croisement", "page_d_export_repetee")
def repeated_page(good: Good, _: str) -> Damaged | None:
    page = min(100, len(good.rows) // 2)
    if good.beside is None or page < 20 or not good.contract.key:
        return None
    rows = [*good.rows[: 2 * page], *good.rows[:page], *good.rows[2 * page :]]
    return Damaged(
        good.with_rows(rows).to_bytes(),
        odd("croisement.page_repetee", "structure.page_repetee", line=2 * page + 2),
    )
