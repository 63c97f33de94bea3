"""Scope: which rows are about our territory, and that none of ours is dropped silently."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.lib.columns import Texts
from orchestration.lib.contracts import contracts
from orchestration.lib.nomenclatures import Academie, academies, resolve_academie
from orchestration.lib.recognition import match_header
from orchestration.lib.scoping import Perimeter, places_of_rows
from tests.samples import Table, uai

pytestmark = pytest.mark.usefixtures("open_data")


def academie(code: str = "06") -> Academie:
    found = resolve_academie(code)
    assert found is not None
    return found


def located(domain: str, scope: str = "academie", of: str = "06", **cells: str) -> str | None:
    table = Table.of(domain)
    match = match_header(table.header, contracts()[domain])
    row = table.row_like(0, **cells)
    texts = {name: Texts([row[place]], np.zeros(1, int)) for name, place in match.positions.items()}
    perimeter = Perimeter(academie(of), scope)
    (place,) = places_of_rows(contracts()[domain], perimeter, texts, 1).tolist()
    return None if place < 0 else perimeter.places[place]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (uai("0630018"), "063"),
        (uai("0030009"), "003"),
        (uai("0150014").lower(), "015"),
        (uai("0430010").lstrip("0"), "043"),
        (uai("0690001"), None),
        (uai("6200001"), None),
        (uai("9710001"), None),
        ("6,3E+06", "academie"),
        ("", "academie"),
    ],
)
def test_the_prefix_of_an_uai_says_its_departement(code: str, expected: str | None) -> None:
    assert located("ivac", uai=code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("3", "003"), ("03", "003"), ("063", "063"), ("63.0", "063"),
        ("69", None), ("2A", None), ("971", None), ("99", None), ("ETRANGER", None),
        ("06333", "academie"), ("6,3E+01", "academie"),
    ],
)  # fmt: skip
def test_a_departement_is_ours_foreign_or_damaged(code: str, expected: str | None) -> None:
    assert located("bac_departement", code_departement=code) == expected


@pytest.mark.parametrize("mark", ["", "ND", "-"])
def test_a_row_without_departement_is_placed_by_its_academie(mark: str) -> None:
    ours = {"code_departement": mark, "academie": "CLERMONT-FERRAND"}
    assert located("dnb_departement", **ours) == "academie"
    assert located("dnb_departement", **(ours | {"academie": "LYON"})) is None
    assert located("dnb_departement", **(ours | {"academie": "ETRANGER"})) is None


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("D63", "063"), ("d03", "003"), ("D69", None), ("R84", None), ("FRANCE", None),
     ("DOM", None), ("D6x3", "academie"), ("", "academie")],
)  # fmt: skip
def test_a_zone_of_the_barometer_is_ours_only_when_it_is_a_departement_of_ours(
    zone: str, expected: str | None
) -> None:
    assert located("barometre_2024", enforce_zone_id=zone) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Clermont-Ferrand", "academie"), ("CLERMONT FERRAND", "academie"), ("A06", "academie"),
     ("Lyon", None), ("Corse", None), ("Clermont-en-Argonne", None)],
)  # fmt: skip
def test_an_academie_is_ours_under_each_of_its_names(name: str, expected: str | None) -> None:
    assert located("poursuite_superieur_academie", code_academie=name) == expected
    assert located("calendrier_scolaire", location=name) == expected


def test_a_deposit_for_one_departement_keeps_its_rows_only() -> None:
    assert located("ivac", scope="063", uai=uai("0630018")) == "063"
    assert located("ivac", scope="063", uai=uai("0030009")) is None
    assert located("bac_departement", scope="015", code_departement="015") == "015"


@pytest.mark.parametrize("damaged", ["6,3E+06", "063X018C", ""])
def test_an_illegible_territory_stays_in_the_scope_of_a_departement_to_be_rejected(
    damaged: str,
) -> None:
    assert located("ivac", scope="063", uai=damaged) == "academie"


def test_another_academie_sees_its_own_rows_and_not_ours() -> None:
    assert located("ivac", of="10", uai=uai("0690001")) == "069"
    assert located("ivac", of="Lyon", uai=uai("0630018")) is None
    assert located("ivac", of="27", uai=uai("6200001")) == "02A"
    assert located("ivac", of="27", uai=uai("7200001")) == "02B"
    assert located("bac_departement", of="27", code_departement="2B") == "02B"
    assert located("bac_departement", of="32", code_departement="971") == "971"


def test_every_departement_belongs_to_one_academie_and_has_its_own_prefix() -> None:
    every = [(a, d) for a in academies() for d in a.departements]
    assert len({d.code for _, d in every}) == len(every) == 101
    assert len({d.prefixe_uai for _, d in every}) == len(every)
    assert all(len(d.code) == 3 and len(d.prefixe_uai) == 3 for _, d in every)
    assert academie("06").codes_departements == ("003", "015", "043", "063")


@pytest.mark.parametrize("found", academies(), ids=lambda a: a.code)
def test_every_academie_answers_to_its_code_and_its_name(found: Academie) -> None:
    prefix = "Académie d'" if found.libelle[0] in "AOÉ" else "Académie de "
    spellings = [found.code, f"A{found.code}", str(int(found.code)), found.libelle]
    spellings += [found.libelle.upper(), prefix + found.libelle]
    assert {resolve_academie(s) for s in spellings} == {found}
