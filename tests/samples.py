"""Genuine files, their edited copies, and a small platform to deposit them into.

What belongs here: what several test modules need to make a deposit out of a genuine file. What
does not: assertions, and anything that stands in for the code under test.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt  # type: ignore[import-untyped]

from expectations import contract_suite
from orchestration.lib import deposits, intake
from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict, judge
from orchestration.lib.home import open_home
from orchestration.lib.nomenclatures import resolve_academie
from orchestration.lib.preparation import Prepared, ReceivedFile, prepare
from orchestration.lib.pseudonyms import Pseudonymiser
from orchestration.lib.reading import read_table
from orchestration.lib.recognition import Announced, match_header
from orchestration.lib.refusals import Reject
from orchestration.lib.rehearsal.xlsx import xlsx_bytes
from orchestration.lib.run_context import RunContext, current_context
from orchestration.lib.settings import Settings

OPEN_DATA = Path(__file__).resolve().parents[2] / "shared" / "open_data"
CURRENT_YEAR = "2026-2027"
GENUINE = {
    "annuaire_geolocalisation":
        "fr-en-adresse-et-geolocalisation-etablissements-premier-et-second-degre.csv",
    "etablissements_ep": "fr-en-etablissements-ep.csv",
    "calendrier_scolaire": "fr-en-calendrier-scolaire.csv",
    "dnb_departement": "fr-en-resultats-detailles-au-dnb.csv",
    "ivac": "fr-en-indicateurs-valeur-ajoutee-colleges.csv",
    "bac_departement": "fr-en-baccalaureat-par-departement.csv",
    "inserjeunes_cfa": "fr-en-inserjeunes-cfa.csv",
    "poursuite_superieur_academie":
        "fr-esr-taux-poursuite-enseignement-superieur-par-academie.csv",
    "ips_colleges": "fr-en-ips-colleges-ap2022.csv",
    "effectifs_lycee_gt": "fr-en-lycee_gt-effectifs-niveau-sexe-lv.csv",
    "barometre_2023": "barometre_2023/barometre-resultats-education-detail-departemental.csv",
    "barometre_2024": "barometre_2024/ind-291.csv",
}  # fmt: skip
UAI_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_BOM = "\ufeff"


def uai(digits: str) -> str:
    """Return the UAI of seven digits with its check letter."""
    return digits + UAI_KEYS[int(digits) % 23]


def with_wrong_letter(code: str) -> str:
    """Return `code` with a check letter that is not its own."""
    return code[:7] + UAI_KEYS[(UAI_KEYS.index(code[7]) + 1) % 23]


def genuine_name(domain: str) -> str:
    return Path(GENUINE[domain]).name


def genuine(domain: str) -> bytes:
    return (OPEN_DATA / GENUINE[domain]).read_bytes()


@dataclass(frozen=True)
class Table:
    """A delimited file, cell by cell; columns are named as in the contract."""

    domain: str
    header: list[str]
    rows: list[list[str]]
    delimiter: str = ";"
    eol: str = "\r\n"
    bom: str = ""

    @classmethod
    def of(cls, domain: str, content: bytes | None = None) -> Table:
        """Return the cells of a genuine file, or of `content` in its format."""
        text = (genuine(domain) if content is None else content).decode("utf-8")
        delimiter = "," if domain.startswith("barometre") else ";"
        lines = list(csv.reader(io.StringIO(text.lstrip(_BOM), newline=""), delimiter=delimiter))
        bom = _BOM if text.startswith(_BOM) else ""
        eol = "\r\n" if "\r\n" in text else "\n"
        return cls(domain, lines[0], [r for r in lines[1:] if r], delimiter, eol, bom)

    def position(self, column: str) -> int:
        """Return the position of a column of the contract."""
        return match_header(self.header, contracts()[self.domain]).positions[column]

    def column(self, column: str) -> list[str]:
        """Return the cells of a column."""
        return [row[self.position(column)] for row in self.rows]

    def head(self, rows: int) -> Table:
        """Return a copy with the first rows only."""
        return replace(self, rows=self.rows[:rows])

    def put(self, row: int, column: str, value: str) -> Table:
        """Return a copy with one cell changed."""
        position = self.position(column)
        rows = [list(r) for r in self.rows]
        rows[row][position] = value
        return replace(self, rows=rows)

    def put_all(self, column: str, values: Iterable[str]) -> Table:
        """Return a copy with one column changed."""
        position = self.position(column)
        rows = [
            [*r[:position], v, *r[position + 1 :]] for r, v in zip(self.rows, values, strict=True)
        ]
        return replace(self, rows=rows)

    def plus(self, *rows: list[str]) -> Table:
        """Return a copy with more rows at the end."""
        return replace(self, rows=[*self.rows, *rows])

    def row_like(self, row: int, **values: str) -> list[str]:
        """Return a copy of a row with some cells changed."""
        cells = list(self.rows[row])
        for column, value in values.items():
            cells[self.position(column)] = value
        return cells

    def without(self, *positions: int) -> Table:
        """Return a copy without some columns."""

        def drop(cells: list[str]) -> list[str]:
            return [c for i, c in enumerate(cells) if i not in positions]

        return replace(self, header=drop(self.header), rows=[drop(r) for r in self.rows])

    def text(self) -> str:
        """Return the file as text, with its own delimiter and line ends."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=self.delimiter, lineterminator=self.eol)
        writer.writerows([self.header, *self.rows])
        return self.bom + stream.getvalue()

    def to_bytes(self) -> bytes:
        """Return the file in UTF-8: the genuine bytes when nothing was changed."""
        return self.text().encode("utf-8")

    def to_xlsx(self, typed: bool = True) -> bytes:
        """Return the workbook that a spreadsheet makes of the file: numbers lose their zeros."""
        cells = [[_spreadsheet_cell(c) if typed else c for c in row] for row in self.rows]
        return xlsx_bytes([self.header, *cells])

    def to_parquet(self) -> bytes:
        """Return the file as Parquet, every column a text."""
        columns = [pa.array([r[i] for r in self.rows]) for i in range(len(self.header))]
        stream = io.BytesIO()
        pq.write_table(pa.table(columns, names=self.header), stream)
        return stream.getvalue()

    def to_xls(self) -> bytes:
        """Return the file as a workbook of Excel 97, of texts."""
        book = xlwt.Workbook()
        sheet = book.add_sheet("Feuil1")
        for line, cells in enumerate([self.header, *self.rows]):
            for place, cell in enumerate(cells):
                sheet.write(line, place, cell)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def to_ods(self) -> bytes:
        """Return the file as an OpenDocument sheet of texts."""

        def row(cells: list[str]) -> str:
            body = "".join(
                f'<table:table-cell office:value-type="string"><text:p>{_escaped(c)}</text:p>'
                "</table:table-cell>"
                for c in cells
            )
            return f"<table:table-row>{body}</table:table-row>"

        name = "urn:oasis:names:tc:opendocument:xmlns"
        content = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<office:document-content xmlns:office="{name}:office:1.0" '
            f'xmlns:table="{name}:table:1.0" xmlns:text="{name}:text:1.0">'
            '<office:body><office:spreadsheet><table:table table:name="Feuille1">'
            + "".join(row(cells) for cells in [self.header, *self.rows])
            + "</table:table></office:spreadsheet></office:body></office:document-content>"
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        manifest = (
            f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
        )
        return zipped(
            {
                "mimetype": kind.encode(),
                "content.xml": content.encode(),
                "META-INF/manifest.xml": manifest.encode(),
            }
        )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _spreadsheet_cell(text: str) -> str | int | float:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def refused_with(content: bytes) -> str:
    """Return the code of the one reason for which a file is refused, told with its remedy."""
    found = verdict(content)
    assert found.status == "refuse"
    (reason,) = found.reasons
    assert reason.reason
    assert reason.remedy
    return reason.code


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def received(
    content: bytes,
    name: str = "export.csv",
    *,
    told: Announced | None = None,
    academie: str = "06",
    deposit: str = "depot",
) -> ReceivedFile:
    found = resolve_academie(academie)
    assert found is not None
    return ReceivedFile(deposit, name, content, told or Announced(), found, CURRENT_YEAR)


