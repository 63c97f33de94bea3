"""The trial itself: the models that the file touches, computed by dbt, and what moved.

What belongs here: choosing the models, running dbt on the private copy, comparing both tables of
indicators, telling an unusual change from an ordinary one. What does not: the layout of the
private home (`overlay`), printing (`orchestration.cli`).
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from orchestration.lib import dbt_build
from orchestration.lib.atomic import read_json
from orchestration.lib.gate import Verdict
from orchestration.lib.home import Home
from orchestration.lib.impact.overlay import private_home
from orchestration.lib.impact.snapshot import kept
from orchestration.lib.robust import middle_and_spread
from orchestration.lib.run_context import code_version, current_context
from orchestration.lib.settings import Settings

_TARGET = "indicateurs"
_QUESTION = """
    select indicateur, annee_scolaire, niveau_territoire, territoire, valeur, unite
    from psa.indicateurs
    where niveau_territoire in ('academie', 'departement') and ventilation = 'ensemble'
"""
UNUSUAL, GONE = "inhabituel", "disparaît"
# Four spreads of the changes that years bring: what no ordinary year does.
_SPREADS, _FEW, _SLIGHT = 4.0, 4, 0.02
_SAME, _SAID = 1e-9, 400


class TrialFailed(Exception):
    """The trial could not be computed; the message is for the user, in French."""


@dataclass(frozen=True)
class Move:
    """A value of an indicator that the file would change, and why it deserves a look if it does.

    None is a value that is not there.
    """

    indicator: str
    school_year: str
    level: str
    territory: str
    now: float | None
    then: float | None
    unit: str | None
    suspicion: str = ""

    @property
    def change(self) -> float | None:
        """Return the absolute change, None when one of both values is not there."""
        return None if self.now is None or self.then is None else self.then - self.now


@dataclass(frozen=True)
class Impact:
    """What a file would move; `warned` where it is odd, and all that it moves deserves a look."""

    moves: tuple[Move, ...]
    warned: bool

    @property
    def indicators(self) -> list[str]:
        """Return the indicators that would move, in the order of the document."""
        return list(dict.fromkeys(m.indicator for m in self.moves))


def impact_of(settings: Settings, home: Home, verdict: Verdict) -> Impact | None:
    """Return what a file would move, or None while nothing was ever computed.

    Raises TrialFailed when dbt stops, or when other code made the last build. Nothing is
    recorded; a run under way is not disturbed.
    """
    snapshot = kept(settings)
    if snapshot is None or verdict.contract is None:
        return None
    if snapshot.code_version != code_version():
        raise TrialFailed(
            "Le dernier calcul est d'une autre version de la plateforme : lancez « psa run », puis "
            "recommencez."
        )
    with private_home(settings, home, verdict, snapshot) as private:
        before = _values(private.warehouse)
        context = current_context(private, home.fictional)
        # A first file of the year under way moves no figure of other years: not a full build.
        changed = dbt_build.changed_domains(private, context)
        changed = changed or [verdict.contract.domain, dbt_build.YEARS_AND_SCHOOLS]
        _compute(private, changed)
        after = _values(private.warehouse)
    warned = any(w.code.startswith("croisement.") for w in verdict.warnings)
    return Impact(_moves(before, after), warned)


def _compute(private: Settings, changed: list[str]) -> None:
    manifest = read_json(dbt_build.ensure_manifest(private))
    wanted = _leading_to(manifest, _TARGET)
    names = [n for n in dbt_build.touched_nodes(manifest, changed) if n in wanted]
    done = subprocess.run(
        [*dbt_build.command(private, "run"), "--log-level-file", "none", "--select", *names],
        env={**os.environ, **dbt_build.environment(private)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = " ".join(done.stdout.split())
        raise TrialFailed(f"Le calcul d'essai s'est arrêté. {said[:_SAID]}")


def _leading_to(manifest: dict[str, Any], name: str) -> set[str]:
    """Return what a model reads, directly or not, itself included, named as dbt selects it."""
    nodes = manifest["nodes"]
    itself = {key for key, node in nodes.items() if node["name"] == name}
    read = dbt_build.reached(manifest["parent_map"], itself)
    return {".".join(nodes[key]["fqn"]) for key in read if key in nodes}


Key = tuple[str, str, str, str]
Values = dict[Key, tuple[float | None, str | None]]


def _values(warehouse: Path) -> Values:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(_QUESTION).fetchall()
    return {row[:4]: row[4:] for row in rows}


def _moves(before: Values, after: Values) -> tuple[Move, ...]:
    usual = _usual_changes(before)
    moves = []
    for key in sorted(before.keys() | after.keys(), key=_order):
        now, unit = before.get(key, (None, None))
        then, unit_then = after.get(key, (None, None))
        if _same(now, then):
            continue
        suspicion = ""
        if then is None:
            suspicion = GONE
        elif _unusual(before, key, then, usual):
            suspicion = UNUSUAL
        moves.append(Move(*key, now, then, unit_then or unit, suspicion))
    return tuple(moves)


def _same(now: float | None, then: float | None) -> bool:
    if now is None or then is None:
        return now is then
    return abs(now - then) <= _SAME * max(abs(now), abs(then), 1.0)


def _order(key: Key) -> tuple[list[str], str, str, str]:
    indicator, year, level, territory = key
    criterion, _, own = indicator.partition("-")
    return ([part.zfill(3) for part in criterion.split(".")] + [own], year, level, territory)


def _neighbours(values: Values, key: Key) -> list[tuple[str, float]]:
    """Return the (school year, value) of the same indicator and territory, in order."""
    indicator, _, level, territory = key
    return sorted(
        (k[1], v[0])
        for k, v in values.items()
        if k[0] == indicator and k[2:] == (level, territory) and v[0] is not None
    )


def _usual_changes(values: Values) -> dict[tuple[str, str, str], float]:
    """Return, by indicator and territory, the spread of its changes from year to year."""
    series: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
    for (indicator, year, level, territory), (value, _) in values.items():
        if value is not None:
            series.setdefault((indicator, level, territory), []).append((year, value))
    found = {}
    for place, points in series.items():
        changes = np.diff([value for _, value in sorted(points)])
        if len(changes) >= _FEW:
            _, found[place] = middle_and_spread(changes)
    return found


def _unusual(
    before: Values, key: Key, then: float, usual: dict[tuple[str, str, str], float]
) -> bool:
    """Tell whether the new value stands beyond what years change, from the closest year before."""
    spread = usual.get((key[0], key[2], key[3]))
    earlier = [value for year, value in _neighbours(before, key) if year < key[1]]
    if spread is None or not earlier:
        return False
    return abs(then - earlier[-1]) > max(_SPREADS * spread, _SLIGHT * abs(earlier[-1]))
