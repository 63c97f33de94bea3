"""Progress, whatever the series and its decisions: the status never contradicts the figures.

What belongs here: properties of `evolutions` on generated series, the models themselves running.
What does not: the formulas against published figures (`test_progress_formulas`), examples (the
unit tests of dbt).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.progress import ACADEMIE, YEARS, Row, evolutions, variables

RISE, FALL, NEUTRAL = "hausse souhaitée", "baisse souhaitée", "neutre"
SENSE = {RISE: 1, FALL: -1, NEUTRAL: 0}
SEEN = YEARS[2:8]
AGGREGATIONS = {
    "%": "ratio_de_sommes", "élèves": "somme", "points": "difference_de_parts", "jours": "mediane",
}  # fmt: skip
TOLERANCE = variables()["tolerance_trajectoire"] / 100
NOT_COMPUTABLE = "non calculable"
EXAMPLES = settings(max_examples=12)


@dataclass(frozen=True)
class Value:
    """A value of a year; without a denominator, a count when it is a whole number of them."""

    numerator: float
    denominator: float | None = None
    partial: bool = False

    @property
    def value(self) -> float:
        """Return the value as the table of indicators has it."""
        return 100 * self.numerator / self.denominator if self.denominator else self.numerator


@dataclass(frozen=True)
class Decision:
    """A target, and what the decision says of its base."""

    day: date
    year: str
    target: float
    base_year: str | None = None
    base: float | None = None

    @property
    def decided(self) -> str:
        """Return the school year of the decision."""
        first = self.day.year if self.day.month >= 9 else self.day.year - 1
        return f"{first}-{first + 1}"


@dataclass(frozen=True)
class Series:
    """An indicator of the académie: its values (None: no value), its decisions, its break."""

    direction: str
    unit: str
    values: dict[str, Value | None]
    decisions: tuple[Decision, ...] = ()
    broken: str | None = None

    def comparable(self, year: str, other: str) -> bool:
        """Tell whether no break lies between two years, the first one before the other."""
        return not (self.broken and year < self.broken <= other)

    def complete(self, year: str) -> Value | None:
        """Return the value of a year, if it is known and covers the whole territory."""
        found = self.values.get(year)
        return found if found and not found.partial else None


def run(*batch: Series) -> list[list[Row]]:
    """Return the rows of `evolutions` of each series, by year."""
    tables: dict[str, list[Row]] = {
        n: [] for n in ("indicateurs", "cat_indicateurs", "cat_ruptures", "dim_cible")
    }
    for number, series in enumerate(batch):
        key = {"indicateur": f"I{number:02}"}
        place = key | {"niveau_territoire": "academie", "territoire": ACADEMIE}
        share = series.unit == "%"
        tables["cat_indicateurs"].append(key | {
            "definition": "Élèves.", "unite": series.unit, "direction": series.direction,
            "agregation": AGGREGATIONS[series.unit], "seuil_couverture": 0.9,
            "multiplicateur": 100.0 if share else 1.0, "borne_max": 100.0 if share else None,
        })  # fmt: skip
        for year, value in series.values.items():
            tables["indicateurs"].append(place | {
                "annee_scolaire": year, "ventilation": "ensemble", "unite": series.unit,
                "numerateur": value.numerator if value else None,
                "denominateur": value.denominator if value else None,
                "valeur": value.value if value else None,
                "couverture": 0.5 if value and value.partial else 1.0,
                "statut_observation":
                    "M" if not value else "B" if year == series.broken else
                    "D" if value.partial else "A",
                "motif": None if value else f"Aucun dépôt pour {year}.",
            })  # fmt: skip
        if series.broken:
            tables["cat_ruptures"].append(key | {"annee_scolaire": series.broken})
        for d in series.decisions:
            tables["dim_cible"].append(place | {
                "annee_cible": d.year, "valeur_cible": d.target, "annee_base": d.base_year,
                "valeur_base": d.base, "date_decision": d.day, "annee_decision": d.decided,
                "auteur": "CSA",
            })  # fmt: skip
    found = evolutions(tables)
    return [[r for r in found if r["indicateur"] == f"I{n:02}"] for n in range(len(batch))]


QUARTERS = st.integers(-160, 160).map(lambda n: n / 4)
COUNTS = st.integers(0, 60).map(float)
SHARES = st.integers(1, 400).flatmap(
    lambda n: st.builds(Value, st.integers(0, n).map(float), st.just(float(n)))
)
KINDS = {
    "%": SHARES,
    "élèves": COUNTS.map(Value),
    "points": QUARTERS.map(Value),
    "jours": COUNTS.map(Value),
}
DAYS = st.dates(date(2018, 9, 1), date(2022, 8, 31)) | st.dates(date(2018, 9, 1), date(2024, 8, 31))


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    last = draw(st.integers(3, len(YEARS) - 1))
    target = draw(QUARTERS | st.integers(0, 100).map(float) | st.just(0.0))
    first = draw(st.integers(1, min(last, 5) - 1) | st.none())
    base = draw(QUARTERS | st.just(target) | st.none()) if first else None
    return Decision(draw(DAYS), YEARS[last], target, YEARS[first] if first else None, base)


@st.composite
def any_series(
    draw: st.DrawFn, units: tuple[str, ...] = tuple(KINDS), directions: tuple[str, ...] = (*SENSE,)
) -> Series:
    unit = draw(st.sampled_from(units))
    kind = KINDS[unit]
    drawn = draw(st.tuples(*[kind] * len(SEEN)))
    empty = draw(st.sets(st.sampled_from(SEEN), max_size=1))
    absent = draw(st.sets(st.sampled_from(SEEN[1:]), max_size=2))
    hidden = draw(st.sets(st.sampled_from(SEEN), max_size=1))
    return Series(
        draw(st.sampled_from(directions)),
        unit,
        {
            y: None if y in empty else replace(v, partial=y in hidden)
            for y, v in zip(SEEN, drawn, strict=True) if y not in absent
        },
        tuple(draw(st.lists(
            decisions(), min_size=draw(st.sampled_from([0, 1, 1, 1])), max_size=3,
            unique_by=lambda d: (d.year, d.day),
        ))),
        draw(st.none() | st.none() | st.sampled_from(SEEN)),
    )  # fmt: skip


BATCHES = st.lists(
    any_series(directions=(RISE, RISE, FALL, FALL, NEUTRAL)), min_size=12, max_size=24
)


def chosen(series: Series, year: str) -> tuple[Decision, Decision] | None:
    """Return the target in force and the original one in a year, as the documentation says."""
    known = [d for d in series.decisions if d.decided <= year]
    if not known:
        return None

    def nearest(among: list[Decision]) -> Decision:
        coming = [d.year for d in among if d.year >= year]
        wanted = min(coming) if coming else max(d.year for d in among)
        return max((d for d in among if d.year == wanted), key=lambda d: d.day)

    first = min(d.day for d in known)
    return nearest(known), nearest([d for d in known if d.day == first])


@EXAMPLES
@given(BATCHES)
def test_the_status_never_contradicts_the_figures_beside_it(batch: list[Series]) -> None:
    for series, rows in zip(batch, run(*batch), strict=True):
        sense = SENSE[series.direction]
        for row in rows:
            status, trend = row["statut_progres"], row["tendance"]
            value, target, expected = (row[f"valeur{part}"] for part in ("", "_cible", "_attendue"))
            assert (status == NOT_COMPUTABLE) == (row["motif_non_calculable"] is not None)
            if status == NOT_COMPUTABLE:
                assert row["taux_avancement"] is row["rythme_requis"] is expected is None
                continue
            gap = sense * (value - target)
            assert (status == "atteint") == (gap >= -1e-9) == (row["taux_avancement"] == 100)
            if status == "atteint":
                continue
            coming = row["annee_cible"] > row["annee_scolaire"]
            assert coming or expected == target
            assert min(row["valeur_base"], target) <= expected <= max(row["valeur_base"], target)
            margin = TOLERANCE * abs(target - row["valeur_base"]) if coming else 0
            late = sense * (expected - value) > margin + 1e-9
            assert {
                "en bonne voie": not late and trend != "en recul",
                "à surveiller": late or trend == "en recul",
                "en recul": late and trend in ("en recul", NOT_COMPUTABLE),
            }[status]
            if trend == "en recul":
                assert sense * row["evolution_absolue"] < 0
                assert not row["dans_le_bruit"]
            if coming:
                # Late is to move more slowly than required: both paces are printed.
                left = int(row["annee_cible"][:4]) - int(row["annee_scolaire"][:4])
                slack = sense * (row["rythme_requis"] - row["rythme_observe"]) * left
                assert late or slack <= margin * (1 + left) + 1e-9
                assert not late or slack > 0


@EXAMPLES
@given(BATCHES)
def test_only_complete_years_of_one_side_of_a_break_are_compared(batch: list[Series]) -> None:
    for series, rows in zip(batch, run(*batch), strict=True):
        assert [r["annee_scolaire"] for r in rows] == sorted(series.values)
        for row in rows:
            year, now = row["annee_scolaire"], series.complete(row["annee_scolaire"])
            earlier = [
                y for y in series.values
                if y < year and now and series.complete(y) and series.comparable(y, year)
            ]  # fmt: skip
            previous = max(earlier, default=None)
            assert row["annee_precedente"] == previous
            if previous is None:
                assert row["evolution_absolue"] is row["dans_le_bruit"] is None
                assert row["tendance"] == NOT_COMPUTABLE
            else:
                before = series.complete(previous)
                assert now
                assert before
                assert row["valeur_precedente"] == before.value
                assert row["evolution_absolue"] == now.value - before.value
                assert (row["evolution_relative"] is None) == (before.value == 0)
                assert (row["tendance"] == "stable") == row["dans_le_bruit"]
            if not now:
                assert row["statut_progres"] == NOT_COMPUTABLE


@EXAMPLES
@given(BATCHES)
def test_a_year_is_judged_on_what_was_decided_by_then(batch: list[Series]) -> None:
    for series, rows in zip(batch, run(*batch), strict=True):
        for row in rows:
            found = chosen(series, row["annee_scolaire"])
            for suffix, decision in zip(("", "_initiale"), found or (None, None), strict=True):
                assert row[f"annee_cible{suffix}"] == (decision.year if decision else None)
                assert row[f"valeur_cible{suffix}"] == (decision.target if decision else None)
            if not found:
                assert row["statut_progres"] == row["statut_progres_initial"] == NOT_COMPUTABLE
            elif found[0] == found[1]:
                assert row["statut_progres"] == row["statut_progres_initial"]


@EXAMPLES
@given(BATCHES)
def test_the_original_target_alone_gives_the_original_status(batch: list[Series]) -> None:
    first = [
        replace(s, decisions=tuple(d for d in s.decisions if d.day == min(
            e.day for e in s.decisions
        ))) for s in batch
    ]  # fmt: skip
    for both, alone in zip(run(*batch), run(*first), strict=True):
        wanted = [r["statut_progres"] for r in alone]
        assert [r["statut_progres_initial"] for r in both] == wanted


JUDGED = ("statut_progres", "statut_progres_initial", "tendance", "dans_le_bruit")


def moved(series: Series, factor: int = 1, shift: float = 0) -> Series:
    """Return a series of measures where every figure is `factor` times itself, plus `shift`."""

    def there(figure: float | None) -> float | None:
        return None if figure is None else factor * figure + shift

    return replace(
        series,
        direction={RISE: FALL, FALL: RISE}[series.direction] if factor < 0 else series.direction,
        values={
            y: v and replace(v, numerator=factor * v.numerator + shift)
            for y, v in series.values.items()
        },
        decisions=tuple(
            replace(d, target=factor * d.target + shift, base=there(d.base))
            for d in series.decisions
        ),
    )


MEASURES = st.lists(any_series(("points",), (RISE, FALL)), min_size=12, max_size=24)


@EXAMPLES
@given(MEASURES, st.integers(-200, 200))
def test_lower_is_better_and_crossing_zero_change_nothing(batch: list[Series], shift: int) -> None:
    plain = run(*batch)
    others = {
        "mirrored": run(*(moved(s, -1) for s in batch)),
        "shifted": run(*(moved(s, 1, shift / 4) for s in batch)),
    }
    for name, other in others.items():
        for rows, changed in zip(plain, other, strict=True):
            for row, same in zip(rows, changed, strict=True):
                assert [row[c] for c in JUDGED] == [same[c] for c in JUDGED], name
                assert row["motif_non_calculable"] == same["motif_non_calculable"]
                assert row["taux_avancement"] == pytest.approx(same["taux_avancement"])


@EXAMPLES
@given(BATCHES, st.data())
def test_a_base_at_the_target_is_kept_or_lost(batch: list[Series], data: st.DataObject) -> None:
    level = data.draw(st.one_of(st.just(0.0), QUARTERS))
    held = Decision(date(2018, 10, 1), YEARS[-1], level, YEARS[1], level)
    batch = [replace(s, decisions=(held,), broken=None) for s in batch]
    for series, rows in zip(batch, run(*batch), strict=True):
        for row in (r for r in rows if r["statut_progres"] != NOT_COMPUTABLE):
            kept = SENSE[series.direction] * (row["valeur"] - level) >= -1e-9
            assert row["taux_avancement"] == (100 if kept else None)
            assert (row["statut_progres"] == "atteint") == kept
            assert row["statut_progres"] != "en bonne voie"


@EXAMPLES
@given(any_series(), DAYS)
def test_one_year_alone_is_reached_or_not_computable(series: Series, day: date) -> None:
    (year, value), *_ = series.values.items()
    alone = replace(
        series, values={year: value}, decisions=(Decision(day, YEARS[-1], 0.0),), broken=None
    )
    ((row,),) = run(alone)
    sense = SENSE[series.direction]
    judged = bool(sense and chosen(alone, year) and alone.complete(year))
    reached = judged and sense * row["valeur"] >= 0
    assert row["statut_progres"] == ("atteint" if reached else NOT_COMPUTABLE)
    assert row["tendance"] == NOT_COMPUTABLE


FIGURE = r"(−?[\d ]+(?:,\d)?) \S+"
SENTENCE = re.compile(
    rf"(un peu (?:plus|moins) de )?{FIGURE} en \S+(?: pour un (attendu)|, la cible) de {FIGURE} "
)


def read(figure: str) -> float:
    return float(figure.translate(str.maketrans(",−", ".-", " ")))


@EXAMPLES
@given(BATCHES)
def test_the_sentence_opens_with_the_status_and_prints_the_figures(batch: list[Series]) -> None:
    for rows in run(*batch):
        for row in rows:
            said = row["pourquoi"]
            assert said.casefold().startswith(row["statut_progres"] + " : ")
            assert said.endswith(".")
            assert not re.search(r"\d\.\d|−0,0| {2}|null|nan", said)
            found = SENTENCE.search(said)
            assert (found is None) == (row["statut_progres"] in ("atteint", NOT_COMPUTABLE))
            if found:
                aimed = row["valeur_attendue" if found[3] else "valeur_cible"]
                assert read(found[2]) == pytest.approx(row["valeur"], abs=0.0501)
                assert read(found[4]) == pytest.approx(aimed, abs=0.0501)
                # Printed alike, different figures are told apart by words.
                alike = read(found[2]) == read(found[4]) and row["valeur"] != aimed
                assert (found[1] is not None) == alike
