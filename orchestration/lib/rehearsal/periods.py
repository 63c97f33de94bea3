"""School years of the rehearsal.

What belongs here: the list of years and what each dataset calls them. What does not: the
clock, which nothing in the rehearsal reads.
"""

from __future__ import annotations

import re


def school_years_until(last: str, count: int) -> tuple[str, ...]:
    """Return `count` school years, the last being `last` ('2025-2026')."""
    match = re.fullmatch(r"(20\d\d)-(20\d\d)", last)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise ValueError(
            f"« {last} » n'est pas une année scolaire comme 2025-2026 (not a school year)."
        )
    if not 1 <= count <= 20:
        raise ValueError("Il faut de 1 à 20 années scolaires (1 to 20 school years).")
    end = int(match[1])
    return tuple(f"{y}-{y + 1}" for y in range(end - count + 1, end + 1))


def opening(school_year: str) -> int:
    """Return the civil year in which the school year opens (its rentrée)."""
    return int(school_year[:4])


def session(school_year: str) -> int:
    """Return the civil year of the examinations that end the school year."""
    return opening(school_year) + 1
