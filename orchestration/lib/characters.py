"""Characters: which encoding bytes of text were written in, and letters that were lost on the way.

What belongs here: telling UTF-8, UTF-16 (marked or not) and the one-byte encodings of French
machines apart, and the signs of a text that was decoded wrongly before it came. What does not:
lines and cells (`delimited`), what is done about it (`reading`, `preparation`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from orchestration.lib.refusals import Caution, FileRefused, caution

BYTE_ORDER_MARK = "\ufeff"
_ENDS_TOO_SOON = ("unexpected end of data", "truncated data")
_CHUNK = 1 << 24
_SAMPLE = 1 << 12
_ONE_BYTE = (
    ("cp1252", "Windows-1252"),
    ("mac_roman", "Mac OS Roman"),
    ("cp850", "DOS (page de codes 850)"),
    ("iso8859_15", "ISO-8859-15"),
)
# How much a letter tells: about its share of the accented letters of a French text.
_FRENCH = dict.fromkeys("ôîûùëïâÈÀÊœ’", 1) | {"é": 30, "è": 6, "à": 6, "ê": 3, "ç": 2, "É": 3}
_EURO_TABLE = re.compile(r"(?<=[a-zA-Z])[½¼](?=[a-zA-Z])|¤")
_OF_EURO_TABLE = frozenset("½¼¤".encode("cp1252"))
# UTF-8 read as Windows-1252 (each accented letter became two or three signs), or letters that a
# table did not have: the sign of the unknown, a question mark inside a word.
_DAMAGED = re.compile(
    r"Ã[\u0080-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™œ\u009d“”¦˜]|Â[°«»²\u00a0]|Å“|\ufffd"
    r"|[A-Za-z]\?[a-z]"
)
_LOST = "\ufffd"
_OF_LINKS = re.compile(r"[/=@]|www")
_ASCII = bytes(range(0x80))


def is_plain_utf8(content: bytes) -> bool:
    """Tell whether the bytes are UTF-8 text, without holding that text in memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content


def decode(content: bytes) -> tuple[str, list[Caution]]:
    """Return the text of `content` and what has to be said of its encoding.

    Raises FileRefused when the bytes are no text, are damaged, or stop in the middle of a
    character.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    unmarked = None if marked else _unmarked_utf16(content)
    encoding = "utf-16" if marked else unmarked or "utf-8-sig"
    said = [caution("octets.utf16_sans_marque")] if unmarked else []
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        if error.start >= len(error.object) - 3 and error.reason in _ENDS_TOO_SOON:
            raise FileRefused("octets.fichier_coupe", line=line) from error
        _refuse_damaged_utf8(content, line)
        text, name = _one_byte(content)
        said = [caution("octets.encodage", name=name)]
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FileRefused("octets.pas_du_texte", line=line)
    return text, said


def _unmarked_utf16(content: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark look like: one byte of two is nul."""
    head = content[:_SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.4 and not even:
        return "utf-16-le"
    if even > len(head) * 0.4 and not odd:
        return "utf-16-be"
    return None


def _refuse_damaged_utf8(content: bytes, line: int) -> None:
    """Refuse UTF-8 with a few bad bytes: read as Windows-1252, all its accents would be wrong."""
    text = content.decode("utf-8", errors="replace")
    bad = text.count(_LOST)
    accented = len(text) - len(text.encode("ascii", errors="ignore")) - bad
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if content.startswith(marks) or accented > bad:
        raise FileRefused("octets.caractere_illisible", line=line)


def _one_byte(content: bytes) -> tuple[str, str]:
    """Return the text in the one-byte encoding that makes the most French of it, and its name."""
    high = content.translate(None, delete=_ASCII)
    best = max(_ONE_BYTE[:3], key=lambda table: _frenchness(high, table[0]))
    text = content.decode(best[0], errors="replace")
    if best[0] == "cp1252" and _may_hold_euro_signs(high) and _EURO_TABLE.search(text):
        best = _ONE_BYTE[3]
        text = content.decode(best[0])
    return text, best[1]


def _frenchness(high: bytes, table: str) -> int:
    text = high.decode(table, errors="replace")
    return sum(weight * text.count(letter) for letter, weight in _FRENCH.items())


def _may_hold_euro_signs(high: bytes) -> bool:
    """Tell whether bytes that are not ASCII may be of the table that has the euro sign.

    It has no sign of Windows' own below 0xA0, and differs by few others: one must be there.
    """
    return min(high) >= 0xA0 and not _OF_EURO_TABLE.isdisjoint(high)


def damaged_letters(texts: Sequence[str]) -> tuple[str, list[int]] | None:
    """Return the first damaged sign among texts and the ranks of all that hold one, or None.

    The sign alone is returned, never the text: it may be about a person.
    """
    joined = "\n".join(texts)
    # Every sign holds a question mark or a letter beyond ASCII.
    if ("?" not in joined and joined.isascii()) or not _DAMAGED.search(joined):
        return None
    found = [(sign, rank) for rank, text in enumerate(texts) if (sign := _damaged(text))]
    return (found[0][0], [rank for _, rank in found]) if found else None


def _damaged(text: str) -> str | None:
    for match in _DAMAGED.finditer(text):
        if match[0][1:2] != "?":
            return match[0]
        # A link has question marks of its own; the words beside it have none.
        before = text[: match.start()].rpartition(" ")[2]
        word = before + text[match.start() :].partition(" ")[0]
        if not _OF_LINKS.search(word):
            return "?"
    return None
