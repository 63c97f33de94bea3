"""What is published, read back: catalogue, territories, values, evolutions.

What belongs here: questions asked of the current publication (read-only) and the catalogue
before any publication. What does not: what stands around a value (`provenance`), writing a
publication (`publication`), wording for a terminal (`orchestration.cli`). Nothing here loads
pandas, Great Expectations, dbt or Dagster.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib import publication, school_years
from orchestration.lib.atomic import read_json
from orchestration.lib.contracts import Contract, load_contract
from orchestration.lib.nomenclatures import code_lists, fold
from orchestration.lib.settings import CONTRACTS, DBT_PROJECT, REHEARSAL_HOME, Settings

Row = dict[str, Any]
TOTAL = "ensemble"
LEVELS = ("academie", "departement", "bassin", "circonscription", "etablissement")
KINDS = ("referentiel", "axe", "objectif", "critere", "indicateur")
_SEEDS = DBT_PROJECT / "seeds" / "catalogue"
_LEVEL_ORDER = f"list_position({list(LEVELS)}, niveau_territoire)"


class ReadError(Exception):
    """What is asked cannot be read; the message is for the user, in French."""


class UnknownName(ReadError):
    """The question names a code, a territory, a year or a breakdown that does not exist."""


@dataclass(frozen=True)
class Territory:
    """A published territory; `successor` is the school that has absorbed it, if any."""

    level: str
    code: str
    label: str
    departement: str | None = None
    successor: str | None = None


def nearest(word: str, known: Sequence[str]) -> str:
    """Return a French hint with the names closest to `word`, or an empty text."""
    folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), list(folded), n=4, cutoff=0.5)
    return f" Les plus proches : {', '.join(folded[c] for c in close)}." if close else ""


def literals(names: Iterable[str]) -> str:
    """Return published names as a list for `in`; quotes are doubled, an empty list matches none."""
    return "(" + (", ".join("'" + n.replace("'", "''") + "'" for n in names) or "null") + ")"


def same_year(school_year: str | None) -> str:
    """Return the condition that keeps one school year, or all of them."""
    return f"annee_scolaire in {literals([school_year])}" if school_year else "true"


class Publication:
    """The current publication, open for reading."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self._connection = connection

    @property
    def name(self) -> str:
        """Id of the publication."""
        return self.folder.name

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a query as dictionaries.

        Queries carry literals: binding a parameter makes the driver load pandas.
        """
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @property
    def fictional(self) -> bool:
        """Tell whether the figures are those of a rehearsal."""
        return bool(
            self.rows("select bool_or(fictif) as fictif from psa.publications")[0]["fictif"]
        )

    def catalogue(self) -> list[Row]:
        """Return one row per criterion and indicator, in the order of the project."""
        return self.rows("select * from psa.catalogue order by referentiel, ordre, indicateur")

    def known_years(self) -> dict[str, list[str]]:
        """Return, per indicator, the school years for which a value exists somewhere."""
        found = self.rows(
            """
            select indicateur, list(distinct annee_scolaire order by annee_scolaire) as annees
            from psa.indicateurs where valeur is not null group by all
            """
        )
        return {row["indicateur"]: row["annees"] for row in found}

    def default_territories(self) -> list[Territory]:
        """Return the académie, then its départements."""
        return [t for t in self.territories() if t.level in LEVELS[:2]]

    def territory(self, text: str) -> Territory:
        """Return the territory that a code or a name designates; raises UnknownName.

        Codes are accepted as people write them: '63' for 063, a UAI in lower case.
        """
        every = self.territories()
        if fold(text) == "academie":
            return every[0]
        wanted = text.strip().upper()
        codes = {wanted, wanted.zfill(3), wanted.zfill(2) if len(wanted) == 1 else wanted}
        found = [t for t in every if t.code.upper() in codes]
        found = found or [t for t in every if fold(t.label) == fold(text)]
        if not found:
            hint = nearest(text, [name for t in every for name in (t.label, t.code)])
            raise UnknownName(
                f"Territoire inconnu : « {text} ». Donnez le code de l'académie ou d'un "
                f"département, un UAI ou un nom.{hint}"
            )
        best = [t for t in found if t.level == found[0].level]
        if len(best) > 1:
            same = ", ".join(t.code for t in best[:8]) + ("…" if len(best) > 8 else "")
            raise UnknownName(f"Plusieurs territoires s'appellent « {text} » : précisez {same}.")
        return best[0]

    def territories(self) -> list[Territory]:
        """Return every territory, from the académie to its établissements."""
        found = self.rows(
            f"""
            select niveau_territoire, territoire, coalesce(libelle, territoire) as libelle,
                departement, nullif(territoire_courant, territoire) as successeur
            from psa.territoires order by {_LEVEL_ORDER}, territoire
            """
        )
        return [
            Territory(
                r["niveau_territoire"], r["territoire"], r["libelle"], r["departement"],
                r["successeur"],
            )
            for r in found
        ]  # fmt: skip

    def inside(self, place: Territory, level: str) -> list[Territory]:
        """Return the territories of a level that lie in the académie or in a département."""
        whole = place.level == LEVELS[0]
        found = [t for t in self.territories() if t.level == level]
        return [t for t in found if whole or t.departement == place.code]

    def values(
        self,
        indicators: Sequence[str],
        territories: Sequence[Territory],
        breakdowns: Sequence[str] = (TOTAL,),
        school_year: str | None = None,
    ) -> list[Row]:
        """Return rows of the long table, in a stable order."""
        places = literals(f"{t.level}:{t.code}" for t in territories)
        return self.rows(
            f"""
            select * from psa.indicateurs
            where indicateur in {literals(indicators)}
                and ventilation in {literals(breakdowns)}
                and niveau_territoire || ':' || territoire in {places}
                and {same_year(school_year)}
            order by indicateur, annee_scolaire, {_LEVEL_ORDER}, territoire,
                ventilation <> '{TOTAL}', ventilation, modalite
            """
        )

    def columns(self, table: str = "indicateurs") -> list[str]:
        """Return the columns of the long table, or of another one."""
        cursor = self._connection.execute(f"select * from psa.{table} limit 0")
        return [column[0] for column in cursor.description or []]

    def last_evolution(
        self, indicator: str, territory: Territory, school_year: str | None = None
    ) -> Row | None:
        """Return the evolution of the asked year, else of the last one that has a value."""
        found = self.rows(
            f"""
            select * from psa.evolutions
            where indicateur in {literals([indicator])}
                and niveau_territoire in {literals([territory.level])}
                and territoire in {literals([territory.code])}
                and valeur is not null and {same_year(school_year)}
            order by annee_scolaire desc limit 1
            """
        )
        return found[0] if found else None

    def manifest(self) -> Row:
        """Return the manifest: deposits, code version, contract versions."""
        saved: Row = read_json(self.folder / publication.MANIFEST)
        return saved


@contextmanager
def open_current(publications: Path) -> Iterator[Publication]:
    """Open the current publication; raises ReadError when there is none, or it is damaged."""
    folder = publication.current(publications)
    if folder is None:
        rehearsed = publication.current(REHEARSAL_HOME / "publications") is not None
        hint = f" La répétition se lit avec PSA_HOME={REHEARSAL_HOME}." if rehearsed else ""
        raise ReadError(f"Aucune publication pour le moment : lancez « psa run ».{hint}")
    snapshot = folder / publication.AUDIENCE / publication.SNAPSHOT
    broken = (
        f"La publication {folder.name} est abîmée ou incomplète ({snapshot}) : "
        "voyez « psa status », puis « psa publish »."
    )
    if not snapshot.is_file():
        raise ReadError(broken)
    try:
        with duckdb.connect(str(snapshot), read_only=True) as connection:
            yield Publication(folder, connection)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ReadError(
            f"La publication {folder.name} vient d'une autre version du logiciel : "
            "lancez « psa run » pour publier de nouveau."
        ) from error
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise ReadError(broken) from error


def _seed(name: str) -> list[Row]:
    with (_SEEDS / f"cat_{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [{k: v or None for k, v in row.items()} for row in csv.DictReader(stream)]


def seeded_catalogue() -> list[Row]:
    """Return the catalogue from the seeds, with the names of the published table."""
    labels = {
        kind: {(r["referentiel"], r[kind]): r for r in _seed(f"{kind}s")} for kind in KINDS[1:4]
    }
    roots = {r["referentiel"]: r["libelle"] for r in _seed("referentiels")}
    indicators: dict[tuple[str, str], list[Row]] = {}
    for row in _seed("indicateurs"):
        named = {"libelle_indicateur": row.pop("libelle"), "nature_indicateur": row.pop("nature")}
        indicators.setdefault((row["referentiel"], row["critere"]), []).append(row | named)
    catalogue = []
    for key, criterion in labels["critere"].items():
        objective = labels["objectif"][key[0], criterion["objectif"]]
        axis = labels["axe"][key[0], objective["axe"]]
        shared = {
            "referentiel": key[0],
            "libelle_referentiel": roots[key[0]],
            "axe": axis["axe"],
            "libelle_axe": axis["libelle"],
            "objectif": objective["objectif"],
            "libelle_objectif": objective["libelle"],
            "critere": key[1],
            "libelle_critere": criterion["libelle"],
            "nature_critere": criterion["nature"],
            "indicateur": None,
        }
        catalogue += [shared | row for row in indicators.get(key, [{}])]
    return catalogue


def catalogue(settings: Settings) -> tuple[list[Row], dict[str, list[str]]]:
    """Return the catalogue and, once something is published, the years known per indicator."""
    if publication.current(settings.publications) is None:
        return seeded_catalogue(), {}
    with open_current(settings.publications) as published:
        return published.catalogue(), published.known_years()


def labels(indicator: Row, breakdown: str) -> dict[str, str]:
    """Return the labels of the codes of a breakdown, in the order of their list; often empty.

    The list bears the name of the breakdown, or a contract of the sources names it.
    """
    lists = code_lists()
    if breakdown in lists:
        return lists[breakdown]
    for domain in str(indicator["sources"] or "").split("|"):
        contract = contract_of(domain)
        for column in contract.columns if contract else ():
            if column.name == breakdown and column.nomenclature:
                return lists[column.nomenclature]
    return {}


def contract_of(domain: str) -> Contract | None:
    """Return the contract of a domain, None for a source that nobody deposits.

    One file is read: all of them take ten times as long.
    """
    path = CONTRACTS / f"{domain}.odcs.yaml"
    return load_contract(path) if domain and path.is_file() else None


def find_code(rows: Sequence[Row], code: str) -> tuple[str, list[Row]]:
    """Return the kind of thing that `code` names and its rows; raises UnknownName."""
    wanted = code.strip().lower()
    for kind in reversed(KINDS):
        found = [row for row in rows if str(row[kind] or "").lower() == wanted]
        if found:
            return kind, found
    known = {str(row[kind]) for row in rows for kind in KINDS if row[kind]}
    raise UnknownName(
        f"Le code « {code} » n'est pas dans le catalogue.{nearest(code, sorted(known))} "
        "Liste complète : psa catalogue."
    )


def checked_year(text: str | None) -> str | None:
    """Return a school year given by hand; raises UnknownName when it is not one."""
    if text is None:
        return None
    try:
        return school_years.school_year(school_years.first_year(text.strip().replace("/", "-")))
    except ValueError as error:
        raise UnknownName(f"{error}.") from error
