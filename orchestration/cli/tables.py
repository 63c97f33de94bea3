"""Tables and notes of indicators, as `psa show` prints them.

What belongs here: layout of values by year and territory, what explains a missing or cautious
value, the line of evolution. What does not: queries (`orchestration.lib.published`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from orchestration.cli import wording
from orchestration.lib.published import TOTAL, Row, Territory

WIDTH = 100
# Beyond this many columns, the counts of the first one would not fit.
_WITH_COUNTS = 6
# Beyond this many values, a breakdown has a line per value instead of a column.
MANY = 6


def console() -> Console:
    """Return the console of results: as wide as the terminal, 100 columns in a file."""
    probe = Console(highlight=False, markup=False)
    return probe if probe.is_terminal else Console(width=WIDTH, highlight=False, markup=False)


def short_name(territory: Territory) -> str:
    """Return the heading of a territory: 'Allier (003)'."""
    return f"{territory.label} ({territory.code})"


def full_name(territory: Territory) -> str:
    """Return a territory with its level: 'département Allier (003)'."""
    return f"{wording.LEVELS.get(territory.level, territory.level)} {short_name(territory)}"


def cell(row: Row | None, with_counts: bool, *, bare: bool = False) -> str:
    """Return a value with its status symbol and, where it is asked, its two counts.

    The unit is that of the heading where `bare`, or where it is not a percentage.
    """
    if row is None:
        return ""
    status = row["statut_observation"]
    symbol = "" if status == "A" or row["valeur"] is None else f" {status}"
    text = wording.with_unit(row["valeur"], row["unite"])
    if bare or row["unite"] != "%":
        text = text.removesuffix(f" {row['unite']}")
    if with_counts and None not in (row["valeur"], row["numerateur"], row["denominateur"]):
        above, below = wording.count(row["numerateur"]), wording.count(row["denominateur"])
        text += f" ({above} / {below})"
    return text + symbol


def _table(title: str | None, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Group:
    """Return a table whose figures are never cut: the first column wraps instead.

    Its title stands above: inside, it would wrap in a narrow table.
    """
    table = Table(box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left", no_wrap=position > 0)
    for row in rows:
        table.add_row(*row)
    return Group(*([Text(title, style="bold")] if title else []), table)


def _short_years(years: Sequence[str]) -> list[str]:
    """Return headings on two lines: seven years and a name fit in 100 columns."""
    return [year.replace("-", "-\n") for year in years]


def _by_year(
    rows: Sequence[Row], keys: Sequence[Any], key: Callable[[Row], Any], counted: int
) -> list[list[str]]:
    """Return one line per school year and one cell per key; counts in the column `counted`."""
    found = {(row["annee_scolaire"], key(row)): row for row in rows}
    return [
        [year, *(cell(found.get((year, k)), i == counted) for i, k in enumerate(keys))]
        for year in sorted({row["annee_scolaire"] for row in rows})
    ]


def territories_table(rows: Sequence[Row], territories: Sequence[Territory]) -> Group:
    """Return school years by territories; the first territory shows its counts."""
    keys = [(t.level, t.code) for t in territories]
    counted = 0 if len(keys) <= _WITH_COUNTS else -1
    lines = _by_year(rows, keys, lambda r: (r["niveau_territoire"], r["territoire"]), counted)
    return _table(None, ["Année", *(f"{t.label}\n{t.code}" for t in territories)], lines)


def modalities(rows: Sequence[Row], breakdown: str, labels: Mapping[str, str]) -> list[str]:
    """Return the values of a breakdown in the order of its list, unknown ones after."""
    found = {r["modalite"] for r in rows if r["ventilation"] == breakdown}
    return [c for c in labels if c in found] + sorted(found - set(labels))


def breakdown_table(
    rows: Sequence[Row], territory: Territory, breakdown: str, labels: Mapping[str, str]
) -> Group:
    """Return one territory by value of a breakdown: in columns, or in lines where many."""
    own = [
        r
        for r in rows
        if (r["niveau_territoire"], r["territoire"]) == (territory.level, territory.code)
    ]
    keys = [TOTAL, *modalities(own, breakdown, labels)]
    heads = [wording.code_label(k, labels.get(k)) for k in keys]
    if len(keys) > MANY:
        unit = " (en %)" if own and own[0]["unite"] == "%" else ""
        return _by_line(f"{full_name(territory)}{unit}", own, breakdown, keys, heads)
    lines = _by_year(own, keys, lambda r: r["modalite"], 0)
    return _table(full_name(territory), ["Année", *heads], lines)


def _by_line(
    title: str, rows: Sequence[Row], corner: str, keys: Sequence[Any], heads: Sequence[str]
) -> Group:
    """Return a line per value of a breakdown that has figures, a column per school year."""
    found = {(r["annee_scolaire"], r["modalite"]): r for r in rows}
    known = {r["modalite"] for r in rows if r["valeur"] is not None}
    years = sorted({r["annee_scolaire"] for r in rows})
    lines = [
        [head, *(cell(found.get((year, key)), False, bare=True) for year in years)]
        for key, head in zip(keys, heads, strict=True)
        if key in known
    ]
    return _table(title, [corner, *_short_years(years)], lines)


def level_table(rows: Sequence[Row], territories: Sequence[Territory], title: str) -> Group:
    """Return a line per territory of a level and a column per school year."""
    found = {(r["annee_scolaire"], r["territoire"]): r for r in rows}
    years = sorted({r["annee_scolaire"] for r in rows})
    lines = [
        [short_name(t), *(cell(found.get((year, t.code)), False, bare=True) for year in years)]
        for t in territories
    ]
    return _table(title, ["Territoire", *_short_years(years)], lines)


def perimeter_table(rows: Sequence[Row]) -> Group:
    """Return the series of a merged school at its present perimeter."""
    lines = [[r["annee_scolaire"], cell({**r, "statut_observation": "A"}, True)] for r in rows]
    return _table(None, ["Année", "Périmètre courant"], lines)


def _places(rows: Sequence[Row], names: dict[tuple[str, str], str], everywhere: int) -> str:
    """Return where a note applies: 'toutes les années, 003 et 015'."""
    codes = {(r["niveau_territoire"], r["territoire"]) for r in rows}
    where = [n for key, n in names.items() if key in codes]
    years = wording.years(r["annee_scolaire"] for r in rows)
    if everywhere > 1 and len(where) == everywhere:
        return f"{years}, tous les territoires"
    return f"{years}, {wording.enumerate_words(where)}"


def legend(rows: Sequence[Row]) -> str | None:
    """Return what the symbols of a table mean, or None when it has none."""
    symbols = sorted({r["statut_observation"] for r in rows if r["valeur"] is not None} - {"A"})
    meanings = [f"{s} : {wording.OBSERVATION.get(s, s)}" for s in symbols]
    if any(r["valeur"] is None for r in rows):
        meanings.append(f"{wording.NOT_AVAILABLE} : non calculable ou non disponible")
    return "Légende — " + " · ".join(meanings) if meanings else None


def notes(
    rows: Sequence[Row], territories: Sequence[Territory], known: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the reasons behind missing or cautious values, with the places of each.

    Those in `known` (the breaks, printed apart) are left out.
    """
    names = {(t.level, t.code): short_name(t) for t in territories}
    reasons: dict[str, list[Row]] = {}
    partial: dict[tuple[str, str], list[tuple[Row, wording.Reporters]]] = {}
    for row in rows:
        counted, reason = wording.reporters(row["motif"])
        if counted and row["ventilation"] == TOTAL:
            place = (row["niveau_territoire"], row["territoire"])
            partial.setdefault(place, []).append((row, counted))
        for said in known:
            reason = reason.replace(said, "").strip()
        if reason:
            reasons.setdefault(reason, []).append(row)
    for reason, concerned in reasons.items():
        yield f"{_places(concerned, names, len(names))} : {reason}"
    if len(partial) > MANY:
        years = wording.years(r["annee_scolaire"] for found in partial.values() for r, _ in found)
        yield f"Couverture partielle : {len(partial)} territoires, {years} (détail : explain)"
        return
    for key, found in partial.items():
        yield f"Couverture partielle, {names[key]}, {_reported(found)}"


