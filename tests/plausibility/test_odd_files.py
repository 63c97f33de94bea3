"""Stories of files that are odd by themselves: pages, dates, percentages, names off their codes.

What belongs here: what exports and spreadsheets really do to a file, and the remark that says so.
What does not: comparisons with other files and years (`test_across_files_and_years`).
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.gate import Verdict
from orchestration.lib.plausibility.examine import Examiner
from orchestration.lib.settings import Settings
from tests.fabricated import made_up, school, table, written
from tests.samples import Platform, Table, genuine, genuine_name, uai, verdict

WORDS = {
    "page_repetee": "répètent les lignes",
    "taille_de_page": "compte exactement",
    "jour_mois": "le jour et le mois semblent inversés",
    "hors_annee": "hors de l'année scolaire",
    "pourcentage": "semble écrite entre",
    "noms_et_uai": "n'est pas celui de son UAI",
    "departement_de_l_uai": "n'est pas celui de l'UAI",
    "territoire_inconnu": "qu'aucun établissement du référentiel ne porte",
    "uai_ferme": "avant l'année scolaire",
    "uai_nature": "d'une autre nature",
}


def remarks(receipt: Receipt, rule: str) -> list[str]:
    """Return the sentences of a rule; the receipt counts them under its code."""
    found = [w for w in receipt.avertissements if WORDS[rule] in w]
    assert bool(found) == any(c["code"] == f"croisement.{rule}" for c in receipt.constats)
    return found


def actions(rows: int) -> list[dict[str, str]]:
    return [
        r | {"id_action": f"A{n}", "nb_eleves": str(10 + n % 37)}
        for n, r in enumerate(table("clee_actions", rows))
    ]


def test_a_page_given_twice_is_told_in_one_sentence(platform: Platform) -> None:
    rows = actions(200)
    paged = rows[:100] + rows[:100] + rows[100:]
    receipt = platform.deposit(written("clee_actions", paged))
    (told,) = remarks(receipt, "page_repetee")
    assert told.startswith("Les lignes 102 à 201 répètent les lignes 2 à 101.")


def test_every_page_that_is_the_first_again_is_told(platform: Platform) -> None:
    rows = actions(50)
    receipt = platform.deposit(written("clee_actions", rows * 3))
    told = remarks(receipt, "page_repetee")
    assert [t.split(".")[0] for t in told] == [
        "Les lignes 52 à 101 répètent les lignes 2 à 51",
        "Les lignes 102 à 151 répètent les lignes 2 à 51",
    ]


def test_a_few_repeated_lines_are_no_page(platform: Platform) -> None:
    rows = actions(60)
    receipt = platform.deposit(written("clee_actions", [*rows, rows[3], rows[40]]))
    assert not remarks(receipt, "page_repetee")


@pytest.mark.parametrize(("rows", "told"), [(1000, True), (999, False)])
def test_exactly_a_page_of_rows_is_told(platform: Platform, rows: int, told: bool) -> None:
    receipt = platform.deposit(written("clee_actions", actions(rows)))
    assert bool(remarks(receipt, "taille_de_page")) is told


def meetings(days: list[str]) -> bytes:
    rows = table("reunions", len(days), territoire_type="departement", code_territoire="063",
                 nb_invites="20", nb_presents="12")  # fmt: skip
    return written("reunions", [
        r | {"id_reunion": f"R{n}", "date_reunion": d}
        for n, (r, d) in enumerate(zip(rows, days, strict=True))
    ])  # fmt: skip


def school_days(number: int) -> list[date]:
    return [date(2024, 9, 2) + timedelta(days=3 * n) for n in range(number)]


def test_a_spreadsheet_that_swapped_what_it_could_is_told(platform: Platform) -> None:
    days = school_days(90)
    swapped = [f"{d:%m/%d/%Y}" if d.day <= 12 else f"{d:%d/%m/%Y}" for d in days]
    receipt = platform.deposit(meetings(swapped))
    assert receipt.statut == "accepte"
    assert len(remarks(receipt, "jour_mois")) == 1


def test_swapped_dates_are_told_once_by_the_remark_that_counts_them(platform: Platform) -> None:
    # Saved by a spreadsheet in English: what it could turn is a date, the rest stayed as text.
    days = school_days(90)
    half_read = [f"{d:%Y-%d-%m}" if d.day <= 12 else f"{d:%d/%m/%Y}" for d in days]
    receipt = platform.deposit(meetings(half_read))
    (told,) = remarks(receipt, "jour_mois")
    assert receipt.avertissements == [told]


def test_dates_of_the_school_year_say_nothing_and_others_do(platform: Platform) -> None:
    days = school_days(90)
    right = platform.deposit(meetings([f"{d:%d/%m/%Y}" for d in days]))
    late = platform.deposit(meetings([f"{d + timedelta(days=366):%d/%m/%Y}" for d in days]))
    assert not right.avertissements
    (told,) = remarks(late, "hors_annee")
    assert "90 dates hors de l'année scolaire 2024-2025 (à partir de la ligne 2)" in told


def test_percentages_from_zero_to_one_are_told(platform: Platform, open_data: object) -> None:
    colleges = Table.of("ivac")
    rates = [str(round(float(v) / 100, 3)) if v else v for v in colleges.column("taux_reussite_g")]
    receipt = platform.deposit(
        colleges.put_all("taux_reussite_g", rates).to_bytes(), genuine_name("ivac")
    )
    (told,) = remarks(receipt, "pourcentage")
    assert "semble écrite entre 0 et 1" in told


def sorted_alone(domain: str, column: str) -> bytes:
    """Return a genuine file of which one column was sorted without the others."""
    file = Table.of(domain)
    return file.put_all(column, sorted(file.column(column))).to_bytes()


def test_names_sorted_without_their_codes_are_told_with_examples(
    platform: Platform, open_data: object
) -> None:
    platform.deposit(genuine("annuaire_geolocalisation"))
    right = platform.deposit(genuine("ivac"), genuine_name("ivac"))
    assert not remarks(right, "noms_et_uai")
    wrong = sorted_alone("ivac", "nom_etablissement")
    receipt = platform.deposit(wrong, genuine_name("ivac"))
    (told,) = remarks(receipt, "noms_et_uai")
    assert told.count("porte le nom") == 3
    assert "triée sans les autres" in told
    assert receipt.statut == "usage_interne"


@pytest.mark.parametrize(
    ("domain", "column"),
    [("ivac", "nom_etablissement"), ("annuaire_geolocalisation", "appellation_officielle")],
)
def test_names_off_their_codes_are_told_where_no_list_of_schools_stands(
    platform: Platform, open_data: object, domain: str, column: str
) -> None:
    receipt = platform.deposit(sorted_alone(domain, column), genuine_name(domain))
    assert len(remarks(receipt, "noms_et_uai")) >= 1
    assert not remarks(platform.deposit(genuine(domain), genuine_name(domain)), "noms_et_uai")


def test_a_register_of_which_the_names_were_sorted_is_held_to_its_former_years(
    platform: Platform,
) -> None:
    def register(year: str, turn: int) -> bytes:
        rows = table("ref_etablissements", 20, annee_scolaire=year, date_fermeture="")
        named = [f"Collège Prénom{n} Nom{n}" for n in range(20)]
        turned = named[turn:] + named[:turn]
        return written("ref_etablissements", [
            r | {"nom_etablissement": n} for r, n in zip(rows, turned, strict=True)
        ])  # fmt: skip

    platform.deposit(register("2023-2024", 0))
    wrong = platform.deposit(register("2024-2025", 3))
    assert len(remarks(wrong, "noms_et_uai")) == 1
    assert not remarks(platform.deposit(register("2024-2025", 0)), "noms_et_uai")


def test_a_closed_school_and_a_lycee_are_told(platform: Platform) -> None:
    rows = [
        r | {"date_fermeture": "", "etat": "OUVERT", "type_etablissement": "Collège"}
        for r in table("ref_etablissements", 20)
    ]
    rows[3] |= {"etat": "FERME", "date_fermeture": "2020-08-31"}
    rows[4] |= {"type_etablissement": "Lycée"}
    platform.deposit(written("ref_etablissements", rows))
    receipt = platform.deposit(made_up("devoirs_faits", 20, df_statut="inscrit", niveau="6EME"))
    closed, lycee = (remarks(receipt, f"uai_{what}") for what in ("ferme", "nature"))
    assert f"{school(3)} (le 31/08/2020)" in closed[0]
    assert f"{school(4)} (Lycée)" in lycee[0]
    assert "(Collège)" in lycee[0]


def test_a_bassin_that_no_school_belongs_to_is_told(platform: Platform) -> None:
    rows = table("ref_etablissements", 4, code_bassin_formation="06301", date_fermeture="")
    platform.deposit(written("ref_etablissements", rows))
    held = table("reunions", 2, territoire_type="bassin", nb_presents="1")
    held = [r | {"code_territoire": c} for r, c in zip(held, ("06301", "06399"), strict=True)]
    (told,) = remarks(platform.deposit(written("reunions", held)), "territoire_inconnu")
    assert told.startswith("1 code de bassin")
    assert told.count("06399") == 1
    assert "06301" not in told


def test_a_code_column_sorted_alone_disagrees_with_the_departement(platform: Platform) -> None:
    places = ["003", "015", "043", "063"]
    rows = [
        r | {"uai": uai(f"{places[n % 4]}{1000 + n:04d}"), "code_departement": places[n % 4]}
        for n, r in enumerate(table("certifications", 40))
    ]
    alone = sorted(r["uai"] for r in rows)
    mixed = [r | {"uai": u} for r, u in zip(rows, alone, strict=True)]
    assert not remarks(platform.deposit(written("certifications", rows)), "departement_de_l_uai")
    receipt = platform.deposit(written("certifications", mixed))
    assert len(remarks(receipt, "departement_de_l_uai")) == 1


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_no_rule_changes_or_refuses_a_row(seed: int) -> None:
    found = _damaged(seed)
    before, status = found.table, found.status
    rejects = list(found.rejects)
    _examiner().examine(found)
    assert found.table is before
    assert found.rejects == rejects
    assert found.status in (status, "usage_interne")


def _examiner() -> Examiner:
    return Examiner(Settings().home / "absent", contracts(), ("003", "015", "043", "063"))


def _damaged(seed: int) -> Verdict:
    draw = random.Random(seed)  # noqa: S311 - no secret
    rows = draw.choices(_ROWS, k=draw.randint(1, 80))
    tables = {name: [r[name] for r in rows] for name in _KEPT.schema.names}
    kept = pa.table(tables, schema=_KEPT.schema)
    return Verdict(
        _JUDGED.received, _JUDGED.status, contract=_JUDGED.contract, scope=_JUDGED.scope,
        table=kept, seen=kept, read=kept.num_rows, rejected=draw.randint(0, 2),
    )  # fmt: skip


_JUDGED = verdict(made_up("clee_actions", 30), "clee_actions.csv")
_KEPT = _JUDGED.table
_ROWS = _KEPT.to_pylist()
