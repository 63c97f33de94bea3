"""Made-up files that keep a contract, for domains of which no genuine file exists.

What belongs here: one acceptable row per number, and the text of a file. What does not: figures
that look true (the rehearsal), assertions.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.lib.contracts import Column, contracts
from tests.samples import UAI_KEYS, uai

YEAR = "2024-2025"
SIRET = "73282932000074"


def ine(number: int) -> str:
    """Return a national INE with its check letter."""
    digits = 1_000_000_000 + number
    return f"{digits}{UAI_KEYS[digits % 23]}"


def school(number: int) -> str:
    """Return an UAI of the Puy-de-Dôme."""
    return uai(f"063{1000 + number:04d}")


_CELLS = {
    "departement": "063", "academie": "06", "commune": "63113", "mois": "2024-10",
    "entier": "5", "decimal": "5", "taux": "50", "date": "2024-10-01",
    "horodatage": "2024-10-01T08:00:00", "booleen": "O", "siret": SIRET, "zone": "D63",
}  # fmt: skip
# Cells that keep the rules across columns.
_KEPT = {
    "nb_a_besoins": "1", "nb_fragiles": "2", "nb_satisfaisants": "2", "date_sortie": "2024-11-01",
    "nb_annee_term": "10", "nb_poursuite_etudes": "5", "date_fin_validite": "2025-10-01",
    "pays": "DE", "annee_naissance": "2010", "session": "2025", "session_bac": "2025",
    "millesime": YEAR, "date_fermeture": "2030-10-01", "signal_categorie": "violence",
    "annee": "2024", "annee_base": YEAR, "annee_cible": "2026-2027",
}  # fmt: skip


def cell(column: Column, number: int) -> str:
    """Return an acceptable cell of the `number`-th row."""
    if column.name in _KEPT and not (column.values and _KEPT[column.name] not in column.values):
        return _KEPT[column.name]
    if column.values:
        return column.values[0]
    kind = column.business_type
    if kind in ("uai", "territoire"):
        return school(number + (1000 if column.name == "uai_successeur" else 0))
    if kind == "ine":
        return ine(number)
    if kind == "agent":
        return f"{number:032x}"
    if kind == "periode":
        return YEAR
    if kind == "entier" and column.minimum is not None:
        return f"{max(column.minimum, min(5, column.maximum or 5)):g}"
    return _CELLS.get(kind, f"x{number}")


def table(domain: str, rows: int, **cells: str) -> list[dict[str, str]]:
    """Return acceptable rows of a domain, column name -> cell; `cells` replaces some in all."""
    columns = contracts()[domain].loaded
    return [{**{c.name: cell(c, n) for c in columns}, **cells} for n in range(rows)]


def written(domain: str, rows: Iterable[dict[str, str]], *, labels: bool = True) -> bytes:
    """Return the rows as a CSV, under the first headers of the contract or its own names."""
    lines = [list(row) for row in rows]
    names = lines[0]
    contract = contracts()[domain]
    header = [contract.column(n).label if labels else n for n in names]
    cells = [";".join(row.values()) for row in rows]
    return "\r\n".join([";".join(header), *cells, ""]).encode()


def made_up(domain: str, rows: int = 20, **cells: str) -> bytes:
    """Return a made-up file of a domain."""
    return written(domain, table(domain, rows, **cells))
