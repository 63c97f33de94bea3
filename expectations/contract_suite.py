"""The suite of an upload, derived from its contract and never retyped.

What belongs here: the translation of each rule of a contract into an expectation. What does
not: the rules (contracts), the wording for depositors (`orchestration.lib.refusals`), the
preparation of the batch (`orchestration.lib.preparation`, `orchestration.lib.batches`).

The batch holds typed columns, pseudonyms in the place of identifiers. Rules on the text of a
cell, and rules across columns, come as companion columns that say which rows keep them:
`<name>__lisible` (the cell could be read), `__cle` (its check character is right), `__forme` and
`__longueur` (pattern and length), `__impersonnel` (the text names nobody), `_regle_<n>` (the n-th
rule across columns).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from expectations.library import load
from expectations.validation import Failure, validate
from orchestration.lib.contracts import NUMERIC, Column, Contract

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa
    from great_expectations.expectations import Expectation

READABLE, KEY_RIGHT, SHAPE, LENGTH = "__lisible", "__cle", "__forme", "__longueur"
IMPERSONAL = "__impersonnel"
DEPOSIT = "_depot"
SCHOOL_YEAR = "_annee_scolaire"
YEAR_OPEN = "_annee_ouverte"
SAME_YEAR = "_annee_du_depot"
FREE_TYPES = frozenset({"texte", "code"})
KEYED_TYPES = frozenset({"uai", "siret", "ine"})


def row_key(contract: Contract) -> list[str]:
    """Return the columns that identify a row of a batch.

    A period counts by the school year that it designates: '2024', '2024.0' and '2023-2024' on
    three lines of one session are three times the same line.
    """
    key = [contract.column(name) for name in contract.key]
    return [DEPOSIT, *(SCHOOL_YEAR if c.business_type == "periode" else c.name for c in key)]


def rule_column(rank: int) -> str:
    """Return the companion column of the rule across columns of this rank."""
    return f"_regle_{rank + 1}"


def _flags_of(column: Column) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the companion columns of a column, and what each is about."""
    yield column.name + READABLE, {"regle": "lisible"}
    if column.business_type in KEYED_TYPES:
        # Only the national INE has a sure check letter, and nobody can tell it from the others.
        unsure = column.business_type == "ine"
        told = {"bloquante": False} if unsure else {}
        yield column.name + KEY_RIGHT, {"regle": "cle_de_controle", **told}
    if column.pattern:
        yield column.name + SHAPE, {"regle": "forme", "attendu": column.pattern}
    if column.max_length is not None:
        yield column.name + LENGTH, {"regle": "longueur", "attendu": column.max_length}
    if column.free_text:
        yield column.name + IMPERSONAL, {"regle": "donnee_personnelle"}


def _contract_flags(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    for column in contract.loaded:
        yield from _flags_of(column)
    yield YEAR_OPEN, {"regle": "annee_future"}
    if contract.one_year:
        yield SAME_YEAR, {"regle": "autre_annee"}


def companions(contract: Contract) -> list[str]:
    """Return the companion columns that preparation may give, rules across columns excepted."""
    return [name for name, _ in _contract_flags(contract)]


def checked_columns(contract: Contract) -> list[str]:
    """Return the columns whose values the suite reads."""
    checked = (c.name for c in contract.loaded if c.required or c.values or _is_bounded(c))
    return list(dict.fromkeys([*row_key(contract), *checked]))


def contract_failures(
    contract: Contract, values: pa.Table, flags: Mapping[str, npt.NDArray[np.bool_]]
) -> list[Failure]:
    """Return the expectations that rows of a batch do not meet, given its columns.

    `flags` holds the companions that are not true of every row: the others hold nothing to find,
    and each would cost more than thousands of rows.
    """
    kept = {*companions(contract), *map(rule_column, range(len(contract.rules)))} - flags.keys()
    suite = [e for e in contract_suite(contract) if getattr(e, "column", None) not in kept]
    return validate(f"contrat_{contract.domain}", frame_of(values, flags), suite)


def frame_of(values: pa.Table, flags: Mapping[str, npt.NDArray[np.bool_]]) -> pd.DataFrame:
    """Return the frame that Great Expectations reads: typed columns, then their companions."""
    import pandas as pd

    frame = values.to_pandas(date_as_object=False)
    return pd.DataFrame({str(n): frame[n] for n in frame.columns} | dict(flags), copy=False)


def contract_suite(contract: Contract) -> list[Expectation]:
    """Return the expectations of a batch of `contract`, one batch per domain and run.

    `meta["regle"]` names the kind of rule, `meta["phrase"]` carries the sentence of a rule that
    the contract words itself. The deposit is part of the key: files of one run do not mix.
    """
    load()
    import great_expectations.expectations as gxe

    suite = [_is_true(name, meta) for name, meta in _contract_flags(contract)]
    suite += [e for column in contract.loaded for e in _of_column(column)]
    if contract.key:
        suite.append(
            gxe.ExpectCompoundColumnsToBeUnique(
                column_list=row_key(contract), meta={"regle": "cle"}
            )
        )
    suite += [
        _is_true(
            rule_column(rank),
            {
                "regle": "entre_colonnes",
                "attendu": rule.condition,
                "phrase": rule.sentence,
                "bloquante": rule.blocking,
            },
        )
        for rank, rule in enumerate(contract.rules)
    ]
    return suite


def _is_true(column: str, meta: dict[str, Any]) -> Expectation:
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=[True], meta=meta)


def _of_column(column: Column) -> Iterator[Expectation]:
    import great_expectations.expectations as gxe

    if column.required:
        yield gxe.ExpectColumnValuesToNotBeNull(column=column.name, meta={"regle": "obligatoire"})
    if column.values:
        yield gxe.ExpectColumnValuesToBeInSet(
            column=column.name, value_set=sorted(column.values), meta={"regle": "liste"}
        )
    if _is_bounded(column):
        yield gxe.ExpectColumnValuesToBeBetween(
            column=column.name,
            min_value=column.minimum,
            max_value=column.maximum,
            meta={"regle": "bornes"},
        )


def _is_bounded(column: Column) -> bool:
    bounds = (column.minimum, column.maximum)
    return column.business_type in NUMERIC and any(b is not None for b in bounds)
