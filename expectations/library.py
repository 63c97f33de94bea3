"""Loading Great Expectations once, without the parts that nobody here uses.

What belongs here: the import of the library. What does not: what is asked of it (`validation`,
the suites).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# A third of the time that the library takes to start, for expectations that no suite here holds.
_DEFERRED = ("scipy.stats", "altair")
# A quarter of it, for databases and clouds: the library does without where they are not installed.
_ABSENT = ("boto3", "botocore", "sqlalchemy")


class _Sparing:
    """A finder of modules: some are not found, some are read when one of their names is used."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module of this name, deferred, or None where it is not one of them.

        Raises ModuleNotFoundError for those that the library is to do without.
        """
        if name in _ABSENT:
            raise ModuleNotFoundError(name, name=name)
        spec = PathFinder.find_spec(name, path) if name in _DEFERRED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@cache
def load() -> None:
    """Import the library; whoever imports a part of it calls this first."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    sys.meta_path.insert(0, _Sparing)
    collecting = gc.isenabled()
    # Hundreds of thousands of objects are made and none is garbage: looking for some costs a fifth.
    gc.disable()
    try:
        import_module("great_expectations.expectations")
    finally:
        sys.meta_path.remove(_Sparing)
        if collecting:
            gc.enable()
