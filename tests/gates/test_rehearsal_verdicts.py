"""The real gate on the rehearsal: each file gets the verdict, and the rejects, that were announced.

What belongs here: verdicts and counts, for every domain. What does not: whether the contracts are
right (`contracts`), what the files hold (`unit`).
"""

from __future__ import annotations

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.gate import judge
from orchestration.lib.recognition import Announced
from orchestration.lib.rehearsal import RehearsalManifest, write_rehearsal
from orchestration.lib.rehearsal.families import FAMILIES
from tests.samples import pseudonyms, received


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> RehearsalManifest:
    return write_rehearsal(tmp_path_factory.mktemp("rehearsal") / "inbox")


@pytest.mark.parametrize("domain", FAMILIES)
def test_each_file_gets_the_verdict_that_it_was_made_for(
    manifest: RehearsalManifest, domain: str
) -> None:
    files = [f for f in manifest.files if f.domain == domain and "__" in f.path.name]
    deposits = [
        received(f.path.read_bytes(), f.path.name, told=Announced(domain), deposit=f"essai-{rank}")
        for rank, f in enumerate(files)
    ]
    for file, found in zip(files, judge(deposits, contracts(), None, pseudonyms), strict=True):
        assert found.status == file.verdict, file.path.name
        if file.verdict != "refuse":
            assert len({reject.line for reject in found.rejects}) == file.rejected, file.path.name
            assert found.out_of_scope == file.out_of_scope
