"""Every file of the rehearsal fits its contract, but for the rows that it announces as bad.

The contracts are read as plain YAML, their rules run as SQL: nothing of the gate is used.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml
from unidecode import unidecode

from orchestration.lib.rehearsal import Dirt, RehearsalFile, write_rehearsal
from orchestration.lib.rehearsal.families import FAMILIES
from tests.rehearsal_files import Inbox, read, truth
from tests.samples import UAI_KEYS

ROOT = Path(__file__).resolve().parents[2]
UNREADABLE = (Dirt.TRUNCATED, Dirt.FORBIDDEN_COLUMNS, Dirt.OTHER_YEAR)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    return Inbox(write_rehearsal(tmp_path_factory.mktemp("rehearsal") / "inbox"))


def folded(text: str) -> str:
    letters = "".join(c if c.isalnum() else " " for c in unidecode(text).lower())
    return "_".join(letters.split())


@cache
def contract(domain: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the columns of a contract, custom properties at hand, and its rules."""
    text = (ROOT / "data_contracts" / f"{domain}.odcs.yaml").read_text(encoding="utf-8")
    table = yaml.safe_load(text)["schema"][0]
    columns = [
        column | {c["property"]: c["value"] for c in column.get("customProperties", [])}
        for column in table["properties"]
    ]
    own = [rule for rule in table.get("quality", []) if rule["engine"] == "duckdb"]
    return columns, [rule["implementation"] for rule in own]


@cache
def codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    path = ROOT / "dbt_project" / "seeds" / "nomenclatures" / "codes.csv"
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["nomenclature"], set()).add(row["code"])
    return found


# The made-up stories say nothing that looks like these, but where a person is meant.
PERSON = r"@|\d\d[ .]\d\d[ .]\d\d|\d{9}|(?:Mme|M\.|Monsieur|Madame) [A-Z]"


@cache
def catalogued() -> set[str]:
    """Return the codes that the catalogue knows: indicators, and criteria of the survey."""
    path = ROOT / "dbt_project" / "seeds" / "catalogue" / "cat_indicateurs.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    asked = {r["critere"] for r in rows if r["indicateur"].endswith("-q2")}
    return {r["indicateur"] for r in rows} | asked


def typed(file: RehearsalFile, column: dict[str, Any], cells: pd.Series) -> pd.Series:
    """Return the values of a column; what cannot be read becomes missing."""
    filled = cells.where(cells != "")
    match column["typeMetier"]:
        case "entier" | "decimal" | "taux":
            return pd.to_numeric(filled.str.replace(",", "."), errors="coerce")
        case "date":
            pattern = "%d/%m/%Y" if Dirt.FRENCH_DATES in file.dirt else "%Y-%m-%d"
            return pd.to_datetime(filled, format=pattern, errors="coerce")
        case "booleen":
            known = truth(filled).astype("boolean")
            return known.where(filled.isin(["O", "N", "1", "0"]))
        case "uai":
            right = {u: UAI_KEYS[int(u[:7]) % 23] == u[7] for u in filled.dropna().unique()}
            return filled.where(filled.map(right).eq(True))
        case "code":
            allowed = column.get("valeurs") or codes().get(column.get("nomenclature", ""))
            return filled.where(filled.isin(allowed or catalogued()))
        case _:
            return filled


def bad_rows(file: RehearsalFile) -> int:
    """Return the rows that the contract of the file forbids."""
    columns, rules = contract(file.domain)
    rows = read(file)
    heads = {folded(h): c["name"] for c in columns for h in (c["name"], *c.get("enTetes", ()))}
    rows = rows.rename(columns={h: heads[folded(h)] for h in rows})
    assert set(rows) == {c["name"] for c in columns}, file.path
    values = pd.DataFrame({c["name"]: typed(file, c, rows[c["name"]]) for c in columns})
    bad = pd.Series(False, index=rows.index)
    for column in columns:
        name, limits = column["name"], column.get("logicalTypeOptions") or {}
        bad |= values[name].isna() & (rows[name] != "")
        if column.get("required"):
            bad |= values[name].isna()
        if "minimum" in limits:
            bad |= values[name] < limits["minimum"]
        if "maximum" in limits:
            bad |= values[name] > limits["maximum"]
        if column.get("texteLibre"):
            bad |= rows[name].str.contains(PERSON)
    bad |= values.duplicated([c["name"] for c in columns if c.get("primaryKey")])
    numbered = values.assign(_row=range(len(values)))
    for rule in rules:
        query = f"select _row from numbered where not coalesce(({rule}), true)"
        bad.iloc[[r for (r,) in duckdb.from_df(numbered).query("numbered", query).fetchall()]] = (
            True
        )
    return int(bad.sum())


@pytest.mark.parametrize("domain", FAMILIES)
def test_only_the_announced_rows_break_the_contract(inbox: Inbox, domain: str) -> None:
    files = [f for f in inbox.own() if f.domain == domain and not set(UNREADABLE) & f.dirt]
    assert files
    for file in files:
        assert bad_rows(file) == file.rejected, file.path.name
