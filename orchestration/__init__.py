"""Orchestration of the indicator platform.

What belongs here: nothing but this door, and where the project lies. Logic lives in `lib` (no
Dagster), Dagster definitions in `defs`, the command line in `cli`, its start in `__main__`.
"""

from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
