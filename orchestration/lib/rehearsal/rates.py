"""Rates by year that the official statistics and our own files share.

What belongs here: the yearly levels that both must show, so that a check of one against the other
finds what it expects. What does not: rates that a single family uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

# Success at the brevet, % of those present, by session: 2024 is the year without adjustments.
DNB: Final = {
    2018: 88.5, 2019: 87.4, 2020: 90.0, 2021: 88.7, 2022: 88.6, 2023: 90.4, 2024: 86.6,
    2025: 87.5, 2026: 86.9,
}  # fmt: skip
# By rentrée, % of schools in pHARe, of pupils reached by arts and culture.
PHARE: Final = {
    2019: 2.0, 2020: 6.0, 2021: 40.0, 2022: 86.0, 2023: 95.5, 2024: 98.5, 2025: 99.0,
}  # fmt: skip
EAC: Final = {
    2019: 22.0, 2020: 17.0, 2021: 31.0, 2022: 42.0, 2023: 48.5, 2024: 54.5, 2025: 59.0,
}  # fmt: skip
# By rentrée, % of all collégiens in Devoirs faits: the sum of what each level does.
HOMEWORK: Final = {
    2018: 26.0, 2019: 28.5, 2020: 27.5, 2021: 33.0, 2022: 32.0, 2023: 36.5, 2024: 36.0, 2025: 35.5,
}  # fmt: skip


def by_year(values: Mapping[int, float], year: int) -> float:
    """Return the value of a year in a table: in proportion between years, the end beyond it."""
    return float(np.interp(year, list(values), list(values.values())))
