"""A small rehearsal and its first good rows by domain; one faulty deposit that many tests read.

What belongs here: what the tests of templates and of returns start from. What does not:
assertions.
"""

from __future__ import annotations

from datetime import date

import pytest
from returns.filling import Row, rows_of

from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.preparation import LINE
from orchestration.lib.recognition import Announced
from orchestration.lib.rehearsal import write_rehearsal
from orchestration.lib.settings import Settings
from tests.rehearsal_files import read
from tests.samples import Platform, prepared

Rows = dict[str, tuple[str, list[Row]]]


@pytest.fixture(scope="session")
def good_rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return the school year and the first good rows, about us, of each domain of a rehearsal."""
    manifest = write_rehearsal(
        tmp_path_factory.mktemp("repetition"), scale="small", school_years=2, seed=2026
    )
    found: Rows = {}
    for file in manifest.files:
        if file.domain in contracts() and file.domain not in found and file.verdict != "refuse":
            table = read(file)
            if file.out_of_scope:
                kept = prepared(
                    file.path.read_bytes(), file.path.name, told=Announced(file.domain)
                ).table[LINE]
                table = table.iloc[[line - 2 for line in kept.to_pylist()[:2]]]
            rows = rows_of(table, contracts()[file.domain], 2)
            year = file.school_years[-1] if file.school_years else "2025-2026"
            found[file.domain] = (year, list(rows))
    return found


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Platform, Receipt]:
    """Return a platform that received a file with three faults, and the receipt of it."""
    from returns.test_annotated import NAME, ROWS, csv

    folder = tmp_path_factory.mktemp("fautif")
    platform = Platform(Settings(home=folder / "home", today=date(2026, 11, 22)), folder / "posted")
    return platform, platform.deposit(csv(*ROWS), NAME)
