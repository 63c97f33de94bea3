"""Resources: the settings of the home and the lock that makes one run at a time.

What belongs here: what a run needs before its first step, and what it frees after its last.
What does not: the definition of a dead run (`orchestration.defs.recovery`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from orchestration.defs.recovery import end_dead_runs, register_process
from orchestration.lib import dbt_build, second_process, waiting_dbt
from orchestration.lib.home import RUN_LOCK, Home, end_orphans, locked, open_home
from orchestration.lib.intake import Desk
from orchestration.lib.publication import prepare
from orchestration.lib.run_context import frozen_context
from orchestration.lib.settings import Settings

_WAIT_SECONDS = 900.0


class Platform(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Access to the home, held under the run lock from the first step to the last."""

    _desk: Desk | None = PrivateAttr(default=None)
    _waiting: subprocess.Popen[bytes] = PrivateAttr()
    _preparing: Future[Path] | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Platform]:
        """Take the run lock, then repair what a killed run left: orphans, slots, statuses."""
        settings = self.settings
        instance, run = context.instance, context.run
        if instance is not None and run is not None:
            register_process(settings, run.run_id)
        with locked(settings.home, RUN_LOCK, wait_seconds=_WAIT_SECONDS):
            end_orphans(dbt_build.log_path(settings), spared=waiting_dbt.prepared())
            if instance is not None and run is not None:
                end_dead_runs(settings, instance, except_run=run.run_id)
            self._desk, self._preparing = None, None
            self._waiting = waiting_dbt.start(settings)
            second_process.prepare()
            try:
                yield self
            finally:
                waiting_dbt.end(self._waiting)
                second_process.end()
                if self._desk is not None:
                    self._desk.close()
                self._drop_prepared()

    @property
    def desk(self) -> Desk:
        """What this run knows of deposits, first asked once the inbox is received."""
        if self._desk is None:
            self._desk = Desk(self.settings, self.home)
        return self._desk

    def dbt(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        """Give dbt the one command of this run; return its process."""
        waiting_dbt.give(self._waiting, arguments)
        return self._waiting

    def prepare_publication(self) -> None:
        """Begin to write the publication of this run, aside; nothing to do when it exists."""
        now = frozen_context(self.settings, self.home.fictional)
        if not (self.settings.publications / now.publication).exists():
            with_one = ThreadPoolExecutor(max_workers=1)
            self._preparing = with_one.submit(prepare, self.settings, now)
            with_one.shutdown(wait=False)

    def prepared_publication(self) -> Path | None:
        """Return what was written aside, once it is whole; raises what stopped its writing."""
        return self._preparing.result() if self._preparing else None

    def _drop_prepared(self) -> None:
        """Remove what was written aside and that no check has let through."""
        if self._preparing is not None and self._preparing.exception() is None:
            shutil.rmtree(self._preparing.result(), ignore_errors=True)

    @property
    def settings(self) -> Settings:
        """The settings, read from the environment."""
        return Settings()

    @property
    def home(self) -> Home:
        """The home of this installation."""
        return open_home(self.settings)


@dg.definitions
def defs() -> dg.Definitions:
    """Return the resources by the name that assets use."""
    return dg.Definitions(resources={"plateforme": Platform()})
