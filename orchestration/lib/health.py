"""Health of an installation: what is expected, received, late, waiting, published.

What belongs here: pure assessments of a home at a day and an instant. What does not: asking
Dagster for its runs (the caller does), printing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from orchestration.lib import deposits, publication, school_years
from orchestration.lib.alerts.watch import AlertsHealth, alerts_health
from orchestration.lib.campaigns.board import Campaign, board
from orchestration.lib.campaigns.rules import rules_of
from orchestration.lib.campaigns.working_days import working_days
from orchestration.lib.clock import paris
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import IDENTICAL, Receipt
from orchestration.lib.french import moment, plural
from orchestration.lib.inbox.names import printable
from orchestration.lib.inbox.state import InboxState, inbox_state
from orchestration.lib.run_context import Slice, standing_slices
from orchestration.lib.scoping import ACADEMIE_ROW
from orchestration.lib.settings import Settings

PATIENCE = timedelta(days=1)
RunState = Literal["reussi", "echec", "interrompu", "en_cours"]
RUN_STATES: dict[RunState, str] = {
    "reussi": "réussi",
    "echec": "en échec",
    "interrompu": "interrompu",
    "en_cours": "en cours",
}


@dataclass(frozen=True)
class DomainHealth:
    """What one domain has received, and its campaigns: the last one due and the following.

    `gaps` are the school years missing between the first and the last received; `partial` those
    that some départements have not handed in, with their codes.
    """

    domain: str
    title: str
    last_accepted: str | None
    years: tuple[str, ...]
    refused: int
    waiting: int
    campaigns: tuple[Campaign, ...] = ()
    gaps: tuple[str, ...] = ()
    partial: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def late(self) -> bool:
        """Tell whether somebody should have handed in what is not there."""
        return any(c.late for c in self.campaigns)


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
class Check:
    """One thing that is watched: what there is to know of it, and what is wrong with it."""

    name: str
    state: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Health:
    """The whole assessment; `checks` says in French what calls for somebody."""

    domains: tuple[DomainHealth, ...]
    unrecognised: int
    waiting: tuple[Waiting, ...]
    publication: PublicationHealth | None
    last_run: LastRun | None
    checks: tuple[Check, ...]
    used_bytes: int
    free_bytes: int

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong, check by check."""
        return tuple(problem for check in self.checks for problem in check.problems)

    @property
    def healthy(self) -> bool:
        """Tell whether nothing calls for somebody."""
        return not self.problems

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """The board, domain by domain."""
        return tuple(c for domain in self.domains for c in domain.campaigns)


