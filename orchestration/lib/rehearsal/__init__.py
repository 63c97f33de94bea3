"""The rehearsal académie: fictional schools in the official file formats, from a seed.

What belongs here: making the files that demonstration, training and tests deposit, and saying
what the platform must make of them. What does not: reading or judging files. The generator
shares no code with the platform, so that the two can check each other. Nothing here is real
below the département: no person, no school, no commune; UAIs are in a range never allotted.
"""

from orchestration.lib.rehearsal.academie import (
    CLERMONT_FICTIVE,
    FictionalAcademie,
    FictionalDepartement,
)
from orchestration.lib.rehearsal.model import (
    Dirt,
    ExpectedFigure,
    RehearsalFile,
    RehearsalManifest,
    Verdict,
)
from orchestration.lib.rehearsal.writing import write_rehearsal

__all__ = [
    "CLERMONT_FICTIVE",
    "Dirt",
    "ExpectedFigure",
    "FictionalAcademie",
    "FictionalDepartement",
    "RehearsalFile",
    "RehearsalManifest",
    "Verdict",
    "write_rehearsal",
]
