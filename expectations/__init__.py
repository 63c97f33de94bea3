"""Great Expectations suites: of uploads (derived from contracts) and of indicator tables.

What belongs here: which expectations a table must meet, how severe each is, and the sentence
that explains it. What does not: shape rules of uploads (contracts own them), formulas (dbt).
"""