def waiting_files(
    settings: Settings, domains: Iterable[str], inbox: InboxState
) -> tuple[Waiting, ...]:
    """Return what waits in the inbox, then the deposits without a verdict."""
    known = set(domains)
    found = []
    for relative, state in inbox.waiting.items():
        folder, name = Path(relative).parts[0], printable(Path(relative).name)
        since = datetime.fromtimestamp(state.mtime_ns / 1e9, paris())
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
    campaigns: Iterable[Campaign],
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
    return DomainHealth(
        domain=contract.domain,
        title=contract.title,
        last_accepted=last.recu_le if last else None,
        years=years,
        refused=sum(r.refused for r in own if last is None or r.ordre > last.ordre),
        waiting=sum(w.domain == contract.domain for w in waiting),
        campaigns=tuple(c for c in campaigns if c.domain == contract.domain),
        gaps=() if contract.period_kind == "instantane" else _gaps(years),
        partial=tuple(_partial(covered, departements)),
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


def publication_health(publications: Path, *, verify: bool = True) -> PublicationHealth | None:
    """Return the state of the current publication, or None while nothing is published.

    Its files are read again unless `verify` is false: a publication that was just made is whole.
    """
    folder = publication.current(publications)
    if folder is None:
        return None
    times = [e["publie_le"] for e in publication.journal(publications)
             if e["publication"] == folder.name]  # fmt: skip
    damaged = damaged_files(folder) if verify else ()
    return PublicationHealth(folder.name, times[-1] if times else None, damaged)


def damaged_files(folder: Path) -> tuple[str, ...]:
    """Return the damaged or missing files of a publication, whatever is left of it."""
    try:
        return tuple(publication.damaged_files(folder))
    except (OSError, ValueError, LookupError):
        return (publication.MANIFEST,)


def _publication_check(published: PublicationHealth | None, receipts: Sequence[Receipt]) -> Check:
    if published is None:
        accepted = any(not r.refused and r.statut != IDENTICAL for r in receipts)
        wrong = "Des dépôts sont acceptés mais rien n'est publié : lancez « psa run »."
        return Check("Publication", "aucune", (wrong,) if accepted else ())
    state = f"{published.name}, publiée le {moment(published.published_at)}"
    if not published.damaged:
        return Check("Publication", f"{state}, intègre")
    files = plural(len(published.damaged), "fichier")
    return Check(
        "Publication",
        f"{state}, abîmée",
        (
            f"La publication courante est abîmée ({files}, dont {published.damaged[0]}) : "
            "lancez « psa publish ».",
        ),
    )


def _inbox_check(waiting: Sequence[Waiting], inbox: InboxState, now: datetime) -> Check:
    problems = [f"Boîte de dépôt : {anomaly}" for anomaly in inbox.anomalies]
    old = [w for w in waiting if now - w.since > PATIENCE]
    if old:
        problems.insert(
            0,
            f"{plural(len(old), 'fichier')} en attente depuis plus d'un jour ({old[0].name}) : "
            "lancez « psa run ».",
        )
    state = plural(len(waiting), "fichier en attente", "fichiers en attente")
    return Check("Boîte de dépôt", state if waiting else "rien n'attend", tuple(problems))


def _run_check(last_run: LastRun | None, published: PublicationHealth | None) -> Check:
    if last_run is None:
        return Check("Dernier traitement", "aucun")
    ended = last_run.ended_at
    state = f"{RUN_STATES[last_run.state]}, {moment(ended.isoformat() if ended else None)}"
    at = published.published_at if published else None
    after = at is None or (ended is not None and ended > datetime.fromisoformat(at))
    if last_run.state not in ("echec", "interrompu") or not after:
        return Check("Dernier traitement", state)
    word = "a échoué" if last_run.state == "echec" else "a été interrompu"
    return Check(
        "Dernier traitement", state, (f"Le dernier traitement {word} : relancez « psa run ».",)
    )


def _alert_checks(alerts: AlertsHealth) -> tuple[Check, Check]:
    waiting = plural(alerts.waiting, "message en attente", "messages en attente")
    if not alerts.configured:
        state = f"aucun canal réglé (PSA_ALERTES), {waiting}"
        return Check("Alertes", state, alerts.problems), Check("Dépôt-canari", "sans alertes")
    canary = alerts.canary
    flown = "aucun"
    if canary is not None:
        back = f"revenu le {moment(canary.revenu_le)}" if canary.revenu_le else "pas revenu"
        flown = f"parti le {moment(canary.lance_le)}, {back}"
    return (
        Check("Alertes", waiting if alerts.waiting else "tout est parti", alerts.problems),
        Check("Dépôt-canari", flown, alerts.canary_problems),
    )


def _rules_check(wrong: str | None) -> Check:
    return Check(
        "Règles des campagnes", "illisibles" if wrong else "lues", (wrong,) if wrong else ()
    )


def assess(
    settings: Settings,
    contracts: dict[str, Contract],
    last_run: LastRun | None,
    now: datetime,
    *,
    verify: bool = True,
) -> Health:
    """Assess the home on the day of the settings; `now` only ages what waits."""
    receipts = deposits.receipts(settings.deposits)
    departements = settings.academie.codes_departements
    standing = standing_slices(receipts, departements)
    inbox = inbox_state(settings, now)
    waiting = waiting_files(settings, contracts, inbox)
    published = publication_health(settings.publications, verify=verify)
    rules, wrong = rules_of(settings, contracts)
    campaigns = board(
        contracts, receipts, standing, rules, working_days(settings), settings.day, departements
    )
    by_domain: dict[str, list[Slice]] = {}
    for part in standing:
        by_domain.setdefault(part.domaine, []).append(part)
    domains = tuple(
        domain_health(
            contract, receipts, by_domain.get(domain, []), waiting, campaigns, departements
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
        checks=(
            _publication_check(published, receipts),
            _run_check(last_run, published),
            _inbox_check(waiting, inbox, now),
            _rules_check(wrong),
            *_alert_checks(alerts_health(settings, contracts, now)),
        ),
        used_bytes=sum(p.lstat().st_size for p in home.rglob("*") if p.is_file()),
        free_bytes=_free_bytes(home),
    )


def _free_bytes(home: Path) -> int:
    existing = next(p for p in (home, *home.parents) if p.exists())
    return shutil.disk_usage(existing).free
