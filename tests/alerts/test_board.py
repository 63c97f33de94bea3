"""Where each campaign stands on a day: due days, perimeters, refusals, decisions of people.

What belongs here: the board and the file of campaigns. What does not: reminders, printing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import holidays
import pytest

from orchestration.lib.campaigns.board import Campaign, board
from orchestration.lib.campaigns.due import due_day, expected_school_year
from orchestration.lib.campaigns.revisions import WITHOUT_REASON, late_revision
from orchestration.lib.campaigns.rules import CampaignsError, Rules, read_rules, rules_of
from orchestration.lib.campaigns.working_days import WorkingDays, working_days
from orchestration.lib.clock import day_of
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.run_context import standing_slices
from orchestration.lib.settings import Settings
from tests.cli.conftest import receipt

DAYS = WorkingDays("A")
EVERY = ("003", "015", "043", "063")
DAY = date(2026, 11, 22)


def campaigns(
    domain: str, history: list[Receipt], day: date = DAY, rules: Rules | None = None
) -> dict[tuple[str, str], Campaign]:
    standing = standing_slices(history, EVERY)
    known = {domain: contracts()[domain]}
    found = board(known, history, standing, rules or Rules(), DAYS, day, EVERY)
    return {(c.year, c.perimeter): c for c in found}


def deposit(depot: str, year: str | None, **changes: object) -> Receipt:
    told = {
        "depot": depot, "ordre": 1, "domaine": "devoirs_faits",
        "tranches": [["", year]] if year else [], "recu_le": "2026-09-15T10:00:00+00:00",
    }  # fmt: skip
    return receipt(**{**told, **({} if year else {"statut": "refuse"}), **changes})


def written(tmp_path: Path, text: str) -> Rules:
    path = tmp_path / "campagnes.yaml"
    path.write_text(text, encoding="utf-8")
    return read_rules(path, contracts(), EVERY)


def test_public_holidays_are_those_of_the_library() -> None:
    first, last = date(2010, 1, 1).toordinal(), date(2059, 12, 31).toordinal()
    week = [d for d in map(date.fromordinal, range(first, last + 1)) if d.weekday() < 5]
    official = holidays.country_holidays("FR", years=range(2010, 2060))
    assert [d for d in week if not DAYS.is_office_day(d)] == [d for d in week if d in official]


@pytest.mark.parametrize(
    ("latency", "due", "first", "expected"),
    [
        (0, "11-15", 2026, date(2026, 11, 16)),  # a Sunday
        (0, "10-31", 2026, date(2026, 11, 2)),  # Saturday of the Toussaint holidays
        (0, "10-20", 2026, date(2026, 11, 2)),
        (0, "12-24", 2026, date(2027, 1, 4)),  # Noël
        (0, "02-15", 2026, date(2027, 3, 1)),  # hiver of zone A, 13 to 28 February 2027
        (0, "04-15", 2026, date(2027, 4, 26)),  # printemps
        (0, "05-01", 2026, date(2027, 5, 3)),  # 1er mai, a Saturday
        (0, "05-06", 2026, date(2027, 5, 10)),  # Ascension and its bridge
        (0, "05-08", 2024, date(2025, 5, 9)),  # 8 mai, a Thursday
        (0, "07-10", 2025, date(2026, 7, 10)),  # summer: a day of work in an office
        (0, "07-14", 2025, date(2026, 7, 15)),
        (6, None, 2025, date(2027, 3, 1)),  # 28 February 2027 is a Sunday of the winter holidays
        (0, None, 2025, date(2026, 8, 31)),
        (12, "08-31", 2024, date(2026, 8, 31)),
    ],
)
def test_a_due_day_that_nobody_can_keep_moves_to_the_next_one(
    latency: int, due: str | None, first: int, expected: date
) -> None:
    assert due_day(latency, due, first, DAYS) == expected


def test_zones_have_their_own_holidays(settings: Settings) -> None:
    assert due_day(0, "02-15", 2026, WorkingDays("B")) == date(2027, 2, 15)
    assert working_days(settings).zone == "A"
    lille = Settings(home=settings.home, PSA_ACADEMIE="09")
    assert working_days(lille).zone == "B"
    assert working_days(Settings(home=settings.home, PSA_ACADEMIE="27")).zone == "A"


@pytest.mark.parametrize(
    ("latency", "day", "due", "expected"),
    [
        (6, date(2026, 11, 22), None, "2024-2025"),
        (6, date(2027, 3, 1), None, "2024-2025"),  # on time until the day itself
        (6, date(2027, 3, 2), None, "2025-2026"),
        (0, date(2026, 8, 31), None, "2024-2025"),
        (0, date(2026, 9, 1), None, "2025-2026"),
        (20, date(2026, 11, 22), None, "2023-2024"),
        (None, date(2026, 11, 22), None, None),
        (0, date(2026, 11, 16), "11-15", "2025-2026"),
        (0, date(2026, 11, 17), "11-15", "2026-2027"),
        (0, date(2026, 7, 10), "07-10", "2024-2025"),
        (0, date(2026, 7, 11), "07-10", "2025-2026"),
        (12, date(2026, 11, 22), "08-31", "2024-2025"),
        (1, date(2026, 10, 1), "08-31", "2025-2026"),
    ],
)
def test_a_year_is_expected_once_its_due_day_is_past(
    latency: int | None, day: date, due: str | None, expected: str | None
) -> None:
    assert expected_school_year(latency, day, due, DAYS) == expected


def test_the_states_of_a_campaign() -> None:
    never = campaigns("devoirs_faits", [])
    assert {k: c.state for k, c in never.items()} == {
        ("2025-2026", "academie"): "en_retard", ("2026-2027", "academie"): "attendu",
    }  # fmt: skip
    got = campaigns("devoirs_faits", [deposit("a", "2025-2026")])["2025-2026", "academie"]
    assert (got.state, got.received_on, got.late) == ("recu", date(2026, 9, 15), False)
    refused = campaigns("devoirs_faits", [deposit("a", None)])["2025-2026", "academie"]
    assert (refused.state, refused.refused_on, refused.late) == ("refuse", date(2026, 9, 15), True)


def test_a_refusal_that_an_acceptance_followed_is_forgotten() -> None:
    history = [deposit("a", None), deposit("b", "2025-2026", ordre=2)]
    assert campaigns("devoirs_faits", history)["2025-2026", "academie"].state == "recu"
    history.append(deposit("c", None, ordre=3, recu_le="2026-11-20T10:00:00+00:00"))
    found = campaigns("devoirs_faits", history)
    # What is received stays so: the refused file is then one of the year that is open.
    assert found["2025-2026", "academie"].state == "recu"
    assert found["2026-2027", "academie"].state == "refuse"
    assert not found["2026-2027", "academie"].late


def test_a_deposit_for_internal_use_is_received() -> None:
    found = campaigns("devoirs_faits", [deposit("a", "2025-2026", statut="usage_interne")])
    assert found["2025-2026", "academie"].state == "recu"


def test_departements_hand_in_where_they_did_the_last_time() -> None:
    last = [deposit(d, "2024-2025", perimetre=d) for d in EVERY]
    now = [deposit(f"n{d}", "2025-2026", perimetre=d, ordre=9) for d in EVERY[:2]]
    found = campaigns("devoirs_faits", last + now)
    assert {p: c.state for (y, p), c in found.items() if y == "2025-2026"} == {
        "003": "recu", "015": "recu", "043": "en_retard", "063": "en_retard",
    }  # fmt: skip
    whole = campaigns("devoirs_faits", [*last, deposit("x", "2025-2026", ordre=10)])
    assert {c.state for (y, _), c in whole.items() if y == "2025-2026"} == {"recu"}


def test_the_academie_in_parts_is_received_when_all_are_there(tmp_path: Path) -> None:
    rules = written(tmp_path, "perimetres: {devoirs_faits: academie}")
    parts = [deposit(d, "2025-2026", perimetre=d) for d in EVERY]
    some = campaigns("devoirs_faits", parts[:3], rules=rules)["2025-2026", "academie"]
    assert (some.state, some.missing) == ("en_retard", ("063",))
    every = campaigns("devoirs_faits", parts, rules=rules)["2025-2026", "academie"]
    assert (every.state, len(every.deposits)) == ("recu", 4)


RULES = """
relances: {premiere: 10, seconde: 5, responsable: 15}
perimetres: {devoirs_faits: departements}
dispenses:
  - {domaine: devoirs_faits, annee: 2025-2026, perimetre: 063, motif: pas de collège,
     auteur: SSA, le: 2026-06-01}
