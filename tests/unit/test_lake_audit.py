"""The audit of the lake: it sees what was changed behind the platform's back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.lake_audit import LakeAudit, audit_domain
from tests.samples import Platform, Table, genuine

BAC = "bac_departement"
pytestmark = pytest.mark.usefixtures("open_data")


def audit(platform: Platform, domain: str = BAC) -> LakeAudit:
    context = platform.context()
    contract = contracts()[domain]
    return audit_domain(platform.settings.lake, contract, context.standing, context.deposits)


def rewrite(platform: Platform, year: str, change: Callable[[pa.Table], pa.Table]) -> None:
    (path,) = (platform.settings.lake / BAC / year).rglob("*.parquet")
    pq.write_table(change(pq.read_table(path, partitioning=None)), path)


@pytest.fixture
def filled(platform: Platform) -> Platform:
    platform.deposit(genuine(BAC))
    return platform


def test_an_untouched_lake_has_no_fault(filled: Platform) -> None:
    assert audit(filled) == LakeAudit(48, ("2022-2023", "2023-2024"), ())


def test_no_deposit_is_no_fault(platform: Platform) -> None:
    assert audit(platform) == LakeAudit(0, (), ())


def test_a_lost_row_is_found(filled: Platform) -> None:
    rewrite(filled, "2023-2024", lambda t: t.slice(1))
    (fault,) = audit(filled).faults
    assert "47 lignes au lieu de 48" in fault


def test_a_lost_file_is_found(filled: Platform) -> None:
    (path,) = (filled.settings.lake / BAC / "2022-2023").rglob("*.parquet")
    path.unlink()
    (fault,) = audit(filled).faults
    assert "24 lignes au lieu de 48" in fault


def test_a_row_repeated_in_place_of_another_is_found(filled: Platform) -> None:
    rewrite(filled, "2023-2024", lambda t: pa.concat_tables([t.slice(0, 1), t.slice(0, 23)]))
    (fault,) = audit(filled).faults
    assert "1 clés en double" in fault


def test_a_column_of_another_type_is_found(filled: Platform) -> None:
    def as_text(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index("admis")
        return table.set_column(place, "admis", table["admis"].cast(pa.string()))

    rewrite(filled, "2023-2024", as_text)
    (fault,) = audit(filled).faults
    assert "admis n'est plus du type int64" in fault


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"", lambda _: b"PAR1"])
def test_a_file_that_does_not_open_is_a_fault_and_not_a_crash(
    filled: Platform, damage: Callable[[bytes], bytes]
) -> None:
    (path,) = (filled.settings.lake / BAC / "2022-2023").rglob("*.parquet")
    path.write_bytes(damage(path.read_bytes()))
    (fault,) = audit(filled).faults
    assert "ne s'ouvre pas" in fault


def test_only_what_stands_is_counted(filled: Platform) -> None:
    filled.deposit(Table.of(BAC).put(0, "presents", "9999").to_bytes())
    assert audit(filled) == LakeAudit(48, ("2022-2023", "2023-2024"), ())
    filled.deposit(genuine(BAC), scope="063")
    assert audit(filled) == LakeAudit(48, ("2022-2023", "2023-2024"), ())


def test_a_column_added_to_the_contract_since_is_empty_in_older_files(filled: Platform) -> None:
    rewrite(filled, "2023-2024", lambda t: t.drop_columns(["taux_reussite"]))
    assert audit(filled).faults == ()
    assert audit(filled).rows == 48


def test_the_lake_holds_one_file_per_year_and_scope(filled: Platform) -> None:
    depot = next(iter(filled.standing(BAC).values()))
    assert sorted(filled.lake_files()) == [
        str(Path(BAC, year, "academie", f"{depot}.parquet")) for year in ("2022-2023", "2023-2024")
    ]
