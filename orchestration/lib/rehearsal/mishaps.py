"""What goes wrong in a year of deposits: bad rows, bad files, corrections, gaps.

What belongs here: which files are spoilt, how, and which files are missing. What does not: the
values of good files (families), ways of writing (`dialects`). Everything is by domain and
rentrée: a rehearsal of other years has fewer accidents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.lib.rehearsal.model import Dirt
from orchestration.lib.rehearsal.schools import UAI_KEYS
from orchestration.lib.rehearsal.tables import Table, plain

FIRST, CORRECTED, LATE = "1-premier-envoi", "2-correction", "tardif"


@dataclass(frozen=True)
class BadRows:
    """Rows that must be rejected: how many, and what is put in which columns.

    The value `None` stands for a wrong check letter; a tuple has a value for each row in turn.
    """

    rows: int
    cells: Mapping[str, str | int | tuple[str, ...] | None]
    dirt: Dirt


# Nobody's: numbers and domains kept for fiction.
_ABOUT_PEOPLE: Final = (
    "Bilan de l'équipe : écrire à referente.fictive@exemple.fr pour en savoir plus.",
    "Depuis la rentrée : les familles appellent le 04 65 71 23 45 pour prendre rendez-vous.",
    "État des lieux : le projet est mené par Mme Martin avec deux classes.",
    "Bilan présenté en instance : M. Durand anime les réunions du réseau.",
)
# Within the tolerance: the file is accepted without these rows.
BAD_ROWS: Final = {
    ("eac_actions", 2020, "academie"): BadRows(3, {"uai": None}, Dirt.WRONG_UAI_LETTER),
    ("co_intervention", 2019, "academie"): BadRows(2, {"uai": None}, Dirt.WRONG_UAI_LETTER),
    ("mobilites", 2022, "academie"): BadRows(2, {"nb_participants": -4}, Dirt.NEGATIVE_NUMBER),
    ("signalements", 2023, "academie"): BadRows(
        3, {"signal_plateforme": "pigeon_voyageur"}, Dirt.UNKNOWN_CODE
    ),
    ("langues_dispositifs", 2024, "academie"): BadRows(3, {"niveau": "7EME"}, Dirt.UNKNOWN_CODE),
    ("devoirs_faits", 2020, "academie"): BadRows(
        5, {"seances_proposees": 10, "seances_suivies": 25}, Dirt.BROKEN_RULE
    ),
    ("instances_suivi", 2021, "003"): BadRows(2, {"instance_type": "reunion"}, Dirt.UNKNOWN_CODE),
    ("formation_sessions", 2022, "academie"): BadRows(
        3, {"gaia_modalite": "par pigeon"}, Dirt.UNKNOWN_CODE
    ),
    ("formation_participations", 2024, "academie"): BadRows(
        4, {"uai": None}, Dirt.WRONG_UAI_LETTER
    ),
    ("publications_service", 2021, "academie"): BadRows(
        3, {"nb_destinataires": 90, "nb_destinataires_cibles": 40}, Dirt.BROKEN_RULE
    ),
    ("remontee_qualitative", 2023, "academie"): BadRows(
        4, {"recit": _ABOUT_PEOPLE}, Dirt.PERSONAL_DATA
    ),
    ("reunions", 2023, "academie"): BadRows(2, {"nb_invites": -3}, Dirt.NEGATIVE_NUMBER),
}  # fmt: skip
# A school that no register knows: its row stays, with a warning.
STRAY: Final = (
    ("mobilites", 2023), ("formation_participations", 2022), ("personnels", 2022),
    ("reseaux_membres", 2021),
)  # fmt: skip
# Beyond the tolerance: share of the rows of a first file that must be refused.
TOO_MANY: Final = {("evaluations_exploitation", 2021): 0.12, ("certifications", 2023): 0.15}
# First files that must be refused; the good one follows.
NAMED_PEOPLE: Final = (("referents", 2024), ("personnels", 2021))
OTHER_YEAR: Final = {("competences_numeriques", 2023): 2021}
TRUNCATED: Final = (("conventions_territoire", 2022),)
# Départements that never handed in, and one that did so late.
GAPS: Final = (
    ("eac_couverture", 2024, "043"), ("mixite_parcours", 2025, "015"),
    ("clee_actions", 2024, "043"), ("demarches_qualite", 2025, "015"),
)  # fmt: skip
LATE_FILES: Final = (("protocoles_climat", 2024, "043"), ("volet_culturel", 2023, "015"))


@dataclass(frozen=True)
class Correction:
    """A first file that is replaced: what it forgot, who corrects it, for which territory.

    `first` and `second` are scopes; `column` and `rank`: the rows whose value is the one of that
    rank among those of the column are the ones that were forgotten.
    """

    first: str
    second: str
    column: str
    rank: int


CORRECTIONS: Final = {
    ("devoirs_faits", 2022): Correction("academie", "academie", "uai", 3),
    ("formation_participations", 2023): Correction("academie", "academie", "id_session", 7),
    ("sst_registres", 2022): Correction("063", "063", "type_fiche", 0),
    ("instances_suivi", 2023): Correction("015", "015", "instance_type", 0),
    ("besoins_particuliers", 2023): Correction("academie", "063", "type_accompagnement", 1),
}  # fmt: skip


def forgetful(table: Table, correction: Correction, place: int | None) -> Table:
    """Return the first version of a file: without some rows of a département (all if None)."""
    values = plain(table.columns[correction.column])
    inside = np.ones(table.rows, dtype=bool) if place is None else table.places == place
    known = sorted(set(values.filter(pa.array(inside)).to_pylist()))
    missing = pc.equal(values, known[min(correction.rank, len(known) - 1)])
    return table.take(~(missing.to_numpy(zero_copy_only=False) & inside))


def _wrong_letter(uai: str) -> str:
    return uai[:-1] + UAI_KEYS[(UAI_KEYS.index(uai[-1]) + 1) % len(UAI_KEYS)]


def spoilt(table: Table, bad: BadRows) -> Table:
    """Return a written table with bad rows, spread evenly."""
    rows = np.linspace(0, table.rows - 1, bad.rows + 2).astype(int)[1:-1]
    columns = dict(table.columns)
    for name, value in bad.cells.items():
        cells = columns[name].to_pylist()
        for turn, row in enumerate(rows):
            told = value[turn % len(value)] if isinstance(value, tuple) else value
            cells[row] = _wrong_letter(cells[row]) if told is None else told
        columns[name] = pa.array(cells)
    return Table(columns, table.places)


def with_stray(table: Table, uai: str) -> Table:
    """Return the written table, its middle row being that of a school that nobody knows."""
    cells = table.columns["uai"].to_pylist()
    cells[table.rows // 2] = uai
    return Table({**table.columns, "uai": pa.array(cells)}, table.places)


def too_many(rows: int, share: float) -> BadRows:
    """Return so many bad rows that the whole file must be refused."""
    return BadRows(max(6, int(rows * share)), {"uai": None}, Dirt.TOO_MANY_REJECTS)


def with_names(table: Table) -> Table:
    """Return the table with the columns that no file may have."""
    names = pa.array(["FICTIF"] * table.rows), pa.array(["Personne"] * table.rows)
    columns = list(table.columns.items())
    named = [*columns[:2], ("nom", names[0]), ("prenom", names[1]), *columns[2:]]
    return Table(dict(named), table.places)
