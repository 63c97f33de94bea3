"""Reading of damaged text: cut files, quotes never closed, bytes that are no characters."""

from __future__ import annotations

import random

import pytest

from orchestration.lib.preparation import Prepared
from orchestration.lib.refusals import FileRefused
from tests.samples import GENUINE, Table, genuine, prepared

pytestmark = pytest.mark.usefixtures("open_data")
SAMPLED = 40


def outcome(content: bytes) -> Prepared | FileRefused:
    try:
        return prepared(content)
    except FileRefused as error:
        return error


def cuts(domain: str, content: bytes) -> list[int]:
    start = content.index(b"\n") + 1
    spread = random.Random(domain).sample(range(start, len(content)), SAMPLED)  # noqa: S311
    accents = [i for i, b in enumerate(content) if b >= 0xC3 and i >= start][:5]
    return [*spread, *range(len(content) - 60, len(content)), *(i + 1 for i in accents)]


@pytest.mark.parametrize("domain", GENUINE)
def test_a_file_cut_in_the_middle_of_a_line_is_refused(domain: str) -> None:
    content = Table.of(domain).head(50).to_bytes()
    delimiter = Table.of(domain).delimiter.encode()
    width = len(Table.of(domain).header)
    refused = 0
    for cut in cuts(domain, content):
        tail = content[:cut].rpartition(b"\n")[2]
        result = outcome(content[:cut])
        if isinstance(result, FileRefused):
            assert "coupé" in result.reason or "guillemet" in result.reason
            assert result.line == content.count(b"\n", 0, cut) + 1
            refused += 1
        elif tail.strip():
            # Only a cut inside the last cell cannot be told from a file without a last line end.
            assert tail.count(delimiter) >= width - 1, tail
            assert content[cut - 1 :].startswith(b"\r") or any(
                w.code == "octets.derniere_ligne" for w in result.warnings
            )
    assert refused >= SAMPLED / 2


@pytest.mark.parametrize("domain", ["ivac", "barometre_2023", "bac_departement"])
def test_a_file_cut_in_the_middle_of_a_character_is_refused_as_cut(domain: str) -> None:
    content = genuine(domain)
    inside = [i for i, b in enumerate(content) if 0x80 <= b < 0xC0 and i > 400][:20]
    assert inside
    for cut in inside:
        result = outcome(content[:cut])
        assert isinstance(result, FileRefused)
        assert "coupé" in result.reason


def test_a_utf16_file_cut_in_the_middle_of_a_character_is_refused_as_cut() -> None:
    content = genuine("ips_colleges").decode("utf-8-sig").encode("utf-16")
    result = outcome(content[:-1])
    assert isinstance(result, FileRefused)
    assert "coupé" in result.reason


@pytest.mark.parametrize("domain", ["etablissements_ep", "ips_colleges", "barometre_2023"])
def test_no_row_vanishes_when_a_quote_is_opened_and_never_closed(domain: str) -> None:
    content = Table.of(domain).head(80).to_bytes()
    total = len(prepared(content).table)
    separators = (Table.of(domain).delimiter.encode(), b"\n")
    starts = [i + 1 for i, _ in enumerate(content[:-1]) if content[i : i + 1] in separators]
    chosen = random.Random(domain)  # noqa: S311
    places = [0, *chosen.sample(starts, 60), *chosen.sample(range(len(content)), 30)]
    refused = 0
    for place in places:
        result = outcome(content[:place] + b'"' + content[place:])
        if isinstance(result, FileRefused):
            refused += 1
        else:
            assert len(result.table) + len(result.rejects) == total
            assert all("guillemet" in r.problem for r in result.rejects)
    assert refused >= 60


@pytest.mark.parametrize(
    ("opened", "closed", "last_line"),
    [
        ("nom_etablissement", "nom_etablissement", 14),
        ("nom_commune", "nom_commune", 11),
        ("position", "position", 14),
        ("nom_etablissement", "nom_commune", 14),
        ("position", "nom_etablissement", 11),
        ("nom_commune", "position", 11),
    ],
)
def test_two_stray_quotes_do_not_swallow_the_lines_between(
    opened: str, closed: str, last_line: int
) -> None:
    table = Table.of("etablissements_ep")
    lines = table.text().split("\r\n")
    for line, column, mark in ((10, opened, '"{}'), (last_line, closed, '{}"')):
        cells, place = lines[line].split(";"), table.position(column)
        cells[place] = mark.format(cells[place])
        lines[line] = ";".join(cells)
    result = outcome("\r\n".join(lines).encode())
    assert isinstance(result, FileRefused)
    assert result.line == 11


def test_a_quoted_cell_on_two_lines_is_a_cell() -> None:
    table = Table.of("etablissements_ep")
    folded = table.put(3, "nom_etablissement", "Ecole élémentaire\nles Tilleuls").to_bytes()
    found = prepared(folded)
    assert found.rejects == []
    assert "\n" in found.table["nom_etablissement"][3].as_py()


@pytest.mark.parametrize("domain", ["ivac", "etablissements_ep"])
def test_a_broken_character_is_refused_where_it_is_rather_than_spoiling_every_accent(
    domain: str,
) -> None:
    content = genuine(domain)
    line = content.split(b"\n")[4]
    result = outcome(content.replace(line, line[:30] + b"\xe9" + line[31:], 1))
    assert isinstance(result, FileRefused)
    assert "abîmé" in result.reason
    assert result.line == 5


@pytest.mark.parametrize("place", ["middle", "end"])
def test_nul_bytes_are_refused(place: str) -> None:
    content = genuine("ips_colleges")
    damaged = (
        content + b"\x00" * 512 if place == "end" else content.replace(b"COLLEGE", b"COL\x00EGE", 1)
    )
    result = outcome(damaged)
    assert isinstance(result, FileRefused)
    assert "abîmé" in result.reason