def prepared(content: bytes, name: str = "export.csv", **options: object) -> Prepared:
    return prepare(received(content, name, **options), contracts(), pseudonyms)  # type: ignore[arg-type]


def verdict(content: bytes, name: str = "export.csv", **options: object) -> Verdict:
    file = received(content, name, **options)  # type: ignore[arg-type]
    return judge([file], contracts(), None, pseudonyms)[0]


def validations(monkeypatch: pytest.MonkeyPatch) -> list[tuple[pd.DataFrame, list[Any]]]:
    """Return a list that each batch given to Great Expectations joins, with its expectations."""
    given: list[tuple[pd.DataFrame, list[Any]]] = []
    validate: Callable[..., object] = contract_suite.validate

    def observed(name: str, frame: pd.DataFrame, suite: list[Any]) -> object:
        given.append((frame, suite))
        return validate(name, frame, suite)

    monkeypatch.setattr(contract_suite, "validate", observed)
    return given


def pseudonyms() -> Pseudonymiser:
    return Pseudonymiser("clé des essais, assez longue pour servir")


def rows_of(content: bytes) -> list[tuple[int, list[str]] | Reject]:
    """Return what is read in a file: its rows in order, then those of the wrong shape."""
    body = read_table(content).body()
    columns = [column.to_pylist() for column in body.columns]
    cells = zip(*columns, strict=True) if len(body.lines) else ()
    read = zip(body.lines.tolist(), map(list, cells), strict=True)
    return [*read, *body.rejects]


