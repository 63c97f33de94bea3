"""Executing the Dagster job from a terminal: quietly, with a line of progress now and then.

What belongs here: the instance of the home, the log file, the progress, and the outcome in
plain terms. What does not: the steps (`orchestration.defs`), the summary (`running`). The only
module of the command line that loads Dagster to run something.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from orchestration.cli.wording import enumerate_words
from orchestration.lib import dbt_build
from orchestration.lib.atomic import write_bytes
from orchestration.lib.contracts import contracts
from orchestration.lib.faults import system_reason
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    import dagster as dg
    from rich.progress import Progress

_MARK = "# Instance de ce dossier, écrite par psa : retirez cette ligne pour la régler vous-même."
# One file for all events: with a file per run, Dagster opens five connections per event and
# spends a fifth of a run in them (measured: 55 s against 76 s on a busy machine).
_INSTANCE = """\
{mark}
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    default_limit: 1
    granularity: op
event_log_storage:
  module: orchestration.defs.event_log
  class: HomeEventLog
  config:
    base_dir: {events}
"""
# More than a run of every asset plans: their six hundred events are stored at once.
_EVENTS_TOGETHER = "2000"
_STEPS = {
    "reception": "Réception des fichiers",
    "calendrier_des_depots": "Calendrier des dépôts",
    "contexte": "Dépôts en vigueur",
    "dbt": "Calcul des indicateurs",
    "controles_des_indicateurs": "Contrôles avant publication",
    "publication": "Publication",
}
_LAKE, _PUBLICATION = "lac__", "publication"
# Off a terminal, the fifty domains are told at most this often: most have nothing to do.
_EVERY_SECONDS = 5.0
_SYSTEM = re.compile(r"\[Errno (?P<number>\d+)\][^:]*(?:: '(?P<name>[^']+)')?")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_MESSAGE = 300
INTERRUPTED = "interrompue à la demande de l'utilisateur"


@dataclass(frozen=True)
class FailedCheck:
    """A check that did not pass: what it finds, where, and how to resolve it."""

    name: str
    step: str
    blocking: bool
    finds: str
    resolve: str
    failed: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a run ended: failed steps as (French name, reason), checks that did not pass.

    `left_out` names the steps for want of which a run without a failure has published nothing.
    """

    success: bool
    failures: tuple[tuple[str, str], ...]
    checks: tuple[FailedCheck, ...]
    left_out: tuple[str, ...] = ()


def ours(settings: Settings) -> bool:
    """Tell whether the Dagster instance of the home is the one that `psa` describes."""
    path = settings.dagster_home / "dagster.yaml"
    return not path.exists() or path.read_bytes().startswith(_MARK.encode())


def prepare_instance(settings: Settings) -> None:
    """Make the Dagster instance of the home the one of this process; telemetry is off."""
    path = settings.dagster_home / "dagster.yaml"
    events = json.dumps(str(settings.dagster_home / "evenements"))
    content = _INSTANCE.format(mark=_MARK, events=events).encode()
    if ours(settings) and (not path.exists() or path.read_bytes() != content):
        write_bytes(path, content)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ["DAGSTER_EVENT_BATCH_SIZE"] = _EVENTS_TOGETHER
    os.environ.update(dbt_build.environment(settings))


def step_name(step: str) -> str:
    """Return the French name of a step."""
    domain = step.removeprefix(_LAKE)
    if step.startswith(_LAKE) and domain in contracts():
        return f"Lecture et contrôle : {contracts()[domain].title}"
    return _STEPS.get(step, step)


