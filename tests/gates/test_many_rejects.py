"""Files of which many rows are rejected: each row told as its own, each sentence made once."""

from __future__ import annotations

from collections import Counter

import openpyxl
import pytest

from orchestration.lib import rejections, telling
from orchestration.lib.contracts import contracts
from orchestration.lib.findings import findings
from orchestration.lib.gate import judge
from orchestration.lib.recognition import Announced
from orchestration.lib.returns import giving
from orchestration.lib.returns.rendering import details
from tests.fabricated import table, written
from tests.samples import Platform, pseudonyms, received, verdict

ROWS = 300


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the codes that are put into words, each time they are."""
    asked: list[str] = []
    worded = telling.worded

    def heard(code: str, facts: dict[str, object]) -> tuple[str, str]:
        asked.append(code)
        return worded(code, facts)

    monkeypatch.setattr(telling, "worded", heard)
    return asked


def test_a_sentence_is_made_once_for_all_rows_and_each_shows_its_own_value(
    made: list[str],
) -> None:
    rows = table("devoirs_faits", ROWS)
    for rank, row in enumerate(rows):
        row |= {"niveau": f"niveau {rank}", "seances_suivies": "beaucoup"}
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    assert sorted(made) == ["regles.hors_liste", "types.entier"]
    told = {(r.line, r.code, r.value) for r in found.rejects}
    assert told == {
        *((n + 2, "regles.hors_liste", f"niveau {n}") for n in range(ROWS)),
        *((n + 2, "types.entier", "beaucoup") for n in range(ROWS)),
    }
    assert len(found.rejects) == 2 * ROWS
    assert found.rejects == sorted(found.rejects, key=lambda r: (r.line, r.column))
    counts = {f["code"]: f["nombre"] for f in findings(found) if f["gravite"] == "rejet"}
    assert counts == {"regles.hors_liste": ROWS, "types.entier": ROWS}
    assert (found.status, found.rejected, found.table.num_rows) == ("refuse", ROWS, 0)


def test_what_identifies_somebody_is_not_shown_among_other_values() -> None:
    rows = table("devoirs_faits", 20)
    rows[3]["niveau"], rows[4]["niveau"] = "1234567890D", "septième"
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    assert [(r.line, r.value) for r in found.rejects] == [(5, ""), (6, "septième")]


def test_each_story_is_told_what_it_holds_itself() -> None:
    rows = table("remontee_qualitative", 60)
    rows[1]["recit"] = "Écrire à prenom.nom@exemple.fr"
    rows[2]["recit"] = "Appeler le 06 12 34 56 78"
    told = Announced(school_year="2024-2025")
    found = verdict(written("remontee_qualitative", rows), told=told)
    assert [(r.line, r.problem) for r in found.rejects] == [
        (3, "semble contenir une adresse électronique"),
        (4, "semble contenir un numéro de téléphone"),
    ]


def test_each_row_of_another_year_is_told_its_own() -> None:
    rows = table("devoirs_faits", 60)
    rows[1]["annee_scolaire"], rows[2]["annee_scolaire"] = "2022-2023", "2023-2024"
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    assert [(r.line, r.value, r.problem[:40]) for r in found.rejects] == [
        (3, "2022-2023", "désigne l'année scolaire 2022-2023, alor"),
        (4, "2023-2024", "désigne l'année scolaire 2023-2024, alor"),
    ]


def test_each_deposit_of_a_batch_is_told_its_own_rows() -> None:
    """Rows alike, rows at odds, a value outside the list: each in the file and at the line."""
    first, second = table("devoirs_faits", 40), table("devoirs_faits", 40)
    first[7]["niveau"] = "CE9"
    second[5] = dict(second[4])
    second[11] = {**second[10], "seances_suivies": "4"}
    second[20]["niveau"] = "CE8"
    told = Announced(school_year="2024-2025")
    files = [
        received(written("devoirs_faits", rows), told=told, deposit=f"depot-{n}")
        for n, rows in enumerate((first, second))
    ]
    one, two = judge(files, contracts(), None, pseudonyms)
    assert [(r.line, r.code, r.value) for r in one.rejects] == [(9, "regles.hors_liste", "CE9")]
    assert [(r.line, r.code, r.value) for r in two.rejects] == [
        (7, "regles.ligne_repetee", ""),
        (12, "regles.doublon", ""),
        (13, "regles.doublon", ""),
        (22, "regles.hors_liste", "CE8"),
    ]
    assert (one.table.num_rows, two.table.num_rows) == (39, 36)


def test_a_row_at_fault_twice_is_rejected_once_and_told_twice() -> None:
    rows = table("devoirs_faits", 40)
    rows[4] |= {"niveau": "CE9", "seances_suivies": "abc"}
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    assert (len(found.rejects), found.rejected, found.table.num_rows) == (2, 1, 39)


def test_a_refusal_that_has_a_line_is_detailed_as_a_sentence() -> None:
    rows = table("devoirs_faits", 40)
    for rank, row in enumerate(rows):
        row["date_inscription"] = f"10/{13 + rank % 15}/2024"
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    assert [r.code for r in found.reasons] == ["types.dates_americaines"]
    told = " ".join(details(found.rejects, 1).split())
    assert "la valeur Les" not in told
    assert "ligne 2, colonne « Date d'inscription » : les dates de la colonne" in told


def _wrong_rows() -> list[dict[str, str]]:
    """Return rows of a wrong level, whose sessions are no number."""
    rows = table("devoirs_faits", ROWS)
    for row in rows:
        row |= {"niveau": "CE9", "seances_suivies": "beaucoup"}
    return rows


def _all_wrong() -> bytes:
    """Return wrong rows; the sessions of the last ones are an error of a spreadsheet."""
    rows = _wrong_rows()
    for row in rows[-5:]:
        row["seances_suivies"] = "#REF!"
    return written("devoirs_faits", rows)


def test_what_refuses_a_file_by_itself_is_counted_beyond_what_is_listed(
    monkeypatch: pytest.MonkeyPatch, platform: Platform
) -> None:
    monkeypatch.setattr(rejections, "LISTED", 20)
    name = "devoirs_faits__2024-2025.csv"
    receipt = platform.deposit(_all_wrong(), name)
    assert (receipt.statut, receipt.lignes_rejetees) == ("refuse", ROWS)
    listed = [(r.line, r.code) for r in platform.rejects(receipt)]
    assert listed == [
        *((n, code) for n in range(2, 12) for code in ("regles.hors_liste", "types.entier")),
        *((n, "octets.erreur_de_tableur") for n in range(ROWS - 3, ROWS + 2)),
    ]
    counts = {f["code"]: (f["nombre"], f["premiere_ligne"]) for f in receipt.constats
              if f["gravite"] == "rejet"}  # fmt: skip
    assert counts == {
        "regles.hors_liste": (ROWS, 2),
        "types.entier": (ROWS - 5, 2),
        "octets.erreur_de_tableur": (5, ROWS - 3),
    }
    told = " ".join(giving.receipt_text(receipt, platform.settings, with_values=True).split())
    assert "À CORRIGER : 600 problèmes sur 300 lignes" in told
    assert "… et 590 autres problèmes." in told
    folder = giving.shared_folder(platform.settings, receipt)
    sheet = openpyxl.load_workbook(folder / "annote.xlsx")["Corrections"]
    cells = {cell for row in sheet.values for cell in row}
    assert {600, "25 problèmes listés sur 600"} <= cells

    rows = table("devoirs_faits", ROWS)
    second = platform.deposit(written("devoirs_faits", rows), name)
    text = " ".join(giving.receipt_text(second, platform.settings).split())
    assert "600 problèmes corrigés, il n'en reste aucun." in text


def test_rules_share_the_list_and_the_short_ones_are_listed_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rejections, "LISTED", 46)
    rows = _wrong_rows()
    for row in rows[-6:]:
        row["uai"] = "0631234X"
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    listed = Counter(r.code for r in found.rejects)
    assert listed == {"types.cle_uai": 6, "regles.hors_liste": 20, "types.entier": 20}
    counted = {code: n for (*_, code), n in found.unlisted.items()}
    assert counted == {"regles.hors_liste": ROWS - 20, "types.entier": ROWS - 20}


def test_every_row_that_an_accepted_file_loses_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejections, "LISTED", 2)
    rows = table("devoirs_faits", ROWS)
    for row in rows[:7]:
        row["niveau"] = "CE9"
    found = verdict(written("devoirs_faits", rows), told=Announced(school_year="2024-2025"))
    assert (found.status, len(found.rejects), found.unlisted) == ("accepte_avec_rejets", 7, {})


def test_a_large_file_is_listed_less_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written("devoirs_faits", _wrong_rows())
    listed = []
    for rows_of_large in (ROWS, ROWS - 1):
        monkeypatch.setattr(rejections, "LISTED_OF_LARGE", rows_of_large)
        found = verdict(content, told=Announced(school_year="2024-2025"))
        listed.append(len(found.rejects))
        assert len(found.rejects) + found.unlisted.total() == 2 * ROWS
    assert listed == [2 * ROWS, ROWS - 1]


def test_cells_that_differ_and_say_the_same_are_all_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each story names somebody else: one sentence, and as many rows as there are stories."""
    monkeypatch.setattr(rejections, "LISTED", 20)
    rows = table("remontee_qualitative", ROWS)
    for rank, row in enumerate(rows):
        row["recit"] = f"Un projet suivi par Mme Durand{rank}, avec deux classes."
    found = verdict(written("remontee_qualitative", rows), told=Announced(school_year="2024-2025"))
    assert found.status == "refuse"
    assert (len(found.rejects), found.unlisted.total()) == (20, ROWS - 20)
    assert len(found.unlisted) == 1
