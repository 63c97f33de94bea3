"""Files as services really send them, written by hand: each is read right, or told what is odd.

What belongs here: whole files that a spreadsheet, SIECLE, an API or a hurried colleague makes.
What does not: one damage to one good file (`corpus`), official files (`test_genuine_files`).
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from orchestration.lib.gate import Verdict
from orchestration.lib.recognition import Announced
from tests.fabricated import YEAR, school, table, written
from tests.samples import Platform, kept_values, verdict

PUPILS = "effectifs"
ROWS = 30
BLANK = 73_000


def plain() -> str:
    """Return the file that the service meant to send."""
    return written(PUPILS, table(PUPILS, ROWS)).decode()


def cells() -> list[list[str]]:
    return [line.split(";") for line in plain().splitlines()]


def workbook(rows: Sequence[Sequence[str]], *, merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def judged(content: bytes, name: str = "export.csv", domain: str = PUPILS) -> Verdict:
    return verdict(content, name, told=Announced(domain, YEAR))


def codes(found: Verdict) -> set[str]:
    return {one.code for one in [*found.reasons, *found.rejects, *found.warnings]}


def meaning(found: Verdict) -> list[dict[str, object]]:
    """Return the rows for the lake, whose school year is read and not copied."""
    return [{**row, "annee_scolaire": row["_annee_scolaire"]} for row in kept_values(found.table)]


def on_uais(shape: str) -> bytes:
    """Return the file with each UAI rewritten."""
    return re.sub(r"(063\d{4}[A-Z])", shape, plain()).encode()


def with_header(change: Callable[[str], str]) -> bytes:
    header, _, rows = plain().partition("\r\n")
    return f"{change(header)}\r\n{rows}".encode()


def siecle() -> bytes:
    """Return an export of the nineties: Windows-1252, every cell between quotes, a title."""
    title = f"Constat de rentrée édité le 12/10/2024{';' * 8}"
    quoted = ['"' + line.replace(";", '";"') + '"' for line in plain().splitlines()]
    return "\r\n".join([title, "", *quoted, ""]).encode("cp1252")


def merged_headers() -> bytes:
    """Return years and schools merged downwards, numbers under a common title."""
    header, *rows = cells()
    above = [*header[:6], "Effectifs constatés", "", ""]
    below = [*[""] * 6, *header[6:]]
    areas = [f"{letter}1:{letter}2" for letter in "ABCDEF"]
    return workbook([above, below, *rows], merged=[*areas, "G1:I1"])


def titled_headers() -> bytes:
    header, *rows = cells()
    return workbook(
        [["Établissement", *[""] * 5, "Élèves", "", ""], header, *rows], merged=["A1:F1", "G1:I1"]
    )


def blank_tail() -> bytes:
    return (plain() + (";" * 8 + "\r\n") * BLANK).encode()


def by_departement() -> bytes:
    header, *rows = cells()
    book = Workbook()
    for name, some in (("03", rows[:15]), ("63", rows[15:])):
        sheet = book.create_sheet(name)
        for row in [header, *some]:
            sheet.append(row)
    del book["Sheet"]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_totals() -> bytes:
    """Return sub-totals between the rows, a total, a source."""
    header, *rows = plain().splitlines()
    some, others = rows[:15], rows[15:]
    sub, total = "Sous-total;;;;;;75;75;75", "TOTAL GÉNÉRAL;;;;;;150;150;150"
    note = "Source : SIECLE, constat de rentrée"
    return "\r\n".join([header, *some, sub, *others, sub, total, note, ""]).encode()


# What is read exactly as the service meant it; with the remark that it deserves, if any.
READ: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "SIECLE": (siecle, {"octets.encodage", "octets.titre_au_dessus"}),
    "en-têtes fusionnés vers le bas": (merged_headers, {"octets.en_tete_fusionne"}),
    "73 000 lignes vides": (blank_tail, {"octets.lignes_vides"}),
    "UTF-16 et tabulations": (lambda: plain().replace(";", "\t").encode("utf-16"), set()),
    "sep= en première ligne": (lambda: b"sep=;\r\n" + plain().encode(), set()),
    "codes protégés par =": (lambda: on_uais(r'"=""\1"""'), set()),
    "codes protégés par ' ": (lambda: on_uais(r"'\1"), set()),
    "retour à la ligne dans une cellule": (lambda: on_uais('"\\1\n"'), set()),
    "années à l'anglaise": (
        lambda: plain().replace(YEAR, YEAR.replace("-", " / ")).encode(), set()
    ),
    "dates suivies d'une heure": (
        lambda: plain().replace("2024-10-01", "01/10/2024 00:00:00").encode(), set()
    ),
    "en-têtes sur plusieurs lignes": (
        lambda: with_header(lambda h: '"' + h.replace(";", '";"').replace(" ", "\n") + '"'), set()
    ),
    "séparateur à la fin des lignes": (lambda: plain().replace("\r\n", ";\r\n").encode(), set()),
    "UAI sans zéro": (lambda: on_uais(r"\1").replace(b";063", b";63"), {"types.zero_perdu"}),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_an_awkward_file_is_read_as_it_was_meant(case: str) -> None:
    make, remarks = READ[case]
    found = judged(make())
    assert (found.status, found.rejects) == ("accepte", [])
    assert codes(found) == remarks
    assert meaning(found) == meaning(judged(plain().encode()))


