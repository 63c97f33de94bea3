"""The inbox: what is seen in it, what is taken, what stays and why.

What belongs here: the local folder and the remote one, from a name that appears to an immutable
deposit. What does not: verdicts (`gate`), receipts (`deposits`), Dagster.
"""
