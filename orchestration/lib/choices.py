"""What may stand in a cell of a closed list, as depositors name it.

What belongs here: the words of a list, in its drop-down and in the messages about it. What does
not: the codes themselves and the spellings that are understood (contracts, nomenclatures).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.lib.contracts import Column, value_key
from orchestration.lib.nomenclatures import code_lists

_YES, _NO = "Oui", "Non"


@dataclass(frozen=True)
class Choice:
    """One allowed value: the code that is stored, and the word that a depositor picks."""

    code: str
    shown: str


def choices(column: Column) -> tuple[Choice, ...]:
    """Return what may be picked: labels where the reader understands them, else codes."""
    if column.business_type == "booleen":
        return (Choice("true", _YES), Choice("false", _NO))
    labels = code_lists().get(column.nomenclature or "", {})
    return tuple(Choice(code, _shown(column, code, labels.get(code))) for code in column.values)


def _shown(column: Column, code: str, label: str | None) -> str:
    understood = label is not None and column.equivalences.get(value_key(label)) == code
    return label if understood and label is not None else code
