"""The health page: green or red, line by line, and the board of deposits, for a browser.

What belongs here: the page `sante.html` and the rows of the board, in French. What does not: the
assessment (`health`), the terminal (`orchestration.cli.monitoring`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from orchestration.lib import french
from orchestration.lib.alerts.page import Page
from orchestration.lib.atomic import write_bytes
from orchestration.lib.campaigns.board import STATES, Campaign
from orchestration.lib.clock import paris
from orchestration.lib.health import Health
from orchestration.lib.settings import Settings

FILE = "sante.html"
HEADER = ("domaine", "année scolaire", "périmètre", "état", "échéance", "reçu le", "remarque")


def board_row(campaign: Campaign) -> tuple[str, ...]:
    """Return one line of the board, in the order of `HEADER`."""
    received = campaign.received_on or campaign.refused_on
    return (
        campaign.domain,
        campaign.year,
        french.perimeter(campaign.perimeter),
        STATES[campaign.state],
        f"{campaign.due:%d/%m/%Y}",
        f"{received:%d/%m/%Y}" if received else "",
        _remark(campaign),
    )


def _remark(campaign: Campaign) -> str:
    parts = []
    if campaign.late and STATES[campaign.state] != "en retard":
        parts.append("en retard")
    if campaign.missing:
        parts.append(f"manque {', '.join(campaign.missing)}")
    if campaign.extended:
        parts.append("délai accordé")
    if campaign.reason:
        parts.append(campaign.reason)
    if campaign.closing:
        parts.append(f"clôture le {campaign.closing:%d/%m/%Y}")
    return " ; ".join(parts)


def board_markdown(campaigns: Iterable[Campaign]) -> str:
    """Return the board as a Markdown table."""
    lines = [HEADER, ("--",) * len(HEADER), *map(board_row, campaigns)]
    return "\n".join(f"| {' | '.join(c.replace('|', '/') for c in line)} |" for line in lines)


def by_urgency(campaigns: Iterable[Campaign]) -> Sequence[Campaign]:
    """Return the board, what is late first, then by due day."""
    return sorted(campaigns, key=lambda c: (not c.late, c.due, c.domain, c.perimeter))


def health_page(health: Health, settings: Settings, now: datetime, fictional: bool) -> Page:
    """Return the page."""
    verdict = "tout va bien" if health.healthy else "à surveiller"
    page = Page(f"Santé de la plateforme : {verdict}")
    if fictional:
        page.say(french.FICTIONAL)
    page.say(
        f"Académie de {settings.academie.libelle}. "
        f"Page établie le {now.astimezone(paris()):%d/%m/%Y à %H:%M}."
    )
    red = [c for c in health.checks if c.problems]
    page.items("À traiter", [f"● {c.name} : {p}" for c in red for p in c.problems], "mauvais")
    page.items(
        "En ordre", [f"● {c.name} : {c.state}" for c in health.checks if not c.problems], "bon"
    )
    rows = [board_row(c) for c in by_urgency(health.campaigns)]
    return page.table(f"Dépôts attendus au {settings.day:%d/%m/%Y}", HEADER, rows)


def write_health_page(
    settings: Settings, health: Health, now: datetime, fictional: bool, path: Path | None = None
) -> Path:
    """Write the page, `sante.html` of the home unless told otherwise; return where."""
    target = path or settings.home / FILE
    write_bytes(target, health_page(health, settings, now, fictional).html.encode())
    return target
