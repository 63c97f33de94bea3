"""What `psa run` says at the end: received, refused, rejected, published, checked.

What belongs here: some forty lines that a person understands, however many files came. What does
not: one receipt in full (`receipts`), running (`execution`), when nothing has to be done
(`running`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.cli import wording
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.cli.execution import FailedCheck
    from orchestration.lib.deposits import Receipt

_LISTED, _GROUPS, _REASONS, _CHECKS, _EXAMPLES = 10, 5, 5, 4, 2
_WIDTH = 100
_VERDICTS = {
    "accepte": ("accepté", "acceptés"),
    "accepte_avec_rejets": ("accepté avec des lignes rejetées",
                            "acceptés avec des lignes rejetées"),
    "identique": ("déjà reçu à l'identique", "déjà reçus à l'identique"),
    "refuse": ("REFUSÉ", "REFUSÉS"),
}  # fmt: skip


def _item(text: str, indent: int = 2) -> str:
    return wording.hanging(text, _WIDTH, indent)


def received_lines(receipts: Sequence[Receipt], settings: Settings) -> Iterator[str]:
    """Yield how many files came with which verdict, then what has to be mended."""
    if not receipts:
        yield "Reçus : aucun nouveau fichier."
        return
    by_status = Counter(r.statut for r in receipts)
    parts = [wording.plural(by_status[s], *words) for s, words in _VERDICTS.items() if by_status[s]]
    files = wording.plural(len(receipts), "fichier reçu", "fichiers reçus")
    domains = len({r.domaine for r in receipts if r.domaine})
    rows = wording.plural(sum(r.lignes_lues for r in receipts), "ligne lue", "lignes lues")
    yield f"{files} de {wording.plural(domains, 'domaine')}, {rows} :"
    yield _item(f"{', '.join(parts)}.")
    yield from _refused_lines([r for r in receipts if r.refused], settings)
    yield from _rejected_lines([r for r in receipts if not r.refused], settings)


def _refused_lines(refused: Sequence[Receipt], settings: Settings) -> Iterator[str]:
    for receipt in refused[:_LISTED]:
        reasons = " ".join(receipt.motifs)
        yield _item(f"- {receipt.fichier} REFUSÉ (dépôt {receipt.depot}) : {reasons}")
    if len(refused) > _LISTED:
        yield _item(f"… et {len(refused) - _LISTED} de plus (psa status les compte par domaine)")
    if refused:
        yield f"  Reçus et classeurs à corriger : {settings.returns}"


def _rejected_lines(accepted: Sequence[Receipt], settings: Settings) -> Iterator[str]:
    """Yield rejected rows grouped by domain, column and problem."""
    from orchestration.lib import deposits

    partial = [r for r in accepted if r.lignes_rejetees]
    if not partial:
        return
    groups: Counter[tuple[str, str, str]] = Counter()
    for receipt in partial:
        for reject in deposits.read_rejects(settings.deposits, receipt.depot):
            groups[receipt.domaine or "", reject.column, reject.problem] += 1
    rows = sum(r.lignes_rejetees for r in partial)
    files = wording.plural(len(partial), "fichier")
    yield f"{wording.plural(rows, 'ligne rejetée', 'lignes rejetées')} dans {files} :"
    for (domain, column, problem), times in groups.most_common(_GROUPS):
        where = f"{domain}, colonne « {column} »" if column else domain
        yield _item(f"- {wording.count(times)} × {where} : {problem[:1].lower()}{problem[1:]}")
    if len(groups) > _GROUPS:
        yield _item(f"… et {len(groups) - _GROUPS} autres sortes de problème")
    where = partial[0].depot if len(partial) == 1 else "<dépôt>"
    yield f"  À corriger : {settings.deposits / where / deposits.REJECTS}"


def published_lines(settings: Settings) -> Iterator[str]:
    """Yield in words what the current publication holds, and what it cannot say."""
    from orchestration.lib.provenance import figures
    from orchestration.lib.published import LEVELS, open_current

    with open_current(settings.publications) as now:
        found = figures(now)
    if not found["valeurs"]:
        yield "Publié : aucune valeur pour le moment."
        return
    criteria = wording.plural(found["criteres"], "critère")
    indicators = wording.plural(found["indicateurs"], "indicateur")
    yield _item(
        f"Publié : {criteria}, {indicators}, "
        f"{wording.plural(len(found['annees']), 'année scolaire', 'années scolaires')} "
        f"({wording.years(found['annees'])})",
        0,
    )
    counts = {r["niveau_territoire"]: r["territoires"] for r in found["niveaux"]}
    places = [wording.plural(counts[k], wording.LEVELS[k]) for k in LEVELS if k in counts]
    yield _item(f"Territoires : {', '.join(places)}")
    values = wording.plural(found["valeurs"], "valeur")
    notes = [
        f"{wording.count(found[key])} {words}"
        for key, words in (
            ("partielles", "à couverture partielle"),
            ("ruptures", "en rupture de série"),
        )
        if found[key]
    ]
    yield _item(values + (f", dont {' et '.join(notes)}" if notes else ""))
    if found["sans_valeur"]:
        yield _item(f"{wording.count(found['sans_valeur'])} non calculables ou absentes :")
    for reason in found["motifs"][:_REASONS]:
        yield _item(f"- {wording.count(reason['lignes'])} × {reason['motif']}", 4)
    rest = sum(r["lignes"] for r in found["motifs"][_REASONS:])
    if rest:
        yield _item(f"- {wording.count(rest)} × autres motifs", 4)


def warning_lines(warned: Sequence[FailedCheck]) -> Iterator[str]:
    """Yield checks that warn: what each finds, how often, an example or two."""
    if not warned:
        return
    yield f"Contrôles qui avertissent sans bloquer ({len(warned)}) :"
    for check in warned[:_CHECKS]:
        rows = wording.plural(check.failed, "ligne") if check.failed else ""
        yield _item(f"- {check.name} : {check.finds}" + (f" ({rows})" if rows else ""))
        for example in check.examples[:_EXAMPLES]:
            yield _item(f"par exemple {example}", 6)
        if check.resolve:
            yield _item(f"Que faire : {check.resolve}", 4)
    if len(warned) > _CHECKS:
        yield f"  … et {len(warned) - _CHECKS} de plus : « make ui », onglet des contrôles"


def check_lines(check: FailedCheck) -> Iterator[str]:
    """Yield a check that stopped the run, with its examples and how to resolve it."""
    yield f"  {check.name} : {check.finds}"
    if check.failed:
        rows = wording.plural(check.failed, "ligne en défaut", "lignes en défaut")
        yield f"    {rows}, par exemple :" if check.examples else f"    {rows}"
    for example in check.examples[:5]:
        yield f"      {example}"
    if check.resolve:
        yield f"    Que faire : {check.resolve}"


def where_to_read(folder: Path) -> Iterator[str]:
    """Yield where the publication is, and the commands that read it."""
    from orchestration.lib.publication import AUDIENCE, SNAPSHOT

    audience = folder / AUDIENCE
    tables = len(list((audience / "parquet").glob("*.parquet")))
    yield f"Publication {folder.name} : {wording.plural(tables, 'table')}"
    yield f"  DuckDB   {audience / SNAPSHOT} (schéma psa)"
    yield f"  Parquet  {audience / 'parquet'}"
    yield f"  CSV      {audience / 'csv'}"
    home = folder.parents[1]
    yield f"  Ce qui est mesuré : {wording.command(home, 'catalogue')}"
    yield f"  Lire un indicateur : {wording.command(home, 'show 1.1.1-o1')}"
    yield f"  Qui a remis quoi : {wording.command(home, 'status')}"
