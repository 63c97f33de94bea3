"""The other académies of a national export, of which the platform keeps nothing.

What belongs here: codes of académies and of their départements. What does not: the académie that
is rehearsed (`academie`). Their schools and pupils are as fictional as its own.
"""

from __future__ import annotations

from typing import Final

from orchestration.lib.rehearsal.academie import FictionalAcademie, FictionalDepartement

_DEPARTEMENTS: Final = {
    "01": "075", "02": "004 005 013 084", "03": "025 039 070 090", "04": "024 033 040 047 064",
    "06": "003 015 043 063", "07": "021 058 071 089", "08": "007 026 038 073 074", "09": "059 062",
    "10": "001 042 069", "11": "011 030 034 048 066", "12": "054 055 057 088",
    "13": "016 017 079 086", "14": "022 029 035 056", "15": "067 068",
    "16": "009 012 031 032 046 065 081 082", "17": "044 049 053 072 085",
    "18": "018 028 036 037 041 045", "19": "008 010 051 052", "20": "002 060 080",
    "22": "019 023 087", "23": "006 083", "24": "077 093 094", "25": "078 091 092 095",
    "27": "02A 02B", "28": "974", "31": "972", "32": "971", "33": "973", "43": "976",
    "70": "014 027 050 061 076",
}  # fmt: skip


def other_academies(own: FictionalAcademie) -> tuple[FictionalAcademie, ...]:
    """Return the twenty-nine others, each as large as the one rehearsed."""
    return tuple(
        FictionalAcademie(
            code, f"Académie {code}", "Zone A", code, code, f"Région {code}",
            tuple(FictionalDepartement(d, f"Département {d}", 1) for d in codes.split()),
        )
        for code, codes in _DEPARTEMENTS.items()
        if code != own.code
    )  # fmt: skip
