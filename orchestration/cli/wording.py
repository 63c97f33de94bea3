"""French wording: numbers, plurals, dates, statuses.

What belongs here: turning a value or a code into the words that a reader sees. What does not:
sentences of one command, layout.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib.french import (
    FICTIONAL,
    NOT_AVAILABLE,
    VERDICTS,
    count,
    moment,
    number,
    perimeter,
    plural,
    unbroken,
    years,
)
from orchestration.lib.nomenclatures import fold
from orchestration.lib.settings import DEFAULT_HOME

# Commands take all their words here, those that receipts and e-mails share included.
__all__ = [
    "FICTIONAL",
    "NOT_AVAILABLE",
    "VERDICTS",
    "count",
    "moment",
    "number",
    "perimeter",
    "plural",
    "years",
]

OBSERVATION = {
    "A": "valeur normale",
    "B": "rupture de série",
    "D": "couverture partielle",
    "E": "valeur estimée",
    "M": "valeur manquante dans la source",
    "O": "source non encore déposée",
    "P": "valeur provisoire",
}
CONFIDENTIALITY = {
    "F": "diffusion libre",
    "C": "secret primaire",
    "D": "secret secondaire",
    "N": "non publiable",
}
LEVELS = {
    "academie": "académie",
    "departement": "département",
    "bassin": "bassin",
    "circonscription": "circonscription",
    "etablissement": "établissement",
}
AGGREGATIONS = {
    "ratio_de_sommes": "{m}numérateur / dénominateur, un rapport de sommes sur le territoire",
    "ratio_de_comptes": "{m}numérateur / dénominateur, un rapport de comptes sur le territoire",
    "pourcentage_publie": "pourcentage publié par la source, repris tel quel",
    "somme": "{m}somme des effectifs du territoire",
    "compte_distinct": "{m}compte d'éléments distincts, refait à chaque niveau de territoire",
    "mediane": "{m}médiane des observations du territoire",
    "difference_de_parts": "{m}écart entre deux parts, chacune un rapport de sommes",
    "indice_dissimilarite": "{m}demi-somme, bassin par bassin, des écarts entre deux parts",
}
_REPORTERS = re.compile(r"Couverture partielle : (\d+) (\w+) sur (\d+)\.")
_SHARE = re.compile(r", rapportée?s? (?:à : |à |aux )")
_TAIL = re.compile(r"(, en [^,.]+)?\.?$")
_FACTOR = re.compile(r" ?\(?× [\d .,]+\)?$")


def with_unit(value: float | None, unit: str | None, decimals: int = 1) -> str:
    """Return a value followed by its unit; whole counts have no decimal, percentages one."""
    if value is None:
        return NOT_AVAILABLE
    text = number(value, decimals) if unit == "%" else _whole_or(value, decimals)
    return f"{text} {unit or ''}".strip()


def _whole_or(value: float, decimals: int) -> str:
    return number(value, 0 if float(value).is_integer() else decimals)


def change(value: float, unit: str | None, decimals: int = 1) -> str:
    """Return a signed change; percentages change by points."""
    moved = abs(value)
    rounded = number(moved, decimals) if unit == "%" else _whole_or(moved, decimals)
    sign = "" if not float(rounded.replace(" ", "").replace(",", ".")) else "+−"[value < 0]
    if unit != "%":
        return f"{sign}{rounded} {unit or ''}".strip()
    many = moved >= 2 - 0.5 * 10**-decimals
    return f"{sign}{rounded} {'points' if many else 'point'}"


def size(octets: float) -> str:
    """Return a size in the largest readable unit."""
    units = ["octets", "ko", "Mo", "Go", "To"]
    while octets >= 1000 and len(units) > 1:
        octets /= 1000
        units.pop(0)
    return f"{number(octets, 0 if units[0] == 'octets' else 1)} {units[0]}"


@dataclass(frozen=True)
class Definition:
    """What an indicator counts, over what if it is a share, and what else its definition says."""

    counted: str
    over: str | None = None
    remark: str | None = None


def definition(text: str) -> Definition:
    """Read 'X, rapporté à : Y, en %. Remark.'; without 'rapporté', the whole counts."""
    sentence, _, remark = text.partition(". ")
    counted, *rest = _SHARE.split(sentence, maxsplit=1)
    over = _TAIL.sub("", _TAIL.sub("", rest[0])) if rest else None
    return Definition(
        counted=_plain(counted if rest else sentence),
        over=_plain(over) if over else None,
        remark=remark or None,
    )


def _plain(text: str) -> str:
    """Return a noun phrase for the middle of a line; the multiplier is told apart."""
    phrase = _FACTOR.sub("", text.strip().rstrip("."))
    acronym = phrase[1:2].isupper() or phrase[1:2].isdigit()
    return phrase if acronym else phrase[:1].lower() + phrase[1:]


def formula(aggregation: str | None, multiplier: float | str | None) -> str:
    """Return in words how the value of an indicator is made."""
    times = float(multiplier or 1)
    pattern = AGGREGATIONS.get(aggregation or "", "{m}numérateur (effectif ou somme)")
    return pattern.format(m="" if times == 1 else f"{count(times)} × ")


@dataclass(frozen=True)
class Reporters:
    """Who reported among those expected, as the reason of a value says it."""

    received: int
    expected: int
    kind: str


def reporters(reason: str | None) -> tuple[Reporters | None, str]:
    """Return who reported, when a reason tells it, and what else the reason says."""
    text = reason or ""
    found = _REPORTERS.search(text)
    if found is None:
        return None, text
    rest = _REPORTERS.sub("", text).strip()
    return Reporters(int(found[1]), int(found[3]), found[2]), rest


def code_label(code: str, label: str | None) -> str:
    """Return 'général (BG)' where the label says more than the code, else the plainest of both."""
    if not label or label == code:
        return code
    said = fold(label) == fold(code) or code in re.split(r"[\s(),]+", label)
    return label if said else f"{label} ({code})"


def enumerate_words(words: Sequence[str], limit: int = 6) -> str:
    """Return words joined by commas, cut after `limit`."""
    shown = ", ".join(words[:limit])
    more = len(words) - limit
    return f"{shown} et {more} de plus" if more > 0 else shown


def hanging(text: str, width: int, indent: int = 2, label: str = "") -> str:
    """Return an indented paragraph whose lines after the first stand two columns further.

    With a label, they stand under the text that follows it.
    """
    first = " " * indent + label
    after = " " * (len(first) if label else indent + 2)
    paragraph = textwrap.TextWrapper(
        max(width - 1, 60), first, after, break_long_words=False, break_on_hyphens=False
    )
    return paragraph.fill(unbroken(text)).replace("\u00a0", " ")


def command(home: Path, words: str) -> str:
    """Return the command to type, with its home when it is not the default one."""
    prefix = "" if home == DEFAULT_HOME else f"PSA_HOME={home} "
    return f"{prefix}psa {words}"
