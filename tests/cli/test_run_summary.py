"""The summary of `psa run`: short, whatever came.

What belongs here: its lines for known receipts, checks and a known publication. What does not:
when a run happens (`test_running_commands`).
"""

from pathlib import Path

from orchestration.cli import summary
from orchestration.cli.execution import FailedCheck
from orchestration.lib import deposits
from orchestration.lib.atomic import write_bytes
from orchestration.lib.deposits import rejects_csv
from orchestration.lib.refusals import Reject
from orchestration.lib.settings import Settings
from tests.cli.conftest import receipt


def flat(lines: object) -> str:
    return " ".join(" ".join(lines).split())  # type: ignore[call-overload]


def many(settings: Settings) -> list[deposits.Receipt]:
    """Return 382 receipts: refused ones, and thirty files that share one problem."""
    refused = [
        receipt(depot=f"r{i}", statut="refuse", fichier=f"refus{i}.csv", motifs=[f"Motif {i}."])
        for i in range(14)
    ]
    partial = [
        receipt(depot=f"p{i}", statut="accepte_avec_rejets", lignes_rejetees=2, domaine="ivac")
        for i in range(30)
    ]
    for found in partial:
        rows = [Reject(n, "uai", "x", "N'est pas un UAI valide", "Corrigez.") for n in (2, 3)]
        write_bytes(settings.deposits / found.depot / deposits.REJECTS, rejects_csv(rows))
    return [*refused, *partial, *(receipt(depot=f"a{i}") for i in range(338))]


def test_a_first_load_is_counted_by_verdict(settings: Settings) -> None:
    lines = list(summary.received_lines(many(settings), settings))
    text = flat(lines)
    assert "382 fichiers reçus de 2 domaines, 71 816 lignes lues :" in text
    assert "338 acceptés, 30 acceptés avec des lignes rejetées, 14 REFUSÉS." in text
    assert "- refus0.csv REFUSÉ (dépôt r0) : Motif 0." in text
    assert "refus12.csv" not in text
    assert "… et 4 de plus" in text
    assert "60 lignes rejetées dans 30 fichiers :" in text
    assert "- 60 × ivac, colonne « uai » : n'est pas un UAI valide" in text
    assert len(lines) <= 20


def test_no_file_is_said(settings: Settings) -> None:
    assert list(summary.received_lines([], settings)) == ["Reçus : aucun nouveau fichier."]


def test_one_refusal_points_to_its_own_receipt(settings: Settings) -> None:
    (only,) = [r for r in many(settings) if r.depot == "r3"]
    lines = list(summary.received_lines([only], settings))
    assert f"  Reçus et classeurs à corriger : {settings.returns}" in lines
    assert "1 fichier reçu de 1 domaine" in lines[0]


def test_what_is_published_is_told_in_words(published: Settings) -> None:
    text = flat(summary.published_lines(published))
    assert "Publié : 4 critères, 7 indicateurs, 9 années scolaires (2015-2016 à 2023-2024)" in text
    assert "Territoires : 1 académie, 4 départements, 2 circonscriptions, 2 établissements" in text
    assert "6 en rupture de série" in text
    assert "7 non calculables ou absentes :" in text
    assert "- 6 × Une moyenne de pourcentages n'est pas un résultat." in text
    assert "- 1 × Aucun dépôt pour l'année." in text


def test_warnings_are_shortened() -> None:
    checks = [
        FailedCheck(f"controle_{i}", "x", False, "Ça bouge.", "Vérifier.", 51, ("a", "b", "c"))
        for i in range(6)
    ]
    text = flat(summary.warning_lines(checks))
    assert "Contrôles qui avertissent sans bloquer (6) :" in text
    assert "- controle_0 : Ça bouge. (51 lignes) par exemple a par exemple b Que faire" in text
    assert "controle_4" not in text
    assert "… et 2 de plus" in text
    assert not list(summary.warning_lines([]))


def test_where_to_read_names_the_commands(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "publications" / "p-1"
    text = flat(summary.where_to_read(folder))
    for command in ("psa catalogue", "psa show 1.1.1-o1", "psa status"):
        assert command in text
