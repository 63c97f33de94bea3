"""Data contracts: the ODCS files of `data_contracts/`, read into small typed objects.

What belongs here: loading and the questions asked of a contract (columns, period, territory,
tolerance). What does not: applying it to a file (`recognition`, `cleaning`, `gate`), deriving
the suite (`expectations.contract_suite`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)
from unidecode import unidecode

from orchestration.lib.nomenclatures import fold
from orchestration.lib.school_years import PERIOD_KINDS, PeriodKind
from orchestration.lib.settings import CONTRACTS

NUMERIC = frozenset({"entier", "decimal", "taux"})
BUSINESS_TYPES = NUMERIC | {
    "uai", "departement", "academie", "commune", "periode", "texte", "date", "horodatage",
    "booleen", "zone", "code",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of a contract.

    `headers` are folded spellings; `equivalences` maps folded raw spellings to canonical codes.
    """

    name: str
    logical_type: str
    business_type: str
    required: bool
    key: bool
    description: str
    headers: frozenset[str]
    header_pattern: str | None = None
    optional: bool = False
    loaded: bool = True
    personal: bool = False
    equivalences: dict[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    label: str = ""

    def accepts_header(self, folded: str) -> bool:
        """Tell whether a folded header cell names this column."""
        if folded in self.headers:
            return True
        return self.header_pattern is not None and bool(re.match(self.header_pattern, folded))


@dataclass(frozen=True)
class RowRule:
    """A rule across columns, carried by the contract as a Great Expectations expectation."""

    expectation_type: str
    kwargs: dict[str, Any]
    sentence: str
    blocking: bool


@dataclass(frozen=True)
class Contract:
    """One upload: its columns, how its rows name their period and territory, its tolerance."""

    domain: str
    title: str
    version: str
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...]
    official_names: tuple[str, ...]
    period_column: str | None
    period_kind: PeriodKind
    territory_column: str
    territory_kind: str
    territory_fallback: str | None
    measure_column: str | None
    tolerated_share: float
    tolerated_rows: int
    future_years: int
    latency_months: int | None
    description: str = ""

    @property
    def loaded(self) -> tuple[Column, ...]:
        """Columns that reach the lake."""
        return tuple(c for c in self.columns if c.loaded)

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the primary key columns."""
        return tuple(c.name for c in self.columns if c.key)

    @property
    def exhaustive(self) -> bool:
        """Tell whether no row at all may be lost: each one enters a total."""
        return self.tolerated_rows == 0 and self.tolerated_share == 0

    def column(self, name: str) -> Column:
        """Return the column `name`; raises KeyError when the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.domain} : colonne « {name} » absente du contrat")

    def tolerates(self, rejected: int, rows: int) -> bool:
        """Tell whether `rejected` rows out of `rows` stay within the tolerance.

        5 % of the rows or 3 rows, whichever is more, unless the contract is stricter.
        """
        return rejected <= max(self.tolerated_rows, int(self.tolerated_share * rows))

    def owns_file_name(self, name: str) -> bool:
        """Tell whether `name` is one of the official names of this dataset."""
        return any(re.search(p, name.lower()) for p in self.official_names)


def value_key(text: str) -> str:
    """Return the key under which a raw value is compared: no case, accent or double space.

    Signs are kept: 'REP' and 'REP+' are two values.
    """
    return " ".join(unidecode(text).lower().split())


def _custom(properties: list[CustomProperty] | None) -> dict[str, Any]:
    return {p.property: p.value for p in properties or [] if p.property}


def _column(prop: SchemaProperty) -> Column:
    custom = _custom(prop.customProperties)
    options = prop.logicalTypeOptions or {}
    name = prop.name or ""
    headers = [str(h) for h in custom.get("enTetes", [])]
    business_type = custom.get("typeMetier", "texte")
    if business_type not in BUSINESS_TYPES:
        raise ValueError(f"{name} : typeMetier « {business_type} » inconnu")
    return Column(
        name=name,
        logical_type=prop.logicalType or "string",
        business_type=business_type,
        required=bool(prop.required),
        key=bool(prop.primaryKey),
        description=prop.description or "",
        headers=frozenset({fold(name), *map(fold, headers)}),
        header_pattern=custom.get("enTetesMotif"),
        optional=custom.get("presence") == "facultative",
        loaded=custom.get("lue", True) is not False,
        personal=bool(custom.get("donneePersonnelle")),
        equivalences={
            value_key(str(raw)): str(canonical)
            for canonical, raws in custom.get("equivalences", {}).items()
            for raw in [canonical, *raws]
        },
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        pattern=options.get("pattern"),
        label=headers[0] if headers else name,
    )


def _rule(quality: DataQuality) -> RowRule:
    implementation = quality.implementation
    if quality.engine != "greatExpectations" or not isinstance(implementation, dict):
        raise ValueError(f"règle de qualité non prise en charge : {quality.description}")
    return RowRule(
        expectation_type=implementation["expectation_type"],
        kwargs=dict(implementation.get("kwargs", {})),
        sentence=quality.description or "",
        blocking=quality.severity != "warning",
    )


def load_contract(path: Path) -> Contract:
    """Read one ODCS file; raises ValueError when it lacks what the platform needs."""
    document = OpenDataContractStandard.from_file(str(path))
    if not document.schema_ or len(document.schema_) != 1:
        raise ValueError(f"{path.name} : un contrat décrit exactement un fichier")
    table = document.schema_[0]
    custom = _custom(document.customProperties)
    period = custom.get("periode", {})
    kind = period.get("nature", "instantane")
    if kind not in PERIOD_KINDS:
        raise ValueError(f"{path.name} : nature de période « {kind} » inconnue")
    territory = custom["territoire"]
    tolerance = custom.get("tolerance", {})
    latency = [s.value for s in document.slaProperties or [] if s.property == "latency"]
    return Contract(
        domain=table.name or "",
        title=document.name or table.name or "",
        version=document.version or "",
        columns=tuple(_column(p) for p in table.properties or []),
        rules=tuple(_rule(q) for q in table.quality or []),
        official_names=tuple(custom.get("nomsOfficiels", [])),
        period_column=period.get("colonne"),
        period_kind=kind,
        territory_column=territory["colonne"],
        territory_kind=territory["nature"],
        territory_fallback=territory.get("repli"),
        measure_column=custom.get("mesure"),
        tolerated_share=float(tolerance.get("part", 0.05)),
        tolerated_rows=int(tolerance.get("lignes", 3)),
        future_years=int(custom.get("anneesFutures", 0)),
        latency_months=int(str(latency[0])) if latency else None,
        description=table.description or "",
    )


@cache
def contracts() -> dict[str, Contract]:
    """Return every contract of the project by domain, in alphabetical order."""
    loaded = (load_contract(p) for p in sorted(CONTRACTS.glob("*.odcs.yaml")))
    return {contract.domain: contract for contract in loaded}
