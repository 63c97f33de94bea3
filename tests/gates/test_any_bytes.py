"""Any bytes get a verdict: mutations of good files in every container, never an exception."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.lib.contracts import contracts
from orchestration.lib.preparation import Prepared, prepare
from orchestration.lib.refusals import FileRefused
from tests.samples import Table, pseudonyms, received, zipped

pytestmark = pytest.mark.usefixtures("open_data")
KINDS = ("csv", "xlsx", "xls", "ods", "parquet", "zip")
PIECES = (
    b"",
    b"\x00",
    b'"',
    b";",
    b"\n",
    b"\r",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"PK\x03\x04",
)


@cache
def good(kind: str) -> bytes:
    table = Table.of("ips_colleges").head(12)
    makers = {
        "csv": table.to_bytes, "xlsx": table.to_xlsx, "xls": table.to_xls, "ods": table.to_ods,
        "parquet": table.to_parquet, "zip": lambda: zipped({"a.csv": table.to_bytes()}),
    }  # fmt: skip
    return makers[kind]()


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    content = bytearray(good(draw(st.sampled_from(KINDS))))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)))
        content[place : place + draw(st.integers(0, 60))] = piece
    return bytes(content)


def outcome(content: bytes) -> Prepared | FileRefused:
    try:
        return prepare(received(content), contracts(), pseudonyms)
    except FileRefused as refusal:
        return refusal


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.one_of(mutated(), st.binary(max_size=300)))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    found = outcome(content)
    if isinstance(found, FileRefused):
        assert found.reason
        assert found.remedy
    else:
        assert found.table.num_rows + found.out_of_scope + len(found.rejects) <= found.read
