"""Receipts given back: words, totals, privacy, progress, and that they never cost the verdict."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from playwright.sync_api import sync_playwright
from returns.test_annotated import GOOD, NAME, ROWS, Faulty, csv, ine

from orchestration.cli.main import cli
from orchestration.lib.deposits import Receipt
from orchestration.lib.messages import REJECT, WARNING
from orchestration.lib.returns import giving, rendering
from tests.samples import Platform

LONG = [f"2025-2026;{ine(n)};0639601X;6e;Assidu;10;8" for n in range(10, 90)]


class Page(HTMLParser):
    """The tags of a page, those that stand open at the end, and its text."""

    VOID = ("meta", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.opened: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag, and that it stands open."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def files(platform: Platform, receipt: Receipt) -> tuple[str, str]:
    """Return the text and the page that the depositor finds."""
    folder = giving.shared_folder(platform.settings, receipt)
    return (folder / "recu.txt").read_text(), (folder / "recu.html").read_text()


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_receipt_says_verdict_steps_day_contact_and_what_follows(faulty: Faulty) -> None:
    for text in files(*faulty):
        told = plain(re.sub(r"<[^>]+>", " ", text))
        assert "est accepté, mais 3 lignes sont rejetées : 3 lignes comptent" in told
        assert "Ouvrez le classeur « annote.xlsx »" in told
        assert "10 juillet 2026" in told
        assert "devoirs-faits@donnees.example" in told
        assert "les 3 lignes rejetées ne sont comptées nulle part" in told
        assert "3 problèmes sur 3 lignes" in told


def test_text_keeps_to_78_columns(platform: Platform) -> None:
    text, _ = files(platform, platform.deposit(csv(*ROWS), "un nom " * 20 + ".csv"))
    assert max(map(len, text.splitlines())) <= rendering.COLUMNS


def test_the_page_stands_alone_and_is_read_aloud_in_order(faulty: Faulty) -> None:
    _, text = files(*faulty)
    page = Page(text)
    assert page.opened == []
    assert ("html", {"lang": "fr"}) in page.tags
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert not re.search(r"url\(|https?:|@import", text)
    heads = [a.get("scope") for tag, a in page.tags if tag == "th"]
    assert heads.count("col") == 4
    assert None not in heads
    assert next(tag for tag, _ in page.tags if tag in ("h1", "h2")) == "h1"


def luminance(colour: str) -> float:
    whole = colour if len(colour) == 6 else "".join(c * 2 for c in colour)
    parts = [int(whole[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_is_readable_on_its_grounds(faulty: Faulty) -> None:
    _, text = files(*faulty)
    inks = set(re.findall(r"(?<![-\w])color: #(\w{3,6})", text)) - {"fff"}
    assert len(inks) >= 5
    for ink in inks:
        for ground in ("fff", "f6f6f6"):
            low, high = sorted((luminance(ink), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


def test_no_value_of_the_file_is_in_what_may_be_mailed(platform: Platform) -> None:
    rows = [f"2025-2026;{ine(31)};0639601U;6e;MARTIN Zoé;10;8", *GOOD]
    receipt = platform.deposit(csv(*rows), NAME)
    for text in (*files(platform, receipt), giving.receipt_text(receipt, platform.settings)):
        assert "MARTIN" not in text
        assert ine(31) not in text
    # The depositor's own terminal, and his own workbook, show it.
    assert "« MARTIN Zoé »" in giving.receipt_text(receipt, platform.settings, with_values=True)


def test_totals_of_the_receipt_are_those_of_its_findings(platform: Platform) -> None:
    receipt = platform.deposit(csv(*ROWS, *LONG, *GOOD), NAME)
    assert receipt.statut == "refuse"
    text, _ = files(platform, receipt)
    listed = sum(int(n) for n in re.findall(r"^  (\d+) × ", text, re.MULTILINE))
    found = sum(f["nombre"] for f in receipt.constats if f["gravite"] == REJECT)
    assert listed == found == len(platform.rejects(receipt))
    assert f"À CORRIGER : {found} problèmes" in text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([*ROWS[:2], *ROWS[3:]], "1 problème corrigé, 2 restent."),
        ([*ROWS, GOOD[0]], "0 problème corrigé, 3 restent, 1 nouveau."),
    ],
)
def test_a_corrected_deposit_says_what_remains(
    platform: Platform, rows: list[str], told: str
) -> None:
    platform.deposit(csv(*ROWS), NAME)
    text, _ = files(platform, platform.deposit(csv(*rows), NAME))
    assert told in plain(text)


def test_a_first_deposit_has_nothing_to_be_compared_with(platform: Platform) -> None:
    platform.deposit(
        csv(*ROWS).replace(b"2025-2026", b"2024-2025"), NAME.replace("2025-2026", "2024-2025")
    )
    text, _ = files(platform, platform.deposit(csv(*ROWS), NAME))
    assert "Depuis le dépôt" not in text


def test_after_a_file_that_could_not_be_read_all_problems_are_new(platform: Platform) -> None:
    platform.deposit(csv(*ROWS).replace(b"Statut", b"Etat"), NAME)
    text, _ = files(platform, platform.deposit(csv(*ROWS), NAME))
    assert "1 problème corrigé, 3 nouveaux" in plain(text)
    assert "n'avait pas pu être contrôlé ligne par ligne" in plain(text)


def test_a_clean_file_gets_a_receipt_and_no_workbook(platform: Platform) -> None:
    receipt = platform.deposit(csv(*GOOD), NAME)
    folder = giving.shared_folder(platform.settings, receipt)
    assert folder == platform.settings.home / "retours" / "devoirs_faits" / (
        f"devoirs_faits__2025-2026__academie__{receipt.depot}"
    )
    assert sorted(p.name for p in folder.iterdir()) == ["recu.html", "recu.txt"]
    assert folder.stat().st_mode & 0o777 == 0o750
    assert (folder / "recu.html").stat().st_mode & 0o777 == 0o640


def test_the_same_file_twice_says_since_when_it_is_there(platform: Platform) -> None:
    platform.deposit(csv(*ROWS), NAME)
    receipt = platform.deposit(csv(*ROWS), NAME)
    text, _ = files(platform, receipt)
    assert "déjà reçu le " in plain(text)
    assert "rien ne change" in plain(text)


@pytest.mark.parametrize(
    "name",
    [
        "<script>1<∕script>.csv",
        "a\u202egpj.exe.csv",
        "é" * 120 + ".csv",
        ".. .csv",
        "a\nb.csv",
    ],
)
def test_no_name_escapes_its_folder_or_its_page(platform: Platform, name: str) -> None:
    # A deposit of its own: what is given back under another name replaces what was.
    receipt = replace(platform.deposit(csv(*ROWS), NAME), fichier=name)
    assert giving.give_back(platform.settings, receipt, platform.rejects(receipt))
    folder = giving.shared_folder(platform.settings, receipt)
    assert folder.parent == platform.settings.home / "retours" / "devoirs_faits"
    assert len(folder.name.encode()) < 200
    text, page = files(platform, receipt)
    assert "script" not in {tag for tag, _ in Page(page).tags}
    assert not re.search("[\u202a-\u202e]", text + page)


def test_a_rehearsal_says_so_everywhere(faulty: Faulty) -> None:
    platform, deposited = faulty
    fictional = replace(deposited, fictif=True)
    found = giving.returned(platform.settings, fictional, platform.rejects(deposited), [])
    assert found.text.startswith("FICTIF")
    assert "FICTIF" in Page(found.files["recu.html"].decode()).text
    book = openpyxl.load_workbook(io.BytesIO(found.files["annote.xlsx"]))
    assert "FICTIF" in [c.value for c in book["Corrections"]["A"]]


def test_a_file_refused_as_a_whole_is_told_why_before_what_to_do(platform: Platform) -> None:
    receipt = platform.deposit(b"UAI;Nom\n0630018C;x\n", "remontee.csv")
    why = "Les en-têtes de colonnes ne sont ceux d'aucun fichier attendu."
    for text in files(platform, receipt):
        told = plain(unescape(re.sub(r"<[^>]+>", " ", text)))
        verdict, reason = told.index("est refusé"), told.index(why)
        step = told.index("Vos en-têtes rappellent « ")
        assert verdict < reason < told.lower().index("que faire maintenant") < step


def test_a_share_that_refuses_costs_no_verdict_and_is_served_later(platform: Platform) -> None:
    platform.settings.home.mkdir(exist_ok=True)
    platform.settings.returns.write_text("un fichier à la place du dossier")
    receipt = platform.deposit(csv(*ROWS), NAME)
    assert receipt.statut == "accepte_avec_rejets"
    own = platform.settings.deposits / receipt.depot
    assert json.loads((own / "receipt.json").read_text())["statut"] == receipt.statut
    assert not (own / "recu.html").exists()
    platform.settings.returns.unlink()
    assert giving.give_back_missing(platform.settings) == 1
    assert "3 problèmes" in files(platform, receipt)[0]


def test_a_receipt_of_an_older_version_can_still_be_given_back(platform: Platform) -> None:
    receipt = platform.deposit(csv(*ROWS), NAME)
    own = platform.settings.deposits / receipt.depot
    old = json.loads((own / "receipt.json").read_text())
    del old["constats"], old["etape"]
    (own / "receipt.json").write_text(json.dumps(old))
    (own / "recu.html").unlink()
    assert giving.give_back_missing(platform.settings) == 1
    assert "À CORRIGER : 3 problèmes" in files(platform, receipt)[0]


def test_internal_use_says_what_must_be_explained(faulty: Faulty) -> None:
    platform, receipt = faulty
    odd = {
        "code": "croisement.variation", "etape": "croisement", "gravite": WARNING,
        "colonne": None, "nombre": 1, "probleme": "Les inscrits ont doublé en un an.",
        "remede": "Vérifiez l'extraction.", "premiere_ligne": None,
    }  # fmt: skip
    held = replace(receipt, statut="usage_interne", lignes_rejetees=0, constats=[odd])
    given = giving.returned(platform.settings, held, [], [])
    told = plain(given.text)
    assert "accepté pour l'usage interne" in told
    assert "Si c'est exact, dites-le, et pourquoi" in told
    assert "Les inscrits ont doublé en un an. Vérifiez l'extraction." in told
    assert list(given.files) == ["recu.txt", "recu.html"]


def test_a_check_makes_the_same_files_where_it_is_asked(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = tmp_path / NAME, tmp_path / "essai"
    path.write_bytes(csv(*ROWS))
    monkeypatch.setenv("PSA_HOME", str(platform.settings.home))
    done = CliRunner().invoke(cli, ["check", str(path), "--output", str(folder)])
    assert done.exit_code == 0, done.output
    assert "ligne 6 : le nombre de séances suivies dépasse" in plain(done.stdout)
    assert sorted(p.name for p in folder.iterdir()) == ["annote.xlsx", "recu.html", "recu.txt"]
    assert not list(platform.settings.home.glob("deposits/*"))
    receipt = platform.deposit(csv(*ROWS), NAME)
    assert (folder / "recu.txt").read_text().splitlines()[:20] == (
        files(platform, receipt)[0].splitlines()[:20]
    )


def test_many_kinds_of_problems_fit_a_page_and_still_add_up(platform: Platform) -> None:
    bad = [
        f"2025-2026;{ine(10)};;6e;Assidu;10;8", "2025-2026;x;0639601U;6e;Assidu;10;8",
        f"2025-2026;{ine(11)};0639601X;6e;Assidu;10;8", f"2025-2026;{ine(12)};06;zz;Assidu;10;8",
        f"2025-2026;{ine(13)};0639601U;6e;zz;dix;8", f"2025-2026;{ine(14)};0639601U;6e;Assidu;-1;8",
        f"2024-2025;{ine(16)};0639601U;6e;Assidu;10;8", f";{ine(18)};0639601U;6e;;10;8",
        f"2025-2026;{ine(17)};0639601U;6e;Assidu;10;-8", f"2025-2026;{ine(19)};0639601U",
    ]  # fmt: skip
    receipt = platform.deposit(csv(*GOOD, *bad), NAME)
    text, page = files(platform, receipt)
    assert len([f for f in receipt.constats if f["gravite"] == REJECT]) > 7
    assert page.count('<tr><td class="nombre">') == 7 + 1 + 1
    listed = sum(int(n) for n in re.findall(r"^  (\d+) × ", text, re.MULTILINE))
    assert listed == len(platform.rejects(receipt))
    browser = Path("/usr/bin/chromium")
    if os.environ.get("PSA_SOAK") and browser.exists():
        printed = platform.inbox / "recu.pdf"
        source = giving.shared_folder(platform.settings, receipt) / "recu.html"
        with sync_playwright() as play:
            opened = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            sheet = opened.new_page()
            sheet.goto(source.as_uri())
            sheet.pdf(path=printed, format="A4", prefer_css_page_size=True)
            opened.close()
        assert re.findall(rb"/Type /Pages\s*/Count (\d+)", printed.read_bytes()) == [b"1"]
