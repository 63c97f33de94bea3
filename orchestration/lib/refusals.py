"""Refusals, rejects and cautions: the three ways of telling a depositor that something is wrong.

What belongs here: a whole file refused, a row rejected, a remark that keeps nothing out; and the
facts that fill a message. What does not: the sentences (`messages`), deciding (reading,
recognition, preparation and gate decide).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.lib.choices import choices
from orchestration.lib.messages import messages, stage_of, worded

if TYPE_CHECKING:
    from orchestration.lib.contracts import Column


class FileRefused(Exception):
    """The whole file is refused: the message `code`, filled with `facts`, says why and what to do.

    `line` and `column` locate the problem where there is a place.
    """

    def __init__(
        self, code: str, *, line: int | None = None, column: str | None = None, **facts: object
    ) -> None:
        self.code = code
        self._facts: dict[str, Any] = {"line": line, "column": column, **facts}
        self.reason, self.remedy = worded(code, self._facts)
        self.line = line
        self.column = column
        super().__init__(f"{self.reason} {self.remedy}".strip())

    def __reduce__(self) -> tuple[Callable[[], FileRefused], tuple[()]]:
        """Return how another process makes it again; an exception knows its sentence only."""
        return partial(FileRefused, self.code, **self._facts), ()

    @property
    def stage(self) -> str:
        """Return the stage that stopped the file."""
        return stage_of(self.code)


class Reject(NamedTuple):
    """One problem of one row: where it is, what is wrong, how to mend it, under which code.

    A tuple: a file may have a million problems.
    """

    line: int
    column: str
    value: str
    problem: str
    remedy: str
    code: str = ""


@dataclass(frozen=True)
class Caution:
    """Something odd that keeps nothing out; `count` says how many rows it is about."""

    code: str
    text: str
    line: int | None = None
    column: str | None = None
    remedy: str = ""
    count: int = 1

    def __str__(self) -> str:
        """Return the sentence that the depositor reads."""
        return f"{self.text} {self.remedy}".strip()


def reject(code: str, line: int, column: str = "", value: str = "", **facts: object) -> Reject:
    """Return the problem of a row that the message `code` words."""
    return Reject(line, column, value, *worded(code, facts), code)


def caution(
    code: str, *, line: int | None = None, column: str | None = None, **facts: object
) -> Caution:
    """Return the remark that the message `code` words; the fact `count` is its number of rows."""
    text, remedy = worded(code, {"line": line, "column": column, **facts})
    count = facts.get("count", 1)
    return Caution(code, text, line, column, remedy, count if isinstance(count, int) else 1)


# A longer list is not read in a cell of a spreadsheet.
_LISTED = 60
_PERSONAL_DATA = {
    "courriel": "une adresse électronique",
    "telephone": "un numéro de téléphone",
    "ine": "un INE",
    "nir": "un numéro de sécurité sociale",
    "nom": "le nom d'une personne (« M. » ou « Mme » suivi d'un nom)",
}


def personal_kinds(kinds: Sequence[str]) -> str:
    """Return in words what identifies a person in a text.

    What was found is never repeated: the receipt is read by more people than the text.
    """
    *some, last = [_PERSONAL_DATA[kind] for kind in kinds]
    return f"{', '.join(some)}{' et ' if some else ''}{last}"


@cache
def allowed_values(column: Column) -> str:
    """Return the sentence that lists the values of a closed list, as a depositor picks them.

    Made once for a column: a file may have a hundred thousand rows to reject.
    """
    allowed = [choice.shown for choice in choices(column)]
    if len(allowed) > _LISTED:
        return f"Exemples de valeurs attendues : {', '.join(allowed[:5])}…"
    between = " ; " if any("," in value for value in allowed) else ", "
    return f"Valeurs attendues : {between.join(allowed)}."


_BY_TYPE = {"lisible": "types.{}", "cle_de_controle": "types.cle_{}"}
_OF_RULES = {
    "obligatoire": "regles.obligatoire",
    "liste": "regles.hors_liste",
    "longueur": "regles.trop_long",
    "forme": "regles.forme",
    "annee_future": "regles.annee_future",
    "autre_annee": "regles.autre_annee",
    "donnee_personnelle": "regles.donnee_personnelle",
}


def code_of_rule(rule: str, column: Column) -> str:
    """Return the code of what a rule of the suite (`meta["regle"]`) finds in a column."""
    if rule in _BY_TYPE:
        code = _BY_TYPE[rule].format(column.business_type)
        # A text is always readable, unless it is the error of a spreadsheet.
        return code if code in messages() else "octets.erreur_de_tableur"
    if rule == "bornes":
        sides = (column.minimum is not None, column.maximum is not None)
        return "regles." + {(True, False): "trop_petit", (False, True): "trop_grand"}.get(
            sides, "hors_bornes"
        )
    return _OF_RULES[rule]


def facts_of_rule(column: Column) -> dict[str, object]:
    """Return what the contract says of a column, as its messages name it."""
    low, high = (
        None if bound is None else f"{bound:g}".replace(".", ",")
        for bound in (column.minimum, column.maximum)
    )
    return {
        "low": low, "high": high, "limit": column.max_length,
        "allowed": allowed_values(column),
    }  # fmt: skip


def of_column(rule: str, column: Column) -> tuple[str, str]:
    """Return the problem and the remedy that a rule of one column gives, whatever the row."""
    return worded(code_of_rule(rule, column), facts_of_rule(column))
