"""Oddities: what a file holds that is not an error, and that its depositor would want to know.

What belongs here: remarks on the cells of one file, before any comparison with others: blank
lines, damaged accents, dates whose day and month may be swapped, rates from 0 to 1, what the
platform put right. What does not: containers (`workbooks`, `delimited`), comparisons with other
files and years (`plausibility`).

A remark names a place and a kind of damage, never a cell: it may be about a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np

from orchestration.lib.characters import damaged_letters
from orchestration.lib.columns import Body, Positions, Texts, is_blank
from orchestration.lib.contracts import Column
from orchestration.lib.nomenclatures import fold
from orchestration.lib.recognition import HeaderMatch
from orchestration.lib.refusals import Caution, FileRefused, caution

MANY_BLANKS = 200
_SPREADSHEET_LIMITS = (65_536, 1_048_576)
_SLASHED = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_ISO = re.compile(r"\s*\d{4}-\d{2}-(\d{2})")
_SERIAL = re.compile(r"\s*\d{5}(\.0)?\s*")
_DECIMAL_POINT, _DECIMAL_COMMA = re.compile(r"\d\.\d"), re.compile(r"\d,\d")
_SHORT_UAI = re.compile(r"\s*\d{5,6}[A-Za-z]\s*")
# So many distinct dates without a day beyond the 12th: about one chance in ten thousand.
_DATES, _DAYS = 10, 5
_OLDEST, _FURTHEST = 1910, 2100
_FREE = frozenset({"texte", "code"})
_Line = Callable[[int], int]
_Count = Callable[[Sequence[int]], int]


def of_body(body: Body, match: HeaderMatch, header: Sequence[str]) -> Iterator[Caution]:
    """Yield what is odd about the rows of a file as a whole."""
    if body.blank >= MANY_BLANKS:
        yield caution("octets.lignes_vides", count=body.blank)
    last = int(body.lines[-1]) if len(body.lines) else 0
    if last in _SPREADSHEET_LIMITS:
        yield caution("octets.limite_de_lignes", count=last)
    named = set(match.positions.values())
    for position, cell in enumerate(header[: len(body.columns)]):
        if position not in named and not fold(cell):
            filled = int(np.count_nonzero(~is_blank(body.columns[position])))
            if filled:
                yield caution("structure.colonne_sans_nom", rank=position + 1, count=filled)


def of_column(
    column: Column, label: str, texts: Texts, values: Sequence[object], lines: Positions
) -> Iterator[Caution]:
    """Yield what is odd about a column: its distinct texts, what was read of each, their lines.

    Raises FileRefused where the dates of the column cannot be told.
    """

    def at(rank: int) -> int:
        return int(lines[int(np.argmax(texts.codes == rank))])

    def rows(ranks: Sequence[int]) -> int:
        return int(np.isin(texts.codes, ranks).sum())

    if column.business_type in _FREE or column.values:
        damage = damaged_letters(texts.distinct)
        if damage is not None:
            sign, ranks = damage
            yield caution(
                "octets.accents_abimes", line=at(ranks[0]), column=label, sign=sign,
                count=rows(ranks),
            )  # fmt: skip
    if column.business_type == "date":
        far = [
            n
            for n, v in enumerate(values)
            if isinstance(v, date) and not _OLDEST < v.year < _FURTHEST
        ]
        if far:
            yield caution("types.date_lointaine", line=at(far[0]), column=label, count=rows(far))
        yield from _of_dates(column, label, texts, at, rows)
    if column.business_type == "uai":
        short = [n for n, t in enumerate(texts.distinct) if _SHORT_UAI.fullmatch(t)]
        if short:
            yield caution("types.zero_perdu", line=at(short[0]), column=label, count=rows(short))
    if column.business_type in ("decimal", "taux"):
        yield from _of_numbers(label, texts, at)


def _of_dates(
    column: Column, label: str, texts: Texts, at: _Line, rows: _Count
) -> Iterator[Caution]:
    serial = [n for n, t in enumerate(texts.distinct) if _SERIAL.fullmatch(t)]
    if serial:
        yield caution("types.date_en_nombre", line=at(serial[0]), column=label, count=rows(serial))
    slashed = [(n, m) for n, t in enumerate(texts.distinct) if (m := _SLASHED.match(t))]
    american = [n for n, m in slashed if int(m[2]) > 12 >= int(m[1])]
    days = {int(m[1]) for _, m in slashed}
    french = any(day > 12 for day in days)
    # One odd cell is the fault of its row; many say how the whole column is written.
    if len(american) > max(1, len(slashed) // 4) and not french:
        raise FileRefused("types.dates_americaines", line=at(american[0]), column=label)
    iso = {int(m[1]) for t in texts.distinct if (m := _ISO.match(t))}
    formats = bool(slashed) + bool(iso) + bool(serial)
    # Where dates belong to a school year, `plausibility` knows better which ones are turned.
    late = french or max(days, default=31) > 12 or column.in_year
    doubtful = not late and len(slashed) >= _DATES and len(days) >= _DAYS
    # A spreadsheet set to English turns 03/09 into 9 March and leaves 25/09 as text.
    half_read = bool(slashed) and bool(iso) and min(days) > 12 and max(iso) <= 12
    if doubtful or half_read or (american and not french):
        first = (american or [slashed[0][0]])[0]
        yield caution("types.jours_et_mois", line=at(first), column=label)
    elif formats > 1:
        yield caution("types.formats_de_date", column=label)


def _of_numbers(label: str, texts: Texts, at: _Line) -> Iterator[Caution]:
    point = [n for n, t in enumerate(texts.distinct) if _DECIMAL_POINT.search(t)]
    comma = [n for n, t in enumerate(texts.distinct) if _DECIMAL_COMMA.search(t)]
    if point and comma:
        rarer = min(point, comma, key=len)
        yield caution("types.virgules_et_points", line=at(rarer[0]), column=label)
