"""Names of dropped files: which ones are no deposit, and how one is kept.

What belongs here: names alone. What does not: looking at files (`watching`).
"""

from __future__ import annotations

import os
import re
import unicodedata

# Copies under way, locks of office suites, and what systems leave in folders.
_NOT_A_DEPOSIT = re.compile(
    r"^[.~]|~$|\.(part|partial|tmp|temp|crdownload|download|filepart|swp|lock)$"
    r"|^(thumbs\.db|desktop\.ini)$",
    re.IGNORECASE,
)
_LEFT_BY_SYSTEMS = re.compile(r"^(\.ds_store|\._.*|thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_DATA_FILE = re.compile(r"\.(csv|txt|tsv|xlsx?|xlsm|ods|zip|parquet)$", re.IGNORECASE)
# What would break a line, hide an extension, or mean a folder elsewhere.
_UNSAFE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f/\\\\\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_MAX_BYTES = 255


def is_unfinished(name: str) -> bool:
    """Tell whether a name is that of a copy under way, or of a file that no one dropped."""
    return _NOT_A_DEPOSIT.search(name) is not None


def is_copy_under_way(name: str) -> bool:
    """Tell whether an unfinished name is worth mentioning when it stays for days."""
    return is_unfinished(name) and _LEFT_BY_SYSTEMS.match(name) is None


def looks_like_data(name: str) -> bool:
    """Tell whether a name has the extension of a data file."""
    return _DATA_FILE.search(name) is not None


def printable(name: str) -> str:
    """Return a name that fits on one line of a log, of a receipt or of a JSON document."""
    readable = os.fsencode(name).decode("utf-8", "replace")
    return _UNSAFE.sub("_", readable)


def shown(relative: str) -> str:
    """Return a path inside the inbox as it is told to people."""
    return printable(relative.replace(os.sep, " › "))


def stored_name(name: str) -> str:
    """Return the name under which an original is kept: composed accents, one line, no folder.

    Two spellings of one accented name are one name; what is not text becomes a mark.
    """
    kept = unicodedata.normalize("NFC", printable(name)).replace("\N{REPLACEMENT CHARACTER}", "_")
    if kept in ("", ".", ".."):
        kept = "sans_nom"
    stem, dot, suffix = kept.rpartition(".")
    while len(kept.encode()) > _MAX_BYTES:
        stem = stem[:-1]
        kept = f"{stem}{dot}{suffix}" if stem else suffix[-60:]
    return kept
