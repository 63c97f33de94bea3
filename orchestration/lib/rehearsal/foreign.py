"""Files that are no table at all, whatever their name says.

What belongs here: bytes of other formats under a CSV name. What does not: tables with a wrong
header (they stay with the family they imitate).
"""

from __future__ import annotations

from orchestration.lib.rehearsal.model import Dirt, Draft

_OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R >> >> >>",
    None,
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
)
_TEXT = b"BT /F1 14 Tf 60 780 Td (Note fictive : taux d'emploi des apprentis) Tj ET"


def _pdf() -> bytes:
    """Return a one-page PDF that a reader opens."""
    body, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    stream = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(_TEXT), _TEXT)
    for number, content in enumerate(_OBJECTS, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content or stream)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(_OBJECTS) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(body))
    )


def pdf_named_csv() -> Draft:
    """Return the note that someone dropped in place of the data: refused."""
    return Draft(
        "inserjeunes_cfa",
        "fr-en-inserjeunes-cfa_note.csv",
        _pdf(),
        frozenset({Dirt.PDF_NAMED_CSV}),
        "refuse",
    )
