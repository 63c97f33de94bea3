"""French words for numbers, plurals, dates and verdicts.

What belongs here: what receipts, e-mails, guides and the command line say alike. What does not:
sentences of one of them, layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from orchestration.lib.clock import there
from orchestration.lib.school_years import first_year

FICTIONAL = "DONNÉES FICTIVES : répétition, aucun chiffre n'est réel."
NOT_AVAILABLE = "n/d"
VERDICTS = {
    "accepte": "accepté",
    "accepte_avec_rejets": "accepté, avec des lignes rejetées",
    "usage_interne": "accepté, pour l'usage interne seulement",
    "refuse": "refusé",
    "identique": "déjà reçu à l'identique",
}
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
# Spaces at which French typography does not break a line.
_INSEPARABLE = re.compile(
    r"(?<=«) | (?=[»:;?!%])|(?<=\d) (?=\d{3}(?!\d))|(?<=sha256) |(?<=dépôt) (?=\w{12})"
)


def number(value: float | None, decimals: int = 1) -> str:
    """Return a number as French readers write it, rounded half up; 'n/d' for a missing one."""
    if value is None:
        return NOT_AVAILABLE
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,}".replace(",", " ").replace(".", ",")
    return f"−{text}" if rounded < 0 else text


def count(value: float | None) -> str:
    """Return a count: no decimal, unless the source itself counts with decimals."""
    whole = value is None or float(value).is_integer()
    return number(value, 0 if whole else 1)


def plural(number_of: int, singular: str, plural_form: str | None = None) -> str:
    """Return '1 fichier', '3 fichiers': French plurals start at two."""
    word = singular if number_of < 2 else (plural_form or f"{singular}s")
    return f"{count(number_of)} {word}"


def years(labels: Iterable[str]) -> str:
    """Return school years in order, runs of consecutive ones as 'A à B'."""
    ordered = sorted(set(labels))
    runs: list[list[str]] = []
    for label in ordered:
        if runs and first_year(runs[-1][-1]) + 1 == first_year(label):
            runs[-1].append(label)
        else:
            runs.append([label])
    parts = [", ".join(run) if len(run) < 3 else f"{run[0]} à {run[-1]}" for run in runs]
    return ", ".join(parts)


def moment(iso: str | None) -> str:
    """Return an ISO instant by the clocks of the académie: '22/11/2026 à 08:47'."""
    if not iso:
        return "date inconnue"
    return there(iso).strftime("%d/%m/%Y à %H:%M")


def month_day(month: int, day: int) -> str:
    """Return '10 juillet', '1er mars'."""
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]}"


def full_date(day: date) -> str:
    """Return '10 juillet 2026'."""
    return f"{month_day(day.month, day.day)} {day.year}"


def perimeter(scope: str) -> str:
    """Return the scope of a deposit in words."""
    return "académie" if scope == "academie" else f"département {scope}"


def listed(items: Iterable[str], most: int) -> str:
    """Return items joined by commas, the last one by « et »; those beyond `most` are counted."""
    known = list(items)
    shown, more = known[:most], len(known) - most
    if more > 0:
        return f"{', '.join(shown)} et {count(more)} {'autre' if more == 1 else 'autres'}"
    return " et ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def unbroken(text: str) -> str:
    """Return `text` with a no-break space wherever French typography keeps two words together."""
    return _INSEPARABLE.sub("\u00a0", text)
