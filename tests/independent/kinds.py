"""The kinds of cells that the tables of columns name.

What belongs here: a name per kind. What does not: how a kind is read (`cells`).
"""

UAI, CODE, TEXT, NUMBER, DATE, MONTH, YES_NO, DEPARTEMENT, INE = (
    "uai", "code", "text", "number", "date", "month", "yes_no", "departement", "ine",
)  # fmt: skip
