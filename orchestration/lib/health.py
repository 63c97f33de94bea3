"""Health of an installation: what is expected, received, late, waiting, published.

What belongs here: pure assessments of a home at a day and an instant. What does not: asking
Dagster for its runs (the caller does), printing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from orchestration.lib import deposits, publication, school_years
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import IDENTICAL, Receipt
from orchestration.lib.inbox.names import printable
from orchestration.lib.inbox.state import InboxState, inbox_state
from orchestration.lib.run_context import Slice, standing_slices
from orchestration.lib.scoping import ACADEMIE_ROW
from orchestration.lib.settings import Settings

PATIENCE = timedelta(days=1)
RunState = Literal["reussi", "echec", "interrompu", "en_cours"]


@dataclass(frozen=True)
class DomainHealth:
    """What one domain has received, and the school year that it should have by now.

    `gaps` are the school years missing between the first and the last received; `partial` those
    that some départements have not handed in, with their codes. `due` is the day on which the
    expected year was due.
    """

    domain: str
    title: str
    last_accepted: str | None
    years: tuple[str, ...]
    refused: int
    waiting: int
    expected: str | None
    snapshot: bool = False
    gaps: tuple[str, ...] = ()
    partial: tuple[tuple[str, tuple[str, ...]], ...] = ()
    due: date | None = None

    @property
    def late(self) -> bool:
        """Tell whether the expected school year is missing.

        A later snapshot is as good; a later year of figures is not (targets bear future years).
        """
        if self.expected is None:
            return False
        if self.snapshot:
            return not any(year >= self.expected for year in self.years)
        return self.expected not in self.years


@dataclass(frozen=True)
class PublicationHealth:
    """The current publication, when it was published and what is damaged in it."""

    name: str
    published_at: str | None
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A file without a verdict: its name, its domain if known, since when it waits."""

    name: str
    domain: str | None
    since: datetime


@dataclass(frozen=True)
class LastRun:
    """How the last run ended."""

    run_id: str
    state: RunState
    ended_at: datetime | None


@dataclass(frozen=True)
class Health:
    """The whole assessment; `problems` says in French why the installation is not healthy."""

    domains: tuple[DomainHealth, ...]
    unrecognised: int
    waiting: tuple[Waiting, ...]
    publication: PublicationHealth | None
    last_run: LastRun | None
    problems: tuple[str, ...]
    used_bytes: int
    free_bytes: int

    @property
    def healthy(self) -> bool:
        """Tell whether nothing calls for somebody."""
        return not self.problems


