"""Damage that only other files and years show: unknown schools, a place that is not ours.

What belongs here: kinds that keep every rule of the contract and are implausible. What does not:
rules of one file (`regles`).
"""

from __future__ import annotations

from tests.corpus.model import ACCEPTED, Damaged, Expected, Good, kind, warned
from tests.samples import uai

FOREIGN = uai("0690001")
UNKNOWN = uai("0639999")


@kind("croisement", "fichier_d_une_autre_academie")
def all_foreign(good: Good, _: str) -> Damaged | None:
    name = good.contract.territory_column
    if name not in good.places or good.contract.territory_kind != "uai":
        return None
    content = good.map_column(name, lambda _: FOREIGN).to_bytes()
    return Damaged(content, Expected(ACCEPTED, ("croisement.hors_academie",)))


@kind("croisement", "uai_inconnu_du_referentiel")
def unknown_school(good: Good, _: str) -> Damaged | None:
    name = good.contract.territory_column
    if name not in good.places or good.contract.territory_kind != "uai":
        return None
    if good.scope != "academie" or good.domain == "ref_etablissements":
        return None
    return Damaged(good.put(0, name, UNKNOWN).to_bytes(), warned("croisement.uai_inconnu"))