def test_a_title_line_over_merged_cells_is_no_header() -> None:
    found = judged(titled_headers())
    assert found.status == "accepte"
    assert codes(found) <= {"octets.titre_au_dessus", "octets.en_tete_fusionne"}
    assert codes(found)
    assert meaning(found) == meaning(judged(plain().encode()))


def test_73_000_blank_lines_of_a_workbook_cost_no_time() -> None:
    from tests.corpus.containers import with_part

    tail = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(ROWS + 2, BLANK))
    content = with_part(
        workbook(cells()), "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b"</sheetData>", tail.encode() + b"</sheetData>"),
    )  # fmt: skip
    start = time.process_time()
    found = judged(content, "effectifs.xlsx")
    assert time.process_time() - start < 5
    assert (found.status, found.read, found.rejects) == ("accepte", ROWS, [])


def test_totals_and_sources_are_set_aside_line_by_line() -> None:
    found = judged(with_totals())
    assert found.status == "accepte_avec_rejets"
    assert (found.read, found.table.num_rows, found.rejected) == (ROWS + 4, ROWS, 4)
    assert [(r.line, r.code) for r in found.rejects] == [
        (17, "structure.ligne_de_total"), (33, "structure.ligne_de_total"),
        (34, "structure.ligne_de_total"), (35, "structure.ligne_de_remarque"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><body><table><tr><td>UAI</td></tr></table>", "octets.page_web"),
        (by_departement, "octets.feuilles_semblables"),
        (
            lambda: plain().encode().decode("cp1252").encode(),
            "octets.en_tetes_abimes",
        ),
        (
            lambda: re.sub("2024-10-01", lambda _: next(american), plain()).encode(),
            "types.dates_americaines",
        ),
    ],
    ids=["tableau HTML nommé .xls", "une feuille par département", "accents doublement codés",
         "dates américaines"],
)  # fmt: skip
def test_a_file_that_nobody_can_read_for_sure_is_refused(
    content: bytes | Callable[[], bytes], code: str
) -> None:
    found = judged(content if isinstance(content, bytes) else content(), "export.xls")
    assert (found.status, [r.code for r in found.reasons]) == ("refuse", [code])
    assert found.reasons[0].remedy.endswith(".")


american = (f"10/{day:02d}/2024" for day in range(1, 31))


def test_accents_lost_in_the_cells_are_told_with_their_place() -> None:
    rows = table("partenariats", ROWS, partenaire_nom="Lycée agricole de l'Étang")
    good = written("partenariats", rows, labels=False)
    found = judged(good.decode().encode().decode("cp1252").encode(), domain="partenariats")
    assert found.status == "accepte"
    (remark,) = [w for w in found.warnings if w.code == "octets.accents_abimes"]
    assert (remark.line, remark.column, remark.count) == (2, "partenaire_nom", ROWS)


def test_days_and_months_that_a_spreadsheet_swapped_are_told(platform: Platform) -> None:
    """An English spreadsheet turns 03/09 into 9 March and leaves 25/09 as it is."""
    rows = table("reunions", 60)
    for number, row in enumerate(rows):
        day = date(2024, 9, 1) + timedelta(days=2 * number)
        swapped = day.day <= 12 and date(day.year, day.day, day.month).isoformat()
        row["date_reunion"] = swapped or f"{day:%d/%m/%Y}"
    content = written("reunions", rows, labels=False)
    receipt = platform.deposit(content, "r.csv", domain="reunions", school_year=YEAR)
    assert receipt.statut == "accepte"
    told = [w for w in receipt.avertissements if "inversés" in w]
    assert told
    assert all("« date_reunion »" in w for w in told)


def test_an_api_that_gives_its_first_page_twice_is_told(platform: Platform) -> None:
    lines = written(PUPILS, table(PUPILS, 300)).decode().splitlines()
    header, first, second, third = lines[0], lines[1:101], lines[101:201], lines[201:]
    assert third
    paged = "\r\n".join([header, *first, *second, *first, ""]).encode()
    receipt = platform.deposit(paged, "effectifs.csv", domain=PUPILS, school_year=YEAR)
    assert receipt.statut == "accepte_avec_rejets"
    assert (receipt.lignes_retenues, receipt.lignes_rejetees) == (200, 100)
    (told,) = [w for w in receipt.avertissements if "même page" in w]
    assert "202" in told


def test_names_sorted_without_their_uais_are_told(platform: Platform) -> None:
    register = "ref_etablissements"
    towns = ["Ambert", "Billom", "Cournon", "Issoire", "Riom", "Thiers", "Vichy", "Yzeure"]
    rows = table(register, len(towns))
    for row, town in zip(rows, towns, strict=True):
        row["nom_etablissement"] = f"Collège de {town}"
    year = "2023-2024"
    known = [{**row, "annee_scolaire": year} for row in rows]
    first = platform.deposit(
        written(register, known, labels=False), "r.csv", domain=register, school_year=year
    )
    assert first.statut == "accepte"
    turned = [
        {**row, "nom_etablissement": other["nom_etablissement"]}
        for row, other in zip(rows, [*rows[3:], *rows[:3]], strict=True)
    ]
    moved = platform.deposit(
        written(register, turned, labels=False), "r.csv", domain=register, school_year=YEAR
    )
    assert moved.statut == "accepte"
    (told,) = [w for w in moved.avertissements if "n'est pas celui de son UAI" in w]
    assert "« nom_etablissement »" in told
    assert school(0) in told
    assert "triez toujours le tableau entier" in told
