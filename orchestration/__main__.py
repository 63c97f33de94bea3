"""The start of `psa`: what begins before its commands are loaded, and its end.

What belongs here: the process that validates, which has the longest to load, started first. What
does not: the commands and their errors (`cli.main`); nothing that takes time to import.
"""

from __future__ import annotations

import sys

from orchestration.lib import second_process
from orchestration.lib.short_lived import begin, leave

_JUDGING = frozenset({"check", "deposit"})


def main() -> None:
    """Run `psa` as a program."""
    begin()
    if _JUDGING.intersection(sys.argv[1:2]):
        second_process.prepare()
    from orchestration.cli.main import cli, report_bug

    sys.excepthook = report_bug
    try:
        cli.main(prog_name="psa")
    except SystemExit as end:
        second_process.end()
        leave(end.code if isinstance(end.code, int) else 1)


if __name__ == "__main__":
    main()
