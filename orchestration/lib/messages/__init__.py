"""What a depositor is told: the one registry of codes, stages, problems and remedies, in French.

What belongs here: each sentence, under a code that never changes, with its stage (the first word
of the code) and its gravity (the table it stands in: `of_files`, `of_rows`, `of_cautions`, and the
sentences of `plausibility.wording`). What
does not: who says it and when (`refusals` carries it; reading, recognition, preparation and gate
decide).

A problem of a file is a sentence; one of a cell goes on from « la valeur … ». `{…}` are facts of
the case, never a value that a person could be recognised by; `{n:ligne/lignes}` is a number with
the word that agrees with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from orchestration.lib.french import count, plural
from orchestration.lib.messages.of_cautions import CAUTIONS
from orchestration.lib.messages.of_files import FILES
from orchestration.lib.messages.of_rows import ROWS
from orchestration.lib.plausibility.wording import SENTENCES

STAGES = ("octets", "structure", "types", "regles", "croisement")
BLOCKING, REJECT, WARNING = "bloquant", "rejet", "avertissement"


@dataclass(frozen=True)
class Message:
    """A message of the registry; `problem` and `remedy` are templates."""

    code: str
    gravity: str
    problem: str
    remedy: str

    @property
    def stage(self) -> str:
        """Return the stage of the checks that gives this message."""
        return stage_of(self.code)


def stage_of(code: str) -> str:
    """Return the stage that a code belongs to."""
    return code.partition(".")[0]


@cache
def rank_of(code: str) -> int:
    """Return the rank among the stages of the one that a code belongs to."""
    return STAGES.index(stage_of(code))


class _Number(int):
    """A number that a template may follow by the word that agrees with it."""

    def __format__(self, words: str) -> str:
        """Return the number, and the first of two words for one, the second for more."""
        one, _, more = words.partition("/")
        return plural(int(self), one, more) if words else count(int(self))


@cache
def messages() -> Mapping[str, Message]:
    """Return every message by code, in the order of the stages."""
    tables = ((BLOCKING, FILES), (REJECT, ROWS), (WARNING, CAUTIONS), (WARNING, SENTENCES))
    found = [Message(code, g, *texts) for g, table in tables for code, texts in table.items()]
    ordered = sorted(found, key=lambda m: rank_of(m.code))
    return MappingProxyType({message.code: message for message in ordered})


def worded(code: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Return the problem and the remedy of a code; raises KeyError when it is not known."""
    message = messages()[code]
    said = {k: _Number(v) if isinstance(v, int) else v for k, v in facts.items()}
    return message.problem.format(**said), message.remedy.format(**said)
