"""A narrative that names somebody goes back to its author, and what it names stays there."""

from __future__ import annotations

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict
from orchestration.lib.recognition import Announced
from tests.fabricated import table, written
from tests.samples import Platform, verdict

DOMAIN, YEAR = "remontee_qualitative", "2024-2025"
SECRETS = {
    "une adresse électronique": "prenom.nom@exemple.fr",
    "un numéro de téléphone": "06 12 34 56 78",
    "un INE": "1234567890D",
    "un numéro de sécurité sociale": "1 85 05 63 123 456 78",
    "le nom d'une personne": "Mme Durand",
}


def judged(story: str, **cells: str) -> Verdict:
    rows = table(DOMAIN, 20)
    rows[3] |= {"recit": story, **cells}
    return verdict(written(DOMAIN, rows), told=Announced(school_year=YEAR))


@pytest.mark.parametrize(("kind", "secret"), SECRETS.items())
def test_a_row_whose_story_names_somebody_is_rejected_without_repeating_it(
    kind: str, secret: str
) -> None:
    found = judged(f"Un projet suivi par {secret}, avec deux classes.")
    (reject,) = found.rejects
    assert (reject.line, reject.column, reject.value) == (5, "Récit", "")
    assert reject.problem.startswith(f"semble contenir {kind}")
    assert "fonction" in reject.remedy
    assert found.status == "accepte_avec_rejets"
    assert found.table.num_rows == 19
    assert secret not in repr((found.reasons, found.warnings, found.rejects, found.kept.to_csv()))


def test_everything_that_a_story_seems_to_hold_is_said_at_once() -> None:
    (reject,) = judged(", ".join(SECRETS.values())).rejects
    assert reject.problem == (
        "semble contenir une adresse électronique, un numéro de téléphone, un INE, un numéro de "
        "sécurité sociale et le nom d'une personne (« M. » ou « Mme » suivi d'un nom)"
    )


def test_a_story_too_long_that_names_somebody_is_not_shown_either() -> None:
    found = judged("Mme Durand " * 400)
    assert "Durand" not in repr(found.rejects)
    assert found.table.num_rows == 19


def test_ordinary_prose_is_kept_as_it_was_written() -> None:
    story = "M. le principal et Mme la CPE ont réuni 120 élèves le 12/03/2024 (UAI 0630018C)."
    found = judged(story)
    assert found.rejects == []
    assert found.table["recit"].to_pylist()[3] == story


def test_no_rejected_story_leaves_the_original(platform: Platform) -> None:
    rows = table(DOMAIN, 20)
    rows[3]["recit"] = "Merci à Mme Durand, prenom.nom@exemple.fr"
    receipt = platform.deposit(written(DOMAIN, rows), school_year=YEAR)
    assert receipt.lignes_rejetees == 1
    home = platform.settings.home
    files = [p for p in home.rglob("*") if p.is_file() and p.parent.name != "original"]
    said = b"".join(p.read_bytes() for p in files)
    assert b"Durand" not in said
    assert b"exemple.fr" not in said


@pytest.mark.parametrize(
    ("level", "story", "evidence", "said"),
    [
        ("1", "", "0", None),
        ("2", "Un projet.", "1", None),
        ("2", "Un projet.", "0", "Un niveau 2, 3 ou 4 est déclaré sans preuve"),
        ("4", "", "2", "Un niveau 2, 3 ou 4 est déclaré sans récit"),
    ],
)
def test_a_high_level_is_justified_by_a_story_and_evidence(
    level: str, story: str, evidence: str, said: str | None
) -> None:
    found = judged(story, niveau_maturite=level, nb_preuves=evidence)
    assert [r.problem for r in found.rejects] == ([said] if said else [])


def test_the_survey_asks_about_the_criteria_that_have_a_grid() -> None:
    asked = contracts()[DOMAIN].column("critere_code").values
    assert len(asked) == 28
    assert {"1.1.1", "3.1.5", "4.3.2"} <= set(asked)
    (reject,) = judged("Un projet.", critere_code="1.1.3").rejects
    assert (reject.column, reject.value) == ("Critère", "1.1.3")
