"""A private home for a trial: what stands, the file under trial, a copy of the last build.

What belongs here: laying out a folder in which the ordinary functions believe that the file was
handed in. What does not: computing (`trial`). Nothing is written in the real home but this folder,
which goes away with the trial.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.lib import deposits, lake
from orchestration.lib.atomic import write_json
from orchestration.lib.contracts import contracts
from orchestration.lib.dbt_build import manifest_path, remember_build, target_path
from orchestration.lib.deposits import RECEIPT, Reception
from orchestration.lib.gate import Verdict
from orchestration.lib.home import Home
from orchestration.lib.impact.snapshot import Snapshot
from orchestration.lib.run_context import current_context, write_context
from orchestration.lib.settings import Settings

_PARSED = ("manifest.json", "manifest.version", "partial_parse.msgpack")


@contextmanager
def private_home(
    settings: Settings, home: Home, verdict: Verdict, snapshot: Snapshot
) -> Iterator[Settings]:
    """Yield the settings of a home where the file is the last deposit; it is removed after."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".essai-", dir=settings.home) as folder:
        private = settings.model_copy(update={"home": Path(folder), "today": snapshot.day})
        _link_lake(settings.lake, private.lake)
        _link_receipts(settings, private, snapshot.deposits)
        target_path(private).mkdir(parents=True)
        shutil.copyfile(snapshot.file, private.warehouse)
        # As it was built; what the file then changes is told as a run tells it.
        remember_build(private, current_context(private, home.fictional))
        _hand_in(private, home, verdict)
        write_context(private, current_context(private, home.fictional), contracts())
        for name in _PARSED:
            parsed = manifest_path(settings).with_name(name)
            if parsed.exists():
                shutil.copyfile(parsed, manifest_path(private).with_name(name))
        yield private


def _link_lake(source: Path, target: Path) -> None:
    """Give the private lake the files of the real one: each is written once, then never changed."""
    shutil.copytree(source, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        # A share or another file system may have no hard links.
        shutil.copyfile(source, target)


def _link_receipts(settings: Settings, private: Settings, standing: frozenset[str]) -> None:
    for deposit in sorted(standing):
        (private.deposits / deposit).mkdir(parents=True)
        _link(str(settings.deposits / deposit / RECEIPT), str(private.deposits / deposit / RECEIPT))


def _hand_in(private: Settings, home: Home, verdict: Verdict) -> None:
    """Record the file under trial as the last deposit, and give its rows to the private lake."""
    if verdict.contract is None:
        raise ValueError("a refused file has no impact")
    last = max((r.ordre for r in deposits.receipts(private.deposits)), default=0)
    received = verdict.received
    reception = Reception(
        deposit=received.deposit, rank=last + 1, file_name=received.file_name, sha256="", size=0,
        received_at="", domain=verdict.contract.domain, school_year=None, scope=verdict.scope,
    )  # fmt: skip
    receipt = deposits.receipt_of(private, reception, verdict, home.fictional)
    write_json(private.deposits / received.deposit / RECEIPT, asdict(receipt))
    lake.write_deposit(
        private.lake, verdict.contract, received.deposit, verdict.scope, verdict.table
    )
