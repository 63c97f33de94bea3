"""`make bench`: time and peak memory of each stage, and the ratio of the run to the floor.

What belongs here: the rehearsal in a temporary home, the run observed from outside, the table.
What does not: the floor itself (`bench.floor`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

import psutil

from bench.floor import measure_floor, measure_reading

PROJECT = Path(__file__).resolve().parents[1]
PSA = Path(sys.executable).with_name("psa")
_SAMPLE_SECONDS = 0.05
_CORRECTED = ("devoirs_faits", "formation_participations")


class MemoryWatch(threading.Thread):
    """Samples the resident memory of a process and its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.samples: list[tuple[float, int]] = []
        self._process = psutil.Process(pid)

    def run(self) -> None:
        """Sample until the process ends."""
        while self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for process in [self._process, *self._process.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.samples.append((time.time(), total))
            time.sleep(_SAMPLE_SECONDS)

    def peak(self, start: float, end: float) -> float:
        """Return the highest sample between two instants, in MiB."""
        inside = [size for at, size in self.samples if start <= at <= end + _SAMPLE_SECONDS]
        return max(inside, default=0) / 2**20


def _timed(arguments: list[str], home: Path) -> tuple[float, float, MemoryWatch]:
    environment = {**os.environ, "PSA_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")}
    start = time.time()
    process = subprocess.Popen(
        [str(PSA), *arguments], env=environment, stdout=subprocess.DEVNULL, cwd=PROJECT
    )
    watch = MemoryWatch(process.pid)
    watch.start()
    if process.wait() != 0:
        raise SystemExit(f"psa {' '.join(arguments)} a échoué")
    return start, time.time(), watch


def _stages(home: Path) -> dict[str, tuple[float, float]]:
    """Return the first start and last end of each stage, from the Dagster event log."""
    import dagster as dg

    stages: dict[str, list[float]] = defaultdict(list)
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        run = instance.get_runs(limit=1)[0]
        for step in instance.get_run_step_stats(run.run_id):
            stage = step.step_key.split("__")[0]
            if step.start_time and step.end_time:
                stages[stage] += [step.start_time, step.end_time]
    return {stage: (min(times), max(times)) for stage, times in stages.items()}


def _corrected(home: Path, domain: str) -> None:
    """Drop a corrected file: the last one of a domain, without its last line."""
    name = max(p.name for p in (home / "deposits").glob(f"*/original/{domain}__*.csv"))
    (*_, source) = sorted((home / "deposits").glob(f"*/original/{name}"))
    lines = source.read_bytes().splitlines(keepends=True)
    folder = home / "inbox" / domain
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"".join(lines[:-1]))


def main() -> None:
    """Run the benchmark and print its table.

    `sans données` is a whole run on an empty home: what a run costs before any data. The ratios
    compare the rest with bare DuckDB, on the same files and the same statements.
    """
    with tempfile.TemporaryDirectory(prefix="psa-bench-") as folder:
        home, empty = Path(folder) / "home", Path(folder) / "vide"
        rows: list[tuple[str, float, float]] = []

        def measured(name: str, arguments: list[str], where: Path = home) -> float:
            start, end, watch = _timed(arguments, where)
            rows.append((name, end - start, watch.peak(start, end)))
            return end - start

        measured("répétition", ["rehearse"])
        start, end, watch = _timed(["run"], home)
        stages = sorted(_stages(home).items(), key=lambda item: item[1])
        rows.append(("  démarrage", stages[0][1][0] - start, watch.peak(start, stages[0][1][0])))
        rows += [(f"  {name}", b - a, watch.peak(a, b)) for name, (a, b) in stages]
        first = end - start
        rows.append(("premier chargement", first, watch.peak(start, end)))
        measured("rien de nouveau", ["run"])
        again = measured("tout recalculer", ["run", "--recompute"])
        # The statements of every model: a partial run compiles only those that it builds.
        target = Path(folder) / "target"
        shutil.copytree(home / "warehouse" / "target", target)
        for domain in _CORRECTED:
            _corrected(home, domain)
            measured(f"corrigé : {domain}", ["run"])
        measured("sans données, première fois", ["run"], empty)
        nothing = measured("sans données", ["run", "--recompute"], empty)
        warehouse = home / "warehouse" / "entrepot.duckdb"
        files = sorted((home / "deposits").glob("*/original/*.csv"))
        reading = measure_reading(files, Path(folder))
        floor, statements = measure_floor(target, PROJECT / "dbt_project", warehouse, Path(folder))
        print(f"{'étape':<34}{'secondes':>10}{'mémoire (Mio)':>16}")
        for name, seconds, memory in rows:
            print(f"{name:<34}{seconds:>10.2f}{memory or float('nan'):>16.0f}")
        print(f"{'plancher de lecture':<34}{reading:>10.2f}   ({len(files)} fichiers CSV)")
        print(f"{'plancher de calcul':<34}{floor:>10.2f}   ({statements} requêtes)")
        print(
            "(premier chargement - sans données) / planchers : "
            f"{(first - nothing) / (reading + floor):.1f}"
        )
        print(f"(tout recalculer - sans données) / plancher : {(again - nothing) / floor:.1f}")


if __name__ == "__main__":
    main()
