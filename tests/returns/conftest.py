"""A small rehearsal, and its first good rows by domain.

What belongs here: what the tests of templates and of returns start from. What does not:
assertions.
"""

from __future__ import annotations

import pytest
from returns.filling import Row, rows_of

from orchestration.lib.contracts import contracts
from orchestration.lib.rehearsal import write_rehearsal
from tests.rehearsal_files import read

Rows = dict[str, tuple[str, list[Row]]]


@pytest.fixture(scope="session")
def good_rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return the school year and the first good rows of each domain that a rehearsal makes."""
    manifest = write_rehearsal(
        tmp_path_factory.mktemp("repetition"), scale="small", school_years=2, seed=2026
    )
    found: Rows = {}
    for file in manifest.files:
        if file.domain in contracts() and file.domain not in found and file.verdict != "refuse":
            rows = rows_of(read(file), contracts()[file.domain], 4)
            year = file.school_years[-1] if file.school_years else "2025-2026"
            found[file.domain] = (year, list(rows))
    return found
