"""Cleaning of values: the one home of what spreadsheets and exports do to codes and numbers.

What belongs here: turning one text cell into a typed value, whatever its official spelling
(lost zeros, no-break spaces, comma decimals, percent signs, missing-value marks). What does
not: saying whether a value is acceptable (contract and gate), reading files (`reading`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from orchestration.lib.contracts import Column, value_key
from orchestration.lib.nomenclatures import fold, resolve_academie
from orchestration.lib.school_years import parse_date, parse_instant, parse_month, parse_period

Value = str | int | float | bool | date | datetime | None

UNREADABLE: Final = object()
_MISSING = frozenset({
    "", "nd", "n.d.", "na", "n/a", "none", "null", "nan", "-", "–", "—", "ns", "s", "!!", "..",
    "n.c.", "nc",
})  # fmt: skip
_LONGEST_MARK = max(map(len, _MISSING))
_NO_DATE = frozenset({date(2099, 1, 1), date(9999, 12, 31)})
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_UAI = re.compile(r"\d{7}[A-Z]")
_SHORT_UAI = re.compile(r"\d{5,7}[A-Z]")
_KEY_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_NATIONAL_INE = re.compile(r"\d{10}[A-HJ-NPR-Z]")
_INE = re.compile(
    rf"\d{{9}}[A-HJK]{{2}}|{_NATIONAL_INE.pattern}|[0-9A-Z]{{10}}\d|\d{{4}}[AD]\d{{5}}[A-HJ-NPR-Z]"
)
_AGENT = re.compile(r"[0-9a-f]{16,64}")
_LA_POSTE = "356000000"
_ONE_YEAR = re.compile(r"\D*\d{4}(\.0*)?\D*")
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}(\.0)?")
_UNSEEN = str.maketrans(
    {"\u00a0": " ", "\u2010": "-", "\u2011": "-"}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", "")
)
_ERROR = re.compile(
    r"#(REF|DIV/0|VALUE|VALEUR|NAME|NOM|NULL|NUL|NUM|NOMBRE|N/A|N/D|SPILL|CALC|EPARS|PROPAGATION)[!?]?|#{3,}",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"=\s*[A-Za-z(+\-\d'\[$]")
_SCIENTIFIC = re.compile(r"[+-]?\d[.,]\d+E\+?\d+", re.IGNORECASE)
_EXPONENT = re.compile(r"[eE]")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_TRUE, _FALSE = (
    frozenset({"o", "oui", "1", "true", "vrai"}),
    frozenset({"n", "non", "0", "false", "faux"}),
)


def is_missing(text: str) -> bool:
    """Tell whether `text` is one of the marks that official exports use for a missing value."""
    mark = text.strip()
    return len(mark) <= _LONGEST_MARK and mark.lower() in _MISSING


def uai_key_is_right(uai: str) -> bool:
    """Tell whether the check letter of `uai` is the one its seven digits give (modulo 23)."""
    return bool(_UAI.fullmatch(uai)) and _KEY_LETTERS[int(uai[:7]) % 23] == uai[7]


def ine_key_is_right(ine: str) -> bool:
    """Tell whether the check letter of a national INE is its own; other INEs have no sure one."""
    national = _NATIONAL_INE.fullmatch(ine)
    return national is None or _KEY_LETTERS[int(ine[:10]) % 23] == ine[10]


def siret_key_is_right(siret: str) -> bool:
    """Tell whether a SIRET keeps the Luhn rule, or the one that La Poste has for its own."""
    digits = [int(d) for d in siret]
    doubled = [d if rank % 2 else (2 * d if 2 * d < 10 else 2 * d - 9)
               for rank, d in enumerate(digits)]  # fmt: skip
    if sum(doubled) % 10 == 0:
        return True
    return siret.startswith(_LA_POSTE) and sum(digits) % 5 == 0


KEY_CHECKS: dict[str, Callable[[str], bool]] = {
    "uai": uai_key_is_right,
    "ine": ine_key_is_right,
    "siret": siret_key_is_right,
}


def number(text: str) -> float | object:
    """Return the number written in `text` (French or English style), else UNREADABLE."""
    compact = _SPACES.sub("", text).removesuffix("%")
    if "," in compact and "." not in compact:
        compact = compact.replace(",", ".", 1)
    value = float(compact) if _NUMBER.fullmatch(compact) else math.inf
    return value if math.isfinite(value) else UNREADABLE


def integer(text: str) -> int | object:
    """Return the whole number written in `text` ('332.0' and '1 234' included).

    A spreadsheet that writes 1,2E+05 has rounded: the digits that it hides are lost.
    """
    value = UNREADABLE if _EXPONENT.search(text) else number(text)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return UNREADABLE


def uai(text: str) -> str | object:
    """Return the UAI in upper case, its lost leading zero restored, else UNREADABLE."""
    if _UAI.fullmatch(text):
        return text
    code = _SPACES.sub("", text).upper()
    code = code.zfill(8) if _SHORT_UAI.fullmatch(code) else code
    return code if _UAI.fullmatch(code) else UNREADABLE


def ine(text: str) -> str | object:
    """Return the INE in upper case without spaces, in one of its shapes, else UNREADABLE."""
    code = _SPACES.sub("", text).upper()
    return code if _INE.fullmatch(code) else UNREADABLE


def agent(text: str) -> str | object:
    """Return the identifier of an agent (hexadecimal, in lower case), else UNREADABLE."""
    code = _SPACES.sub("", text).lower()
    return code if _AGENT.fullmatch(code) else UNREADABLE


def siret(text: str) -> str | object:
    """Return the SIRET on 14 digits, the zeros that a spreadsheet took restored."""
    code = _SPACES.sub("", text).removesuffix(".0")
    return code.zfill(14) if re.fullmatch(r"\d{12,14}", code) else UNREADABLE


def departement(text: str) -> str | object:
    """Return the code of a département on three characters ('3', '03', 'D03' -> '003')."""
    code = _SPACES.sub("", text).upper().removesuffix(".0")
    match = re.fullmatch(r"(?:DEP)?D?0*(\d{1,3}|2[AB])", code)
    return match[1].zfill(3) if match else UNREADABLE


def commune(text: str) -> str | object:
    """Return the INSEE code of a commune on five characters ('3185' -> '03185')."""
    code = _SPACES.sub("", text).upper().removesuffix(".0").zfill(5)
    return code if re.fullmatch(r"\d{5}|2[AB]\d{3}", code) else UNREADABLE


def academie(text: str) -> str | object:
    """Return the code of the académie on two digits, else UNREADABLE."""
    found = resolve_academie(text)
    return found.code if found else UNREADABLE


def day(text: str) -> date | object | None:
    """Return the date (ISO, JJ/MM/AAAA or serial number of a spreadsheet), else UNREADABLE.

    The far dates that exports write for "none" are missing.
    """
    found = parse_date(text)
    if found in _NO_DATE:
        return None
    if found is None and _SERIAL.fullmatch(text):
        found = _SPREADSHEET_EPOCH + timedelta(days=int(float(text)))
    return UNREADABLE if found is None else found


def month(text: str) -> str | object:
    """Return the month as '2024-03' ('03/2024' and dates included), else UNREADABLE."""
    found = parse_month(text) or day(text)
    return f"{found:%Y-%m}" if isinstance(found, date) else UNREADABLE


def school_year(text: str) -> str | object:
    """Return the school year as '2026-2027' ('2026/27' too), else UNREADABLE.

    One civil year is unreadable: nobody can say whether it opens or closes the school year.
    """
    found = None if _ONE_YEAR.fullmatch(text) else parse_period(text, "annee_scolaire")
    return found or UNREADABLE


def zone(text: str) -> str | object:
    """Return the zone of a barometer ('D03', 'R84', 'FRANCE'), its département readable."""
    code = text.upper()
    return UNREADABLE if code.startswith("D") and departement(code) is UNREADABLE else code


def instant(text: str) -> datetime | object:
    """Return the instant written in `text`, in universal time without offset, else UNREADABLE.

    Instants with and without an offset cannot be compared: those without one are taken as
    universal time.
    """
    found = parse_instant(text)
    if found is None or found.tzinfo is None:
        return found or UNREADABLE
    try:
        return found.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return UNREADABLE


def boolean(text: str) -> bool | object:
    """Return the truth value of O/N, oui/non, 1/0, true/false, else UNREADABLE."""
    folded = fold(text)
    return True if folded in _TRUE else False if folded in _FALSE else UNREADABLE


_CLEANERS: dict[str, Callable[[str], object]] = {
    "entier": integer,
    "decimal": number,
    "taux": number,
    "uai": uai,
    "departement": departement,
    "commune": commune,
    "academie": academie,
    "zone": zone,
    "date": day,
    "horodatage": instant,
    "booleen": boolean,
    "mois": month,
    "ine": ine,
    "agent": agent,
    "siret": siret,
    "annee_scolaire": school_year,
}


def plain(text: str) -> str:
    """Return a cell without what cannot be seen: odd spaces, hyphens of typography, marks.

    Nor what exports put around a code to keep its zeros: ="0630018C", '0630018C.
    """
    # None of these marks is ASCII, and most of a hundred thousand cells are.
    text = (text if text.isascii() else text.translate(_UNSEEN)).strip()
    if text[:1] not in ("=", "'"):
        return text
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1]
    return text[1:] if text[:1] == "'" and text[1:2].isdigit() else text


def damage(text: str, column: Column) -> str | None:
    """Return the code of what a spreadsheet did to an unreadable cell; None when nothing shows."""
    raw = text.strip()
    if raw.startswith("#") and _ERROR.fullmatch(raw):
        return "octets.erreur_de_tableur"
    if raw.startswith("="):
        return "octets.formule_sans_valeur"
    kind = column.business_type
    if kind != "decimal" and _EXPONENT.search(raw) and _SCIENTIFIC.fullmatch(_SPACES.sub("", raw)):
        return "types.notation_scientifique"
    swapped = _SLASHED.match(raw) if kind == "date" else None
    if swapped and int(swapped[1]) <= 12 < int(swapped[2]) <= 31:
        return "types.date_americaine"
    return None


def _is_spoiled(raw: str) -> bool:
    """Tell whether a cell holds what no value is, whatever its type."""
    return bool(_ERROR.fullmatch(raw) or _FORMULA.match(raw))


def clean(text: str, column: Column) -> object:
    """Return the typed value of a cell: None when missing, UNREADABLE when it cannot be read.

    Free texts keep marks such as '-' (an official value of the calendar); every other type
    reads them as missing.
    """
    raw = plain(text)
    if raw == "":
        return None
    kind = column.business_type
    # The test of one character comes first: a file may have a million different cells.
    if (raw[0] in "#=" and _is_spoiled(raw)) or (kind == "code" and _SCIENTIFIC.fullmatch(raw)):
        return UNREADABLE
    if column.equivalences:
        return column.equivalences.get(value_key(raw)) or (None if is_missing(raw) else raw)
    cleaner = _CLEANERS.get(kind)
    if cleaner is None:
        return raw
    return None if is_missing(raw) else cleaner(raw)
