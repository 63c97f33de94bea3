"""Targets: what may be aimed at, and that a decision never erases the one before it."""

from __future__ import annotations

import pytest

from orchestration.lib.gate import Verdict
from tests.fabricated import table, written
from tests.samples import Platform, Table, uai, verdict

DOMAIN = "cibles"
Row = dict[str, str]
DEPARTEMENT = {"territoire_type": "departement", "code_territoire": "063"}


def target(**cells: str) -> Row:
    """Return a target for the Puy-de-Dôme, decided in October 2024."""
    return table(DOMAIN, 1, **(DEPARTEMENT | {"indicateur": "1.1.1-a"} | cells))[0]


def judged(*rows: Row) -> Verdict:
    """Return the verdict on rows added to four sound ones, so that the file is not refused."""
    sound = [target(indicateur="1.1.1-b", annee_cible=f"203{n}-203{n + 1}") for n in range(4)]
    return verdict(written(DOMAIN, [*sound, *rows]))


def problem(row: Row) -> tuple[str, str]:
    (reject,) = judged(row).rejects
    assert reject.line == 6
    return reject.column, reject.problem


def kept(row: Row, name: str) -> object:
    found = judged(row)
    assert (found.rejects, found.out_of_scope) == ([], 0)
    return found.table[name].to_pylist()[-1]


@pytest.mark.parametrize("code", ["1.1.1-a", "1.1.1-A", " 4.3.3-c", "3.1.5-q2", "1.1.1-o1"])
def test_a_target_is_for_an_indicator_of_the_catalogue(code: str) -> None:
    assert kept(target(indicateur=code), "indicateur") == code.strip().lower()


@pytest.mark.parametrize("code", ["9.9.9-a", "1.1.1", "1.1.1-a bis", "Taux d'accès"])
def test_a_target_for_another_indicator_is_rejected_with_a_few_examples(code: str) -> None:
    (reject,) = judged(target(indicateur=code)).rejects
    assert (reject.column, reject.value) == ("Indicateur", code)
    assert reject.problem == "ne fait pas partie des valeurs attendues"
    assert len(reject.remedy) < 120
    assert "1.1.1-a" in reject.remedy


@pytest.mark.parametrize(("written_as", "value"), [("0", 0.0), ("0,0", 0.0), ("-2,5", -2.5)])
def test_zero_is_a_target_and_so_is_a_negative_difference(written_as: str, value: float) -> None:
    assert kept(target(valeur_cible=written_as), "valeur_cible") == value


def test_a_target_without_a_value_is_rejected() -> None:
    column, said = problem(target(valeur_cible=""))
    assert (column, said[:19]) == ("Valeur visée", "la cellule est vide")


def test_the_year_of_reference_comes_before_the_year_aimed_at() -> None:
    assert kept(target(annee_base="2025-2026"), "annee_base") == "2025-2026"
    for late in ("2026-2027", "2027-2028"):
        column, said = problem(target(annee_base=late))
        assert (column, said) == ("", "L'année de référence ne précède pas l'année visée")


def test_a_value_of_reference_needs_its_year_and_not_the_other_way_round() -> None:
    assert "sans son année" in problem(target(annee_base="", valeur_base="3"))[1]
    assert kept(target(annee_base="2023-2024", valeur_base=""), "valeur_base") is None


@pytest.mark.parametrize("year", ["2026-2027", "2026/2027", "2026-27", "Année scolaire 2026-2027"])
def test_a_school_year_has_one_spelling_in_the_lake(year: str) -> None:
    assert kept(target(annee_cible=year), "annee_cible") == "2026-2027"


@pytest.mark.parametrize("year", ["2026", "2026-2028", "rentrée 2026", "2026.0", "bientôt"])
def test_what_is_not_one_school_year_is_rejected(year: str) -> None:
    assert problem(target(annee_cible=year)) == ("Année visée", "n'est pas une année scolaire")


