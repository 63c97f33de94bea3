"""Logic of the platform, without Dagster.

What belongs here: settings, reading of deposits, contracts, gate, lake, run context,
publication. What does not: Dagster objects (see `orchestration.defs`), printing (see
`orchestration.cli`), formulas of indicators (see `dbt_project`).
"""
