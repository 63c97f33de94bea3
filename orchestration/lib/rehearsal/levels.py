"""Levels of teaching: their codes, who passes from one to which other, who teaches them.

What belongs here: tables about levels. What does not: pupils (`pupils`) and schools (`roster`).
Shares follow the real académie (magnitudes by level, 2019 to 2024).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np


@dataclass(frozen=True)
class Level:
    """A level: pupils per pupil of an ordinary cohort, usual age in the year that it opens, MEF.

    `after` is the share that goes to each other level; the rest leaves the académie's schools.
    """

    code: str
    stock: float
    age: int
    mef: str
    after: tuple[tuple[str, float], ...]


LEVELS: Final = (
    Level("TPS", 0.05, 2, "00010000110", (("PS", 1.0),)),
    Level("PS", 1.0, 3, "00010001110", (("MS", 1.0),)),
    Level("MS", 1.0, 4, "00010002110", (("GS", 1.0),)),
    Level("GS", 1.0, 5, "00010003110", (("CP", 1.0),)),
    Level("CP", 1.0, 6, "00110000110", (("CE1", 0.995), ("CP", 0.005))),
    Level("CE1", 0.995, 7, "00110001110", (("CE2", 0.985), ("ULIS_ECOLE", 0.015))),
    Level("CE2", 0.985, 8, "00110002110", (("CM1", 0.99), ("CE2", 0.005), ("ULIS_ECOLE", 0.005))),
    Level("CM1", 0.98, 9, "00110003110", (("CM2", 0.995), ("ULIS_ECOLE", 0.005))),
    Level("CM2", 0.975, 10, "00110004110", (("6EME", 0.972), ("6SEGPA", 0.028))),
    Level("ULIS_ECOLE", 0.065, 9, "00110009110", (("ULIS_ECOLE", 0.66), ("ULIS_2D", 0.34))),
    Level("6EME", 0.945, 11, "10010012110", (("5EME", 0.995), ("6EME", 0.005))),
    Level("5EME", 0.945, 12, "10110001110", (("4EME", 0.993), ("5EME", 0.007))),
    Level("4EME", 0.945, 13, "10210001110", (("3EME", 0.945), ("3PREPA_METIERS", 0.05))),
    Level("3EME", 0.9, 14, "10310019110",
          (("2NDE_GT", 0.70), ("2NDE_PRO", 0.175), ("CAP1", 0.03), ("3EME", 0.008))),
    Level("3PREPA_METIERS", 0.046, 14, "10310031110",
          (("2NDE_PRO", 0.55), ("CAP1", 0.2), ("2NDE_GT", 0.03))),
    Level("6SEGPA", 0.027, 11, "16010002110", (("5SEGPA", 1.0),)),
    Level("5SEGPA", 0.027, 12, "16110001110", (("4SEGPA", 1.0),)),
    Level("4SEGPA", 0.028, 13, "16210001110", (("3SEGPA", 1.0),)),
    Level("3SEGPA", 0.028, 14, "16310001110", (("CAP1", 0.7),)),
    Level("ULIS_2D", 0.07, 13, "10010099110", (("ULIS_2D", 0.68), ("CAP1", 0.18))),
    Level("UPE2A", 0.01, 12, "10110099110", (("4EME", 0.5), ("5EME", 0.5))),
    Level("2NDE_GT", 0.655, 15, "20010018110",
          (("1ERE_G", 0.685), ("1ERE_T", 0.225), ("2NDE_GT", 0.025), ("1ERE_PRO", 0.02))),
    Level("1ERE_G", 0.45, 16, "20110019110", (("TERM_G", 0.965), ("1ERE_T", 0.01))),
    Level("1ERE_T", 0.152, 16, "21130012110", (("TERM_T", 0.965),)),
    Level("TERM_G", 0.438, 17, "20210019110",
          (("TERM_G", 0.02), ("CPGE1", 0.045), ("STS1", 0.045))),
    Level("TERM_T", 0.148, 17, "21230012110", (("TERM_T", 0.02), ("STS1", 0.27))),
    Level("2NDE_PRO", 0.188, 15, "24720001110", (("1ERE_PRO", 0.9), ("2NDE_PRO", 0.015))),
    Level("1ERE_PRO", 0.193, 16, "24720002110", (("TERM_PRO", 0.91), ("1ERE_PRO", 0.01))),
    Level("TERM_PRO", 0.178, 17, "24720003110", (("STS1", 0.23), ("TERM_PRO", 0.02))),
    Level("CAP1", 0.068, 15, "24120001110", (("CAP2", 0.84),)),
    Level("CAP2", 0.057, 16, "24120002110", (("1ERE_PRO", 0.14),)),
    Level("STS1", 0.1, 18, "31120001110", (("STS2", 0.82),)),
    Level("STS2", 0.083, 19, "31120002110", ()),
    Level("CPGE1", 0.02, 18, "30120001110", (("CPGE2", 0.75),)),
    Level("CPGE2", 0.015, 19, "30120002110", ()),
)  # fmt: skip
CODES: Final = tuple(level.code for level in LEVELS)
LEVEL: Final = {code: rank for rank, code in enumerate(CODES)}
ECOLE: Final = tuple(range(LEVEL["TPS"], LEVEL["ULIS_ECOLE"] + 1))
COLLEGE: Final = tuple(range(LEVEL["6EME"], LEVEL["UPE2A"] + 1))
LYCEE_GT: Final = tuple(range(LEVEL["2NDE_GT"], LEVEL["TERM_T"] + 1))
LYCEE_PRO: Final = tuple(range(LEVEL["2NDE_PRO"], LEVEL["CAP2"] + 1))
SUPERIEUR: Final = tuple(range(LEVEL["STS1"], LEVEL["CPGE2"] + 1))
# Births fall: each cohort has this share less than the one before.
SHRINKING: Final = 0.0095
REFERENCE_OPENING: Final = 2021


def ranks(*codes: str) -> np.ndarray:
    """Return the ranks of some levels."""
    return np.array([LEVEL[code] for code in codes])


def level_targets(cohort: int, opening: int) -> np.ndarray:
    """Return the pupils expected at each level in the school year that opens in `opening`.

    `cohort` is the size of the cohort that enters 6e in 2021.
    """
    ages = np.array([level.age for level in LEVELS])
    in_sixth = opening - (ages - 11)
    stocks = np.array([level.stock for level in LEVELS])
    return cohort * stocks * (1 - SHRINKING * (in_sixth - REFERENCE_OPENING))


def transition_table() -> tuple[np.ndarray, np.ndarray]:
    """Return, for each level, cumulated shares and the levels they lead to (-1: leaves)."""
    width = max(len(level.after) for level in LEVELS) + 1
    shares = np.ones((len(LEVELS), width))
    targets = np.full((len(LEVELS), width), -1)
    for rank, level in enumerate(LEVELS):
        total = 0.0
        for place, (code, share) in enumerate(level.after):
            total += share
            shares[rank, place], targets[rank, place] = total, LEVEL[code]
    return shares, targets
