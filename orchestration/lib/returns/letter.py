"""The receipt of a deposit in the words of its depositor: one content, several layouts.

What belongs here: the verdict in one sentence, what to do, until when, whom to call, what happens
otherwise. What does not: layout (`templates`), the problems themselves (`problems`), the annotated
workbook (`annotated`), the verdict (`gate`).

Nothing here ever holds the value of a cell: the receipt is read by more people than the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.lib import french
from orchestration.lib.campaigns.due import due_day
from orchestration.lib.campaigns.working_days import WorkingDays
from orchestration.lib.clock import day_of
from orchestration.lib.contracts import Contract
from orchestration.lib.messages import BLOCKING
from orchestration.lib.nomenclatures import resolve_academie
from orchestration.lib.returns.problems import Problem
from orchestration.lib.school_years import containing, first_year

ANNOTATED = "annote.xlsx"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOTHING_TO_DO = ("accepte", "identique")
TONES = {
    "accepte": "succes",
    "accepte_avec_rejets": "attention",
    "usage_interne": "attention",
    "refuse": "erreur",
    "identique": "information",
}


@dataclass(frozen=True)
class Facts:
    """What a letter is made from: a recorded deposit, or a verdict that is not recorded."""

    file: str
    deposit: str | None
    received_at: str
    academie: str
    fictional: bool
    status: str
    domain: str | None
    years: Sequence[str]
    scope: str
    version: str | None
    read: int
    kept: int
    rejected: int
    out_of_scope: int
    without_data: int
    announced_year: str | None = None
    twin: str | None = None
    twin_at: str | None = None
    standing_at: str | None = None
    progress: str = ""


@dataclass(frozen=True)
class Letter:
    """A receipt, ready for any layout."""

    facts: Facts
    verdict: str
    tone: str
    sentence: str
    reasons: tuple[str, ...]
    steps: tuple[str, ...]
    until: str
    contact: str
    otherwise: str
    identity: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    workbook: str | None

    @property
    def total(self) -> int:
        """Count the problems to mend, all kinds together."""
        return sum(p.count for p in self.problems)


def printable(text: str) -> str:
    """Return a name without the characters that move or hide what follows them."""
    return _CONTROL.sub("\ufffd", text)


def letter(
    facts: Facts,
    contract: Contract | None,
    problems: Sequence[Problem],
    remarks: Sequence[Problem],
    workbook: str | None,
) -> Letter:
    """Return the receipt of a deposit. `workbook` says what the annotated workbook holds."""
    facts = Facts(**{**vars(facts), "file": printable(facts.file)})
    due = _due(facts, contract)
    return Letter(
        facts=facts,
        verdict=french.VERDICTS[facts.status],
        tone=TONES[facts.status],
        sentence=_sentence(facts),
        reasons=tuple(p.sentence for p in problems if p.gravity == BLOCKING),
        steps=tuple(_steps(facts, problems, remarks, workbook)),
        until=_until(facts, due),
        contact=_contact(contract),
        otherwise=_otherwise(facts),
        identity=tuple(_identity(facts, contract)),
        problems=tuple(p for p in problems if not p.sums_up),
        remarks=tuple(remarks),
        workbook=workbook,
    )


def _sentence(facts: Facts) -> str:
    kept = french.plural(facts.kept, "ligne")
    match facts.status:
        case "refuse":
            return "Votre fichier est refusé : aucune de ses lignes n'est prise en compte."
        case "identique":
            when = f" le {french.moment(facts.twin_at)}" if facts.twin_at else ""
            return f"Ce fichier est déjà reçu{when}, à l'identique : rien ne change."
        case "accepte_avec_rejets":
            aside = french.plural(facts.rejected, "ligne est rejetée", "lignes sont rejetées")
            return (
                f"Votre fichier est accepté, mais {aside} : {kept} "
                f"{'compte' if facts.kept < 2 else 'comptent'} dans les chiffres."
            )
        case "usage_interne":
            return (
                "Votre fichier est accepté pour l'usage interne : ses chiffres ne sont pas "
                "diffusés tant que ce qui est signalé ci-dessous n'est pas expliqué."
            )
        case _ if facts.kept == 0:
            return "Votre fichier est accepté, mais aucune de ses lignes n'est prise en compte."
        case _:
            verb = "sa ligne est prise" if facts.kept == 1 else f"ses {kept} sont prises"
            return f"Votre fichier est accepté : {verb} en compte."


def _steps(
    facts: Facts,
    problems: Sequence[Problem],
    remarks: Sequence[Problem],
    workbook: str | None,
) -> Iterator[str]:
    """Yield what to do next, in order."""
    if facts.status in _NOTHING_TO_DO:
        yield "Lisez les remarques ; si tout est normal, rien d'autre." if remarks else "Rien."
        return
    if facts.status == "usage_interne":
        yield "Lisez ce qui est signalé : si c'est une erreur, corrigez et déposez de nouveau."
        yield "Si c'est exact, dites-le, et pourquoi, au contact ci-dessous."
        return
    if workbook:
        yield f"Ouvrez le classeur « {ANNOTATED} » rendu avec ce reçu. {workbook}"
        yield "Corrigez les cellules en couleur ; la dernière colonne dit quoi faire."
    elif problems:
        yield problems[0].remedy or problems[0].sentence
    yield (
        "Déposez de nouveau le fichier entier, au même endroit : il prend la place de celui-ci. "
        "Un nouveau reçu dira ce qui reste."
    )


def _due(facts: Facts, contract: Contract | None) -> date | None:
    """Return the working day on which the school year of the deposit is due, if it has one."""
    if contract is None or contract.latency_months is None or facts.status in _NOTHING_TO_DO:
        return None
    received = day_of(facts.received_at)
    year = max(facts.years, default=None) or facts.announced_year or containing(received)
    academie = resolve_academie(facts.academie)
    days = WorkingDays(academie.zone_vacances) if academie else WorkingDays()
    return due_day(contract.latency_months, contract.due_date, first_year(year), days)


def _until(facts: Facts, due: date | None) -> str:
    """Return until when something must be done, or nothing when there is nothing to do."""
    if facts.status in _NOTHING_TO_DO:
        return ""
    if due is None:
        return "Pas de date limite pour ce fichier ; le plus tôt sera le mieux."
    received = day_of(facts.received_at)
    if received > due:
        return f"L'échéance était le {french.full_date(due)} : corrigez dès que possible."
    return f"Le {french.full_date(due)} au plus tard."


def _contact(contract: Contract | None) -> str:
    if contract is None:
        return "L'équipe qui vous a demandé ce fichier (le reçu n'a pas reconnu lequel c'est)."
    name = contract.owner or "Le service qui tient ce fichier"
    return f"{name} : {contract.contact}" if contract.contact else f"{name}."


def _otherwise(facts: Facts) -> str:
    """Return what happens if nothing is done, as the end of a sentence."""
    before = (
        f"les chiffres restent ceux du dépôt accepté le {french.moment(facts.standing_at)}"
        if facts.standing_at
        else "les indicateurs qui ont besoin de ce fichier restent vides"
    )
    match facts.status:
        case "refuse":
            return f"{before}."
        case "accepte_avec_rejets":
            aside = "la ligne rejetée n'est comptée" if facts.rejected == 1 else (
                f"les {french.count(facts.rejected)} lignes rejetées ne sont comptées"
            )  # fmt: skip
            return f"{aside} nulle part."
        case "usage_interne":
            return "les chiffres restent dans le service."
        case _:
            return ""


def _identity(facts: Facts, contract: Contract | None) -> Iterator[tuple[str, str]]:
    """Yield what the deposit is: label and text."""
    if contract is not None:
        yield "Fichier attendu", f"{contract.title} ({contract.domain})"
    if facts.years:
        yield (
            "Années scolaires" if len(facts.years) > 1 else "Année scolaire",
            french.years(facts.years),
        )
    academie = resolve_academie(facts.academie)
    yield (
        "Périmètre",
        french.perimeter(facts.scope)
        + (f" de {academie.libelle}" if academie and facts.scope == "academie" else ""),
    )
    if facts.read:
        yield "Lignes", _counts(facts)
    if facts.deposit:
        yield "Reçu le", french.moment(facts.received_at)
        yield "Dépôt", facts.deposit
    if facts.version:
        yield "Version du contrat", facts.version


def _counts(facts: Facts) -> str:
    parts = [
        french.plural(facts.read, "ligne lue", "lignes lues"),
        french.plural(facts.kept, "retenue"),
        french.plural(facts.rejected, "rejetée"),
    ]
    if facts.out_of_scope:
        parts.append(f"{french.count(facts.out_of_scope)} hors périmètre")
    if facts.without_data:
        parts.append(f"{french.count(facts.without_data)} sans donnée")
    return ", ".join(parts)
