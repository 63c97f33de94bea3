"""Workbooks, archives and Parquet: the same rows as the CSV, or a plain refusal."""

from __future__ import annotations

import io
import random
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.lib import reading
from orchestration.lib.refusals import FileRefused
from orchestration.lib.rehearsal.xlsx import xlsx_bytes
from tests.samples import GENUINE, Table, genuine, kept_values, prepared, rows_of, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
pytestmark = pytest.mark.usefixtures("open_data")


def refusal(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        prepared(content)
    return caught.value


@pytest.mark.parametrize("domain", GENUINE)
def test_every_container_gives_the_rows_of_the_csv(domain: str) -> None:
    expected = kept_values(prepared(genuine(domain)).table)
    table = Table.of(domain)
    containers = {
        "classeur, codes sans zéros": table.to_xlsx(),
        "classeur de textes": table.to_xlsx(typed=False),
        "ods": table.to_ods(),
        "xls": table.to_xls(),
        "parquet": table.to_parquet(),
        "zip": zipped({"export.csv": genuine(domain)}),
        "zip de classeur": zipped({"export.xlsx": table.to_xlsx()}),
        "zip venu d'un Mac": zipped({"a.csv": genuine(domain), "__MACOSX/._a.csv": b"\x00\x05"}),
    }
    for name, content in containers.items():
        found = prepared(content)
        assert found.rejects == [], name
        assert kept_values(found.table) == expected, name


def test_a_workbook_loses_zeros_and_the_platform_restores_them() -> None:
    table = Table.of("etablissements_ep")
    _, cells = rows_of(table.to_xlsx())[0]  # type: ignore[misc]
    assert cells[table.position("code_departement")] == "63"
    assert set(prepared(table.to_xlsx()).table["code_departement"].to_pylist()) == {"003", "063"}


def test_the_line_of_a_workbook_row_is_the_one_that_the_spreadsheet_shows() -> None:
    rows = rows_of(xlsx_bytes([["Titre"], ["a", "b"], ["1", "2"], ["", ""], ["3", "4"]]))
    assert rows == [(3, ["1", "2"]), (5, ["3", "4"])]


def test_an_archive_of_several_files_is_refused_with_their_number() -> None:
    content = zipped({"a.csv": genuine("ivac"), "b.csv": genuine("dnb_departement")})
    assert "2 fichiers" in refusal(content).reason


def test_an_archive_in_an_archive_is_refused() -> None:
    content = zipped({"a.zip": zipped({"b.csv": genuine("ivac")})})
    assert "autre archive" in refusal(content).reason


def test_an_empty_archive_is_refused() -> None:
    assert "aucun fichier" in refusal(zipped({})).reason


def test_an_archive_with_a_password_is_refused_and_says_why() -> None:
    content = bytearray(zipped({"a.csv": genuine("ivac")}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "mot de passe" in refusal(bytes(content)).reason


def test_a_protected_or_damaged_old_workbook_is_refused() -> None:
    assert "mot de passe" in refusal(OLE + b"\x00" * 3000).reason


def test_an_archive_that_holds_something_else_is_judged_by_its_content() -> None:
    assert "page web" in refusal(zipped({"a.csv": b"<html><body>404</body></html>"})).reason
    assert "vide" in refusal(zipped({"a.csv": b""})).reason


def test_values_of_a_parquet_are_texts_whatever_their_type() -> None:
    columns = {
        "texte": pa.array(["a", None, "a"]),
        "entier": pa.array([1, None, 3], pa.int64()),
        "nombre": pa.array([1.0, 2.5, None]),
        "jour": pa.array([date(2025, 9, 1), None, date(2025, 9, 2)]),
        "code": pa.array([None, "063", "063"]).dictionary_encode(),
    }
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    assert [cells for _, cells in rows_of(stream.getvalue())] == [  # type: ignore[misc]
        ["a", "1", "1", "2025-09-01", ""], ["", "", "2.5", "", "063"],
        ["a", "3", "", "2025-09-02", "063"],
    ]  # fmt: skip


def test_a_parquet_of_more_cells_than_a_memory_holds_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two megabytes may stand for billions of rows: they are counted before they are read."""
    table = Table.of("bac_departement")
    monkeypatch.setattr(reading, "_MAX_CELLS", len(table.rows) * len(table.header) - 1)
    assert refusal(table.to_parquet()).code == "octets.fichier_trop_gros"
    stream = io.BytesIO()
    pq.write_table(pa.table({"liste": [[0] * len(table.rows) * len(table.header)]}), stream)
    assert refusal(stream.getvalue()).code == "octets.fichier_trop_gros"


@pytest.mark.parametrize("kind", ["xlsx", "ods", "parquet", "zip", "xls"])
def test_any_damage_to_a_container_is_a_refusal_in_plain_words(kind: str) -> None:
    table = Table.of("bac_departement")
    chosen = random.Random(kind)  # noqa: S311
    whole = {
        "xlsx": table.to_xlsx, "ods": table.to_ods, "parquet": table.to_parquet,
        "zip": lambda: zipped({"a.csv": table.to_bytes()}),
        "xls": table.to_xls,
    }[kind]()  # fmt: skip
    refused = 0
    for attempt in range(60):
        damaged = bytearray(whole)
        place = chosen.randrange(8, len(damaged))
        if attempt % 3 == 0:
            del damaged[place:]
        elif attempt % 3 == 1:
            del damaged[place : place + chosen.randrange(1, 200)]
        else:
            damaged[place : place + 20] = chosen.randbytes(20)
        try:
            prepared(bytes(damaged))
        except FileRefused as error:
            refused += bool(error.reason and error.remedy)
    assert refused >= 40
