"""Damage to what a deposit announces: its domain, its school year, its territory.

What belongs here: a good file that its name, its folder or its depositor contradicts (stage
« structure »). What does not: the file itself (`structure`).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.lib.contracts import contracts
from orchestration.lib.recognition import Announced
from tests.corpus.damages.structure import LOST
from tests.corpus.model import Damaged, Good, kind, refused, register


def _announcing(good: Good, told: Announced, *codes: str) -> Damaged:
    return Damaged(good.to_bytes(), refused(*codes), "export.csv", told)


@kind("structure", "depose_dans_un_autre_domaine")
def other_domain(good: Good, _: str) -> Damaged:
    domains = list(contracts())
    other = domains[(domains.index(good.domain) + 7) % len(domains)]
    return _announcing(good, Announced(other), "structure.autre_domaine", *LOST)


register(
    "structure", "domaine_inconnu",
    lambda good, _: _announcing(good, Announced("zorglub"), "structure.domaine_inconnu"),
)  # fmt: skip
register(
    "structure", "annee_annoncee_impossible",
    lambda good, _: _announcing(
        good, Announced(good.domain, "2023-2025"), "structure.annee_impossible"
    ),
)  # fmt: skip
register(
    "structure", "annee_annoncee_future",
    lambda good, _: _announcing(
        good, Announced(good.domain, "2039-2040"), "structure.annee_future"
    ),
)  # fmt: skip
register(
    "structure", "perimetre_d_une_autre_academie",
    lambda good, _: _announcing(
        good, Announced(good.domain, None, "069"), "structure.perimetre_inconnu"
    ),
)  # fmt: skip


@kind("structure", "annee_nulle_part")
def year_nowhere(good: Good, _: str) -> Damaged | None:
    if good.contract.period_kind != "en_tete":
        return None
    place = good.places[good.contract.period_column or ""]
    header = (*good.header[:place], "education_prioritaire", *good.header[place + 1 :])
    content = replace(good, header=header).to_bytes()
    return Damaged(content, refused("structure.annee_absente"), "export.csv")
