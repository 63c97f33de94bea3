"""Whose rows: the whole académie where a file says nothing, a typed territory where it does."""

from __future__ import annotations

import pytest

from orchestration.lib.gate import Verdict
from orchestration.lib.recognition import Announced
from tests.fabricated import table, written
from tests.samples import uai, verdict

YEAR = "2024-2025"
WITHOUT_TERRITORY = ("publications_service", "campus_metiers", "actions_intervenants")


def judged(domain: str, rows: list[dict[str, str]], scope: str | None = None) -> Verdict:
    return verdict(written(domain, rows), told=Announced(school_year=YEAR, scope=scope))


@pytest.mark.parametrize("domain", WITHOUT_TERRITORY)
@pytest.mark.parametrize("scope", ["academie", "063"])
def test_a_file_that_names_no_territory_is_that_of_its_perimeter(domain: str, scope: str) -> None:
    found = judged(domain, table(domain, 4), scope)
    assert (found.rejects, found.out_of_scope) == ([], 0)
    assert found.table["_departement"].to_pylist() == [scope] * 4


def meeting(kind: str, code: str) -> dict[str, str]:
    return {"territoire_type": kind, "code_territoire": code}


def place_of(kind: str, code: str, scope: str = "academie") -> tuple[object, object] | None:
    """Return the code and the place of a meeting, None when it is set aside."""
    sound = table("reunions", 4, **meeting("departement", "063"))
    row = table("reunions", 5, **meeting(kind, code))[4]
    found = judged("reunions", [*sound, row], scope)
    assert found.rejects == []
    if found.out_of_scope:
        return None
    return found.table["code_territoire"].to_pylist()[4], found.table["_departement"][4].as_py()


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("departement", "3", ("003", "003")),
        ("departement", "69", None),
        ("academie", "06", ("academie", "academie")),
        ("academie", "Lyon", None),
        ("circonscription", uai("0430010"), (uai("0430010"), "043")),
        ("circonscription", uai("0690001"), None),
        ("bassin", "06104", ("06104", "academie")),
        ("bassin", "10104", None),
        ("bassin", "Livradois", ("LIVRADOIS", "academie")),
        ("region_academique", "84", ("84", "academie")),
        ("zone_animation_pedagogique", "z1", ("Z1", "academie")),
    ],
)
def test_a_meeting_is_of_the_departement_of_its_territory(
    kind: str, code: str, expected: tuple[str, str] | None
) -> None:
    assert place_of(kind, code) == expected


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("departement", "63", ("063", "063")),
        ("departement", "3", None),
        ("academie", "06", None),
        ("bassin", "06104", ("06104", "063")),
    ],
)
def test_a_deposit_for_a_departement_keeps_its_meetings_and_those_that_may_be_its_own(
    kind: str, code: str, expected: tuple[str, str] | None
) -> None:
    assert place_of(kind, code, "063") == expected


@pytest.mark.parametrize(
    ("kind", "code"), [("departement", "06333"), ("circonscription", "0630018A")]
)
def test_a_code_that_is_not_of_its_type_is_rejected(kind: str, code: str) -> None:
    sound = table("reunions", 4, **meeting("departement", "063"))
    row = table("reunions", 5, **meeting(kind, code))[4]
    (reject,) = judged("reunions", [*sound, row]).rejects
    assert (reject.line, reject.column, reject.value) == (6, "Code du territoire", code)
    assert reject.problem == "n'est pas le code d'un territoire de l'académie"


def test_an_unknown_type_is_told_once() -> None:
    rows = table("reunions", 5, **meeting("departement", "063"))
    rows[2] |= meeting("commune", "63113")
    (reject,) = judged("reunions", rows).rejects
    assert (reject.column, reject.value) == ("Type de territoire", "commune")


def test_one_territory_written_in_two_ways_is_one_key() -> None:
    domain = "bien_etre_travail"
    rows = table(domain, 4, **meeting("departement", "063"))
    for row, number in zip(rows, range(4), strict=True):
        row["numerateur"] = str(number)
        row["fonction"] = ["enseignant", "cpe", "aed", "aed"][number]
    rows[3]["code_territoire"] = "63"
    found = judged(domain, rows)
    assert [(r.line, "même clé" in r.problem) for r in found.rejects] == [(4, True), (5, True)]


@pytest.mark.parametrize(("year", "school_year"), [("2024", YEAR), ("2024-2025", YEAR)])
def test_a_civil_year_is_that_of_the_school_year_that_it_opens(year: str, school_year: str) -> None:
    rows = table("formation_adultes", 4, annee=year)
    found = verdict(written("formation_adultes", rows))
    assert found.rejects == []
    assert set(found.table["_annee_scolaire"].to_pylist()) == {school_year}


def test_a_civil_year_that_has_not_begun_its_school_year_is_rejected() -> None:
    rows = table("formation_adultes", 5, annee="2026")
    rows[1]["annee"] = "2027"
    (reject,) = verdict(written("formation_adultes", rows)).rejects
    assert (reject.column, reject.value) == ("Année civile", "2027")


def test_a_publication_without_a_school_is_that_of_the_deposit() -> None:
    rows = table("publications", 4)
    rows[1]["uai"] = ""
    rows[2]["uai"] = uai("0690001")
    found = judged("publications", rows)
    assert (found.rejects, found.out_of_scope) == ([], 1)
    assert found.table["_departement"].to_pylist() == ["063", "academie", "063"]
