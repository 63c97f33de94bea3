"""Revisions: deposits that come after the closing of their campaign.

What belongs here: telling whether a deposit is a late revision, and the trace that its receipt
keeps. What does not: refusing it (a revision is accepted like any deposit).
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.lib.campaigns.rules import Rules
from orchestration.lib.campaigns.working_days import day_of

WITHOUT_REASON = "révision tardive sans motif"


def late_revision(
    rules: Rules, domain: str, years: Iterable[str], received_at: str, reason: str | None
) -> dict[str, str] | None:
    """Return what the receipt says of a deposit made after a closing, or None when it is not.

    `le` is the day of the deposit, `cloture` the closing that it comes after; without a reason,
    `motif` says so: it is asked for, and the rows stand all the same.
    """
    day = day_of(received_at)
    closings = {year: rules.closing(domain, year) for year in years}
    late = {year: closed for year, closed in closings.items() if closed and day > closed}
    if not late:
        return None
    return {
        "annees": " ".join(sorted(late)),
        "cloture": max(late.values()).isoformat(),
        "le": day.isoformat(),
        "motif": (reason or "").strip() or WITHOUT_REASON,
    }
