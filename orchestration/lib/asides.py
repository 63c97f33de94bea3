"""Rows that hold no data: totals, remarks under a table, headers that come again.

What belongs here: recognising them and setting them aside, each with its own message; they lose
nothing, so no tolerance is spent on them. What does not: rows of data that are wrong (`gate`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.lib.cleaning import is_missing
from orchestration.lib.columns import Body, Flags
from orchestration.lib.contracts import Column, value_key
from orchestration.lib.nomenclatures import fold
from orchestration.lib.recognition import HeaderMatch
from orchestration.lib.refusals import reject

TOTAL, REMARK, HEADER = (
    "structure.ligne_de_total", "structure.ligne_de_remarque", "structure.en_tete_repete",
)  # fmt: skip
ASIDES = frozenset({TOTAL, REMARK, HEADER})
_TOTAL = re.compile(r"(sous_)?tota(l|ux)(_|$)")
_REMARK = re.compile(
    r"\s*(#|//|\*|\(\*|(source|note|nb|n\.b|champ|lecture|l[ée]gende|remarque|attention|export|"
    r"extrait|extraction|[ée]dit[ée]|imprim[ée]|page|fin)\b)",
    re.IGNORECASE,
)
_SEEMS_ASIDE = (
    r"(?i)^\s*(#|//|\*|\(\*|sous|tota|source|note|nb\b|n\.b|champ|lecture|l.gende|"
    r"remarque|attention|export|extrait|extraction|.dit|imprim|page|fin\b)"
)
# The label of a total stands at the left of the table.
_LEFT = 3


def code_of_aside(cells: Sequence[str]) -> str | None:
    """Return the code of a row that holds no data, None for any other."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return None
    if _TOTAL.match(fold(filled[0])):
        return TOTAL
    return REMARK if len(filled) == 1 and _REMARK.match(filled[0]) else None


def set_aside(body: Body, match: HeaderMatch) -> Body:
    """Return the body without the rows that hold no data: they are among its rejects."""
    found: dict[int, str] = dict.fromkeys(_repeated_headers(body, match), HEADER)
    for row in _candidates(body):
        code = code_of_aside([str(column[row]) for column in body.columns])
        if code == REMARK or (code == TOTAL and _is_no_data(body, match, row)):
            found.setdefault(row, code)
    if not found:
        return body
    kept = np.ones(len(body.lines), dtype=bool)
    kept[list(found)] = False
    told = [reject(code, int(body.lines[row])) for row, code in sorted(found.items())]
    columns = [column.filter(pa.array(kept)) for column in body.columns]
    return Body(body.lines[kept], columns, [*body.rejects, *told], body.blank)


def _repeated_headers(body: Body, match: HeaderMatch) -> list[int]:
    """Return the rows whose cells are the headers of their columns."""
    labels = {match.positions[name]: label for name, label in match.labels.items()}
    alike: Flags | None = None
    for position, label in labels.items():
        same: Any = pc.equal(pc.utf8_trim_whitespace(body.columns[position]), pa.scalar(label))
        flags = np.asarray(same.to_numpy(zero_copy_only=False), dtype=bool)
        alike = flags if alike is None else alike & flags
        if not alike.any():
            return []
    return [] if alike is None else np.flatnonzero(alike).tolist()


def _candidates(body: Body) -> list[int]:
    """Return the rows that begin like a total or a remark; few are looked at cell by cell."""
    found: set[int] = set()
    for column in body.columns[:_LEFT]:
        seems: Any = pc.match_substring_regex(column, _SEEMS_ASIDE)
        found.update(np.flatnonzero(seems.to_numpy(zero_copy_only=False)).tolist())
    return sorted(found)


def _is_no_data(body: Body, match: HeaderMatch, row: int) -> bool:
    """Tell whether a row that says « total » names nothing: its contract knows no such value.

    Official tables have rows of totals whose every column is filled: these are data.
    """
    return any(
        _tells_nothing(str(body.columns[position][row]), match.contract.column(name))
        for name, position in match.positions.items()
    )


def _tells_nothing(cell: str, column: Column) -> bool:
    if not column.required and not column.key:
        return False
    if is_missing(cell):
        return True
    says_total = _TOTAL.match(fold(cell)) is not None
    free = column.business_type == "texte" and not column.values
    return says_total and not free and value_key(cell) not in column.equivalences
