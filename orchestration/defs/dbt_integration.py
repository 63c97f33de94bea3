"""Dagster's integration of dbt, loaded without dbt itself.

What belongs here: loading `dagster_dbt` as where dbt lives in an environment of its own, a mode
that it knows, and the names that our definitions use. What does not: the assets
(`transformation`), dbt, which its own process loads (`orchestration.lib.waiting_dbt`).

Dagster reads the manifest and the events of dbt; loading the whole of dbt for four enumerations
costs each run, and each start of the interface, more than the rest of the integration.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SOUGHT = "dbt.version"


@contextmanager
def _out_of_sight() -> Iterator[None]:
    """Hide dbt from what is loaded meanwhile, unless this process has loaded it already."""
    if _SOUGHT in sys.modules:
        yield
        return
    # What Python takes for a module that is not installed.
    sys.modules[_SOUGHT] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_SOUGHT]


with _out_of_sight():
    from dagster_dbt import (
        DagsterDbtTranslator,
        DbtCliInvocation,
        DbtCliResource,
        dbt_assets,
    )
    from dagster_dbt.errors import DagsterDbtCliRuntimeError

__all__ = [
    "DagsterDbtCliRuntimeError",
    "DagsterDbtTranslator",
    "DbtCliInvocation",
    "DbtCliResource",
    "dbt_assets",
]
