"""The rows that stand in a home, read again from the original files of its deposits.

What belongs here: containers, encodings, headers, and the rules of replacement of the interfaces
document. What does not: the meaning of cells (`cells`), territories (`places`), formulas.
"""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from tests.independent import cells
from tests.independent.columns import COLUMNS, PERIODS, SCHOOL_YEAR, TERRITORIES

DEPARTEMENTS = ("003", "015", "043", "063")
WHOLE = "academie"
Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Deposit:
    """An accepted deposit: what it is about, where its bytes are, which lines were rejected."""

    domain: str
    order: int
    scope: str
    years: tuple[str, ...]
    original: Path
    rejected: frozenset[int]


def accepted(home: Path) -> list[Deposit]:
    """Return the accepted deposits of the domains that the formulas read, in order of arrival."""
    found = []
    for path in home.glob("deposits/*/receipt.json"):
        receipt = json.loads(path.read_text(encoding="utf-8"))
        if receipt["domaine"] in COLUMNS and receipt["statut"].startswith("accepte"):
            found.append(
                Deposit(
                    receipt["domaine"],
                    receipt["ordre"],
                    receipt["perimetre"],
                    tuple(year for _, year in receipt["tranches"]),
                    path.parent / "original" / receipt["fichier"],
                    _rejected(path.parent / "rejects.csv"),
                )
            )
    return sorted(found, key=lambda d: d.order)


def _rejected(path: Path) -> frozenset[int]:
    if not path.exists():
        return frozenset()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return frozenset(int(row["ligne"]) for row in csv.DictReader(stream, delimiter=";"))


def standing(deposits: Iterable[Deposit]) -> dict[tuple[str, str, str], int]:
    """Return the deposit that counts for each (domain, school year, département or académie).

    The last one wins; one for the académie replaces all, one for a département its own part.
    """
    last = {}
    for deposit in sorted(deposits, key=lambda d: d.order):
        parts = (*DEPARTEMENTS, WHOLE) if deposit.scope == WHOLE else (deposit.scope,)
        last |= {(deposit.domain, y, part): deposit.order for y in deposit.years for part in parts}
    return last


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _delimited(content: bytes) -> list[Numbered]:
    text = _decoded(content)
    delimiter = max(";,\t", key=text.splitlines()[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, start = [], 1
    for row in reader:
        lines.append((start, row))
        start = reader.line_num + 1
    return lines


def _workbook(content: bytes) -> list[Numbered]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names]
    return [(n, [_text(c) for c in row]) for n, row in enumerate(max(sheets, key=len), 1)]


def _parquet(content: bytes) -> list[Numbered]:
    frame = pd.read_parquet(io.BytesIO(content))
    rows = frame.astype(object).where(frame.notna(), None).to_numpy()
    return [(0, list(frame.columns)), *((n, [_text(c) for c in r]) for n, r in enumerate(rows, 1))]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else str(cell)


def lines(content: bytes) -> list[Numbered]:
    """Return the numbered lines of a file, the header first; empty lines left out."""
    if content.startswith(b"PAR1"):
        found = _parquet(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" not in names:
                return lines(archive.read(names[0]))
        found = _workbook(content)
    else:
        found = _delimited(content)
    return [(n, row) for n, row in found if any(cell.strip() for cell in row)]


def _year(domain: str, row: dict[str, str], deposit: Deposit) -> str | None:
    column, how = PERIODS.get(domain, SCHOOL_YEAR)
    return deposit.years[0] if column is None else cells.period(row[column], how)


def _part(domain: str, row: dict[str, object], deposit: Deposit) -> str:
    """Return the département that a row is about; an empty one is that of the deposit."""
    territory = TERRITORIES.get(domain, "uai")
    if territory is None or row[territory] is None:
        return deposit.scope
    place = str(row[territory])
    if territory == "code_territoire":
        return place.zfill(3) if row["territoire_type"] == "departement" else WHOLE
    return place if territory == "code_departement" else place[:3]


def rows(deposit: Deposit) -> list[dict[str, object]]:
    """Return the rows of a deposit that were not rejected, once each, cells read by kind."""
    columns = COLUMNS[deposit.domain]
    (_, header), *body = lines(deposit.original.read_bytes())
    places = {cells.folded(label): i for i, label in enumerate(header)}
    where = {
        name: places.get(cells.folded(name), places.get(cells.folded(label)))
        for name, (label, _) in columns.items()
    }
    seen, found = set(), []
    for number, line in body:
        identity = tuple(line)
        if number in deposit.rejected or identity in seen:
            continue
        seen.add(identity)
        raw = {name: "" if i is None else line[i] for name, i in where.items()}
        row = {name: cells.value(raw[name], kind) for name, (_, kind) in columns.items()}
        row["annee"] = _year(deposit.domain, raw, deposit)
        row["part"] = _part(deposit.domain, row, deposit)
        row["deposit"] = deposit.order
        found.append(row)
    return found


def read_home(home: Path) -> dict[str, pd.DataFrame]:
    """Return the standing rows of each domain, with `annee`, `part` and the deposit's order.

    A domain without any standing row is an empty frame with its columns.
    """
    deposits = accepted(home)
    last = standing(deposits)
    kept: dict[str, list[dict[str, object]]] = defaultdict(list)
    for deposit in deposits:
        if deposit.order not in last.values():
            continue
        for row in rows(deposit):
            if last.get((deposit.domain, row["annee"], row["part"])) == deposit.order:
                kept[deposit.domain].append(row)
    frames = {}
    for domain, columns in COLUMNS.items():
        names = list(dict.fromkeys((*columns, "annee", "part", "deposit")))
        frames[domain] = pd.DataFrame(kept[domain], columns=names)
        for name, (_, kind) in columns.items():
            if kind == cells.NUMBER:
                frames[domain][name] = frames[domain][name].astype(float)
            if kind == cells.DATE:
                frames[domain][name] = pd.to_datetime(frames[domain][name])
    return frames
