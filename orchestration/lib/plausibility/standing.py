"""What stands beside a deposit: the rows of the lake, other domains and other years included.

What belongs here: finding the standing rows of a domain and school year, as SQL that DuckDB
reads from the Parquet files, and remembering small aggregates of them. What does not: which
deposit stands (`run_context.standing_slices` says it), the rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.lib.contracts import Contract
from orchestration.lib.lake import lake_schema
from orchestration.lib.preparation import DEPARTEMENT, MEASURE

_DEPOSIT = "_depot"


class Lake:
    """The standing rows of the lake, read through one DuckDB connection."""

    def __init__(self, folder: Path, contracts: Mapping[str, Contract]) -> None:
        self.folder, self.contracts = folder, contracts
        self.connection = duckdb.connect()
        # One thread: sums in one order, and the second core is for the rest of the run.
        self.connection.execute("set threads = 1")
        self._slices: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
        self._known: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        self._models: set[str] = set()

    def forget(self) -> None:
        """Forget what stands; totals of years that stand again unchanged are still known."""
        self._slices = {}

    def identity(self, domains: Sequence[str]) -> tuple[Any, ...]:
        """Return what stands for some domains, to be compared with what stood."""
        kept = {key: found for key, found in self._slices.items() if key[0] in domains}
        return tuple(sorted((key, *found.items()) for key, found in kept.items()))

    def stand(self, domain: str, year: str, measure: str, departement: str, deposit: str) -> None:
        """Say that `deposit` stands for a slice; the last word counts."""
        self._slices.setdefault((domain, year), {})[measure, departement] = deposit

    def years(self, domain: str) -> list[str]:
        """Return the school years that stand for a domain, sorted."""
        return sorted(year for known, year in self._slices if known == domain)

    def rows(self, domain: str, year: str, departements: Sequence[str] = ()) -> str | None:
        """Return a FROM clause of the standing rows of a year, None when there is none.

        `departements` keeps those of a scope, every one when empty.
        """
        contract = self.contracts.get(domain)
        slices = {
            place: deposit
            for place, deposit in self._slices.get((domain, year), {}).items()
            if not departements or place[1] in departements
        }
        deposits = sorted(set(slices.values()))
        paths = [p for d in deposits for p in (self.folder / domain / year).glob(f"*/{d}.parquet")]
        if contract is None or not paths:
            return None
        files = ", ".join(_quoted(str(p)) for p in sorted(paths))
        read = f"read_parquet([{files}], union_by_name = true, hive_partitioning = false)"
        model = self._model(contract)
        source = f"(select * from {model} union all by name select * from {read})"
        if len(deposits) == 1 and not departements:
            return source
        named = _identifier("tranches", domain, year, *departements)
        self.connection.register(named, _slice_table(slices))
        return (
            f"(select ligne.* from {source} as ligne semi join {named} as tranche on "
            f"coalesce(ligne.{MEASURE}, '') = tranche.mesure "
            f"and ligne.{DEPARTEMENT} = tranche.departement and ligne.{_DEPOSIT} = tranche.depot)"
        )

    def _model(self, contract: Contract) -> str:
        """Return an empty table of the contract: a column added since older files reads NULL."""
        name = _identifier("modele", contract.domain)
        if contract.domain not in self._models:
            self.connection.register(name, lake_schema(contract).empty_table())
            self._models.add(contract.domain)
        return name

    def totals(
        self, domain: str, year: str, keys: Sequence[str], measure: str, rows: str
    ) -> list[tuple[Any, ...]]:
        """Return the total of each key of a standing year, remembered while the year stands."""
        stand = tuple(sorted(self._slices.get((domain, year), {}).items()))
        question = (domain, year, tuple(keys), measure, rows, stand)
        if question not in self._known:
            source = self.rows(domain, year)
            found = [] if source is None else self.grouped(source, keys, measure, rows)
            self._known[question] = found
        return self._known[question]

    def grouped(
        self, source: str, keys: Sequence[str], measure: str, rows: str
    ) -> list[tuple[Any, ...]]:
        """Return (key…, total) of a FROM clause, in the order of keys; null ones are left out."""
        named = ", ".join(keys)
        there = " and ".join([*(f"{key} is not null" for key in keys), rows or "true"])
        return self.connection.execute(
            f"select {named}, cast({measure} as double) as valeur from {source} "
            f"where {there} group by {named} order by {named}"
        ).fetchall()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(*parts: str) -> str:
    return re.sub(r"\W", "_", "_".join(parts))


def _slice_table(slices: Mapping[tuple[str, str], str]) -> pa.Table:
    rows = [(*place, deposit) for place, deposit in sorted(slices.items())]
    columns = list(zip(*rows, strict=True))
    return pa.table(dict(zip(("mesure", "departement", "depot"), columns, strict=True)))
