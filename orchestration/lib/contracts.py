"""Data contracts: the ODCS files of `data_contracts/`, read into small typed objects.

What belongs here: loading and the questions asked of a contract (columns, period, territory,
tolerance). What does not: applying it to a file (`recognition`, `cleaning`, `gate`), deriving
the suite (`expectations.contract_suite`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)
from unidecode import unidecode

from orchestration.lib.contract_faults import told
from orchestration.lib.nomenclatures import catalogue_lists, code_lists, fold
from orchestration.lib.plausibility.declared import ENGINE as CROSSING
from orchestration.lib.plausibility.declared import Plausibility, declared
from orchestration.lib.school_years import PERIOD_KINDS, PeriodKind
from orchestration.lib.settings import CONTRACTS

NUMERIC = frozenset({"entier", "decimal", "taux"})
BUSINESS_TYPES = NUMERIC | {
    "uai", "departement", "academie", "commune", "periode", "texte", "date", "horodatage",
    "booleen", "zone", "code", "ine", "agent", "siret", "annee_scolaire", "territoire",
}  # fmt: skip
MONTH = "mois"
TYPED = "type"
TERRITORY_KINDS = ("uai", "departement", "academie", "zone", TYPED)
WITHOUT_PERSONAL_DATA, THE_SCHOOL_YEAR = "sansDonneePersonnelle", "annee_scolaire"
BY_KEY, NOBODY = "cle", "personne"
PERSONAL_LEVELS = ("directe", "indirecte", "sensible")
FORBIDDEN_HEADERS = "colonnes_interdites.yaml"


@dataclass(frozen=True)
class Column:
    """A column of a contract.

    `headers` are folded spellings; `equivalences` maps folded raw spellings to canonical codes,
    `values` lists these codes in their own order. `personal_level` is one of PERSONAL_LEVELS;
    `reference` names a column of another contract ('domaine.colonne'); `free_text` says that the
    text must name nobody; `name_of` is the column of the UAI whose school's name it holds;
    `in_year` says that its dates lie in the school year of the row.
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
    personal_level: str | None = None
    nomenclature: str | None = None
    reference: str | None = None
    values: tuple[str, ...] = ()
    equivalences: dict[str, str] = field(default_factory=dict, hash=False)
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    max_length: int | None = None
    label: str = ""
    free_text: bool = False
    name_of: str | None = None
    in_year: bool = False

    @property
    def personal(self) -> bool:
        """Tell whether no value of the column may be shown outside the original."""
        return self.personal_level is not None

    @property
    def pseudonymised(self) -> bool:
        """Tell whether a pseudonym replaces the values of the column before anything else."""
        return self.loaded and self.personal_level == "directe"

    def accepts_header(self, folded: str) -> bool:
        """Tell whether a folded header cell names this column."""
        if folded in self.headers:
            return True
        return self.header_pattern is not None and bool(re.match(self.header_pattern, folded))


@dataclass(frozen=True)
class RowRule:
    """A rule across columns: a SQL condition on a row, false where the row breaks the rule."""

    condition: str
    sentence: str
    blocking: bool