def _reported(found: Sequence[tuple[Row, wording.Reporters]]) -> str:
    """Return '2019-2020 à 2021-2022 : 274 à 277 établissements sur 316'."""
    counts = [c for _, c in found]
    received, expected = (
        _span([getattr(c, name) for c in counts]) for name in ("received", "expected")
    )
    years = wording.years(r["annee_scolaire"] for r, _ in found)
    return f"{years} : {received} {counts[-1].kind} sur {expected}"


def _span(numbers: Sequence[int]) -> str:
    low, high = wording.count(min(numbers)), wording.count(max(numbers))
    return low if low == high else f"{low} à {high}"


def evolution_line(evolution: Row, territory: Territory, unit: str | None) -> str:
    """Return in one sentence the last change, its trend and the target, then the judgement."""
    parts = [
        f"{wording.with_unit(evolution['valeur'], unit)} en {evolution['annee_scolaire']}",
    ]
    if evolution["evolution_absolue"] is not None:
        moved = wording.change(evolution["evolution_absolue"], unit)
        parts.append(f"{moved} depuis {evolution['annee_precedente']}, {evolution['tendance']}")
    if evolution["valeur_cible"] is not None:
        for label in ("base", "cible"):
            if evolution[f"valeur_{label}"] is not None:
                value = wording.with_unit(evolution[f"valeur_{label}"], unit)
                parts.append(f"{label} {value} ({evolution[f'annee_{label}']})")
    why = f" {evolution['pourquoi']}" if evolution["pourquoi"] else ""
    return f"{short_name(territory)} : {' ; '.join(parts)}.{why}"
