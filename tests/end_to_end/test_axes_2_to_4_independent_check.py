"""Axes 2, 3, 4 and the survey against a second computation, and cases computed by hand.

What belongs here: the rehearsal and a tiny home, published by the real `psa`, compared figure by
figure with what `tests/independent` reads in the deposited files and with figures worked out on
paper. What does not: any import from the product; how the figures are computed again.
"""

from pathlib import Path

import pandas as pd
import pytest

from tests.end_to_end.conftest import environment
from tests.end_to_end.hand_deposits import TODAY, YEAR, A, B
from tests.end_to_end.second_computation import (
    Case,
    assert_computed_as_by_hand,
    assert_every_figure_is_published,
    assert_nothing_is_published_beyond,
    assert_published_as_by_hand,
    computed_again,
    published,
)
from tests.independent import (
    objectif_2_1,
    objectif_2_2,
    objectif_2_3,
    objectif_3_1,
    objectif_3_2,
    objectif_4_1,
    objectif_4_2,
    objectif_4_3,
    survey,
)

OBJECTIVES = tuple(
    module.expected
    for module in (
        objectif_2_1, objectif_2_2, objectif_2_3, objectif_3_1, objectif_3_2, objectif_4_1,
        objectif_4_2, objectif_4_3, survey,
    )
)  # fmt: skip
CODES = (
    "2.1.1-a", "2.1.1-b", "2.1.1-c", "2.1.1-d", "2.1.2-a", "2.1.2-c", "2.1.3-a", "2.1.3-b",
    "2.1.4-a", "2.1.4-c", "2.1.4-d", "2.2.1-a", "2.2.1-b", "2.2.1-c", "2.2.2-a", "2.2.2-b",
    "2.2.2-c", "2.2.3-a", "2.2.3-b", "2.2.3-c", "2.2.4-a", "2.2.4-c", "2.2.4-d", "2.3.1-a",
    "2.3.1-c", "2.3.1-d", "2.3.2-b", "2.3.2-c", "2.3.2-d", "2.3.3-a", "2.3.3-b", "2.3.3-c",
    "2.3.4-a", "2.3.4-c", "2.3.4-d", "2.3.4-e", "2.3.4-f", "3.1.1-a", "3.1.1-b", "3.1.1-c",
    "3.1.1-d", "3.1.2-a", "3.1.2-b", "3.1.2-c", "3.1.2-d", "3.1.3-a", "3.1.3-b", "3.1.3-c",
    "3.1.4-a", "3.1.4-b", "3.1.5-a", "3.1.5-b", "3.1.6-a", "3.1.6-b", "3.1.7-a", "3.1.7-b",
    "3.1.7-c", "3.1.7-d", "3.1.8-b", "3.1.8-c", "3.2.1-a", "3.2.1-c", "3.2.1-d", "3.2.2-a",
    "3.2.2-b", "3.2.2-c", "3.2.3-a", "3.2.3-b", "3.2.3-c", "3.2.4-a", "3.2.4-b", "3.2.4-c",
    "4.1.1-a", "4.1.1-c", "4.1.2-a", "4.1.2-b", "4.1.2-c", "4.1.3-a", "4.1.3-b", "4.1.3-c",
    "4.2.1-a", "4.2.1-b", "4.2.1-c", "4.2.1-d", "4.2.2-b", "4.2.2-c", "4.2.3-a", "4.2.3-b",
    "4.2.4-a", "4.2.4-b", "4.2.4-c", "4.2.4-d", "4.2.5-a", "4.2.5-b", "4.2.5-c", "4.3.1-a",
    "4.3.1-b", "4.3.1-c", "4.3.2-a", "4.3.2-b", "4.3.2-c", "4.3.3-a", "4.3.3-b", "4.3.3-c",
    "1.1.4-q1", "1.1.4-q2", "2.3.4-q1", "2.3.4-q2", "3.1.5-q1", "3.1.5-q2", "3.1.5-q3",
    "3.1.5-q4", "4.1.1-q1", "4.1.1-q2", "4.1.1-q3", "4.1.1-q4",
)  # fmt: skip
OBJECTIVES_AND_CRITERIA = {
    "2.1": 4, "2.2": 4, "2.3": 4, "3.1": 8, "3.2": 4, "4.1": 3, "4.2": 5, "4.3": 3,
}  # fmt: skip
CRITERIA = {f"{o}.{n}" for o, last in OBJECTIVES_AND_CRITERIA.items() for n in range(1, last + 1)}
# A median and an index: a value, and no numerator over a denominator.
VALUE_ALONE = {"2.3.3-c", "3.1.5-q3", "4.1.1-q3"}


