"""What a contract declares of plausibility.

What belongs here: reading the `quality` entries of the engine `croisement` and the property
`plausibilite` into small objects. What does not: evaluating them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from open_data_contract_standard.model import DataQuality

ENGINE = "croisement"
CEILING, EQUAL = "plafond", "egal"
_COMPARISON, _EVOLUTION = "total", "evolution"
_KEYS = {
    _COMPARISON: {
        "regle", "mesure", "lignes", "pour", "detail", "domaine", "cle", "plafond",
        "lignes_du_domaine", "marge", "ecart", "sens",
    },
    _EVOLUTION: {"regle", "mesure", "lignes", "libelle"},
}  # fmt: skip
_TUNING = {"sans", "natures", "colonnes_libres"}


@dataclass(frozen=True)
class Comparison:
    """A total of this file that must not exceed (or must equal) a total of another domain.

    Both are SQL aggregates over the rows that `rows` and `other_rows` keep, in one school year.
    `keys` name what both sides share (`other_keys` in the other domain); `parts` split this side
    further: each part is compared with the whole of the other side. `margin` is the share, and
    `slack` the number, beyond which the difference is told.
    """

    sentence: str
    measure: str
    rows: str
    keys: tuple[str, ...]
    parts: tuple[str, ...]
    domain: str
    other_keys: tuple[str, ...]
    other_measure: str
    other_rows: str
    margin: float
    slack: float
    direction: str


@dataclass(frozen=True)
class Evolution:
    """A total of each school that should look like that of the year before."""

    sentence: str
    measure: str
    rows: str
    label: str


@dataclass(frozen=True)
class Plausibility:
    """Everything that a contract declares: `silenced` codes are not told for its files.

    `internal_use` names the codes too grave for the figures to leave the service, `natures` the
    types of school that may appear, `free` the columns that may be emptied or constant.
    """

    comparisons: tuple[Comparison, ...] = ()
    evolutions: tuple[Evolution, ...] = ()
    silenced: frozenset[str] = frozenset()
    internal_use: frozenset[str] = frozenset()
    natures: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()


def declared(quality: Iterable[DataQuality], custom: Mapping[str, Any]) -> Plausibility:
    """Return what a contract declares, from its `quality` entries and its custom properties.

    Raises ValueError on a word that means nothing.
    """
    tuning = custom.get("plausibilite", {})
    if unknown := sorted(set(tuning) - _TUNING):
        raise ValueError(f"plausibilite : « {unknown[0]} » inconnu")
    responders = custom.get("repondants")
    natures = responders.get("type_etablissement", []) if isinstance(responders, dict) else []
    entries = [(q.description or "", q.implementation) for q in quality if q.engine == ENGINE]
    comparisons, evolutions = [], []
    for sentence, told in entries:
        if not isinstance(told, dict) or told.get("regle") not in _KEYS:
            raise ValueError(f"règle de croisement non prise en charge : {sentence}")
        if unknown := sorted(set(told) - _KEYS[told["regle"]]):
            raise ValueError(f"{sentence} : « {unknown[0]} » inconnu")
        if told["regle"] == _COMPARISON:
            comparisons.append(_comparison(sentence, told))
        else:
            evolutions.append(
                Evolution(sentence, told["mesure"], told.get("lignes", ""), told["libelle"])
            )
    return Plausibility(
        tuple(comparisons),
        tuple(evolutions),
        silenced=frozenset(tuning.get("sans", [])),
        internal_use=frozenset(custom.get("usageInterne", [])),
        natures=frozenset(tuning.get("natures", natures)),
        free=frozenset(tuning.get("colonnes_libres", [])),
    )


def _comparison(sentence: str, told: Mapping[str, Any]) -> Comparison:
    keys = tuple(told.get("pour", ["uai"]))
    direction = told.get("sens", CEILING)
    if direction not in (CEILING, EQUAL):
        raise ValueError(f"sens « {direction} » inconnu : {sentence}")
    return Comparison(
        sentence=sentence,
        measure=told["mesure"],
        rows=told.get("lignes", ""),
        keys=keys,
        parts=tuple(told.get("detail", [])),
        domain=told["domaine"],
        other_keys=tuple(told.get("cle", keys)),
        other_measure=told["plafond"],
        other_rows=told.get("lignes_du_domaine", ""),
        margin=float(told.get("marge", 0.02)),
        slack=float(told.get("ecart", 3)),
        direction=direction,
    )
