"""Axis 1 against a second computation, and against ten cases computed by hand.

What belongs here: the rehearsal and a tiny home, published by the real `psa`, compared figure by
figure with what `tests/independent` reads in the deposited files and with figures worked out on
paper. What does not: any import from the product; how the figures are computed again.
"""

from pathlib import Path

import pandas as pd
import pytest

from tests.end_to_end.conftest import environment
from tests.end_to_end.hand_deposits import LYCEE, TODAY, YEAR, A, B
from tests.end_to_end.second_computation import (
    Case,
    assert_computed_as_by_hand,
    assert_every_figure_is_published,
    assert_nothing_is_published_beyond,
    assert_published_as_by_hand,
    computed_again,
    published,
)
from tests.independent import objectif_1_1, objectif_1_2, objectif_1_3

OBJECTIVES = (objectif_1_1.expected, objectif_1_2.expected, objectif_1_3.expected)
CODES = (
    "1.1.1-a", "1.1.1-b", "1.1.1-d", "1.1.1-e", "1.1.2-a", "1.1.2-b", "1.1.2-e", "1.1.3-a",
    "1.1.3-b", "1.1.3-c", "1.1.3-d", "1.1.3-e", "1.1.3-f", "1.1.4-a", "1.1.4-b", "1.1.4-e",
    "1.1.5-a", "1.1.5-c", "1.1.5-d", "1.1.6-b", "1.1.6-c", "1.1.6-d", "1.1.6-g", "1.1.7-a",
    "1.1.7-d", "1.1.7-f", "1.1.8-a", "1.1.8-d", "1.1.8-e", "1.1.9-a", "1.1.9-b", "1.1.9-c",
    "1.1.9-e", "1.2.1-a", "1.2.1-b", "1.2.1-c", "1.2.2-a", "1.2.2-b", "1.2.2-c", "1.2.3-a",
    "1.2.3-b", "1.2.3-c", "1.2.4-a", "1.2.4-b", "1.2.4-c", "1.2.4-d", "1.2.5-b", "1.2.5-c",
    "1.2.5-e", "1.2.6-b", "1.2.6-c", "1.2.7-a", "1.2.7-d", "1.2.8-b", "1.2.8-c", "1.3.1-a",
    "1.3.1-c", "1.3.1-e", "1.3.2-a", "1.3.2-b", "1.3.3-a", "1.3.3-c", "1.3.4-a", "1.3.4-b",
    "1.3.5-a", "1.3.5-c", "1.3.6-b", "1.3.6-c", "1.3.7-a", "1.3.7-b", "1.3.7-d", "1.3.8-a",
    "1.3.8-d", "1.3.8-e", "1.3.9-b", "1.3.9-c", "1.3.10-a", "1.3.10-b", "1.3.10-c",
)  # fmt: skip
CRITERIA = {f"1.{o}.{n}" for o, last in ((1, 9), (2, 8), (3, 10)) for n in range(1, last + 1)}
# Medians and differences: a value, and no numerator over a denominator.
VALUE_ALONE = {"1.1.1-d", "1.1.4-e", "1.1.6-d", "1.2.7-d"}


def test_every_criterion_of_axis_1_is_computed_again() -> None:
    assert {code.split("-")[0] for code in CODES} == CRITERIA


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


# Ten cases computed by hand, in school year 2024-2025, seen from 30 June 2025. ------------------

