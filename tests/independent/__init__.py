"""A second computation of the criteria, from the deposited files themselves.

What belongs here: reading deposits and the formulas of the specification, in pandas and plain
Python. What does not: any import from the product, which would then check itself.
"""
