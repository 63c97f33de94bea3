"""The formulas of progress, against those who publish the same figures.

What belongs here: the share of the way travelled, on the official barometer; the uncertainty
intervals, on the reference functions of the library. What does not: statuses and series
(`test_progress_properties`).
"""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest, chi2, poisson

from tests import progress

RATE = "{{ taux_avancement('valeur', 'base', 'cible', 'sens') }}"
# Published from values that were rounded afterwards: the four départements bear the figures of the
# académie (94.29, 96.37, target 98.1), and 54.55 is a rate that these roundings allow.
ROUNDED = {("IND-561", zone) for zone in ("D03", "D15", "D43", "D63")}
# The base was already at the target, or beyond it: the barometer counts a target that is kept as
# travelled in full, and so do we.
KEPT = {("IND-833", "FRANCE"), ("IND-834", "FRANCE")}


def rates(lines: list[tuple[float, float, float]]) -> list[float]:
    """Return our share of the way for lines of (value, base, target) of measures to raise."""
    value, base, target = zip(*lines, strict=True)
    return progress.macro(RATE, valeur=value, base=base, cible=target, sens=[1] * len(lines))


def published(folder: Path) -> dict[tuple[str, str], tuple[tuple[float, float, float], float]]:
    """Return, by measure and zone, (value, base, target) and the published share of the way."""
    found = {}
    for path in sorted(folder.glob("ind-*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.DictReader(stream))
        for line in (r for r in lines if r["indic_ta"]):
            zone = [r for r in lines if r["enforce_zone_id"] == line["enforce_zone_id"]]
            (base,), (target,) = (
                [float(r[name]) for r in zone if r[name]] for name in ("indic_vi", "indic_vc")
            )
            figures = (float(line["indic_va"]), base, target)
            key = (line["indic_id"], line["enforce_zone_id"])
            found[key] = (figures, float(line["indic_ta"]))
    return found


def test_the_barometer_s_own_rate_is_ours_but_for_four_rounded_lines(open_data: Path) -> None:
    lines = published(open_data / "barometre_2024")
    assert len(lines) == 128
    ours = dict(zip(lines, rates([figures for figures, _ in lines.values()]), strict=True))
    differ = {key for key, (_, rate) in lines.items() if abs(ours[key] - rate) > 0.00501}
    assert differ == ROUNDED
    for key in ROUNDED:
        (value, base, target), rate = lines[key]
        half = [(v - h, v + h) for v, h in ((value, 0.005), (base, 0.005), (target, 0.05))]
        allowed = rates(list(product(*half)))
        assert min(allowed) <= rate <= max(allowed)
    assert {key for key, ((_, base, target), _) in lines.items() if target <= base} >= KEPT
    assert [lines[key][1] for key in sorted(KEPT)] == [100, 100]


@pytest.mark.parametrize(
    ("value", "base", "target", "direction", "expected"),
    [
        (30, 20, 60, 1, 25.0),
        (6, 8, 0, -1, 25.0),
        (-1, -4, 2, 1, 50.0),
        (70, 20, 60, 1, 100.0),
        (10, 20, 60, 1, 0.0),
        (50, 50, 50, 1, 100.0),
        (49, 50, 50, 1, None),
        (55, 50, 50, -1, None),
        (45, 50, 40, 0, None),
        (None, 20, 60, 1, None),
        (0.1 + 0.2, 0.0, 0.3, 1, 100.0),
    ],
)
def test_the_share_of_the_way(
    value: float | None, base: float, target: float, direction: int, expected: float | None
) -> None:
    columns = {"valeur": [value], "base": [base], "cible": [target], "sens": [direction]}
    assert progress.macro(RATE, **columns) == [expected]


def bounds(k: float, n: float = float("nan")) -> tuple[float, float]:
    lower, upper = progress.intervals().bounds(np.array([k]), np.array([n]), 0.95)
    return float(lower[0]), float(upper[0])


@pytest.mark.parametrize("n", [1, 2, 7, 20, 213_000])
def test_the_bounds_of_a_share_are_wilson_s(n: int) -> None:
    for k in {0, 1, n // 3, n // 2, n - 1, n}:
        reference = binomtest(k, n).proportion_ci(0.95, method="wilson")
        assert bounds(k, n) == pytest.approx((reference.low, reference.high), abs=1e-12)
        assert bounds(k, n)[0] <= k / n <= bounds(k, n)[1]


@pytest.mark.parametrize("k", [0, 1, 2, 9, 100, 15_009])
def test_the_bounds_of_a_count_are_the_exact_poisson_ones(k: int) -> None:
    lower, upper = bounds(k)
    assert lower == pytest.approx(chi2.ppf(0.025, 2 * k) / 2 if k else 0.0, rel=1e-9)
    assert upper == pytest.approx(chi2.ppf(0.975, 2 * k + 2) / 2, rel=1e-9)
    assert poisson.cdf(k, upper) == pytest.approx(0.025)


@pytest.mark.parametrize(("k", "n"), [(3.5, 10), (3, 9.5), (12, 10), (0, 0), (-1, 5), (2.5, None)])
def test_what_is_no_count_or_no_part_of_its_whole_has_no_bounds(k: float, n: float | None) -> None:
    assert np.isnan(bounds(k, float("nan") if n is None else n)).all()


NOISE = """{{ dans_le_bruit(
    {'valeur': 'p2', 'inferieure': 'l2', 'superieure': 'u2'},
    {'valeur': 'p1', 'inferieure': 'l1', 'superieure': 'u1'}, "'%'") }}"""


@pytest.mark.parametrize(
    ("after", "before", "published"),
    [  # Newcombe (1998), table II, method 10: the 95 % interval of the difference of two rates.
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
    ],
)
def test_a_change_is_noise_when_zero_is_in_the_published_interval_of_the_difference(
    after: tuple[int, int], before: tuple[int, int], published: tuple[float, float]
) -> None:
    figures = {"1": before, "2": after}
    columns = {
        letter + year: [figure]
        for year, (k, n) in figures.items()
        for letter, figure in zip("plu", (k / n, *bounds(k, n)), strict=True)
    }
    noise = published[0] <= 0 <= published[1]
    assert progress.macro(NOISE, **columns) == [noise]
    backwards = {name[0] + {"1": "2", "2": "1"}[name[1]]: x for name, x in columns.items()}
    assert progress.macro(NOISE, **backwards) == [noise]
