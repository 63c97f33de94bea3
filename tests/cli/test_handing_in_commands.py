"""`psa deposit`, `psa check`, `psa rehearse` on small copies of genuine files.

What belongs here: receipts as a depositor reads them, exit codes, what is left on disk. What
does not: which rows the gate rejects.
"""

import json
from pathlib import Path

import pytest

from orchestration.lib import rejections
from orchestration.lib.home import open_home
from orchestration.lib.refusals import Reject
from orchestration.lib.returns.rendering import described
from orchestration.lib.settings import Settings
from tests.cli.conftest import Psa, open_data

IVAC = "fr-en-indicateurs-valeur-ajoutee-colleges.csv"
DNB = "fr-en-resultats-detailles-au-dnb.csv"


def small_copy(folder: Path, name: str, rows: int, edits: dict[int, tuple[str, str]]) -> Path:
    """Copy the first rows of a genuine file; `edits` replaces a text on a line (1 = header)."""
    lines = open_data(name).read_text(encoding="utf-8-sig").splitlines()[: rows + 1]
    for line, (old, new) in edits.items():
        assert old in lines[line - 1], lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
    copy = folder / name
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy


def uai_of(name: str, line: int) -> str:
    cells = open_data(name).read_text(encoding="utf-8-sig").splitlines()[line - 1].split(";")
    return next(c for c in cells if len(c) == 8 and c[:7].isdigit())


@pytest.fixture
def dented(tmp_path: Path) -> Path:
    """Return twenty collèges, one of them with an unreadable UAI."""
    return small_copy(tmp_path, IVAC, 20, {12: (uai_of(IVAC, 12), "63001")})


def test_a_good_file_is_accepted_and_its_receipt_says_what_it_holds(
    psa: Psa, settings: Settings, tmp_path: Path
) -> None:
    done = psa("deposit", small_copy(tmp_path, IVAC, 20, {}))
    assert done.exit_code == 0, done.output
    assert f"{IVAC} : ACCEPTÉ\n" in done.stdout
    assert "valeur ajoutée des collèges" in done.stdout
    assert "20 lignes lues, 20 retenues, 0 rejetée" in done.stdout
    (deposit,) = [p.name for p in settings.deposits.iterdir() if not p.name.startswith(".")]
    assert f"Dépôt : {deposit}" in done.stdout
    assert "psa run" in done.stdout


def test_a_rejected_row_says_where_what_and_how_to_mend_it(
    psa: Psa, settings: Settings, dented: Path
) -> None:
    done = psa("deposit", dented)
    assert done.exit_code == 0, done.output
    assert "ACCEPTÉ, AVEC DES LIGNES REJETÉES" in done.stdout
    assert "ligne 12, colonne « " in done.stdout.replace("\n    ", " ")
    told = " ".join(done.stdout.split())
    assert "« 63001 » n'est pas un code UAI. Un UAI compte 7 chiffres" in told
    (rejects,) = settings.deposits.glob("*/rejects.csv")
    assert f"Liste complète à corriger : {rejects}" in done.stdout


def test_beyond_ten_problems_the_receipt_sums_up(
    psa: Psa, settings: Settings, tmp_path: Path
) -> None:
    lines = open_data(IVAC).read_text(encoding="utf-8-sig").splitlines()
    secteurs = {n: ";PU;" if ";PU;" in lines[n - 1] else ";PR;" for n in range(2, 17)}
    # The cell after the secteur counts candidates.
    edits = {n: (secteur, f"{secteur}x") for n, secteur in secteurs.items()}
    done = psa("deposit", small_copy(tmp_path, IVAC, 20, edits))
    assert done.exit_code == 1
    assert "REFUSÉ" in done.stdout
    assert done.stdout.count("  - ligne ") == 10
    assert "… et 5 autres problèmes." in done.stdout
    assert "À CORRIGER : 15 problèmes sur 15 lignes" in done.stdout
    assert "15 × Colonne « Nb candidats G », lignes 2, 3, 4, 5, 6 et 10 autres" in done.stdout
    # A remedy is said once with its total, once with the first example.
    assert done.stdout.count("Saisissez un nombre entier") == 2


def test_one_refused_file_among_two_exits_1_and_the_other_is_kept(
    psa: Psa, settings: Settings, tmp_path: Path
) -> None:
    pdf = tmp_path / "brevet.csv"
    pdf.write_bytes(b"%PDF-1.4 rien")
    done = psa("deposit", pdf, small_copy(tmp_path, IVAC, 20, {}))
    assert done.exit_code == 1
    assert "brevet.csv : REFUSÉ" in done.stdout
    assert "un document PDF" in done.stdout
    assert f"{IVAC} : ACCEPTÉ" in done.stdout
    assert "À corriger" not in done.stdout


def test_the_same_file_twice_changes_nothing_and_says_so(
    psa: Psa, settings: Settings, tmp_path: Path
) -> None:
    path = small_copy(tmp_path, IVAC, 20, {})
    psa("deposit", path)
    done = psa("deposit", path)
    assert done.exit_code == 0
    assert "DÉJÀ REÇU À L'IDENTIQUE" in done.stdout
    assert "rien ne change" in done.stdout


