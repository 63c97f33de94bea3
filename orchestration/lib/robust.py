"""Statistics that a few odd values do not move.

What belongs here: the middle and the spread of a series of figures. What does not: what counts as
odd (each rule has its own number of spreads).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# What makes the median deviation of ordinary noise its standard deviation.
_NORMAL = 1.4826


def middle_and_spread(figures: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the median of `figures`, and their median distance to it as a standard deviation."""
    middle = float(np.median(figures))
    return middle, _NORMAL * float(np.median(np.abs(figures - middle)))
