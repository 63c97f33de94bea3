"""Reading of delimited text: the same rows whatever the encoding, delimiter and line ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.lib.characters import decode
from orchestration.lib.refusals import FileRefused, Reject
from tests.samples import Table, genuine, kept_values, prepared, rows_of

DOMAIN = "ips_colleges"
pytestmark = pytest.mark.usefixtures("open_data")


def recoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode("utf-8-sig").encode(encoding)


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "sans marque d'ordre": recoded("utf-8"),
    "latin-1": recoded("latin-1"),
    "windows-1252": recoded("cp1252"),
    "utf-16": recoded("utf-16"),
    "utf-16 gros-boutiste": lambda c: "\ufeff".encode("utf-16-be") + recoded("utf-16-be")(c),
    "utf-16 sans marque": recoded("utf-16-le"),
    "utf-16 gros-boutiste sans marque": recoded("utf-16-be"),
    "mac": recoded("mac_roman"),
    "dos": recoded("cp850"),
    "latin-9": recoded("iso8859_15"),
    "titre au-dessus": lambda c: b"Export du 12/09/2025\r\nRectorat;DPE;;\r\n" + c[3:],
    "pied de fichier": lambda c: c + b";;;;;;;;;;;;\r\n" * 300,
    "lf": lambda c: c.replace(b"\r\n", b"\n"),
    "cr": lambda c: c.replace(b"\r\n", b"\r"),
    "sans fin de ligne finale": lambda c: c.removesuffix(b"\r\n"),
    "sep=;": lambda c: b"sep=;\r\n" + c.removeprefix(b"\xef\xbb\xbf"),
    "SEP=; avec marque": lambda c: b"\xef\xbb\xbfSEP=;\r\n" + c.removeprefix(b"\xef\xbb\xbf"),
    "tabulations": lambda c: c.replace(b";", b"\t"),
    "barres": lambda c: c.replace(b";", b"|"),
    "virgules": lambda c: c.replace(b";", b","),
    "sep=tabulation": lambda c: b"sep=\t\n" + c.decode("utf-8-sig").replace(";", "\t").encode(),
    ";;; partout": lambda c: c.replace(b"\r\n", b";;;\r\n"),
    ";;; aux lignes": lambda c: c.replace(b"\r\n", b";;;\r\n").replace(b";;;", b"", 1),
    ";;; en tête": lambda c: c.replace(b"\r\n", b";;;\r\n", 1),
    "lignes blanches": lambda c: b"\r\n\r\n" + c.removeprefix(b"\xef\xbb\xbf") + b"\r\n \r\n",
    "lignes blanches au milieu": lambda c: c.replace(b"\r\n", b"\r\n\r\n"),
    "lignes de séparateurs": lambda c: c + b";;;;;;;;;;;\r\n" * 3,
    "tout entre guillemets": lambda c: (
        b'"' + c.removeprefix(b"\xef\xbb\xbf").rstrip().replace(b";", b'";"')
        .replace(b"\r\n", b'"\r\n"') + b'"\r\n'
    ),
    "nombres à virgule": lambda c: c.replace(b".", b","),
}  # fmt: skip


@pytest.fixture(scope="module")
def expected() -> list[dict[str, object]]:
    return kept_values(prepared(genuine(DOMAIN)).table)


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_a_file_gives_the_same_rows_however_it_was_saved(
    variant: str, expected: list[dict[str, object]]
) -> None:
    content = VARIANTS[variant](genuine(DOMAIN))
    found = prepared(content)
    assert content != genuine(DOMAIN)
    assert found.rejects == []
    assert kept_values(found.table) == expected


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_file_that_is_not_in_utf8_is_read_and_says_so(encoding: str) -> None:
    found = prepared(recoded(encoding)(genuine(DOMAIN)))
    assert any("Windows-1252" in str(w) for w in found.warnings)
    assert "privé sous contrat" in Table.of(DOMAIN).column("secteur")


def test_a_missing_last_line_end_warns() -> None:
    assert prepared(genuine(DOMAIN)).warnings == []
    (warning,) = prepared(genuine(DOMAIN).removesuffix(b"\r\n")).warnings
    assert warning.code == "octets.derniere_ligne"


def test_an_euro_sign_tells_windows_1252_from_latin_1() -> None:
    text, (said,) = decode("coût;5 €\n".encode("cp1252"))
    assert text == "coût;5 €\n"
    assert "Windows-1252" in str(said)


def test_rows_carry_their_line_in_the_file_even_after_blank_and_folded_lines() -> None:
    content = b'a;b\n\n1;2\n"3\n3";4\n5;6\n'
    assert rows_of(content) == [(3, ["1", "2"]), (4, ["3\n3", "4"]), (6, ["5", "6"])]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (b"1;2", "compte 2 valeurs au lieu de 3"),
        (b"1;2;3;4", "compte 4 valeurs au lieu de 3"),
        (b'1;2"0;3', "guillemet isolé"),
    ],
)
def test_a_row_of_the_wrong_shape_is_rejected_alone_with_its_line(row: bytes, problem: str) -> None:
    rows = rows_of(b"a;b;c\n1;2;3\n" + row + b"\n4;5;6\n")
    (reject,) = [r for r in rows if isinstance(r, Reject)]
    assert reject.line == 3
    assert problem in reject.problem
    assert reject.remedy
    assert [r[0] for r in rows if not isinstance(r, Reject)] == [2, 4]


def test_a_very_long_field_is_a_field_and_an_absurd_one_is_refused() -> None:
    content = genuine(DOMAIN)
    long = content.replace(b"COLLEGE EMILE GUILLAUMIN", b"C" * 500_000, 1)
    assert len(prepared(long).table["nom_etablissement"][0].as_py()) == 500_000
    absurd = content.replace(b"COLLEGE EMILE GUILLAUMIN", b"C" * 11_000_000, 1)
    with pytest.raises(FileRefused):
        prepared(absurd)


def test_every_row_of_every_official_file_has_the_right_shape(open_data: Path) -> None:
    # The two IVAL sheets are headed by two lines, the first of merged cells.
    paths = [p for p in sorted(open_data.rglob("*.csv")) if not p.name.startswith("ival-")]
    assert len(paths) > 40
    for path in paths:
        rows = rows_of(path.read_bytes())
        assert not [r for r in rows if isinstance(r, Reject)], path.name
