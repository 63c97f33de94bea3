"""The impact of a file before it is handed in: which indicators would move, by how much.

What belongs here: a private copy of what the computation reads, the real computation in it, the
comparison. What does not: formulas (dbt has them all), the verdict (`gate`), printing.
"""
