"""A deposit made after the closing of its campaign: accepted, dated, its reason kept or asked for.

What belongs here: the real path from the file to the receipt and the message. What does not: the
rule itself (`test_board`).
"""

from __future__ import annotations

from datetime import datetime

import pyarrow.parquet as pq
import pytest

from orchestration.lib import intake
from orchestration.lib.alerts.notify import queue_receipts
from orchestration.lib.atomic import read_json
from orchestration.lib.campaigns.revisions import WITHOUT_REASON
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.home import open_home
from orchestration.lib.recognition import Announced
from orchestration.lib.run_context import (
    CONTEXT,
    current_context,
    standing_slices,
    write_context,
)
from orchestration.lib.settings import Settings
from tests.fabricated import table, written
from tests.samples import Platform

CLOSED = "clotures:\n  - {domaine: devoirs_faits, annee: 2024-2025, le: 2025-12-31}\n"


@pytest.fixture
def closed(platform: Platform) -> Platform:
    (platform.settings.home / "campagnes.yaml").write_text(CLOSED, encoding="utf-8")
    return platform


def dropped(platform: Platform, reason: str | None, year: str = "2024-2025") -> Receipt:
    platform.inbox.mkdir(exist_ok=True)
    path = platform.inbox / "export.csv"
    path.write_bytes(written("devoirs_faits", table("devoirs_faits", 5)))
    told, home = Announced("devoirs_faits", year, None), open_home(platform.settings)
    return intake.deposit_file(platform.settings, home, path, told, reason)


def test_without_a_reason_it_is_accepted_marked_and_the_reason_asked_for(closed: Platform) -> None:
    receipt = dropped(closed, None)
    assert not receipt.refused
    assert standing_slices([receipt], ["063"])
    assert receipt.revision is not None
    assert receipt.revision["motif"] == WITHOUT_REASON
    assert any("révision tardive sans motif" in said for said in receipt.avertissements)
    assert "croisement.revision_sans_motif" in {c["code"] for c in receipt.constats}
    stored = read_json(closed.settings.deposits / receipt.depot / "receipt.json")
    assert stored["revision"] == receipt.revision


def test_with_a_reason_it_is_a_dated_revision_that_asks_nothing(closed: Platform) -> None:
    receipt = dropped(closed, "un collège avait été oublié")
    assert receipt.revision is not None
    assert receipt.revision["motif"] == "un collège avait été oublié"
    assert receipt.revision["cloture"] == "2025-12-31"
    assert receipt.avertissements == []
    (told,) = queue_receipts(closed.settings, _now(receipt))
    assert "avec le motif donné" in " ".join(told.texte.split())


def test_a_revision_is_published_with_its_day_and_reason(closed: Platform) -> None:
    receipt = dropped(closed, "un collège avait été oublié")
    settings = closed.settings
    write_context(settings, current_context(settings, fictional=False), contracts())
    (row,) = pq.read_table(settings.lake / CONTEXT / "depots.parquet").to_pylist()
    assert receipt.revision is not None
    assert row["revision"] == f"{receipt.revision['le']} : un collège avait été oublié"


def test_the_reason_may_come_afterwards_with_the_same_file(closed: Platform) -> None:
    dropped(closed, None)
    again = dropped(closed, "un collège avait été oublié")
    assert again.statut == "identique"
    assert again.revision is not None
    assert again.revision["motif"] == "un collège avait été oublié"
    assert "sans motif" not in " ".join(again.avertissements)
    assert dropped(closed, None).revision is None


def test_before_the_closing_nothing_is_said(closed: Platform, settings: Settings) -> None:
    (settings.home / "campagnes.yaml").write_text(CLOSED.replace("2025-12", "2999-12"))
    assert dropped(closed, None).revision is None


def test_a_wrong_file_of_campaigns_never_holds_a_deposit(closed: Platform) -> None:
    (closed.settings.home / "campagnes.yaml").write_text("clotures: [")
    receipt = dropped(closed, None)
    assert not receipt.refused
    assert receipt.revision is None


def _now(receipt: Receipt) -> datetime:
    return datetime.fromisoformat(receipt.recu_le)
