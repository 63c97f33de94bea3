"""What `psa check --impact` shows of the values that a file would move."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from orchestration.cli import impact, wording
from orchestration.lib.impact.trial import Move


def shown(*moves: Move) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(impact._table(list(moves)))
    return captured.get()


def move(now: float | None, then: float | None, unit: str, territory: str = "063") -> Move:
    return Move("2.3.2-d", "2025-2026", "departement", territory, now, then, unit)


def test_a_change_that_one_decimal_hides_is_shown_with_more() -> None:
    text = shown(move(84.03, 84.01, "%"), move(84.5, 83.0, "%", "003"))
    assert "84,03 %" in text
    assert "84,01 %" in text
    assert "−0,02 point" in text
    assert "84,50 %" in text


def test_an_ordinary_change_has_one_decimal() -> None:
    text = shown(move(14.2, 12.1, "%"))
    assert "14,2 %" in text
    assert "−2,1 points" in text


def test_a_change_too_small_for_any_decimal_ends_somewhere() -> None:
    assert "0,0000 point" in shown(move(14.2, 14.2 + 1e-9, "%"))


@pytest.mark.parametrize(
    "unit", ["journées-stagiaires", "élèves pour un poste de travail numérique"]
)
def test_a_long_unit_leaves_years_and_territories_readable(unit: str) -> None:
    moves = [move(108_997, 109_001, unit), move(18_845.5, 18_847.5, unit, "003")]
    text = shown(*moves)
    assert "2025-2026" in text
    assert "063" in text
    assert "108 997" in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert unit not in text
    assert impact._heading("Formation", moves) == f"Formation ({unit})"
    assert impact._heading("Présence", [move(1, 2, "%")]) == "Présence"


def test_points_are_plural_from_two_as_they_are_shown() -> None:
    assert wording.change(1.96, "%") == "+2,0 points"
    assert wording.change(1.96, "%", 2) == "+1,96 point"
    assert wording.change(2.0, "%", 2) == "+2,00 points"
