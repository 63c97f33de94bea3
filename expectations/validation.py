"""Running a suite on a data frame, with an ephemeral Great Expectations context.

What belongs here: the context (no telemetry, no progress bar, nothing on disk) and the
translation of results into small typed failures. What does not: the expectations themselves.
Values never enter a result: only the positions of the rows that fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from expectations.library import load

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.expectations import Expectation

_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True)
class Failure:
    """An expectation that is not met: what its author wrote in `meta`, and the rows' labels."""

    expectation: str
    column: str
    meta: dict[str, Any]
    rows: npt.NDArray[np.int64]


@cache
def _context() -> EphemeralDataContext:
    load()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def validate(name: str, frame: pd.DataFrame, expectations: Sequence[Expectation]) -> list[Failure]:
    """Return the failures of `expectations` on `frame`, in the order of the expectations.

    Row labels are those of the index of `frame`. Raises RuntimeError when an expectation could
    not be evaluated, or fails without naming a row: such a rule is a fault, not a success.
    """
    import great_expectations as gx

    context = _context()
    source = context.data_sources.add_or_update_pandas(name)
    definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    batch = definition.get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name=name, expectations=list(expectations))
    outcome = batch.validate(suite, result_format=_RESULT_FORMAT)
    failures = []
    for result in outcome.results:
        config = result.expectation_config
        if result.success:
            continue
        rows = np.asarray(result.result.get("unexpected_index_list") or (), dtype=np.int64)
        # An exception leaves a failure that names no row: it must not pass for "no bad row".
        if not len(rows):
            raise RuntimeError(f"{name} : {config.type} n'a pas pu être évaluée")
        failures.append(
            Failure(
                expectation=config.type,
                column=str(config.kwargs.get("column", "")),
                meta=dict(config.meta or {}),
                rows=rows,
            )
        )
    return failures
