"""Dagster definitions, thin: each module hands its own `Definitions` to the loader.

What belongs here: assets, checks, sensors, schedules, resources. What does not: logic (it is in
`orchestration.lib` and `expectations`).
"""
