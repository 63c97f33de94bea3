"""Reading of deposited files into rows of text, whatever their encoding or container.

What belongs here: telling what a file is (by its bytes, not its name), decoding, delimiters,
spreadsheets, archives; and the structural faults that make a file unreadable. What does not:
the meaning of columns (`recognition`), the meaning of values (`cleaning`).
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.lib.refusals import STRAY_QUOTE, TOO_FEW, TOO_MANY, FileRefused, Reject

DELIMITERS = ";,\t|"
_MAX_UNZIPPED = 2_000_000_000
_ENCRYPTED = 0x1
# What `zipfile` raises on damaged bytes, depending on which ones are.
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError,
    NotImplementedError,
)  # fmt: skip
_CONTAINERS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "workbook",
    b"PAR1": "parquet",
}
_FOREIGN = {
    b"%PDF": "un document PDF",
    b"{\\rtf": "un document de traitement de texte",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
}
_ENDS_TOO_SOON = ("unexpected end of data", "truncated data")
csv.field_size_limit(10_000_000)


@dataclass
class SourceTable:
    """A file read as text: its header, then its rows.

    `rows` yields (line in the file, cells) or a Reject for a row whose structure is wrong; it
    raises FileRefused where the rest of the file cannot be trusted.
    """

    header: list[str]
    rows: Iterator[tuple[int, list[str]] | Reject]
    warnings: list[str]


def read_table(content: bytes) -> SourceTable:
    """Return the table in `content`; raises FileRefused with a plain reason when there is none."""
    return _read(content, nested=False)


def _read(content: bytes, nested: bool) -> SourceTable:
    if not content.strip(b"\x00\xef\xbb\xbf \r\n\t"):
        raise _empty()
    for magic, what in _FOREIGN.items():
        if content.startswith(magic):
            raise FileRefused(
                f"Le fichier est {what}, pas un tableau, quel que soit son nom.",
                "Déposez le fichier de données lui-même (CSV ou classeur).",
            )
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise FileRefused(
            "Le fichier est une page web, pas un tableau.",
            "Téléchargez les données au format CSV, puis déposez ce fichier.",
        )
    kind = next((k for magic, k in _CONTAINERS.items() if content.startswith(magic)), "text")
    if kind == "zip":
        return _read_archive(content, nested)
    if kind == "workbook":
        return _read_workbook(content)
    if kind == "parquet":
        return _read_parquet(content)
    return _read_delimited(content)


def _empty() -> FileRefused:
    return FileRefused(
        "Le fichier est vide.", "Exportez-le de nouveau, vérifiez qu'il contient des lignes."
    )


def _read_archive(content: bytes, nested: bool) -> SourceTable:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [
                i.filename
                for i in archive.infolist()
                if not i.is_dir() and not i.filename.startswith("__MACOSX")
            ]
            if "[Content_Types].xml" in names or "content.xml" in names:
                return _read_workbook(content)
            if len(names) != 1 or nested:
                what = "une autre archive" if nested else f"{len(names)} fichiers"
                raise FileRefused(
                    f"L'archive contient {what}.",
                    "Déposez une archive d'un seul fichier, ou les fichiers un par un.",
                )
            if archive.getinfo(names[0]).file_size > _MAX_UNZIPPED:
                raise FileRefused("L'archive est trop grosse.", "Déposez le fichier par année.")
            if archive.getinfo(names[0]).flag_bits & _ENCRYPTED:
                raise FileRefused(
                    "L'archive est protégée par un mot de passe.", "Déposez-la sans mot de passe."
                )
            inside = archive.read(names[0])
    except _BROKEN_ARCHIVE as error:
        raise FileRefused(
            "L'archive ou le classeur est abîmé et ne s'ouvre pas.",
            "Enregistrez-le de nouveau, vérifiez qu'il s'ouvre, puis déposez-le.",
        ) from error
    return _read(inside, nested=True)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_workbook(content: bytes) -> SourceTable:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
        tables = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except (CalamineError, ValueError, OSError) as error:
        raise FileRefused(
            "Le classeur ne s'ouvre pas : il est abîmé ou protégé par un mot de passe.",
            "Enregistrez-le de nouveau sans mot de passe, puis déposez-le.",
        ) from error
    lines = [[_as_text(c) for c in row] for row in max(tables, key=len, default=[])]
    start = next((i for i, row in enumerate(lines) if sum(map(bool, row)) > 1), None)
    if start is None:
        raise FileRefused("Le classeur est vide.", "Vérifiez la feuille, puis déposez-le.")
    header = lines[start]
    while header and not header[-1].strip():
        header = header[:-1]
    body = (
        (n, row[: len(header)])
        for n, row in enumerate(lines[start + 1 :], start + 2)
        if any(c.strip() for c in row)
    )
    several = len([t for t in tables if t]) > 1
    note = "Le classeur a plusieurs feuilles : seule la plus longue a été lue."
    return SourceTable(header, body, [note] if several else [])


def _read_parquet(content: bytes) -> SourceTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(content))
        columns = [[_as_text(v) for v in c.to_pylist()] for c in table.columns]
    except (pa.ArrowException, ValueError, OSError) as error:
        raise FileRefused(
            "Le fichier Parquet est abîmé et ne s'ouvre pas.", "Produisez-le de nouveau."
        ) from error
    rows = ((n, list(cells)) for n, cells in enumerate(zip(*columns, strict=True), 1))
    return SourceTable(list(table.column_names), rows, [])


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of `content` and the encoding it was written in.

    UTF-8 (with or without mark) and UTF-16 with mark are recognised, Windows-1252 otherwise.
    Raises FileRefused when the bytes are no text, are damaged, or stop in the middle of a
    character.
    """
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        if error.start >= len(error.object) - 3 and error.reason in _ENDS_TOO_SOON:
            raise _cut(line) from error
        _refuse_damaged_utf8(content, line)
        text, encoding = content.decode("cp1252", errors="replace"), "windows-1252"
    if "\x00" in text:
        raise FileRefused(
            "Le fichier n'est pas un fichier texte, ou il est abîmé.",
            "Exportez-le de nouveau en CSV ou en classeur.",
        )
    return text, encoding


