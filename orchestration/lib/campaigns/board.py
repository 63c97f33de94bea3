"""The board of deposits: what is expected of whom, by when, and where it stands.

What belongs here: the state of each campaign (domain, school year, perimeter) on a day, from
receipts and what stands. What does not: due days (`due`), decisions of people (`rules`), words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestration.lib import school_years
from orchestration.lib.campaigns.due import due_day, expected_school_year
from orchestration.lib.campaigns.rules import Rules
from orchestration.lib.campaigns.working_days import WorkingDays
from orchestration.lib.clock import day_of
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import IDENTICAL, Receipt
from orchestration.lib.run_context import Slice
from orchestration.lib.scoping import ACADEMIE_ROW

EXPECTED, RECEIVED, LATE, REFUSED, EXEMPT = "attendu", "recu", "en_retard", "refuse", "dispense"
State = Literal["attendu", "recu", "en_retard", "refuse", "dispense"]
STATES: dict[str, str] = {
    EXPECTED: "attendu",
    RECEIVED: "reçu",
    LATE: "en retard",
    REFUSED: "refusé",
    EXEMPT: "dispensé",
}


@dataclass(frozen=True)
class Campaign:
    """One deposit that is expected: its due day, its state, and what brought it there.

    `late` says that the due day is past without an accepted deposit: a refused one is both.
    `reason` is that of a dispensation or of an extension.
    """

    domain: str
    title: str
    year: str
    perimeter: str
    due: date
    state: State
    late: bool = False
    received_on: date | None = None
    refused_on: date | None = None
    deposits: tuple[str, ...] = ()
    closing: date | None = None
    extended: bool = False
    reason: str | None = None
    missing: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells this campaign from all others."""
        return f"{self.domain}-{self.year}-{self.perimeter}"


@dataclass(frozen=True)
class _Domain:
    """What one domain holds: who filled each département of each year, and its refusals."""

    contract: Contract
    filled: Mapping[str, Mapping[str, str]]
    receipts: Mapping[str, Receipt]
    refusals: Sequence[Receipt]

    def years_as_good_as(self, year: str) -> list[str]:
        """Return the years whose deposit answers for `year`: a later snapshot is as good."""
        if self.contract.period_kind != "instantane":
            return [year]
        return [*sorted((y for y in self.filled if y > year), reverse=True), year]

    def deposits_of(self, year: str, perimeter: str) -> tuple[str, ...] | None:
        """Return the deposits that fill a perimeter, or None when some of it is not filled."""
        for known in self.years_as_good_as(year):
            filled = self.filled.get(known, {})
            if ACADEMIE_ROW in filled and perimeter == ACADEMIE_ROW:
                return (filled[ACADEMIE_ROW],)
            if perimeter in filled:
                return (filled[perimeter],)
        return None


def _perimeters(domain: _Domain, rules: Rules, departements: Sequence[str]) -> tuple[str, ...]:
    """Return who hands in: the départements where the last year came from them, else all at once.

    What `campagnes.yaml` says comes first.
    """
    told = (rules.par_departement or {}).get(domain.contract.domain)
    if told is None:
        last = max(domain.filled, default=None)
        scopes = (
            {domain.receipts[d].perimetre for d in domain.filled[last].values()} if last else {}
        )
        told = bool(scopes) and ACADEMIE_ROW not in scopes
    return tuple(departements) if told else (ACADEMIE_ROW,)


def _refused_for(domain: _Domain, year: str, perimeter: str) -> Receipt | None:
    """Return the last refusal that no acceptance has followed, of a perimeter in a campaign.

    A refused file says nothing sure of its year: it counts for the campaigns that were open, from
    the beginning of their school year on.
    """
    opened = date(school_years.first_year(year), school_years.FIRST_MONTH, 1)
    own = [
        r
        for r in domain.refusals
        if ACADEMIE_ROW in (perimeter, r.perimetre) or r.perimetre == perimeter
    ]
    last = max(own, key=lambda r: r.ordre, default=None)
    return last if last is not None and day_of(last.recu_le) >= opened else None


