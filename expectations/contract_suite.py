"""The suite of an upload, derived from its contract and never retyped.

What belongs here: the translation of each rule of a contract into an expectation. What does
not: the rules (contracts), the wording for depositors (`orchestration.lib.refusals`), the
preparation of the batch (`orchestration.lib.gate`).

The batch holds typed columns; for each column that had to be parsed, a companion column
`<name>__lisible` says whether the cell could be read, and `<name>__cle` whether the check
letter of a UAI is right, so that results need no values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orchestration.lib.contracts import NUMERIC, Column, Contract
from orchestration.lib.nomenclatures import fold

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

READABLE = "__lisible"
KEY_RIGHT = "__cle"
DEPOSIT = "_depot"
SCHOOL_YEAR = "_annee_scolaire"
YEAR_OPEN = "_annee_ouverte"
FREE_TYPES = frozenset({"texte", "code"})


def row_key(contract: Contract) -> list[str]:
    """Return the columns that identify a row of a batch.

    A period counts by the school year that it designates: '2024', '2024.0' and '2023-2024' on
    three lines of one session are three times the same line.
    """
    key = [contract.column(name) for name in contract.key]
    return [DEPOSIT, *(SCHOOL_YEAR if c.business_type == "periode" else c.name for c in key)]


def contract_suite(contract: Contract) -> list[Expectation]:
    """Return the expectations of a batch of `contract`, one batch per domain and run.

    `meta["regle"]` names the kind of rule, `meta["phrase"]` carries the sentence of a rule that
    the contract words itself. The deposit is part of the key: files of one run do not mix.
    """
    import great_expectations.expectations as gxe

    suite = [e for column in contract.loaded for e in _of_column(column)]
    suite.append(
        gxe.ExpectColumnValuesToBeInSet(
            column=YEAR_OPEN, value_set=[True], meta={"regle": "annee_future"}
        )
    )
    if contract.key:
        suite.append(
            gxe.ExpectCompoundColumnsToBeUnique(
                column_list=row_key(contract), meta={"regle": "cle"}
            )
        )
    for rule in contract.rules:
        known = "".join(part.capitalize() for part in rule.expectation_type.split("_"))
        expectation_class = getattr(gxe, known)
        suite.append(
            expectation_class(
                **rule.kwargs,
                meta={
                    "regle": "entre_colonnes",
                    "phrase": rule.sentence,
                    "bloquante": rule.blocking,
                },
            )
        )
    return suite


def _of_column(column: Column) -> Iterator[Expectation]:
    import great_expectations.expectations as gxe

    if column.business_type not in FREE_TYPES:
        yield gxe.ExpectColumnValuesToBeInSet(
            column=column.name + READABLE, value_set=[True], meta={"regle": "lisible"}
        )
    if column.business_type == "uai":
        yield gxe.ExpectColumnValuesToBeInSet(
            column=column.name + KEY_RIGHT, value_set=[True], meta={"regle": "cle_uai"}
        )
    if column.required:
        yield gxe.ExpectColumnValuesToNotBeNull(column=column.name, meta={"regle": "obligatoire"})
    if column.equivalences:
        yield gxe.ExpectColumnValuesToBeInSet(
            column=column.name,
            value_set=sorted(set(column.equivalences.values())),
            meta={"regle": "liste"},
        )
    if column.business_type in NUMERIC and (
        column.minimum is not None or column.maximum is not None
    ):
        yield gxe.ExpectColumnValuesToBeBetween(
            column=column.name,
            min_value=column.minimum,
            max_value=column.maximum,
            meta={"regle": "bornes"},
        )
    if column.pattern:
        yield gxe.ExpectColumnValuesToMatchRegex(
            column=column.name, regex=column.pattern, meta={"regle": "forme"}
        )


def folded_values(column: Column) -> list[str]:
    """Return the canonical values of a closed list, in a stable order for messages."""
    return sorted(set(column.equivalences.values()), key=fold)