def _refuse_damaged_utf8(content: bytes, line: int) -> None:
    """Refuse UTF-8 with a few bad bytes: read as Windows-1252, all its accents would be wrong."""
    text = content.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    accented = sum(c > "\x7f" for c in text) - bad
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or accented > bad:
        raise FileRefused(
            f"Le fichier est abîmé : la ligne {line} contient un caractère illisible.",
            "Téléchargez-le ou exportez-le de nouveau.",
            line=line,
        )


def _cut(line: int) -> FileRefused:
    return FileRefused(
        f"Le fichier est coupé : sa dernière ligne (ligne {line}) n'est pas entière.",
        "Téléchargez-le ou exportez-le de nouveau en entier.",
        line=line,
    )


def detect_delimiter(header_line: str) -> str:
    """Return the delimiter that splits the header line into the most cells."""
    return max(DELIMITERS, key=lambda d: len(next(csv.reader([header_line], delimiter=d), [])))


def _read_delimited(content: bytes) -> SourceTable:
    text, encoding = decode(content)
    warnings = []
    if encoding == "windows-1252":
        warnings.append("Le fichier n'est pas en UTF-8 : il a été lu comme Windows-1252.")
    lines = io.StringIO(text, newline="").readlines()
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise _empty()
    declared = None
    if lines[start].lower().startswith("sep=") and start + 1 < len(lines):
        declared, start = lines[start].strip()[4:5], start + 1
    delimiter = declared or detect_delimiter(lines[start])
    reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
    try:
        header = next(reader)
    except csv.Error as error:
        raise _open_quote(start + 1) from error
    while header and not header[-1].strip():
        header.pop()
    if not text.endswith(("\n", "\r")) and len(lines) > start + 1:
        warnings.append(
            "La dernière ligne ne se termine pas par un retour à la ligne : vérifiez qu'il ne "
            "manque rien à la fin du fichier."
        )
    rows = _delimited_rows(reader, lines, start, len(header), delimiter)
    return SourceTable(header, rows, warnings)


def _open_quote(line: int) -> FileRefused:
    return FileRefused(
        f"Un guillemet ouvert à la ligne {line} n'est pas fermé comme il faut : la suite du "
        "fichier est illisible.",
        "Fermez ou retirez ce guillemet, puis déposez de nouveau le fichier.",
        line=line,
    )


def _delimited_rows(
    reader: Iterator[list[str]], lines: list[str], start: int, width: int, delimiter: str
) -> Iterator[tuple[int, list[str]] | Reject]:
    while True:
        line = start + reader.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _open_quote(line) from error
        end = start + reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        is_last_and_open = end >= len(lines) and not lines[-1].endswith(("\n", "\r"))
        if len(cells) < width and is_last_and_open:
            raise _cut(line)
        # A cell as rich in delimiters as a whole row has swallowed one.
        if end > line and any(cell.count(delimiter) >= width - 1 for cell in cells):
            raise _open_quote(line)
        raw = "".join(lines[line - 1 : end])
        yield _checked(line, end, cells, width, raw.count('"') % 2 == 1)


def _checked(
    line: int, end: int, cells: list[str], width: int, odd_quotes: bool
) -> tuple[int, list[str]] | Reject:
    extra = cells[width:]
    if end > line and len(cells) != width:
        raise _open_quote(line)
    if odd_quotes:
        return Reject(line, "", "", *STRAY_QUOTE)
    if len(cells) < width or any(c.strip() for c in extra):
        problem, remedy = TOO_FEW if len(cells) < width else TOO_MANY
        return Reject(line, "", "", problem.format(found=len(cells), expected=width), remedy)
    return line, cells[:width]