@contextmanager
def _terminal_aside(log: Path) -> Iterator[TextIO]:
    """Send what this process and its children write to `log`; yield the real terminal.

    Descriptors are moved, not Python's streams: dbt and Dagster's own children write too.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = [os.dup(1), os.dup(2)]
    try:
        with log.open("wb") as stream, os.fdopen(os.dup(2), "w", encoding="utf-8") as terminal:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
            yield terminal
            sys.stdout.flush()
            sys.stderr.flush()
    finally:
        for descriptor, copy in enumerate(saved, 1):
            os.dup2(copy, descriptor)
            os.close(copy)


class _Ticker:
    """Shows what is under way: a bar on a terminal, a few plain lines elsewhere."""

    def __init__(
        self,
        terminal: TextIO,
        bar: Progress | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._terminal, self._bar, self._clock = terminal, bar, clock
        self._told = float("-inf")
        self._done = 0
        self._total: int | None = None
        self._task = bar.add_task("Chargement", total=None) if bar is not None else None

    def begin(self, total: int) -> None:
        """Say how many steps there are."""
        self._total = total
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=total)

    def __call__(self, entry: dg.EventLogEntry) -> None:
        """Follow one event of the run."""
        event = entry.dagster_event
        if event is None or event.step_key is None:
            return
        name = step_name(event.step_key)
        if event.is_step_start:
            self._say(name, event.step_key.startswith(_LAKE))
        elif event.is_step_materialization and event.step_key == "dbt" and event.asset_key:
            self._detail(f"{name} : {event.asset_key.path[-1]}")
        elif event.is_step_success or event.is_step_failure or event.is_step_skipped:
            self._done += 1
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=self._done)

    def _say(self, name: str, one_of_many: bool) -> None:
        """Tell a step that starts, unless it is a domain that follows another one closely."""
        now = self._clock()
        if self._bar is None and not (one_of_many and now - self._told < _EVERY_SECONDS):
            self._told = now
            self._terminal.write(f"[{self._done + 1}/{self._total}] {name}\n")
            self._terminal.flush()
        self._detail(name)

    def _detail(self, text: str) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=text)


def _bar(terminal: TextIO) -> Progress | None:
    if not terminal.isatty():
        return None
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    return Progress(
        BarColumn(bar_width=24), MofNCompleteColumn(), Elapsed(),
        TextColumn("{task.description}", markup=False),
        console=Console(file=terminal), transient=True, redirect_stdout=False,
        redirect_stderr=False,
    )  # fmt: skip


def execute(settings: Settings, log: Path) -> Outcome:
    """Execute the whole job in this process; its chatter goes to `log`."""
    from sqlalchemy.exc import OperationalError

    prepare_instance(settings)
    with _terminal_aside(log) as terminal:
        bar = _bar(terminal)
        with bar or nullcontext():
            try:
                return _execute(settings, _Ticker(terminal, bar))
            except subprocess.CalledProcessError as error:
                tool = Path(str(error.cmd[0])).name
                reason = f"{tool} s'est arrêté avec le code {error.returncode}."
                return Outcome(False, (("Chargement du projet", reason),), ())
            except OperationalError as error:
                # Dagster cannot write what happens: it stops there, whatever the step.
                said = str(error.orig)
                reason = "le disque est plein." if "disk is full" in said else said
                return Outcome(False, (("Journal des traitements", reason),), ())


def _load_while_parsing(settings: Settings) -> None:
    """Load the libraries of a run while dbt, on the other core, parses its project if it must.

    One after the other, they take a third of a first run. When there is nothing to parse, Great
    Expectations waits for the first file: dbt is then what loads on the other core.
    """
    with ThreadPoolExecutor(max_workers=1) as background:
        parsing = background.submit(dbt_build.ensure_manifest, settings)
        for name in ("dagster", "orchestration.defs.dbt_integration"):
            importlib.import_module(name)
        if not parsing.done():
            importlib.import_module("great_expectations")
        parsing.result()


def _execute(settings: Settings, ticker: _Ticker) -> Outcome:
    _load_while_parsing(settings)
    import dagster as dg

    from orchestration.definitions import defs
    from orchestration.defs.automation import JOB

    job = defs().resolve_job_def(JOB)
    ticker.begin(len(job.nodes))
    run_id = str(uuid.uuid4())
    with dg.DagsterInstance.get() as instance:
        instance.add_event_listener(run_id, ticker)
        result = job.execute_in_process(instance=instance, run_id=run_id, raise_on_error=False)
    events = result.all_events
    return Outcome(
        success=result.success,
        failures=tuple(_failures(events)),
        checks=tuple(_failed_checks(events)),
        left_out=tuple(_left_out(events)),
    )


def _left_out(events: Sequence[dg.DagsterEvent]) -> Iterator[str]:
    """Yield the steps that Dagster skipped, unless the publication was reached in spite of them.

    A step that hands nothing on is no failure for Dagster, and neither is what it then skips.
    """
    if any(e.is_step_success and e.step_key == _PUBLICATION for e in events):
        return
    skipped = [e.step_key for e in events if e.is_step_skipped and e.step_key]
    yield from map(step_name, skipped or [_PUBLICATION])


def _root_message(error: Any) -> str:
    """Return the first line of the deepest cause of a recorded error, without its class path."""
    while error.cause is not None:
        error = error.cause
    if error.cls_name in ("DagsterExecutionInterruptedError", "KeyboardInterrupt"):
        return INTERRUPTED
    if error.cls_name == "DagsterDbtCliRuntimeError":
        return _dbt_message(error.message)
    lines = [line.strip() for line in error.message.splitlines() if line.strip()]
    text = lines[0] if lines else ""
    system = _SYSTEM.search(text)
    if system is not None:
        name = system["name"] or "Fichier"
        return f"{name} : {system_reason(OSError(int(system['number']), text))}."[:_MESSAGE]
    head, _, rest = text.partition(": ")
    plain = rest if rest and " " not in head else text
    # A lone word, as in a KeyError, says nothing without the kind of error.
    return (plain if " " in plain else f"{error.cls_name} {plain}".strip())[:_MESSAGE]


def _dbt_message(message: str) -> str:
    """Return which dbt nodes failed, with the database's reason for the first."""
    text = _COLOURS.sub("", message)
    nodes = list(dict.fromkeys(re.findall(r"(?:Failure|Error) in (\w+ \w+) \(", text)))
    reasons = re.findall(r"^\s*(\w+ Error: .+)$", text, re.MULTILINE)
    if not nodes:
        return f"dbt s'est arrêté. {' '.join(reasons[:1])}".strip()[:_MESSAGE]
    shown = enumerate_words(nodes, 4)
    return f"dbt a échoué sur {shown}. {' '.join(reasons[:1])}".strip()[:_MESSAGE]


