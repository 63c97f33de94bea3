"""The walk of a new user, as docs/deposants/pas-a-pas.md tells it."""

from __future__ import annotations

import re

import openpyxl
from returns import walk

from orchestration import PROJECT_ROOT
from orchestration.lib.contracts import contracts
from orchestration.lib.guidance.pages import WALK, guide_pages
from orchestration.lib.home import open_home
from orchestration.lib.settings import Settings

DOCS = PROJECT_ROOT / "docs" / "deposants"


def settled(text: str) -> str:
    """Return a receipt without what changes at each deposit: instants, number, how late it is."""
    text = re.sub(r"^Jusqu'à quand : .*?(?=^\S)", "Jusqu'à quand : …\n", text, flags=re.M | re.S)
    text = re.sub(r"\d\d/\d\d/\d{4} à \d\d:\d\d", "JJ/MM/AAAA à HH:MM", text)
    return re.sub(r"Dépôt : \w+(-\d+)?", "Dépôt : …", text).strip()


def test_a_new_user_is_told_his_three_mistakes_mends_them_and_is_accepted(
    settings: Settings,
) -> None:
    open_home(settings)
    first = walk.dropped(settings, walk.with_mistakes(), walk.NAME)
    assert first.receipt.statut == "accepte_avec_rejets"
    assert first.receipt.avertissements == []
    sheet = openpyxl.load_workbook(first.folder / "annote.xlsx")["Données"]
    marked = {n for n in range(2, 12) if sheet.cell(n, 10).value}
    assert marked == set(walk.MISTAKES)
    second = walk.dropped(settings, walk.corrected(first), walk.NAME)
    assert (second.receipt.statut, second.receipt.lignes_retenues) == ("accepte", 10)
    assert second.receipt.avertissements == []
    told = " ".join(second.text.split())
    assert "3 problèmes corrigés, il n'en reste aucun." in told
    assert not (second.folder / "annote.xlsx").exists()
    page = settled((DOCS / WALK).read_text(encoding="utf-8"))
    for answer in (first, second):
        assert settled(answer.text) in page


def test_pictures_of_the_walk_are_there_and_light() -> None:
    page = (DOCS / WALK).read_text(encoding="utf-8")
    named = re.findall(r"!\[[^\]]{10,}\]\((\S+?\.png)\)", page)
    assert len(named) >= 5
    for name in named:
        assert 1_000 < (DOCS / name).resolve().stat().st_size < 150_000


def test_the_guide_in_git_is_the_one_that_contracts_give() -> None:
    """After a change of a contract or of a message: `psa guide`."""
    for name, text in guide_pages(contracts()).items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, name
    kept = {p.name for p in DOCS.glob("*.md")}
    assert kept == {*guide_pages(contracts()), WALK}


def test_the_page_of_messages_reads_as_sentences() -> None:
    """What a receipt fills in is an ellipsis: never the name of a variable, never a row of dots."""
    pages = guide_pages(contracts())
    assert not [name for name, text in pages.items() if re.search(r"[{}]", text)]
    rows = [line.strip("| ").split(" | ") for line in pages["messages.md"].splitlines()
            if line.startswith("| ") and "Message | Que faire" not in line]  # fmt: skip
    assert len(rows) > 100
    assert not [row for row in rows if not re.search(r"\w{3}", row[0])]