@dataclass(frozen=True)
class Contract:
    """One upload: its columns, how its rows name their period and territory, its tolerance.

    `one_year` says that a deposit holds one school year; `empty_is_academie` that a row without
    territory belongs to the whole académie; `territory_type` names the column that says what the
    territory of a row is, and `refuses_foreign` that a territory of another académie is a fault;
    `by_key` says that a deposit replaces the rows whose key it repeats, and no other;
    `responders` who is expected to report (attribute of the école or collège -> values), nobody
    where not `expected`; `due_date` is 'MM-DD'.
    """

    domain: str
    title: str
    version: str
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...]
    official_names: tuple[str, ...]
    period_column: str | None
    period_kind: PeriodKind
    territory_column: str | None
    territory_kind: str
    territory_fallback: str | None
    measure_column: str | None
    tolerated_share: float
    tolerated_rows: int
    future_years: int
    latency_months: int | None
    description: str = ""
    one_year: bool = False
    empty_is_academie: bool = False
    territory_type: str | None = None
    refuses_foreign: bool = False
    by_key: bool = False
    expected: bool = True
    responders: dict[str, list[str]] | None = None
    due_date: str | None = None
    owner: str = ""
    contact: str | None = None
    plausibility: Plausibility = field(default_factory=Plausibility)
    purpose: str = ""
    usage: str = ""
    limitations: str = ""

    @cached_property
    def _by_header(self) -> dict[str, Column]:
        return {header: c for c in reversed(self.columns) for header in c.headers}

    def column_of_header(self, folded: str) -> Column | None:
        """Return the column that a folded header cell names, if any."""
        found = self._by_header.get(folded)
        if found is not None:
            return found
        patterned = (c for c in self.columns if c.header_pattern)
        return next((c for c in patterned if c.accepts_header(folded)), None)

    @property
    def loaded(self) -> tuple[Column, ...]:
        """Columns that reach the lake."""
        return tuple(c for c in self.columns if c.loaded)

    @property
    def pseudonymised(self) -> tuple[Column, ...]:
        """Columns whose values become pseudonyms."""
        return tuple(c for c in self.columns if c.pseudonymised)

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
    plain = text if text.isascii() else unidecode(text)
    return " ".join(plain.lower().split())


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
    level = custom.get("donneePersonnelle")
    if level not in (None, *PERSONAL_LEVELS):
        raise ValueError(f"{name} : donneePersonnelle « {level} » inconnue")
    spellings = dict(_spellings(name, custom))
    column = Column(
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
        personal_level=level,
        nomenclature=custom.get("nomenclature"),
        reference=custom.get("reference"),
        values=tuple(dict.fromkeys(spellings.values())),
        equivalences=spellings,
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        pattern=options.get("pattern"),
        max_length=options.get("maxLength"),
        label=headers[0] if headers else name,
        free_text=_says(custom, "texteLibre", WITHOUT_PERSONAL_DATA),
        name_of=custom.get("nomDe"),
        in_year=_says(custom, "dateDans", THE_SCHOOL_YEAR),
    )
    if column.pseudonymised and (column.logical_type != "string" or column.values):
        raise ValueError(f"{name} : seul un texte libre peut devenir un pseudonyme")
    return column


def _says(custom: dict[str, Any], name: str, meaning: str) -> bool:
    """Tell whether a property that has one possible value is there; raises on another value."""
    found = custom.get(name)
    if found not in (None, meaning):
        raise ValueError(f"{name} : valeur « {found} » inconnue")
    return found is not None


