"""Plausibility (stage « croisement »): what a file says against other files and other years.

What belongs here: rules that need more than one row or more than one file, and their sentences.
What does not: the rules of one row (contracts, gate). Nothing here refuses a file or changes a
row: each rule gives remarks (`Caution`), and a contract may keep a deposit for internal use.
"""
