"""Resources: the settings of the home and the lock that makes one run at a time.

What belongs here: what a run needs before its first step, and what it frees after its last.
What does not: the definition of a dead run (`orchestration.defs.recovery`).
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from orchestration.defs.recovery import end_dead_runs, register_process
from orchestration.lib import dbt_build, waiting_dbt
from orchestration.lib.home import RUN_LOCK, Home, end_orphans, locked, open_home
from orchestration.lib.intake import Desk
from orchestration.lib.settings import Settings

_WAIT_SECONDS = 900.0


class Platform(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Access to the home, held under the run lock from the first step to the last."""

    _desk: Desk | None = PrivateAttr(default=None)
    _waiting: subprocess.Popen[bytes] = PrivateAttr()

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
            self._desk = None
            self._waiting = waiting_dbt.start(settings)
            try:
                yield self
            finally:
                waiting_dbt.end(self._waiting)

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
