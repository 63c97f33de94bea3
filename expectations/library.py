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


class _Deferring:
    """A finder of modules: those that are deferred are read when one of their names is used."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module of this name, deferred, or None where it is not one of them."""
        spec = PathFinder.find_spec(name, path) if name in _DEFERRED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@cache
def load() -> None:
    """Import the library; whoever imports a part of it calls this first."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    sys.meta_path.insert(0, _Deferring)
    collecting = gc.isenabled()
    # Hundreds of thousands of objects are made and none is garbage: looking for some costs a fifth.
    gc.disable()
    try:
        import_module("great_expectations.expectations")
    finally:
        sys.meta_path.remove(_Deferring)
        if collecting:
            gc.enable()