@pytest.mark.parametrize(
    ("kind", "code", "stored", "place"),
    [
        ("académie", "06", "academie", "academie"),
        ("academie", "Clermont-Ferrand", "academie", "academie"),
        ("academie", "académie", "academie", "academie"),
        ("Département", "63", "063", "063"),
        ("etablissement", uai("0030009").lower(), uai("0030009"), "003"),
        ("circonscription", uai("0150014"), uai("0150014"), "015"),
        ("circonscription", "issoire", "ISSOIRE", "academie"),
        ("bassin", "06101", "06101", "academie"),
    ],
)
def test_each_territory_has_one_code_and_lies_in_its_departement(
    kind: str, code: str, stored: str, place: str
) -> None:
    row = target(territoire_type=kind, code_territoire=code)
    assert (kept(row, "code_territoire"), kept(row, "_departement")) == (stored, place)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("academie", "Lyon"),
        ("academie", "Auvergne"),
        ("departement", "69"),
        ("departement", "Ardèche"),
        ("departement", "06333"),
        ("etablissement", uai("0690001")),
        ("etablissement", "0630018A"),
        ("etablissement", "063"),
        ("circonscription", uai("0690001")),
        ("bassin", "10101"),
    ],
)
def test_a_target_for_a_territory_of_another_academie_is_rejected_not_set_aside(
    kind: str, code: str
) -> None:
    found = judged(target(territoire_type=kind, code_territoire=code))
    (reject,) = found.rejects
    assert (reject.column, reject.value) == ("Code du territoire", code)
    assert reject.problem == "n'est pas le code d'un territoire de l'académie"
    assert found.out_of_scope == 0


def test_a_target_without_a_territory_is_rejected() -> None:
    column, said = problem(target(territoire_type="academie", code_territoire=""))
    assert (column, said[:19]) == ("Code du territoire", "la cellule est vide")


@pytest.mark.usefixtures("open_data")
def test_an_unknown_school_of_ours_is_told_and_its_target_stays(platform: Platform) -> None:
    schools = Table.of("annuaire_geolocalisation").head(5)
    platform.deposit(schools.to_bytes())
    known = schools.column("uai")[0]
    rows = [
        target(territoire_type="etablissement", code_territoire=code)
        for code in (known, uai("0639999"))
    ]
    receipt = platform.deposit(written(DOMAIN, rows))
    assert (receipt.statut, receipt.lignes_retenues) == ("accepte", 2)
    (warning,) = [w for w in receipt.avertissements if "liste des établissements" in w]
    assert uai("0639999") in warning
    assert known not in warning


def standing(platform: Platform) -> dict[str, set[str]]:
    """Return the rows that stand, by deposit, as their key."""
    found: dict[str, set[str]] = {}
    for (key, _, _), depot in platform.standing(DOMAIN).items():
        found.setdefault(depot, set()).add(key)
    return found


FIRST = "1.1.1-a|departement|063|2026-2027|2024-10-01"


def test_a_revised_target_leaves_the_first_decision_standing(platform: Platform) -> None:
    first = platform.deposit(written(DOMAIN, [target()]))
    revised = target(date_decision="2025-10-01", valeur_cible="3")
    second = platform.deposit(written(DOMAIN, [revised]))
    assert standing(platform) == {
        first.depot: {FIRST},
        second.depot: {FIRST.replace("2024-10", "2025-10")},
    }


@pytest.mark.parametrize(
    "other",
    [{"indicateur": "1.1.1-b"}, {"code_territoire": "003"}, {"annee_cible": "2027-2028"}],
)
def test_another_target_decided_the_same_day_leaves_it_standing_too(
    platform: Platform, other: Row
) -> None:
    first = platform.deposit(written(DOMAIN, [target()]))
    platform.deposit(written(DOMAIN, [target(**other)]))
    assert standing(platform)[first.depot] == {FIRST}
    assert len(standing(platform)) == 2


def test_the_same_decision_again_replaces_only_itself(platform: Platform) -> None:
    rows = [target(), target(indicateur="1.1.1-b")]
    first = platform.deposit(written(DOMAIN, rows))
    again = target(date_decision="01/10/2024", code_territoire="63", valeur_cible="7")
    second = platform.deposit(written(DOMAIN, [again]))
    assert standing(platform) == {
        first.depot: {FIRST.replace("1-a", "1-b")},
        second.depot: {FIRST},
    }


def test_the_author_is_a_service_and_not_a_person() -> None:
    assert kept(target(auteur="Comité de pilotage"), "auteur") == "Comité de pilotage"
    column, said = problem(target(auteur="Mme Durand"))
    assert (column, said[:33]) == ("Service ou instance", "semble contenir le nom d'une pers")
