"""Commands that help before a deposit: `template`, `guide`.

What belongs here: their options, and writing what they make where it is asked. What does not: the
workbook and the pages themselves (`orchestration.lib.guidance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from orchestration import PROJECT_ROOT
from orchestration.cli import wording
from orchestration.lib.settings import Settings


def _known(domains: Sequence[str]) -> Sequence[str]:
    from orchestration.lib.contracts import contracts
    from orchestration.lib.published import nearest

    for domain in domains:
        if domain not in contracts():
            hint = nearest(domain, list(contracts())) or f" Domaines : {', '.join(contracts())}."
            raise click.UsageError(f"Le domaine « {domain} » n'existe pas.{hint}")
    return domains


def _name(domain: str, year: str | None) -> str:
    """Return the name of a template: it announces the school year only where it was asked for."""
    return f"{domain}__{year}__academie.xlsx" if year else f"modele_{domain}.xlsx"


@click.command()
@click.argument("domain", required=False)
@click.option(
    "--output", type=click.Path(path_type=Path),
    help="Workbook to write, or its folder (default: this one).",
)  # fmt: skip
@click.option("--school-year", help="School year of the data, like 2023-2024 (default: this one).")
@click.option(
    "--all", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Write the template of every domain in FOLDER.",
)  # fmt: skip
def template(
    domain: str | None, output: Path | None, school_year: str | None, folder: Path | None
) -> None:
    """Write the empty workbook to fill for DOMAIN: headers, drop-downs, notes, instructions."""
    from orchestration.lib.atomic import write_bytes
    from orchestration.lib.contracts import contracts
    from orchestration.lib.guidance.template import template_workbook
    from orchestration.lib.published import checked_year

    if (domain is None) == (folder is None):
        raise click.UsageError("Donnez un domaine, ou --all et un dossier.")
    if folder is not None and output is not None:
        raise click.UsageError("--output va avec un domaine, --all avec un dossier.")
    if output is not None and output.is_dir():
        folder, output = output, None
    elif output is not None and output.suffix.lower() != ".xlsx":
        raise click.UsageError("--output attend un dossier, ou un nom qui finit par .xlsx.")
    year = checked_year(school_year)
    domains = _known([domain]) if domain else list(contracts())
    for name in domains:
        made = template_workbook(contracts()[name], year or Settings().current_school_year)
        path = output or (folder or Path()) / _name(name, year)
        write_bytes(path, made)
        if domain is not None:
            click.echo(f"Modèle de « {contracts()[name].title} » : {path}")
    if domain is None:
        click.echo(f"{wording.plural(len(domains), 'modèle')} dans {folder}")


@click.command()
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    default=PROJECT_ROOT / "docs" / "deposants", help="Folder of the pages (default: the docs).",
)  # fmt: skip
def guide(output: Path) -> None:
    """Write the guide of depositors: a page per file, an index by service, the messages."""
    from orchestration.lib.atomic import write_bytes
    from orchestration.lib.contracts import contracts
    from orchestration.lib.guidance.pages import guide_pages

    pages = guide_pages(contracts())
    for name, text in pages.items():
        write_bytes(output / name, text.encode())
    click.echo(f"{wording.plural(len(pages), 'page')} dans {output}")


COMMANDS = (template, guide)
