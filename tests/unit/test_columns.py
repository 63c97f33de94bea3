"""Texts by column: pairs of texts, however many there are of each."""

from __future__ import annotations

import numpy as np

from orchestration.lib.columns import Texts


def test_pairs_are_those_of_the_rows_however_many_texts_there_are() -> None:
    """Fifty thousand texts of each column make more pairs than 32 bits can tell apart."""
    count = 50_000
    codes = np.arange(count, dtype=np.int32)
    left = Texts([f"g{n}" for n in range(count)], codes)
    right = Texts([f"d{n}" for n in range(count)], codes[::-1])
    pairs, places = left.paired(right)
    last = count - 1
    assert [pairs[place] for place in places[[0, 1, last]].tolist()] == [
        ("g0", f"d{last}"), ("g1", f"d{last - 1}"), (f"g{last}", "d0"),
    ]  # fmt: skip
