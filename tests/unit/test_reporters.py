"""Who reported what: the same table, whether a domain is read again or remembered."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.lib import reporters
from orchestration.lib.contracts import contracts
from orchestration.lib.intake import Desk
from orchestration.lib.run_context import CONTEXT, forget_context, write_context
from tests.samples import Platform, Table, genuine, genuine_name

BAC, CAL = "bac_departement", "calendrier_scolaire"
pytestmark = pytest.mark.usefixtures("open_data")


def written(platform: Platform) -> list[tuple[str | None, ...]]:
    write_context(platform.settings, platform.context(), contracts())
    path = platform.settings.lake / CONTEXT / reporters.TABLE
    return duckdb.sql(f"from '{path}' order by all").fetchall()


@pytest.fixture
def filled(platform: Platform) -> Platform:
    for domain in (BAC, CAL):
        platform.deposit(genuine(domain), genuine_name(domain))
    return platform


def test_an_unchanged_domain_is_remembered_and_a_changed_one_read_again(filled: Platform) -> None:
    before = written(filled)
    read: list[str] = []
    original = reporters._of_domain

    def spied(connection, lake, contract):  # type: ignore[no-untyped-def]
        read.append(contract.domain)
        return original(connection, lake, contract)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reporters, "_of_domain", spied)
        assert written(filled) == before
        assert read == []
        filled.deposit(Table.of(BAC).put(0, "presents", "9999").to_bytes())
        assert written(filled) == before
        assert read == [BAC]


def test_a_remembered_table_is_the_one_that_reading_everything_gives(filled: Platform) -> None:
    written(filled)
    filled.deposit(Table.of(BAC).put(0, "presents", "9999").to_bytes())
    remembered = written(filled)
    path = filled.settings.lake / CONTEXT / reporters.TABLE
    bytes_remembered = path.read_bytes()
    forget_context(filled.settings)
    assert written(filled) == remembered
    assert path.read_bytes() == bytes_remembered


def test_a_memory_without_its_table_is_not_trusted(filled: Platform) -> None:
    before = written(filled)
    (filled.settings.lake / CONTEXT / reporters.TABLE).unlink()
    assert written(filled) == before
    assert pq.read_table(filled.settings.lake / CONTEXT / reporters.TABLE).num_rows


def test_a_desk_judges_each_domain_once_and_sees_what_stands_after_it(
    platform: Platform, tmp_path: Path
) -> None:
    home = platform.home
    platform.deposit(genuine(CAL), genuine_name(CAL))
    dropped = platform.settings.inbox / BAC
    dropped.mkdir(parents=True)
    (dropped / genuine_name(BAC)).write_bytes(genuine(BAC))
    from orchestration.lib.intake import receive_inbox

    receive_inbox(platform.settings)
    desk = Desk(platform.settings, home)
    assert {part.domaine for part in desk.standing()[0]} == {CAL}
    assert desk.judge(CAL) == []
    assert [r.domaine for r in desk.judge(BAC)] == [BAC]
    assert desk.judge(BAC) == []
    assert {part.domaine for part in desk.standing()[0]} == {BAC, CAL}
