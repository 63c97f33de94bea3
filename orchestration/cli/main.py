"""The door of `psa`: the group of commands and the error boundary.

What belongs here: which commands exist, and that every error is one or two plain lines. What
does not: what a command does.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import click
from pydantic import ValidationError

from orchestration.cli import (
    alerting,
    depositing,
    explaining,
    guiding,
    monitoring,
    reading,
    running,
    showing,
)
from orchestration.cli.groups import FrenchGroup
from orchestration.lib.faults import PlatformFault, system_reason

_ALIASES = {"academie_name": "PSA_ACADEMIE"}


def _reading_errors() -> type[Exception]:
    # Loaded when something fails: most commands do not read a publication.
    from orchestration.lib.published import ReadError

    return ReadError


def _usage_message(error: click.UsageError) -> str:
    """Return a usage error of click in French."""
    if isinstance(error, click.NoSuchOption):
        close = ", ".join(error.possibilities or [])
        return f"Option inconnue : {error.option_name}." + (
            f" Vouliez-vous {close} ?" * bool(close)
        )
    if isinstance(error, click.MissingParameter):
        names = error.param.opts if isinstance(error.param, click.Option) else None
        metavar = (
            error.param.make_metavar(error.ctx) if error.param and error.ctx else "un argument"
        )
        return f"Il manque {names[0] if names else metavar}."
    if isinstance(error, click.BadParameter) and error.param is not None:
        if isinstance(error.param.type, click.Choice):
            choices = ", ".join(map(str, error.param.type.choices))
            return f"Valeur inattendue pour {error.param.opts[0]} : choisissez parmi {choices}."
        return f"Valeur inattendue pour {error.param.opts[0]} : {error.message}"
    if isinstance(error, click.BadOptionUsage):
        return f"L'option {error.option_name} attend une valeur."
    return error.message


def _settings_message(error: ValidationError) -> str:
    """Return the first invalid setting in French, by the name of its variable."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else "?"
    name = _ALIASES.get(field, field if field.startswith("PSA_") else f"PSA_{field.upper()}")
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, ValueError):
        return f"Réglage {name} : {cause}."
    return f"Réglage {name} : « {first['input']} » n'est pas une valeur lisible."


def _fail(message: str, code: int) -> NoReturn:
    click.secho(message, fg="red", err=True)
    sys.exit(code)


class PsaGroup(FrenchGroup):
    """A group whose every error is one or two plain lines on stderr."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run a command; exit 0 done, 1 refused or failed, 2 wrong usage."""
        extra["standalone_mode"] = False
        try:
            sys.exit(super().main(args, *rest, **extra) or 0)
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "psa"
            _fail(f"{_usage_message(error)}\nAide : {path} --help", 2)
        except click.ClickException as error:
            _fail(error.message, error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            _fail("Interrompu.", 1)
        except PlatformFault as error:
            _fail(str(error), 1)
        except ValidationError as error:
            _fail(_settings_message(error), 2)
        except OSError as error:
            if error.errno == errno.EPIPE:
                # The reader (head, less) has left: nothing to say, nor to flush at exit.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(1)
            _fail(f"{error.filename or 'Fichier'} : {system_reason(error)}.", 1)
        except _reading_errors() as error:
            from orchestration.lib.published import UnknownName

            _fail(str(error), 2 if isinstance(error, UnknownName) else 1)


@click.group(
    cls=PsaGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    package_name="psa-indicateurs", prog_name="psa", message="%(prog)s %(version)s"
)
def cli() -> None:
    """Turn dropped files into the published indicators of the projet stratégique académique.

    PSA_HOME names the folder that holds everything that is not code (default: var/home).
    """


for family in (running, depositing, guiding, reading, showing, explaining, monitoring, alerting):
    for command in family.COMMANDS:
        cli.add_command(command)


def report_bug(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say that something unforeseen happened, and keep the traceback out of the terminal."""
    path = Path(tempfile.gettempdir()) / f"psa-erreur-{os.getpid()}.log"
    path.write_text("".join(traceback.format_exception(kind, error, trace)), encoding="utf-8")
    click.secho(
        f"Erreur imprévue ({kind.__name__}) : c'est un défaut du logiciel.\n"
        f"Transmettez ce fichier à l'équipe : {path}",
        fg="red",
        err=True,
    )