CASES = {
    # 1. Pupil 1 is in two collèges: once in each, once in 063. 3 gave up in A and counts by B
    # alone; 4 gave up and counts nowhere. A: 1, 2. B: 1, 3. 063: 1, 2, 3.
    "a pupil of two collèges": [
        Case("1.1.3-a", A, 2, None, 2),
        Case("1.1.3-a", B, 2, None, 2),
        Case("1.1.3-a", "063", 3, None, 3),
    ],
    # 2. Pupil 2 is in 063 and in 003: once in each (003: 2, 5), once in the académie (1, 2, 3, 5).
    "a pupil of two départements": [
        Case("1.1.3-a", "003", 2, None, 2),
        Case("1.1.3-a", "06", 4, None, 4),
    ],
    # 3. Two facts. Collégiens, the lycée left out: 063 10 + 20, 003 20, 043 50. 043 handed no
    # Devoirs faits in: it has no rate, which is not 0; the rate of the académie is that of all its
    # collégiens (4 out of 100), its partial coverage is said beside it.
    "a département that did not report": [
        Case("1.1.3-b", "063", 3, 30, 10),
        Case("1.1.3-b", "003", 2, 20, 10),
        Case("1.1.3-b", "043", None, 50, None),
        Case("1.1.3-b", "06", 4, 100, 4),
    ],
    # 4. Working days after the report. S1, Thursday to Monday over 1 November and a weekend: 1.
    # S2, Friday to Tuesday over 11 November: 1. S3, Thursday to Wednesday: 4. S4, Wednesday to
    # Friday over Ascension: 1. S5, the same day: 0. S6 waits still.
    # 063: 1, 1, 4. 003: 0, 1, the mean of both. Académie: 0, 1, 1, 1, 4.
    "days over holidays and weekends": [
        Case("1.1.6-d", "063", None, None, 1),
        Case("1.1.6-d", "003", None, None, 0.5),
        Case("1.1.6-d", "06", None, None, 1),
    ],
    # 5. Nobody sat the exam in A: no rate. B: 1 of 2, which makes 063.
    "a zero denominator": [
        Case("1.1.3-f", A, None, 0, None),
        Case("1.1.3-f", "063", 1, 2, 50),
    ],
    # 6. Observed on 30 June, today being before 31 August. L1 ends that very day: over (« > »).
    # L2 ends the day after, L3 was granted that day (« <= »): both count. Open units: 5.
    "a label that ends on the day of observation": [
        Case("1.2.4-a", "063", 1, None, 1),
        Case("1.2.4-a", "003", 1, None, 1),
        Case("1.2.4-b", "06", 2, 5, 40),
    ],
    # 7. The March campaign alone stands: 21 came back, 22 and 23 are confirmed, 24 is not reached.
    # Of 16 by the difference of years, at the rentrée of 2023: all but 26; 25, in two schools, once
    # in the académie (21, 22, 23, 24, 25), in 063 (21, 22, 24, 25) and in 003 (23, 25).
    "the last campaign": [
        Case("1.3.7-a", "06", 2, None, 2),
        Case("1.3.7-b", "06", 2, 5, 40),
        Case("1.3.7-b", "063", 1, 4, 25),
        Case("1.3.7-b", "003", 1, 2, 50),
    ],
    # 8. Weights are the pupils accompanied. 063: 10 (30), 40 (10), 90 (5): half of 45 is reached
    # at 10. 003: 20 (10), 30 (10): half lies between both. Académie: 10 (30), 20 (10)…: half of 65
    # is reached at 20. A delay that is not given weighs nothing.
    "a weighted median": [
        Case("1.1.4-e", "063", None, None, 10),
        Case("1.1.4-e", "003", None, None, 25),
        Case("1.1.4-e", "06", None, None, 20),
    ],
    # 9. MEF1 (20 and 5) and MEF3 (3 and 2) mix two publics; MEF2 has one, MEF4 none.
    "two publics at least": [
        Case("1.3.4-a", LYCEE, 2, None, 2),
        Case("1.3.4-b", "06", 2, 4, 50),
    ],
    # 10. One section per school and language: A anglais (two lines) and allemand, B anglais;
    # espagnol has nobody, italien is no section. Pupils: 5 + 4 + 3 + 6.
    "one section per school and language": [
        Case("1.2.3-c", A, 2, None, 2),
        Case("1.2.3-c", "06", 3, None, 3),
        Case("1.2.3-a", "06", 18, None, 18),
    ],
}
ALL_CASES = [(name, case) for name, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=[f"{n}-{c.code}" for n, c in ALL_CASES])
def test_a_case_computed_by_hand(by_hand: Path, name: str, case: Case) -> None:
    assert_published_as_by_hand(published(by_hand), YEAR, case)


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=[f"{n}-{c.code}" for n, c in ALL_CASES])
def test_the_second_computation_agrees_with_the_hand(by_hand: Path, name: str, case: Case) -> None:
    assert_computed_as_by_hand(computed_again(by_hand, TODAY, OBJECTIVES), YEAR, case)
