"""Verdicts on the genuine files, judged once for all the modules of this folder."""

import pytest

from orchestration.lib.gate import Verdict
from tests.samples import GENUINE, genuine, genuine_name, verdict


@pytest.fixture(scope="session")
def verdicts(open_data: object) -> dict[str, Verdict]:
    return {domain: verdict(genuine(domain), genuine_name(domain)) for domain in GENUINE}
