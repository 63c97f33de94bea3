"""Commands that hand files in: `deposit`, `check`, `rehearse`.

What belongs here: their options and exit codes. What does not: the receipt as a depositor reads
it (`receipts`), the verdict (`orchestration.lib.gate`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli import alerting, receipts, wording
from orchestration.lib.home import existing_home, open_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.recognition import Announced


@contextmanager
def _working(message: str) -> Iterator[None]:
    """Show a spinner while something slow happens, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message):
        yield


def _files(paths: Sequence[Path]) -> Sequence[Path]:
    for path in paths:
        if path.is_dir():
            raise click.UsageError(f"{path} est un dossier : donnez des fichiers.")
        if not path.is_file():
            raise click.UsageError(f"{path} n'existe pas.")
    return paths


def _announced(
    settings: Settings, domain: str | None, year: str | None, scope: str | None
) -> Announced:
    """Return what the options say; a wrong one is a usage error, not a refused deposit."""
    from orchestration.lib.contracts import contracts
    from orchestration.lib.published import checked_year, nearest
    from orchestration.lib.recognition import Announced

    if domain is not None and domain not in contracts():
        hint = nearest(domain, list(contracts())) or f" Domaines : {', '.join(contracts())}."
        raise click.UsageError(f"Le domaine « {domain} » n'existe pas.{hint}")
    if scope is not None and scope != "academie":
        known = settings.academie.codes_departements
        scope = scope.upper().zfill(3)
        if scope not in known:
            raise click.UsageError(f"Périmètres possibles : academie, {', '.join(known)}.")
    return Announced(domain, checked_year(year), scope)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--domain", help="Domain of the files, when their headers do not say it.")
@click.option("--school-year", help="School year of a file without dates, like 2023-2024.")
@click.option("--scope", help="'academie', or the code of a département (063).")
@click.option("--reason", help="Why a deposit comes after the closing of its campaign.")
def deposit(
    files: tuple[Path, ...],
    domain: str | None,
    school_year: str | None,
    scope: str | None,
    reason: str | None,
) -> None:
    """Drop files, judge them and print their receipts.

    Exit code: 0 accepted (warnings and tolerated rejects included), 1 refused, 2 wrong usage.
    """
    settings = Settings()
    paths = _files(files)
    announced = _announced(settings, domain, school_year, scope)
    home = open_home(settings)
    from orchestration.lib import intake

    refused = 0
    for rank, path in enumerate(paths):
        if rank:
            click.echo()
        with _working(f"Contrôle de {path.name} ({rank + 1}/{len(paths)})…"):
            receipt = intake.deposit_file(settings, home, path, announced, reason)
        receipts.print_deposited(receipt, settings)
        refused += receipt.refused
    alerting.announce(settings)
    if refused < len(paths):
        click.echo(f"\nPour recalculer et publier : {wording.command(settings.home, 'run')}")
    sys.exit(1 if refused else 0)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--domain", help="Domain of the file, when its header does not say it.")
@click.option("--school-year", help="School year of a file without dates, like 2023-2024.")
@click.option("--scope", help="'academie', or the code of a département (063).")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Write the receipt and the annotated workbook in FOLDER.",
)  # fmt: skip
@click.option("--impact", is_flag=True, help="Say which indicators would move, and by how much.")
def check(
    file: Path,
    domain: str | None,
    school_year: str | None,
    scope: str | None,
    output: Path | None,
    impact: bool,
) -> None:
    """Print the verdict that a deposit would get; nothing is recorded.

    Exit code: 0 it would be accepted, 1 refused, 2 wrong usage.
    """
    settings = Settings()
    _files([file])
    announced = _announced(settings, domain, school_year, scope)
    home = existing_home(settings)
    from orchestration.lib import intake

    with _working(f"Contrôle de {file.name}…"):
        verdict = intake.check_file(settings, file, announced)
    fictional = home is not None and home.fictional
    receipts.print_checked(verdict, file, settings, fictional=fictional, output=output)
    if impact:
        from orchestration.cli.impact import print_impact

        with _working("Calcul d'essai des indicateurs…"):
            print_impact(settings, home, verdict)
    sys.exit(0 if verdict.accepted else 1)


@click.command()
@click.option(
    "--scale",
    type=click.Choice(["academie", "small", "national"]),
    default="academie",
    show_default=True,
)
@click.option("--school-years", type=click.IntRange(1, 30), default=7, show_default=True)
@click.option("--seed", type=int, default=2026, show_default=True)
def rehearse(scale: str, school_years: int, seed: int) -> None:
    """Write the rehearsal académie (fictional files) into the inbox of a home of its own."""
    from orchestration.lib.rehearsal import write_rehearsal
    from orchestration.lib.rehearsal.world import scale_named

    settings = Settings()
    try:
        scale_named(scale)  # before the home is marked fictional
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    open_home(settings, rehearsal=True)
    with _working("Écriture des fichiers de répétition…"):
        manifest = write_rehearsal(
            settings.inbox, scale=scale, school_years=school_years, seed=seed
        )
    bad = len(manifest.with_verdict("refuse"))
    click.echo(wording.FICTIONAL)
    click.echo(
        f"{wording.plural(len(manifest.files), 'fichier écrit', 'fichiers écrits')} dans "
        f"{settings.inbox} ({wording.years(manifest.school_years)}), dont "
        f"{wording.plural(bad, 'mauvais fichier', 'mauvais fichiers')} à refuser."
    )
    click.echo(f"Pour les traiter : {wording.command(settings.home, 'run')}")


COMMANDS = (deposit, check, rehearse)