reports:
  - domaine: devoirs_faits
    annee: 2025-2026
    perimetre: "015"
    au: 2026-12-20
    motif: grève
    auteur: SG
    le: 01/07/2026
clotures:
  - {annee: 2025-2026, le: 2026-10-31}
  - {domaine: effectifs, annee: 2025-2026, le: 2026-12-31}
"""


def test_decisions_of_people_change_the_board(tmp_path: Path) -> None:
    rules = written(tmp_path, RULES)
    found = campaigns("devoirs_faits", [], rules=rules)
    exempt, extended = found["2025-2026", "063"], found["2025-2026", "015"]
    assert (exempt.state, exempt.reason, exempt.late) == ("dispense", "pas de collège", False)
    assert (extended.state, extended.due) == ("attendu", date(2027, 1, 4))
    assert found["2025-2026", "003"].state == "en_retard"
    assert found["2025-2026", "003"].closing == date(2026, 10, 31)
    assert rules.closing("effectifs", "2025-2026") == date(2026, 12, 31)
    assert rules.relances.premiere == 10


WHO = "motif: a, auteur: b, le: 2026-01-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dispense: []", "Vouliez-vous « dispenses » ?"),
        ("dispenses: oui", "écrivez une liste"),
        (f"dispenses:\n  - {{domaine: effectif, {WHO}, annee: 2025-2026}}",
         "Vouliez-vous « effectifs » ?"),
        (f"dispenses:\n  - {{domaine: effectifs, {WHO}, annee: 2025}}",
         "n'est pas une année scolaire"),
        ("dispenses:\n  - {domaine: effectifs, annee: 2025-2026, auteur: b, le: 2026-01-01}",
         "dispenses, n° 1 : il manque « motif »"),
        ("clotures:\n  - {annee: 2025-2026, le: demain}", "n'est pas une date"),
        ("clotures:\n  - {annee: 2025-2026, le: 2026-12-31, motif: a}", "« motif » n'existe pas"),
        (f"dispenses:\n  - {{domaine: effectifs, {WHO}, annee: 2025-2026, perimetre: 75}}",
         "périmètres possibles"),
        ("relances: {premiere: bientôt}", "nombre de jours"),
        ("relances: {seconde: 30, responsable: 10}", "après la seconde"),
        ("perimetres: {effectifs: communes}", "departements ou academie"),
        ("dispenses:\n - a: [", "l'écriture n'est pas correcte"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_campaigns_says_where_and_what(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(CampaignsError) as error:
        written(tmp_path, text)
    assert said in str(error.value)
    assert "campagnes.yaml" in str(error.value)


def test_a_wrong_file_suspends_decisions_and_nothing_else(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "campagnes.yaml").write_text("clotures: non", encoding="utf-8")
    rules, wrong = rules_of(settings, contracts())
    assert rules == Rules()
    assert wrong is not None


def test_a_deposit_after_the_closing_is_a_dated_revision(tmp_path: Path) -> None:
    rules = written(tmp_path, RULES)
    late = "2026-11-05T09:00:00+00:00"
    assert late_revision(rules, "devoirs_faits", ["2025-2026"], late, "oubli d'un collège") == {
        "annees": "2025-2026", "cloture": "2026-10-31", "le": "2026-11-05",
        "motif": "oubli d'un collège",
    }  # fmt: skip
    said = late_revision(rules, "devoirs_faits", ["2025-2026"], late, " ")
    assert said is not None
    assert said["motif"] == WITHOUT_REASON
    assert late_revision(rules, "effectifs", ["2025-2026"], late, None) is None
    assert late_revision(rules, "devoirs_faits", ["2026-2027"], late, None) is None
    # 31 October is the day itself, until midnight in Paris.
    assert (
        late_revision(rules, "devoirs_faits", ["2025-2026"], "2026-10-31T22:30:00+00:00", None)
        is None
    )
    assert day_of("2026-10-31T23:30:00+00:00") == date(2026, 11, 1)
