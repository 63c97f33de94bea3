"""Orchestration of the indicator platform.

What belongs here: nothing but this door. Logic lives in `lib` (no Dagster), Dagster
definitions in `defs`, the command line in `cli`.
"""
