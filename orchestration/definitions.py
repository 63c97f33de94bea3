"""The door of the code location: it loads `defs/` and holds no other statement."""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """Return every definition found under `defs/`."""
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
