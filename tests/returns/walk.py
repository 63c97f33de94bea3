"""The walk of a new user: template, three mistakes, receipt, correction, acceptance.

What belongs here: the steps, with real files, and what each leaves. What does not: assertions
(`test_walk`), pictures (`pictures`).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
from returns.filling import filled
from returns.test_annotated import ine

from orchestration.lib import intake
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.guidance.template import template_workbook
from orchestration.lib.home import open_home
from orchestration.lib.returns.giving import shared_folder
from orchestration.lib.settings import Settings

DOMAIN, YEAR = "devoirs_faits", "2025-2026"
NAME = "devoirs faits collège.xlsx"
# Line 4: a letter of the UAI; line 6: a word out of the list; line 9: more followed than offered.
MISTAKES = {4: ("uai", "0639601X"), 6: ("df_statut", "Présent"), 9: ("seances_suivies", 41)}


@dataclass(frozen=True)
class Answer:
    """What a drop in the inbox got: the receipt, and the folder of what was given back."""

    receipt: Receipt
    folder: Path

    @property
    def text(self) -> str:
        """Return the receipt as text."""
        return (self.folder / "recu.txt").read_text(encoding="utf-8")


def template() -> bytes:
    """Return what `psa template devoirs_faits --school-year 2025-2026` writes."""
    return template_workbook(contracts()[DOMAIN], YEAR)


def with_mistakes() -> bytes:
    """Return the template filled with ten pupils, three mistakes among them."""
    rows = []
    for number in range(10):
        row: dict[str, object] = {
            "annee_scolaire": YEAR, "ine": ine(10 + number), "uai": "0639601U",
            "niveau": "6e" if number < 6 else "5e", "df_statut": "Assidu",
            "date_inscription": date(2025, 9, 15 + number), "seances_proposees": 40,
            "seances_suivies": 28 + number, "heures_hebdomadaires": 2,
        }  # fmt: skip
        if number + 2 in MISTAKES:
            name, value = MISTAKES[number + 2]
            row[name] = value
        rows.append(row)
    return filled(template(), contracts()[DOMAIN], rows)


def dropped(settings: Settings, content: bytes, name: str) -> Answer:
    """Drop a file in the folder of its domain, let the platform answer, return the answer."""
    folder = settings.inbox / DOMAIN
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    receptions = intake.receive_inbox(settings)
    (receipt,) = intake.process_pending(settings, open_home(settings), receptions)
    return Answer(receipt, shared_folder(settings, receipt))


def corrected(answer: Answer) -> bytes:
    """Return the annotated workbook with its three cells mended, as the receipt asks."""
    book = openpyxl.load_workbook(answer.folder / "annote.xlsx")
    sheet = book["Données"]
    for cell, value in (("C4", "0639601U"), ("E6", "Assidu"), ("H9", 35)):
        sheet[cell].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
