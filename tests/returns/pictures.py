"""The pictures of docs/deposants/pas-a-pas.md: `PYTHONPATH=.:tests python -m returns.pictures`.

What belongs here: screenshots of real receipts, and sheets drawn from real workbooks. What does
not: the walk itself (`walk`).
"""

from __future__ import annotations

import html
import tempfile
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, sync_playwright
from returns import walk

from orchestration import PROJECT_ROOT
from orchestration.lib.home import open_home
from orchestration.lib.settings import Settings

IMAGES = PROJECT_ROOT / "docs" / "images" / "deposants"
_STYLE = """<style>
body { margin: 0; padding: 8px; background: #fff; font: 13px Arial, sans-serif; }
table { border-collapse: collapse; font: inherit; }
td, th { border: 1px solid #ccc; padding: 3px 6px; text-align: left; vertical-align: top; }
td { max-width: 330px; } th { background: #eee; color: #555; font-weight: 400; }
.note { background: #ffffe1; border: 1px solid #888; padding: 4px 6px; }
.tabs span { display: inline-block; border: 1px solid #ccc; padding: 3px 12px; margin: 6px 3px 0; }
.tabs .on { background: #e3e3fd; font-weight: 700; }
</style>"""


def drawn(book: openpyxl.Workbook, name: str, rows: int, columns: int, note: str = "") -> str:
    """Return a sheet as a page: letters, line numbers, colours, and the note of one cell."""
    sheet = book[name]
    heads = "".join(f"<th>{c.column_letter}</th>" for c in sheet[1][:columns])
    lines = "".join(_line(sheet, n, columns) for n in range(1, rows + 1))
    told = f'<p class="note">{html.escape(sheet[note].comment.text)}</p>' if note else ""
    tabs = "".join(
        f'<span class="{"on" if s.title == name else ""}">{s.title}</span>'
        for s in book
        if s.sheet_state == "visible"
    )
    table = f"<table><tr><th></th>{heads}</tr>{lines}</table>"
    return f'{_STYLE}{table}{told}<div class="tabs">{tabs}</div>'


def _line(sheet: Worksheet, number: int, columns: int) -> str:
    cells = "".join(_cell(c) for c in sheet[number][:columns])
    return f"<tr><th>{number}</th>{cells}</tr>"


def _cell(cell: openpyxl.cell.Cell) -> str:
    value = cell.value
    text = "" if value is None else f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    filled = cell.fill.fill_type == "solid"
    ground = f"background:#{str(cell.fill.fgColor.rgb)[2:]};" if filled else ""
    rgb = cell.font.color.rgb if cell.font and cell.font.color else None
    ink = f"color:#{rgb[2:]};" if isinstance(rgb, str) else ""
    bold = "font-weight:700;" if cell.font and cell.font.b else ""
    return f'<td style="{ground}{ink}{bold}">{html.escape(text)}</td>'


def photograph(browser: Browser, page: str, path: Path, width: int) -> None:
    """Write the picture of a page."""
    view = browser.new_page(viewport={"width": width, "height": 200})
    view.set_content(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    view.screenshot(path=path, full_page=True)
    view.close()


def main() -> None:
    """Walk, and photograph each step."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        settings = Settings(home=Path(folder), today=date(2026, 6, 22))
        open_home(settings)
        first = walk.dropped(settings, walk.with_mistakes(), walk.NAME)
        second = walk.dropped(settings, walk.corrected(first), walk.NAME)
        filled, marked = Path(folder, "rempli.xlsx"), first.folder / "annote.xlsx"
        filled.write_bytes(walk.with_mistakes())
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        book, given = openpyxl.load_workbook(filled), openpyxl.load_workbook(marked)
        pages = {
            "modele": (drawn(book, "Données", 1, 9, note="C1"), 1000),
            "consignes": (drawn(book, "Mode d'emploi", 12, 2), 900),
            "rempli": (drawn(book, "Données", 11, 9), 1000),
            "recu-a-corriger": ((first.folder / "recu.html").read_text(), 760),
            "corrections": (drawn(given, "Corrections", 22, 5), 1100),
            "annote": (drawn(given, "Données", 11, 10, note="C4"), 1300),
            "recu-accepte": ((second.folder / "recu.html").read_text(), 760),
        }
        for name, (page, width) in pages.items():
            photograph(browser, page, IMAGES / f"{name}.png", width)
        browser.close()


if __name__ == "__main__":
    main()
