"""What must be said today, put in the outbox: receipts, reminders, the digest.

What belongs here: deriving messages from what is recorded; called as often as one likes, it says
each thing once. What does not: sending (`sending`): nothing here touches the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from orchestration.lib import deposits
from orchestration.lib.alerts.outbox import TO_SEND, Message, Outbox
from orchestration.lib.alerts.wording import (
    Given,
    receipt_id,
    receipt_message,
    reminder_message,
)
from orchestration.lib.campaigns.board import Campaign, board
from orchestration.lib.campaigns.reminders import FIRST, HEAD, Reminder, reminders, wanted
from orchestration.lib.campaigns.rules import Rules, rules_of
from orchestration.lib.campaigns.working_days import working_days
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import Receipt
from orchestration.lib.home import existing_home
from orchestration.lib.returns.giving import PAGE, TEXT
from orchestration.lib.run_context import standing_slices
from orchestration.lib.settings import Settings

# An answer that comes later than this helps nobody: an old home is not told again from its start.
_FRESH = timedelta(days=14)


def queue_receipts(settings: Settings, now: datetime) -> list[Message]:
    """Queue the message of each recent receipt that has none yet; return the new ones."""
    outbox = Outbox(settings)
    known = outbox.ids()
    return outbox.put(
        receipt_message(receipt, now, given=_given(settings, receipt))
        for receipt in deposits.receipts(settings.deposits)
        if receipt_id(receipt) not in known and _fresh(receipt, now)
    )


def _fresh(receipt: Receipt, now: datetime) -> bool:
    return now - datetime.fromisoformat(receipt.recu_le) <= _FRESH


def _given(settings: Settings, receipt: Receipt) -> Given | None:
    """Return the receipt that was given back; it is made right after the verdict, never before."""
    folder = settings.deposits / receipt.depot
    try:
        return Given(
            (folder / TEXT).read_text(encoding="utf-8"), (folder / PAGE).read_text(encoding="utf-8")
        )
    except FileNotFoundError:
        return None


def current_board(
    settings: Settings, contracts: Mapping[str, Contract], receipts: Sequence[Receipt]
) -> tuple[tuple[Campaign, ...], Rules, str | None]:
    """Return the board of the day of the settings, the rules, and what is wrong in their file."""
    rules, wrong = rules_of(settings, contracts)
    departements = settings.academie.codes_departements
    standing = standing_slices(receipts, departements)
    found = board(
        contracts, receipts, standing, rules, working_days(settings), settings.day, departements
    )
    return found, rules, wrong


def queue_reminders(
    settings: Settings, contracts: Mapping[str, Contract], now: datetime
) -> list[Message]:
    """Queue the reminders of the day, and withdraw those whose file has come meanwhile."""
    home = existing_home(settings)
    if home is None:
        return []
    receipts = deposits.receipts(settings.deposits)
    campaigns, rules, wrong = current_board(settings, contracts, receipts)
    outbox = Outbox(settings)
    _withdraw(outbox, campaigns)
    if wrong is not None:
        # Somebody may be dispensed in a file that cannot be read: better silent than rude.
        return []
    today = reminders(
        campaigns, rules.relances, working_days(settings), settings.day, outbox.settled_on
    )
    return outbox.put(
        reminder_message(r, contracts[r.campaign.domain], now, home.fictional) for r in today
    )


def _withdraw(outbox: Outbox, campaigns: Sequence[Campaign]) -> None:
    """Give up the reminders that wait and are pointless now."""
    waiting = outbox.ids(TO_SEND)
    for campaign in campaigns:
        if wanted(campaign):
            continue
        for rank in range(FIRST, HEAD + 1):
            identifier = Reminder(campaign, rank).message
            if identifier in waiting:
                outbox.withdraw(identifier)
