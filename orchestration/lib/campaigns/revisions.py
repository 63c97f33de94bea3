"""Revisions: deposits that come after the closing of their campaign.

What belongs here: telling whether a deposit is a late revision, and the trace that its receipt
keeps. What does not: refusing it (a revision is accepted like any deposit).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from orchestration.lib.campaigns.rules import Rules, rules_of
from orchestration.lib.clock import day_of
from orchestration.lib.findings import finding
from orchestration.lib.french import full_date
from orchestration.lib.refusals import caution
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.deposits import Receipt

WITHOUT_REASON = "révision tardive sans motif"
_ASKED = "croisement.revision_sans_motif"


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


def dated(
    settings: Settings, receipt: Receipt, reason: str | None, domains: Collection[str]
) -> Receipt:
    """Return a receipt that says whether it came after the closing of its campaign.

    One that changes nothing (refused, already received) has nothing to justify; it may still
    bring the reason of the one that it repeats, which is then no longer asked for.
    """
    receipt = _unasked(receipt)
    repeats = receipt.identique_a is not None and not reason
    if receipt.domaine is None or receipt.refused or repeats:
        return receipt
    rules, _ = rules_of(settings, domains)
    found = late_revision(rules, receipt.domaine, receipt.annees, receipt.recu_le, reason)
    if found is None or found["motif"] != WITHOUT_REASON:
        return replace(receipt, revision=found)
    closing = full_date(date.fromisoformat(found["cloture"]))
    asked = caution(_ASKED, years=found["annees"], closing=closing)
    return replace(
        receipt,
        revision=found,
        avertissements=[*receipt.avertissements, str(asked)],
        constats=[*receipt.constats, finding(asked)],
    )


def _unasked(receipt: Receipt) -> Receipt:
    """Return a receipt without what the one that it repeats was asked."""
    asked = [c for c in receipt.constats if c["code"] == _ASKED]
    said = {f"{c['probleme']} {c['remede']}".strip() for c in asked}
    return replace(
        receipt,
        revision=None,
        avertissements=[text for text in receipt.avertissements if text not in said],
        constats=[c for c in receipt.constats if c not in asked],
    )
