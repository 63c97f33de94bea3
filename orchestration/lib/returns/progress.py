"""What a corrected deposit solved since the previous one of the same slice.

What belongs here: finding the previous deposit, counting what is solved, what remains and what is
new. What does not: wording of one problem (`messages`), what stands (`run_context`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lib import french
from orchestration.lib.atomic import read_json
from orchestration.lib.messages import BLOCKING, REJECT
from orchestration.lib.recognition import announced_by_name
from orchestration.lib.refusals import Reject
from orchestration.lib.returns.problems import SUMMARIES

if TYPE_CHECKING:
    from orchestration.lib.deposits import Receipt

_UNREAD = ("octets", "structure")


@dataclass(frozen=True)
class Slice:
    """What a deposit is about: two deposits of one slice answer each other."""

    domain: str | None
    scope: str
    years: frozenset[str]

    def answers(self, other: Slice) -> bool:
        """Tell whether two deposits are about the same thing; an unknown year is any year."""
        same = (self.domain, self.scope) == (other.domain, other.scope)
        return same and (not self.years or not other.years or bool(self.years & other.years))


@dataclass(frozen=True)
class Progress:
    """How many problems are solved, remain and are new since the previous deposit."""

    previous_at: str
    previous_stage: str
    solved: int
    remaining: int
    new: int

    @property
    def sentence(self) -> str:
        """Return the progress in one sentence."""
        since = f"Depuis le dépôt du {french.moment(self.previous_at)} : "
        solved = french.plural(self.solved, "problème corrigé", "problèmes corrigés")
        if not self.remaining and not self.new:
            return f"{since}{solved}, il n'en reste aucun."
        parts = [solved]
        if self.remaining:
            verb = "reste" if self.remaining == 1 else "restent"
            parts.append(f"{french.count(self.remaining)} {verb}")
        if self.new:
            parts.append(french.plural(self.new, "nouveau", "nouveaux"))
        late = " (le dépôt précédent n'avait pas pu être contrôlé ligne par ligne)"
        return f"{since}{', '.join(parts)}{late * bool(self.new and self._unread)}."

    @property
    def _unread(self) -> bool:
        return self.previous_stage in _UNREAD


def slice_of(deposits: Path, receipt: Receipt) -> Slice:
    """Return what a deposit is about: from its rows, else from what was announced."""
    try:
        told = read_json(deposits / receipt.depot / "reception.json")
    except (OSError, ValueError):
        told = {}
    named = announced_by_name(receipt.fichier)
    announced = told.get("school_year") or named.school_year
    years = receipt.annees or ([announced] if announced else [])
    scope = told.get("scope") or named.scope or receipt.perimetre
    return Slice(receipt.domaine or told.get("domain") or named.domain, scope, frozenset(years))


def previous_of(deposits: Path, receipt: Receipt, earlier: Sequence[Receipt]) -> Receipt | None:
    """Return the last deposit of the same slice before this one, if any."""
    own = slice_of(deposits, receipt)
    if own.domain is None:
        return None
    for other in sorted(earlier, key=lambda r: r.ordre, reverse=True):
        if other.ordre >= receipt.ordre or other.identique_a:
            continue
        if other.domaine not in (own.domain, None):
            continue
        if slice_of(deposits, other).answers(own):
            return other
    return None


def progress(
    previous: Receipt, old: Iterable[Reject], receipt: Receipt, new: Iterable[Reject]
) -> Progress | None:
    """Return what changed since the previous deposit; None when it had nothing to mend.

    A problem is the same when its code, its column and its value are: lines move when rows are
    added or removed.
    """
    before, after = _counted(previous, old), _counted(receipt, new)
    if not before:
        return None
    return Progress(
        previous_at=previous.recu_le,
        previous_stage=previous.etape,
        solved=(before - after).total(),
        remaining=(before & after).total(),
        new=(after - before).total(),
    )


def _counted(receipt: Receipt, rejects: Iterable[Reject]) -> Counter[tuple[str, str, str]]:
    counted = Counter((r.code, r.column, r.value) for r in rejects)
    stops = {code for code, _, _ in counted}
    listed: Counter[tuple[str, str]] = Counter()
    for (code, column, _), count in counted.items():
        listed[code, column] += count
    for found in receipt.constats:
        own = (str(found["code"]), str(found["colonne"] or ""))
        if found["gravite"] == REJECT and int(found["nombre"]) > listed[own]:
            counted[*own, ""] += int(found["nombre"]) - listed[own]
        if found["gravite"] == BLOCKING and found["code"] not in stops | SUMMARIES:
            counted[*own, ""] += int(found["nombre"])
    return counted