def _failures(events: Sequence[dg.DagsterEvent]) -> Iterator[tuple[str, str]]:
    failed_steps = False
    for event in events:
        if event.is_step_failure and event.step_key is not None:
            failed_steps = True
            error = event.step_failure_data.error
            yield step_name(event.step_key), _root_message(error) if error else "cause inconnue"
    for event in events:
        if event.is_job_failure and not failed_steps:
            error = event.job_failure_data.error
            yield "Démarrage", _root_message(error) if error else "cause inconnue"


def _failed_checks(events: Sequence[dg.DagsterEvent]) -> Iterator[FailedCheck]:
    import dagster as dg

    from expectations.indicator_suites import CHECKS

    finds = {check.name: check.finds for check in CHECKS}
    for event in events:
        if event.event_type_value != "ASSET_CHECK_EVALUATION":
            continue
        result = event.asset_check_evaluation_data
        if result.passed:
            continue
        metadata = {key: value.value for key, value in result.metadata.items()}
        examples = str(metadata.get("exemples", metadata.get("defauts", ""))).splitlines()
        label = "/".join(result.asset_key.path)
        yield FailedCheck(
            name=f"{result.check_name} ({label})",
            step=step_name(event.step_key or ""),
            blocking=result.severity == dg.AssetCheckSeverity.ERROR,
            finds=finds.get(result.check_name, f"Contrôle non tenu sur {label}."),
            resolve=str(metadata.get("que_faire", "")),
            failed=_whole(metadata.get("lignes_en_defaut")),
            examples=tuple(examples),
        )


def _whole(value: Any) -> int:
    return int(value) if isinstance(value, int | float) else 0
