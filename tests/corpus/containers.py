"""The containers that a table travels in, sound or damaged: workbooks, archives, Parquet.

What belongs here: bytes. What does not: which damage deserves which verdict (`damages`).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.model import Good
from tests.samples import Table, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def table(good: Good) -> Table:
    return Table(good.domain, list(good.header), [list(r) for r in good.rows])


def xlsx(good: Good, *more: Callable[[Workbook], object]) -> bytes:
    """Return a workbook of one sheet of texts, changed by the functions given."""
    book = Workbook()
    filled(sheet_of(book), [good.header, *good.rows])
    for change in more:
        change(book)
    return saved(book)


def sheet_of(book: Workbook) -> Worksheet:
    """Return the first sheet."""
    return book.worksheets[0]


def filled(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> Worksheet:
    for row in rows:
        sheet.append(list(row))
    return sheet


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one member changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
    return zipped({n: change(b) if n == name else b for n, b in members.items()})


def with_more_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """Return an archive with more members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
    return zipped(members | parts)


def with_password(content: bytes) -> bytes:
    """Return an archive whose members say that they are encrypted."""
    damaged = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = damaged.find(magic)
        while place >= 0:
            damaged[place + offset] |= 1
            place = damaged.find(magic, place + 4)
    return bytes(damaged)


def with_wrong_sum(content: bytes) -> bytes:
    """Return an archive whose members have not the checksum that it tells."""
    damaged = bytearray(content)
    place = damaged.find(b"PK\x01\x02")
    (told,) = struct.unpack_from("<I", damaged, place + 16)
    struct.pack_into("<I", damaged, place + 16, told ^ 0xFFFF)
    struct.pack_into("<I", damaged, 14, told ^ 0xFFFF)
    return bytes(damaged)


def encrypted_workbook() -> bytes:
    """Return what a workbook with a password begins like: an OLE file, nothing readable in it."""
    return OLE + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + b"EncryptedPackage" * 200


def document(kind: str) -> bytes:
    """Return an office document that is no workbook ('word', 'ppt')."""
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(
        {
            "[Content_Types].xml": types.encode(),
            f"{kind}/{'document' if kind == 'word' else 'presentation'}.xml": b"<w:document/>",
        }
    )


def parquet_without_rows(good: Good) -> bytes:
    return table(good.with_rows([])).to_parquet()
