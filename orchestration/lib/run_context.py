"""What stands today: which deposit counts for which slice, and the identity of a publication.

What belongs here: the replacement rules (`annule et remplace`), the run context that dbt reads
(three small Parquet files) and the id of a publication, derived from everything that decides
its content. What does not: writing deposits (`deposits`), building (`dbt`), publishing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration import PROJECT_ROOT
from orchestration.lib import lake, publication
from orchestration.lib.atomic import canonical_json, read_json, write_json
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import IDENTICAL, Receipt, receipts
from orchestration.lib.reporters import forget, write_reporters
from orchestration.lib.school_years import containing
from orchestration.lib.scoping import ACADEMIE_ROW
from orchestration.lib.settings import Settings

CONTEXT = "_contexte"
_FROZEN = "depots_figes.json"
_CODE = {
    "orchestration/lib": "*.py",
    "expectations": "*.py",
    "data_contracts": "*.yaml",
    "dbt_project": "dbt_project.yml",
    "dbt_project/models": "*",
    "dbt_project/macros": "*",
    "dbt_project/seeds": "*",
}
_SLICE_COLUMNS = ("domaine", "mesure", "annee_scolaire", "departement", "depot")


@dataclass(frozen=True, order=True)
class Slice:
    """A part of a domain that one deposit fills: measure, school year, département."""

    domaine: str
    mesure: str
    annee_scolaire: str
    departement: str


@dataclass(frozen=True)
class RunContext:
    """The inputs of a run, frozen: standing slices, the deposits behind them, identities."""

    publication: str
    academie: str
    current_school_year: str
    today: date
    fictional: bool
    code_version: str
    standing: dict[Slice, str]
    deposits: tuple[Receipt, ...]


def standing_slices(
    deposit_receipts: Iterable[Receipt], departements: Sequence[str]
) -> dict[Slice, str]:
    """Return which deposit stands for each slice: the later accepted one, slice by slice.

    A deposit for the académie fills the slices of every département (and of rows without any);
    one for a département fills its own only. Refused and identical deposits fill nothing.
    """
    standing: dict[Slice, str] = {}
    for receipt in sorted(deposit_receipts, key=lambda r: r.ordre):
        if receipt.refused or receipt.statut == IDENTICAL or receipt.domaine is None:
            continue
        whole = receipt.perimetre == ACADEMIE_ROW
        covered = (*departements, ACADEMIE_ROW) if whole else (receipt.perimetre,)
        for mesure, year in receipt.tranches:
            for departement in covered:
                standing[Slice(receipt.domaine, mesure, year, departement)] = receipt.depot
    return standing


@cache
def code_version() -> str:
    """Return a short hash of everything in the project that decides figures."""
    digest = hashlib.sha256()
    for folder, pattern in _CODE.items():
        for path in sorted((PROJECT_ROOT / folder).rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def frozen_context(settings: Settings, fictional: bool) -> RunContext:
    """Return the context that the run wrote for dbt, whatever was deposited since."""
    frozen = read_json(settings.lake / CONTEXT / _FROZEN)
    return current_context(settings, fictional, only=frozenset(frozen))


def what_stands(
    settings: Settings, *, only: frozenset[str] | None = None
) -> tuple[dict[Slice, str], tuple[Receipt, ...]]:
    """Return which deposit stands for each slice, and those deposits, of `only` if given."""
    known = [r for r in receipts(settings.deposits) if only is None or r.depot in only]
    standing = standing_slices(known, settings.academie.codes_departements)
    used = set(standing.values())
    return standing, tuple(r for r in known if r.depot in used)


def unpublished(settings: Settings) -> str | None:
    """Return what identifies the deposits that stand, or None when they are those published."""
    standing, _ = what_stands(settings)
    folder = publication.current(settings.publications)
    manifest = folder / publication.MANIFEST if folder else None
    published = read_json(manifest)["depots"] if manifest and manifest.is_file() else {}
    if set(standing.values()) == set(published):
        return None
    rows = [[*_key(part), deposit] for part, deposit in sorted(standing.items())]
    return fingerprint(rows)


def current_context(
    settings: Settings, fictional: bool, *, only: frozenset[str] | None = None
) -> RunContext:
    """Return the context of a run made now, of the deposits `only` if given; writes nothing."""
    standing, deposits = what_stands(settings, only=only)
    identity = {
        "academie": settings.academie.code,
        "annee": settings.current_school_year,
        "observation": observation_day(settings.day, standing),
        "code": code_version(),
        "fictif": fictional,
        "tranches": [[*_key(s), d] for s, d in sorted(standing.items())],
        # Names and counts are published: the same content under another name is another one.
        "depots": _deposit_rows(deposits),
    }
    digest = hashlib.sha256(canonical_json(identity)).hexdigest()
    return RunContext(
        publication=("FICTIF-" if fictional else "") + f"p-{digest[:12]}",
        academie=settings.academie.code,
        current_school_year=settings.current_school_year,
        today=settings.day,
        fictional=fictional,
        code_version=code_version(),
        standing=standing,
        deposits=deposits,
    )


def observation_day(today: date, standing: Iterable[Slice]) -> str:
    """Return the day that figures depend on: `today`, or '' once every standing year is over.

    A label or a deadline is read on the earlier of today and 31 August of its school year.
    """
    last = max((part.annee_scolaire for part in standing), default="")
    return today.isoformat() if last >= containing(today) else ""


def _key(part: Slice) -> tuple[str, str, str, str]:
    return (part.domaine, part.mesure, part.annee_scolaire, part.departement)


def fingerprint(content: object) -> str:
    """Return a short hash of what can be written as JSON."""
    return hashlib.sha256(canonical_json(content)).hexdigest()[:12]


def fingerprints(context: RunContext) -> dict[str, str]:
    """Return, per domain, a hash of what stands: it changes when dbt must rebuild."""
    parts: dict[str, list[list[str]]] = {}
    for part, deposit in sorted(context.standing.items()):
        parts.setdefault(part.domaine, []).append([*_key(part), deposit])
    return {domain: fingerprint(rows) for domain, rows in parts.items()}


def write_context(settings: Settings, context: RunContext, contracts: dict[str, Contract]) -> None:
    """Write the run context and the empty table of each domain, for dbt to read."""
    for contract in contracts.values():
        lake.write_empty(settings.lake, contract)
    rows = [[*_key(part), deposit] for part, deposit in sorted(context.standing.items())]
    slices = pa.table(
        [pa.array([r[i] for r in rows], pa.string()) for i in range(len(_SLICE_COLUMNS))],
        names=list(_SLICE_COLUMNS),
    )
    folder = settings.lake / CONTEXT
    # The day enters the context, and so the bytes that follow, only where a figure depends on it.
    observed = context.today if observation_day(context.today, context.standing) else None
    lake.write_parquet(folder / "attentes.parquet", _expectations(contracts))
    versions = {
        domain: f"{context.code_version} {version}"
        for domain, version in fingerprints(context).items()
    }
    write_reporters(settings.lake, folder, contracts, slices, versions)
    write_json(folder / _FROZEN, [r.depot for r in context.deposits])
    lake.write_parquet(folder / "en_vigueur.parquet", slices)
    lake.write_parquet(folder / "depots.parquet", _deposits_table(context.deposits))
    lake.write_parquet(
        folder / "contexte.parquet",
        pa.table(
            {
                "publication": [context.publication],
                "academie": [context.academie],
                "annee_courante": [context.current_school_year],
                "aujourdhui": pa.array([observed], pa.date32()),
                "fictif": [context.fictional],
            }
        ),
    )


def _expectations(contracts: dict[str, Contract]) -> pa.Table:
    """Return who is expected to report in each domain: the rule of its contract.

    `mode` is 'etablissements' where the contract names schools; else 'depots' (the départements
    that a deposit covers), or 'departements' (those that have rows, where a file holds several
    years and says nothing of what it lacks). A domain that nobody is expected to hand in is absent.
    """
    rows = [
        {
            "domaine": contract.domain,
            "mode": "etablissements"
            if contract.responders
            else ("depots" if contract.one_year else "departements"),
            "types_etablissement": (contract.responders or {}).get("type_etablissement", []),
            "secteurs": (contract.responders or {}).get("secteur", []),
        }
        for contract in sorted(contracts.values(), key=lambda c: c.domain)
        if contract.expected
    ]
    text, texts = pa.string(), pa.list_(pa.string())
    names = ("domaine", "mode", "types_etablissement", "secteurs")
    schema = pa.schema(list(zip(names, (text, text, texts, texts), strict=True)))
    return pa.Table.from_pylist(rows, schema=schema)


def _deposits_table(deposits: Sequence[Receipt]) -> pa.Table:
    texts = (
        "depot", "domaine", "annees", "perimetre", "fichier", "sha256", "statut", "motif",
        "revision",
    )  # fmt: skip
    counts = (
        "lignes_lues", "lignes_retenues", "lignes_rejetees", "lignes_hors_perimetre",
        "ordre",
    )  # fmt: skip
    schema = pa.schema(
        [pa.field(n, pa.string()) for n in texts] + [pa.field(n, pa.int64()) for n in counts]
    )
    return pa.Table.from_pylist(_deposit_rows(deposits), schema=schema)


def _deposit_rows(deposits: Sequence[Receipt]) -> list[dict[str, str | int | None]]:
    """Return the published facts of deposits: none of them depends on the order of arrival."""
    ordered = sorted(deposits, key=lambda r: (r.domaine or "", r.annees, r.fichier, r.depot))
    return [
        {
            "depot": r.depot, "domaine": r.domaine, "annees": " ".join(r.annees),
            "perimetre": r.perimetre, "fichier": r.fichier, "sha256": r.sha256,
            "statut": r.statut, "motif": " ".join(r.motifs), "lignes_lues": r.lignes_lues,
            "lignes_retenues": r.lignes_retenues, "lignes_rejetees": r.lignes_rejetees,
            "lignes_hors_perimetre": r.lignes_hors_perimetre,
            "revision": _told(r.revision),
            "ordre": rank,
        }
        for rank, r in enumerate(ordered, 1)
    ]  # fmt: skip


def _told(revision: dict[str, str] | None) -> str | None:
    """Return what is published of a deposit made after the closing of its campaign."""
    return f"{revision['le']} : {revision['motif']}" if revision else None


def forget_context(settings: Settings) -> None:
    """Forget what was read of the lake: the next context reads all of it."""
    forget(settings.lake / CONTEXT)


def known_uais(
    lake_folder: Path, standing: dict[Slice, str], domains: Sequence[str]
) -> frozenset[str] | None:
    """Return the UAIs of the référentiels `domains` that stand, or None while there is none."""
    deposits = {(part.domaine, d) for part, d in standing.items() if part.domaine in domains}
    files = [p for n, d in sorted(deposits) for p in (lake_folder / n).glob(f"*/*/{d}.parquet")]
    if not files:
        return None
    return frozenset(
        str(u) for p in files for u in pq.read_table(p, columns=["uai"])[0].to_pylist()
    )