def _spellings(name: str, custom: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (folded spelling, code) of a closed list; the codes come first, in their order."""
    catalogue = custom.get("catalogue")
    if catalogue is not None:
        if catalogue not in catalogue_lists():
            raise ValueError(f"{name} : liste du catalogue « {catalogue} » inconnue")
        yield from ((value_key(code), code) for code in catalogue_lists()[catalogue])
        return
    own = {str(c): [str(s) for s in raws] for c, raws in custom.get("equivalences", {}).items()}
    nomenclature = custom.get("nomenclature")
    codes = code_lists().get(str(nomenclature), {})
    if nomenclature is not None and not codes:
        raise ValueError(f"{name} : nomenclature « {nomenclature} » inconnue")
    allowed = [str(v) for v in custom.get("valeurs", codes)]
    if unknown := [v for v in allowed if v not in codes]:
        raise ValueError(f"{name} : « {unknown[0]} » n'est pas dans {nomenclature}")
    listed = {code: [codes[code]] for code in allowed}
    seen = {value_key(code): code for code in (*own, *listed)}
    yield from seen.items()
    # People write « demi pensionnaire » for the code demi_pensionnaire.
    spaced = {value_key(code.replace("_", " ")): code for code in (*own, *listed)}
    yield from ((raw, code) for raw, code in spaced.items() if raw not in seen)
    for code, raws in (*own.items(), *listed.items()):
        # A label that is the code of another value means that other value.
        yield from ((value_key(raw), code) for raw in raws if value_key(raw) not in seen)


def _rule(quality: DataQuality) -> RowRule:
    if quality.engine != "duckdb" or not isinstance(quality.implementation, str):
        raise ValueError(f"règle de qualité non prise en charge : {quality.description}")
    return RowRule(
        condition=quality.implementation,
        sentence=quality.description or "",
        blocking=quality.severity != "warning",
    )


def _territory(name: str, told: dict[str, str]) -> dict[str, str]:
    """Return what a contract says of the territory of its rows; raises ValueError when unknown."""
    kind, column = told["nature"], told.get("colonne")
    if kind not in TERRITORY_KINDS:
        raise ValueError(f"{name} : nature de territoire « {kind} » inconnue")
    if column is None and kind != "academie":
        raise ValueError(f"{name} : la nature de territoire « {kind} » demande une colonne")
    if (kind == TYPED) != ("type" in told):
        raise ValueError(f"{name} : la colonne du type va avec la nature de territoire « type »")
    for option, meaning in (("vide", "academie"), ("etranger", "rejet")):
        if told.get(option, meaning) != meaning:
            raise ValueError(f"{name} : territoire {option} « {told[option]} » inconnu")
    return told


def load_contract(path: Path) -> Contract:
    """Read one ODCS file; raises ValueError when it lacks what the platform needs."""
    with path.open(encoding="utf-8") as stream:
        # The C parser reads all contracts in a tenth of the time of the other one.
        document = OpenDataContractStandard(**yaml.load(stream, Loader=yaml.CSafeLoader))
    if not document.schema_ or len(document.schema_) != 1:
        raise ValueError(f"{path.name} : un contrat décrit exactement un fichier")
    table = document.schema_[0]
    custom = _custom(document.customProperties)
    period = custom.get("periode", {})
    kind = period.get("nature", "instantane")
    if kind not in PERIOD_KINDS:
        raise ValueError(f"{path.name} : nature de période « {kind} » inconnue")
    territory = _territory(path.name, custom["territoire"])
    tolerance = custom.get("tolerance", {})
    sla = {s.property: s.value for s in document.slaProperties or []}
    support = [str(s.url).removeprefix("mailto:") for s in document.support or [] if s.url]
    columns = tuple(_column(p) for p in table.properties or [])
    if kind == "mois":
        # Two months of one school year are two periods: the column is read as months.
        columns = tuple(
            replace(c, business_type=MONTH) if c.name == period["colonne"] else c for c in columns
        )
    responders = custom.get("repondants")
    return Contract(
        domain=table.name or "",
        title=document.name or table.name or "",
        version=document.version or "",
        columns=columns,
        rules=tuple(_rule(q) for q in table.quality or [] if q.engine != CROSSING),
        official_names=tuple(custom.get("nomsOfficiels", [])),
        period_column=period.get("colonne"),
        period_kind=kind,
        territory_column=territory.get("colonne"),
        territory_kind=territory["nature"],
        territory_fallback=territory.get("repli"),
        measure_column=custom.get("mesure"),
        tolerated_share=float(tolerance.get("part", 0.05)),
        tolerated_rows=int(tolerance.get("lignes", 3)),
        future_years=int(custom.get("anneesFutures", 0)),
        latency_months=int(str(sla["latency"])) if "latency" in sla else None,
        description=table.description or "",
        one_year=bool(custom.get("millesimeUnique")),
        empty_is_academie="vide" in territory,
        territory_type=territory.get("type"),
        refuses_foreign="etranger" in territory,
        by_key=_says(custom, "remplacement", BY_KEY),
        expected=responders != NOBODY,
        responders=None if responders == NOBODY else responders,
        due_date=str(sla["dueDate"]) if "dueDate" in sla else None,
        owner=getattr(document.team, "name", None) or "",
        contact=support[0] if support else None,
        purpose=getattr(document.description, "purpose", None) or "",
        usage=getattr(document.description, "usage", None) or "",
        limitations=getattr(document.description, "limitations", None) or "",
        plausibility=declared(table.quality or [], custom),
    )


@cache
def contracts() -> dict[str, Contract]:
    """Return every contract of the project by domain, in alphabetical order.

    Raises ContractFault when one of them cannot be used.
    """
    found = {}
    for path in sorted(CONTRACTS.glob("*.odcs.yaml")):
        with told(path):
            contract = load_contract(path)
        found[contract.domain] = contract
    return found


@cache
def forbidden_headers() -> frozenset[str]:
    """Return the folded headers that no file may have unless its contract declares them."""
    text = (CONTRACTS / FORBIDDEN_HEADERS).read_text(encoding="utf-8")
    lists: dict[str, list[str]] = yaml.safe_load(text)["colonnes_interdites"]
    return frozenset(fold(s) for what, spellings in lists.items() for s in (what, *spellings))