@dataclass(frozen=True)
class _Desk:
    """What every campaign is assessed with."""

    rules: Rules
    days: WorkingDays
    day: date
    departements: Sequence[str]

    def campaign(self, domain: _Domain, year: str, perimeter: str, *, refusable: bool) -> Campaign:
        """Return where one campaign stands; `refusable`: a refusal may count for it."""
        contract, rules = domain.contract, self.rules
        extension = rules.extension(contract.domain, year, perimeter)
        due = due_day(
            contract.latency_months or 0, contract.due_date, school_years.first_year(year),
            self.days,
        )  # fmt: skip
        if extension is not None:
            due = max(due, self.days.due_on_or_after(extension.au))
        exempt = rules.dispensation(contract.domain, year, perimeter)
        deposits = self._deposits(domain, year, perimeter)
        refused = _refused_for(domain, year, perimeter) if refusable else None
        state: State
        if deposits is not None:
            state = "recu"
        elif exempt is not None:
            state = "dispense"
        elif refused is not None:
            state = "refuse"
        else:
            state = "en_retard" if due < self.day else "attendu"
        received = [day_of(domain.receipts[d].recu_le) for d in deposits or ()]
        return Campaign(
            domain=contract.domain,
            title=contract.title,
            year=year,
            perimeter=perimeter,
            due=due,
            state=state,
            late=state in (LATE, REFUSED) and due < self.day,
            received_on=max(received, default=None),
            refused_on=day_of(refused.recu_le) if refused and state == REFUSED else None,
            deposits=deposits or (),
            closing=rules.closing(contract.domain, year),
            extended=extension is not None,
            reason=exempt.motif if exempt and state == EXEMPT
            else extension.motif if extension else None,
            missing=self._missing(domain, year) if perimeter == ACADEMIE_ROW else (),
        )  # fmt: skip

    def _missing(self, domain: _Domain, year: str) -> tuple[str, ...]:
        """Return the départements that have not come, where the académie comes in parts."""
        filled = domain.filled.get(year, {})
        if not filled or ACADEMIE_ROW in filled:
            return ()
        return tuple(d for d in self.departements if d not in filled)

    def _deposits(self, domain: _Domain, year: str, perimeter: str) -> tuple[str, ...] | None:
        found = domain.deposits_of(year, perimeter)
        if found is not None or perimeter != ACADEMIE_ROW:
            return found
        # All the départements, one by one, are the whole académie.
        parts = [domain.deposits_of(year, d) for d in self.departements]
        if not parts or any(p is None for p in parts):
            return None
        return tuple(sorted({d for p in parts if p for d in p}))


def _of_domain(domain: _Domain, desk: _Desk) -> Iterator[Campaign]:
    contract = domain.contract
    expected = expected_school_year(contract.latency_months, desk.day, contract.due_date, desk.days)
    if expected is None or not contract.expected:
        return
    following = school_years.school_year(school_years.first_year(expected) + 1)
    for perimeter in _perimeters(domain, desk.rules, desk.departements):
        last = desk.campaign(domain, expected, perimeter, refusable=True)
        yield last
        settled = last.state in (RECEIVED, EXEMPT)
        yield desk.campaign(domain, following, perimeter, refusable=settled)


def board(
    contracts: Mapping[str, Contract],
    receipts: Sequence[Receipt],
    standing: Mapping[Slice, str],
    rules: Rules,
    days: WorkingDays,
    day: date,
    departements: Sequence[str],
) -> tuple[Campaign, ...]:
    """Return the last campaign that is due and the following one, domain by domain.

    Domains without a latency, and those that nobody is expected to hand in, have none.
    """
    filled: dict[str, dict[str, dict[str, str]]] = {}
    for part, deposit in standing.items():
        years = filled.setdefault(part.domaine, {})
        years.setdefault(part.annee_scolaire, {})[part.departement] = deposit
    by_deposit = {r.depot: r for r in receipts}
    desk = _Desk(rules, days, day, departements)
    return tuple(
        campaign
        for name, contract in contracts.items()
        for campaign in _of_domain(
            _Domain(contract, filled.get(name, {}), by_deposit, _open_refusals(name, receipts)),
            desk,
        )
    )


def _open_refusals(domain: str, receipts: Iterable[Receipt]) -> list[Receipt]:
    """Return the refusals of a domain that no later acceptance of their perimeter settled."""
    open_: list[Receipt] = []
    for receipt in sorted((r for r in receipts if r.domaine == domain), key=lambda r: r.ordre):
        if receipt.refused:
            open_.append(receipt)
        elif receipt.statut != IDENTICAL:
            whole = receipt.perimetre == ACADEMIE_ROW
            open_ = [r for r in open_ if not whole and r.perimetre != receipt.perimetre]
    return open_