def test_every_criterion_of_axes_2_to_4_is_computed_again() -> None:
    assert len(CRITERIA) == 35
    measured = {code.split("-")[0] for code in CODES if "-q" not in code}
    assert measured == CRITERIA


def _both(home: Path) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    again = computed_again(home, environment(home)["PSA_TODAY"], OBJECTIVES)
    return again, published(home)


@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_the_one_computed_from_the_deposits(rehearsal: Path, code: str) -> None:
    again, tables = _both(rehearsal)
    assert_every_figure_is_published(tables, code, again[code], value_alone=code in VALUE_ALONE)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_published_beyond_the_deposits(rehearsal: Path, code: str) -> None:
    again, tables = _both(rehearsal)
    assert_nothing_is_published_beyond(tables, code, again[code])


def test_no_indicator_is_computed_again_without_being_checked(rehearsal: Path) -> None:
    assert set(_both(rehearsal)[0]) == set(CODES)


# Cases computed by hand, in school year 2024-2025, seen from 30 June 2025 (`hand_deposits`). -----

CASES = {
    # 1. A person counts where their school is, whatever the place of the session. S1: P1 and P3
    # (P4 was absent); S2: P1 and P5; S3, that was not held, still has P2 present; S9 is no session
    # that is known. 063: P1, P2, P3. 003: P5. Held modules: M1 in both, once in the académie.
    "a person of two sessions": [
        Case("2.2.1-a", "063", 1, None, 1),
        Case("2.2.1-a", "003", 1, None, 1),
        Case("2.2.1-a", "06", 1, None, 1),
        Case("2.2.1-b", A, 2, None, 2),
        Case("2.2.1-b", "063", 3, None, 3),
        Case("2.2.1-b", "003", 1, None, 1),
        Case("2.2.1-b", "06", 4, None, 4),
    ],
    # 2. Days of six hours. 063: 6 + 3 + 6 + 6 = 21 hours. On inclusion (S4): P1 6 hours of 27 in
    # 063; P5 left no hours in 003, which is unknown and no zero, over 12 hours (S2, S9); académie:
    # 6 of 39.
    "days, and hours that nobody wrote down": [
        Case("2.2.1-c", "063", 3.5, None, 3.5),
        Case("2.2.1-c", "06", 4.5, None, 4.5),
        Case("2.2.2-c", "063", 1, 4.5, 100 / 4.5),
        Case("2.2.2-c", "003", None, 2, None),
        Case("2.2.2-c", "06", 1, 6.5, 100 / 6.5),
    ],
    # 3. Preparing CAPPEI (S4): P1 in A, P5 in C; P6 was absent. Staff: 4 in 063, 4 in 003, 8.
    # Bassins, shares of the engaged and of the staff: 06001 1/2 and 2/8, 06002 0 and 2/8, 06003 1/2
    # and 4/8: (1/4 + 1/4 + 0) / 2. 063: 06001 1 and 1/2, 06002 0 and 1/2. 003: all in one bassin.
    "how unevenly people engage": [
        Case("2.3.3-a", "06", 2, None, 2),
        Case("2.3.3-b", "063", 1, 4, 250),
        Case("2.3.3-b", "06", 2, 8, 250),
        Case("2.3.3-c", "06", None, None, 0.25),
        Case("2.3.3-c", "063", None, None, 0.5),
        Case("2.3.3-c", "003", None, None, 0),
    ],
    # 4. P1 sat two certifications: a person once, two candidatures. P5 did not come.
    "two certifications of one person": [
        Case("2.3.1-a", "063", 2, None, 2),
        Case("2.3.1-c", "063", 1, 2, 50),
        Case("2.3.1-d", "063", 3, None, 3),
    ],
    # 5. The académie has a line of its own, 80 over 12: neither the sum of its départements (50
    # over 9) nor with its teachers (130 over 20).
    "a territory that has its own line": [
        Case("2.3.4-a", "06", 80, 12, 80 / 12),
        Case("2.3.4-a", "063", 30, 5, 6),
        Case("2.3.4-a", "003", 20, 4, 5),
    ],
    # 6. On 30 June. F1, of 30 May, answered in 30 days: in both. F2, of 31 May, is only 30 days
    # old: not due. F3, answered in 31 days: due. F4, answered at once, is not due, and counts above
    # all the same: as written.
    "thirty days": [
        Case("2.3.4-d", A, 1, 1, 100),
        Case("2.3.4-d", B, 1, 1, 100),
        Case("2.3.4-d", "063", 2, 2, 100),
        Case("2.3.4-f", "063", 1, None, 1),
    ],
    # 7. On 30 June. R2 ends that very day: dead; R3 begins the day after: not yet. A leaves the day
    # after, B enters that day: both members of R1; the lycée left that day, D enters later, C is in
    # R2 alone. Coherent: R1 of R1 and R2, R3 says nothing.
    "réseaux on the day of observation": [
        Case("3.1.1-a", "063", 2, None, 2),
        Case("3.1.1-b", "06", 2, 5, 40),
        Case("3.1.2-a", "06", 1, None, 1),
        Case("3.1.2-d", "063", 1, 2, 50),
    ],
    # 8. X2 gathers A and B but has not begun: it is a group of two units, and engages nobody. X3 is
    # under way with C alone.
    "groups that gather two units": [
        Case("3.2.3-a", "06", 1, None, 1),
        Case("3.2.3-a", "003", 1, None, 1),
        Case("3.2.3-b", "06", 1, 5, 20),
        Case("3.2.3-c", "063", 1, None, 1),
        Case("3.2.3-c", "06", 1, None, 1),
    ],
    # 9. P1 is a member (of two réseaux, once) and an expert; P2 is an expert and no member; P3 is a
    # member and took part without being an expert. Members: P1 in A, P3 in B. Living réseaux: R1.
    # X1 has no département: experts count where they are members, R1 where its pilot is.
    "members who are experts": [
        Case("4.3.3-a", A, 1, 1, 100),
        Case("4.3.3-a", "063", 1, 2, 50),
        Case("4.3.3-a", "06", 1, 2, 50),
        Case("4.3.3-b", "06", 1, None, 1),
        Case("4.3.3-c", "063", 1, 1, 100),
        Case("4.3.3-c", "06", 1, 1, 100),
    ],
    # 10. Three years before 30 June 2025: A, evaluated on that very day, is too old (« > »), B, the
    # day after, is not; C is not active.
    "evaluated for less than three years": [
        Case("4.2.5-a", "06", 2, None, 2),
        Case("4.2.5-b", "06", 2, 5, 40),
        Case("4.2.5-c", "063", 1, 2, 50),
    ],
    # 11. Validated: A 3, B 2, C 0; the lycée is not. 063: two of three expected units, the mean of
    # 3 and 2 in the middle. Actions with evidence: A 4; B has evidence and no number of actions,
    # which is unknown; C has five actions and no evidence.
    "the survey": [
        Case("3.1.5-q1", "063", 2, 3, 100 * 2 / 3),
        Case("3.1.5-q1", "06", 3, 5, 60),
        Case("3.1.5-q2", "063", 1, 2, 50),
        Case("3.1.5-q2", "06", 1, 3, 100 / 3),
        Case("3.1.5-q3", "063", None, None, 2.5),
        Case("3.1.5-q3", "06", None, None, 2),
        Case("3.1.5-q4", B, None, None, None),
        Case("3.1.5-q4", "063", 4, None, 4),
        Case("3.1.5-q4", "06", 4, None, 4),
    ],
    # 12. P1 designs in A and leads in B: once in 063, in each school, and both schools count. 2.2.4
    # is the same criterion, shown again.
    "one person, two schools, one criterion shown twice": [
        Case("2.1.4-c", A, 1, None, 1),
        Case("2.1.4-c", "063", 1, None, 1),
        Case("2.1.4-d", "06", 2, 5, 40),
        Case("2.2.4-c", "063", 1, None, 1),
        Case("2.2.4-d", "06", 2, 5, 40),
    ],
    # 13. CA3 has no territory: it counts in the académie alone; CA2 met twice. PU2 has no school.
    "what no département can claim": [
        Case("2.1.1-a", "06001", 1, None, 1),
        Case("2.1.1-a", "063", 1, None, 1),
        Case("2.1.1-a", "06", 2, None, 2),
        Case("2.1.3-a", "063", 2, None, 2),
        Case("2.1.3-a", "06", 3, None, 3),
        Case("2.1.3-b", "06", 2, None, 2),
    ],
    # 14. 063: the meeting of its bassin (ME1) and its own (ME2). The académie has its own (ME3) and
    # that of a bassin which no school names (ME4); ME5 is not with the authorities.
    "meetings, each in its own kind of territory": [
        Case("3.1.7-d", "063", 2, None, 2),
        Case("3.1.7-d", "06", 4, None, 4),
    ],
}
ALL_CASES = [(name, case) for name, cases in CASES.items() for case in cases]
IDS = [f"{name}-{case.code}-{case.territory}" for name, case in ALL_CASES]


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=IDS)
def test_a_case_computed_by_hand(by_hand: Path, name: str, case: Case) -> None:
    assert_published_as_by_hand(published(by_hand), YEAR, case)


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=IDS)
def test_the_second_computation_agrees_with_the_hand(by_hand: Path, name: str, case: Case) -> None:
    assert_computed_as_by_hand(computed_again(by_hand, TODAY, OBJECTIVES), YEAR, case)
