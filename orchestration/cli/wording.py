"""French wording: numbers, plurals, dates, statuses.

What belongs here: turning a value or a code into the words that a reader sees. What does not:
sentences of one command, layout.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from orchestration.lib.school_years import first_year
from orchestration.lib.settings import DEFAULT_HOME

FICTIONAL = "DONNÉES FICTIVES : répétition, aucun chiffre n'est réel."
NOT_AVAILABLE = "n/d"

VERDICTS = {
    "accepte": "accepté",
    "accepte_avec_rejets": "accepté, avec des lignes rejetées",
    "refuse": "refusé",
    "identique": "déjà reçu à l'identique",
}
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
PROGRESS = {
    "atteint": "cible atteinte",
    "en_avance": "en avance",
    "en_bonne_voie": "en bonne voie",
    "en_retard": "en retard",
    "recul": "en recul",
    "stable": "stable",
    "sans_cible": "sans cible",
    "non_calculable": "non interprétable",
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
}


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


def with_unit(value: float | None, unit: str | None, decimals: int = 1) -> str:
    """Return a value followed by its unit."""
    if value is None:
        return NOT_AVAILABLE
    return f"{number(value, decimals)} {unit or ''}".strip()


def change(value: float, unit: str | None) -> str:
    """Return a signed change; percentages change by points."""
    rounded = number(abs(value))
    sign = "" if not float(rounded.replace(" ", "").replace(",", ".")) else "+−"[value < 0]
    if unit != "%":
        return f"{sign}{rounded} {unit or ''}".strip()
    return f"{sign}{rounded} {'points' if abs(value) >= 1.95 else 'point'}"


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
    """Return an ISO instant in local time: '22/11/2026 à 08:47'."""
    if not iso:
        return "date inconnue"
    return datetime.fromisoformat(iso).astimezone().strftime("%d/%m/%Y à %H:%M")


def size(octets: float) -> str:
    """Return a size in the largest readable unit."""
    units = ["octets", "ko", "Mo", "Go", "To"]
    while octets >= 1000 and len(units) > 1:
        octets /= 1000
        units.pop(0)
    return f"{number(octets, 0 if units[0] == 'octets' else 1)} {units[0]}"


def formula(aggregation: str | None, multiplier: float | str | None) -> str:
    """Return in words how the value of an indicator is made."""
    times = float(multiplier or 1)
    prefix = "" if times == 1 else f"{count(times)} × "
    pattern = AGGREGATIONS.get(aggregation or "", "{m}numérateur (effectif ou somme)")
    return pattern.format(m=prefix)


def perimeter(scope: str) -> str:
    """Return the scope of a deposit in words."""
    return "académie" if scope == "academie" else f"département {scope}"


def enumerate_words(words: Sequence[str], limit: int = 6) -> str:
    """Return words joined by commas, cut after `limit`."""
    shown = ", ".join(words[:limit])
    more = len(words) - limit
    return f"{shown} et {more} de plus" if more > 0 else shown


def system_reason(error: OSError) -> str:
    """Return in French why the system refused a file operation."""
    reasons = {
        errno.ENOENT: "introuvable",
        errno.EACCES: "accès refusé",
        errno.EPERM: "accès refusé",
        errno.ENOTDIR: "ce n'est pas un dossier",
        errno.EISDIR: "c'est un dossier",
        errno.ENOSPC: "le disque est plein",
        errno.EDQUOT: "le quota du disque est atteint",
        errno.EROFS: "le disque est en lecture seule",
        errno.EEXIST: "un fichier de ce nom existe déjà",
    }
    return reasons.get(error.errno or 0, error.strerror or str(error))


def command(home: Path, words: str) -> str:
    """Return the command to type, with its home when it is not the default one."""
    prefix = "" if home == DEFAULT_HOME else f"PSA_HOME={home} "
    return f"{prefix}psa {words}"