def due_day(latency_months: int, due_date: str | None, first_year: int) -> date:
    """Return the last day on which the figures of the school year `first_year` are on time.

    A contract that gives a day ('MM-DD') and no latency means that day of the school year; else
    figures are due `latency_months` after the end of the school year.
    """
    if due_date is not None and latency_months == 0:
        month, day = (int(part) for part in due_date.split("-"))
        return date(first_year + (month < school_years.FIRST_MONTH), month, day)
    months = school_years.FIRST_MONTH - 1 + latency_months
    return date(first_year + 1 + months // 12, months % 12 + 1, 1) - timedelta(days=1)


def expected_school_year(
    latency_months: int | None, day: date, due_date: str | None = None
) -> str | None:
    """Return the last school year whose figures should be there on `day`.

    That is the last one whose due day is past; None without a latency.
    """
    if latency_months is None:
        return None
    first = day.year
    while due_day(latency_months, due_date, first) >= day:
        first -= 1
    return school_years.school_year(first)


def waiting_files(
    settings: Settings, domains: Iterable[str], inbox: InboxState
) -> tuple[Waiting, ...]:
    """Return what waits in the inbox, then the deposits without a verdict."""
    known = set(domains)
    found = []
    for relative, state in inbox.waiting.items():
        folder, name = Path(relative).parts[0], printable(Path(relative).name)
        since = datetime.fromtimestamp(state.mtime_ns / 1e9).astimezone()
        found.append(Waiting(name, folder if folder in known else None, since))
    for reception in deposits.pending(settings.deposits):
        since = datetime.fromisoformat(reception.received_at)
        found.append(Waiting(reception.file_name, reception.domain, since))
    return tuple(found)


def domain_health(
    contract: Contract,
    receipts: Sequence[Receipt],
    standing: Iterable[Slice],
    waiting: Sequence[Waiting],
    day: date,
    departements: Sequence[str] = (),
) -> DomainHealth:
    """Assess one domain; `refused` counts the refusals that no acceptance has followed."""
    own = sorted((r for r in receipts if r.domaine == contract.domain), key=lambda r: r.ordre)
    accepted = [r for r in own if not r.refused]
    last = accepted[-1] if accepted else None
    covered: dict[str, set[str]] = {}
    for part in standing:
        covered.setdefault(part.annee_scolaire, set()).add(part.departement)
    years = tuple(sorted(covered))
    expected = expected_school_year(contract.latency_months, day, contract.due_date)
    snapshot = contract.period_kind == "instantane"
    return DomainHealth(
        domain=contract.domain,
        title=contract.title,
        last_accepted=last.recu_le if last else None,
        years=years,
        refused=sum(r.refused for r in own if last is None or r.ordre > last.ordre),
        waiting=sum(w.domain == contract.domain for w in waiting),
        expected=expected,
        snapshot=snapshot,
        gaps=() if snapshot else _gaps(years),
        partial=tuple(_partial(covered, departements)),
        due=due_day(
            contract.latency_months or 0, contract.due_date, school_years.first_year(expected)
        )
        if expected
        else None,
    )


def _gaps(years: Sequence[str]) -> tuple[str, ...]:
    """Return the school years missing between the first and the last one."""
    if not years:
        return ()
    first, last = (school_years.first_year(y) for y in (years[0], years[-1]))
    every = (school_years.school_year(y) for y in range(first, last))
    return tuple(y for y in every if y not in years)


def _partial(
    covered: dict[str, set[str]], departements: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the years that lack some départements, with those that they lack."""
    for year in sorted(covered):
        missing = tuple(d for d in departements if d not in covered[year])
        if missing and ACADEMIE_ROW not in covered[year]:
            yield year, missing


def publication_health(publications: Path) -> PublicationHealth | None:
    """Return the state of the current publication, or None while nothing is published."""
    folder = publication.current(publications)
    if folder is None:
        return None
    times = [e["publie_le"] for e in publication.journal(publications)
             if e["publication"] == folder.name]  # fmt: skip
    return PublicationHealth(folder.name, times[-1] if times else None, damaged_files(folder))


def damaged_files(folder: Path) -> tuple[str, ...]:
    """Return the damaged or missing files of a publication, whatever is left of it."""
    try:
        return tuple(publication.damaged_files(folder))
    except (OSError, ValueError, LookupError):
        return (publication.MANIFEST,)


def _problems(
    published: PublicationHealth | None,
    receipts: Sequence[Receipt],
    waiting: Sequence[Waiting],
    last_run: LastRun | None,
    now: datetime,
) -> list[str]:
    found = []
    if published is None and any(not r.refused and r.statut != IDENTICAL for r in receipts):
        found.append("Des dépôts sont acceptés mais rien n'est publié : lancez « psa run ».")
    if published is not None and published.damaged:
        count = len(published.damaged)
        found.append(
            f"La publication courante est abîmée ({count} fichier{'s' * (count > 1)}, dont "
            f"{published.damaged[0]}) : lancez « psa publish »."
        )
    old = [w for w in waiting if now - w.since > PATIENCE]
    if old:
        found.append(
            f"{len(old)} fichier{'s' * (len(old) > 1)} en attente depuis plus d'un jour "
            f"({old[0].name}) : lancez « psa run »."
        )
    if last_run is not None and last_run.state in ("echec", "interrompu"):
        at = published.published_at if published else None
        if at is None or (
            last_run.ended_at is not None and last_run.ended_at > datetime.fromisoformat(at)
        ):
            word = "a échoué" if last_run.state == "echec" else "a été interrompu"
            found.append(f"Le dernier traitement {word} : relancez « psa run ».")
    return found


def assess(
    settings: Settings,
    contracts: dict[str, Contract],
    last_run: LastRun | None,
    now: datetime,
) -> Health:
    """Assess the home on the day of the settings; `now` only ages what waits."""
    receipts = deposits.receipts(settings.deposits)
    standing = standing_slices(receipts, settings.academie.codes_departements)
    inbox = inbox_state(settings, now)
    waiting = waiting_files(settings, contracts, inbox)
    published = publication_health(settings.publications)
    by_domain: dict[str, list[Slice]] = {}
    for part in standing:
        by_domain.setdefault(part.domaine, []).append(part)
    domains = tuple(
        domain_health(
            contract,
            receipts,
            by_domain.get(domain, []),
            waiting,
            settings.day,
            settings.academie.codes_departements,
        )
        for domain, contract in contracts.items()
    )
    home = settings.home
    return Health(
        domains=domains,
        unrecognised=sum(r.refused and r.domaine not in contracts for r in receipts),
        waiting=waiting,
        publication=published,
        last_run=last_run,
        problems=(
            *_problems(published, receipts, waiting, last_run, now),
            *(f"Boîte de dépôt : {anomaly}" for anomaly in inbox.anomalies),
        ),
        used_bytes=sum(p.lstat().st_size for p in home.rglob("*") if p.is_file()),
        free_bytes=_free_bytes(home),
    )


def _free_bytes(home: Path) -> int:
    existing = next(p for p in (home, *home.parents) if p.exists())
    return shutil.disk_usage(existing).free