def kept_values(rows: pd.DataFrame | pa.Table) -> list[dict[str, object]]:
    """Return rows as they reach the lake, without deposit id and line number."""
    frame = rows.to_pandas() if isinstance(rows, pa.Table) else rows
    kept = frame.drop(columns=["_depot", "_ligne"], errors="ignore").astype("object")
    return kept.where(kept.notna(), None).to_dict("records")  # type: ignore[return-value]


@dataclass
class Platform:
    """A home, and the way that files take into it."""

    settings: Settings
    inbox: Path
    home: object = field(init=False)

    def __post_init__(self) -> None:
        self.home = open_home(self.settings)

    def deposit(
        self, content: bytes, name: str = "export.csv", **told: str | None
    ) -> deposits.Receipt:
        """Deposit a file as `psa deposit` does; return its receipt."""
        self.inbox.mkdir(exist_ok=True)
        path = self.inbox / name
        path.write_bytes(content)
        return intake.deposit_file(self.settings, open_home(self.settings), path, Announced(**told))

    def rejects(self, receipt: deposits.Receipt) -> list[deposits.Reject]:
        """Return the problems listed for a deposit."""
        return list(deposits.read_rejects(self.settings.deposits, receipt.depot))

    def context(self) -> RunContext:
        """Return what a run started now would take."""
        return current_context(self.settings, fictional=False)

    def standing(self, domain: str) -> dict[tuple[str, str, str], str]:
        """Return what stands for a domain: (measure, school year, département) -> deposit."""
        return {
            (s.mesure, s.annee_scolaire, s.departement): depot
            for s, depot in self.context().standing.items()
            if s.domaine == domain
        }

    def lake_files(self) -> dict[str, bytes]:
        """Return every Parquet file of the lake."""
        lake = self.settings.lake
        return {str(p.relative_to(lake)): p.read_bytes() for p in lake.rglob("*.parquet")}