def test_in_a_rehearsal_home_receipts_say_that_they_are_fictional(
    psa: Psa, settings: Settings, tmp_path: Path
) -> None:
    open_home(settings, rehearsal=True)
    path = small_copy(tmp_path, IVAC, 20, {})
    assert "DONNÉES FICTIVES" in psa("check", path).stdout
    assert "DONNÉES FICTIVES" in psa("deposit", path).stdout


def test_check_says_the_same_and_records_nothing(
    psa: Psa, settings: Settings, dented: Path
) -> None:
    checked = psa("check", dented)
    assert checked.exit_code == 0, checked.output
    assert not settings.home.exists()
    deposited = psa("deposit", dented).stdout.splitlines()
    said = checked.stdout.splitlines()
    assert said[:5] == deposited[:5]
    assert [x for x in said if "ligne 12" in x] == [x for x in deposited if "ligne 12" in x]


def test_check_of_a_bad_file_exits_1(psa: Psa, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "vide.csv"
    path.write_text("")
    done = psa("check", path)
    assert done.exit_code == 1
    assert "Le fichier est vide." in done.stdout
    assert not settings.home.exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--domain", "dnb_departemen"], "dnb_departement"),
        (["--school-year", "2023-2025"], "n'est pas une année scolaire"),
        (["--scope", "075"], "academie, 003, 015, 043, 063"),
    ],
)
def test_a_wrong_option_is_a_usage_error_and_nothing_is_deposited(
    psa: Psa, settings: Settings, tmp_path: Path, options: list[str], expected: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")
    done = psa("deposit", path, *options)
    assert done.exit_code == 2
    assert expected in done.stderr
    assert not settings.deposits.exists()


def test_a_missing_file_stops_before_any_deposit(
    psa: Psa, settings: Settings, tmp_path: Path
) -> None:
    good = tmp_path / "x.csv"
    good.write_text("a;b\n1;2\n")
    done = psa("deposit", good, tmp_path / "absent.csv")
    assert done.exit_code == 2
    assert "absent.csv n'existe pas." in done.stderr
    assert not settings.deposits.exists()
    assert "est un dossier" in psa("check", tmp_path).stderr


@pytest.mark.parametrize(
    ("reject", "sentence"),
    [
        (
            Reject(12, "Présents", "abc", "n'est pas un nombre entier", "Saisissez un nombre."),
            "ligne 12, colonne « Présents » : « abc » n'est pas un nombre entier. "
            "Saisissez un nombre.",
        ),
        (
            Reject(
                3, "Admis", "", "la cellule est vide alors qu'elle est obligatoire", "Complétez."
            ),
            "ligne 3, colonne « Admis » : la cellule est vide alors qu'elle est obligatoire. "
            "Complétez.",
        ),
        (
            Reject(4, "INE", "", "n'a pas la forme attendue", "Corrigez."),
            "ligne 4, colonne « INE » : la valeur n'a pas la forme attendue. Corrigez.",
        ),
        (
            Reject(5, "", "", "Le nombre d'admis dépasse les présents", "Corrigez."),
            "ligne 5 : le nombre d'admis dépasse les présents. Corrigez.",
        ),
        (
            Reject(6, "Nom", "x" * 60, "n'est pas attendu", ""),
            f"ligne 6, colonne « Nom » : « {'x' * 39}… » n'est pas attendu.",
        ),
    ],
)
def test_a_reject_is_one_french_sentence(reject: Reject, sentence: str) -> None:
    assert described(reject) == sentence


def test_rehearse_fills_the_inbox_of_a_fictional_home(psa: Psa, settings: Settings) -> None:
    done = psa("rehearse", "--scale", "small", "--school-years", "2", "--seed", "7")
    assert done.exit_code == 0, done.output
    assert "DONNÉES FICTIVES" in done.stdout
    assert json.loads((settings.home / "home.json").read_text())["fictif"] is True
    written = [p for p in settings.inbox.rglob("*") if p.is_file()]
    assert f"{len(written)} fichiers écrits" in done.stdout


def test_rehearse_refuses_a_home_of_real_deposits(psa: Psa, settings: Settings) -> None:
    open_home(settings)
    done = psa("rehearse")
    assert done.exit_code == 1
    assert "vrais dépôts" in done.stderr
    assert not settings.inbox.exists()


def test_a_list_that_stops_says_so(
    psa: Psa, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejections, "LISTED", 4)
    wrong = {n: (uai_of(IVAC, n), "63001") for n in range(3, 18)}
    done = psa("deposit", small_copy(tmp_path, IVAC, 20, wrong))
    assert done.exit_code == 1
    (rejects,) = settings.deposits.glob("*/rejects.csv")
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 1 + 4
    assert f"Liste de 4 problèmes sur 15 : {rejects}" in done.stdout
    assert "À CORRIGER : 15 problèmes sur 15 lignes" in done.stdout
