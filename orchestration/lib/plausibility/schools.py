"""The schools that a file names: closed, of another nature, under another's name.

What belongs here: the directory of schools read from the standing référentiels, and the rules
that ask it. What does not: the check letter of a UAI (the types of its contract), a UAI that no
directory knows (`gate`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from orchestration.lib.contracts import Column
from orchestration.lib.nomenclatures import fold
from orchestration.lib.plausibility.case import Case
from orchestration.lib.plausibility.standing import Lake
from orchestration.lib.plausibility.wording import percent, some
from orchestration.lib.preparation import DEPARTEMENT, LINE, YEAR
from orchestration.lib.refusals import Caution
from orchestration.lib.school_years import first_year
from orchestration.lib.scoping import ACADEMIE_ROW

ANNUAIRE, REGISTER, MERGERS = (
    "annuaire_geolocalisation", "ref_etablissements", "fusions_etablissements",
)  # fmt: skip
DIRECTORIES = (ANNUAIRE, REGISTER, MERGERS)
_NATURES = (
    ("Médico-social", ("medico", "hospital", "ime", "itep")),
    ("EREA", ("erea", "etablissement_regional_d_enseignement_adapte")),
    ("Collège", ("college",)),
    ("Lycée", ("lycee", "section_d_enseignement_professionnel", "section_enseignt")),
    ("Ecole", ("ecole",)),
)
# Words that any school may bear tell no school from another.
_COMMON = frozenset({
    "college", "lycee", "ecole", "erea", "clg", "lyc", "lgt", "lpo", "lp", "cfa", "general",
    "generale", "et", "technologique", "professionnel", "professionnelle", "polyvalent",
    "primaire", "elementaire", "maternelle", "agricole", "metiers", "prive", "privee", "public",
    "publique", "de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "en", "sur",
    "sous", "section", "site", "annexe", "fictif", "fictive",
})  # fmt: skip
_PLACES = {"bassin": "code_bassin_formation", "circonscription": "code_circonscription"}
_ALIKE = 0.5
_SORTED_SHARE, _SORTED_ROWS = 0.25, 5


@dataclass
class School:
    """What the référentiels say of a school; `names` by the référentiel and year that say them."""

    names: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    natures: set[str] = field(default_factory=set)
    closed: date | None = None


@dataclass
class Directory:
    """Every school of the standing référentiels, by UAI; empty while none was deposited.

    `places` are the codes of bassins and circonscriptions that schools belong to, by type.
    """

    schools: dict[str, School] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, lake: Lake) -> Directory:
        """Read the directory; the last year has the last word on what closed."""
        found = cls()
        for domain, columns in (
            (ANNUAIRE, "uai, appellation_officielle, libelle_nature, null::date"),
            (REGISTER, "uai, nom_etablissement, type_etablissement, date_fermeture"),
            (MERGERS, "uai, null::varchar, null::varchar, date_effet"),
        ):
            for year in lake.years(domain):
                source = lake.rows(domain, year)
                if source is not None:
                    query = f"select distinct {columns} from {source} order by all"
                    for row in lake.connection.execute(query).fetchall():
                        found._add((domain, year), *row)
                    if domain == REGISTER:
                        found._add_places(lake, source)
        return found

    def _add_places(self, lake: Lake, source: str) -> None:
        for kind, column in _PLACES.items():
            query = f"select distinct {column} from {source} where {column} is not null"
            codes = {row[0].upper() for row in lake.connection.execute(query).fetchall()}
            self.places.setdefault(kind, set()).update(codes)

    def _add(
        self,
        source: tuple[str, str],
        uai: str,
        name: str | None,
        nature: str | None,
        closed: date | None,
    ) -> None:
        domain, _ = source
        if domain == MERGERS and uai not in self.schools:
            return
        school = self.schools.setdefault(uai, School())
        if name:
            school.names.setdefault(source, set()).add(name)
        if kind := _nature(nature or ""):
            school.natures.add(kind)
        if domain == REGISTER or closed is not None:
            school.closed = closed

    def names_of(self, uai: str, but: tuple[str, str]) -> set[str]:
        """Return the names that référentiels give a school, one domain and year left out."""
        school = self.schools.get(uai)
        told = school.names.items() if school else ()
        return {name for source, names in told if source != but for name in names}

    def closed_before(self, uai: str, year: str) -> bool:
        """Tell whether a school had closed when a school year began."""
        school = self.schools.get(uai)
        closed = school.closed if school else None
        return closed is not None and closed <= date(first_year(year), 9, 1)


@lru_cache(maxsize=1_000)
def _nature(text: str) -> str | None:
    folded = fold(text)
    return next((kind for kind, words in _NATURES if any(w in folded for w in words)), None)


def named_schools(case: Case, directory: Directory) -> Iterator[Caution]:
    """Yield the schools of a file that had closed, and those that are not its concern."""
    if not directory.schools or case.school is None:
        return
    asked = f"select distinct {case.school} from {case.now} where {case.school} is not null"
    named = sorted(row[0] for row in case.ask(asked))
    if case.contract.domain not in DIRECTORIES:
        closed = [uai for uai in named if directory.closed_before(uai, case.year)]
        if closed:
            shown = [f"{u} (le {directory.schools[u].closed:%d/%m/%Y})" for u in closed]
            yield case.caution("croisement.uai_ferme", count=len(closed), shown=some(shown, ", "))
    yield from _strangers(case, directory, named)


def _strangers(case: Case, directory: Directory, named: list[str]) -> Iterator[Caution]:
    expected = case.contract.plausibility.natures
    if not expected:
        return
    known = {uai: directory.schools[uai].natures for uai in named if uai in directory.schools}
    strange = [f"{u} ({', '.join(sorted(n))})" for u, n in known.items() if n and not n & expected]
    if strange:
        yield case.caution(
            "croisement.uai_nature",
            count=len(strange),
            expected=", ".join(sorted(expected)),
            shown=some(strange, ", "),
        )


def named_places(case: Case, directory: Directory) -> Iterator[Caution]:
    """Yield the bassins and circonscriptions that no school belongs to."""
    contract = case.contract
    if contract.territory_type is None:
        return
    for kind, codes in directory.places.items():
        named = case.ask(
            f"select {contract.territory_column}, min({LINE}) from {case.now} "
            f"where {contract.territory_type} = '{kind}' group by 1 order by 2"
        )
        # A circonscription may go by the UAI of its office.
        unknown = [r for r in named if r[0] not in codes and r[0] not in directory.schools]
        if codes and unknown:
            yield case.caution(
                "croisement.territoire_inconnu",
                line=unknown[0][1],
                column=case.label(contract.column(contract.territory_column or "")),
                kind=kind,
                count=len(unknown),
                shown=some([str(r[0]) for r in unknown], ", "),
            )


def names(case: Case, directory: Directory) -> Iterator[Caution]:
    """Yield a remark when the names of schools do not go with their UAI.

    The référentiels say how a school is named; for one that they have not, what the file itself
    calls it elsewhere: in another year, in another column of names. A référentiel is not held to
    the version that it replaces, which may be the wrong one.
    """
    columns = [c for c in case.contract.loaded if c.name_of is not None]
    for column in columns:
        rows = case.ask(
            f"select {column.name_of}, {column.name}, min({LINE}), count(*), "
            f"count(distinct {YEAR}) from {case.whole} where {column.name_of} is not null "
            f"and {column.name} is not null group by 1, 2 order by 3"
        )
        elsewhere = _elsewhere(case, column, columns, rows)
        total, wrong = 0, []
        for uai, name, line, count, years in rows:
            official = directory.names_of(uai, (case.contract.domain, case.year))
            known = official or elsewhere[uai] - {name}
            same = not official and years > 1
            if not same and not _comparable(name, known):
                continue
            total += count
            if not same and not _is_named(known, name):
                wrong.append((uai, name, line, count, min(known)))
        lost = sum(count for *_, count, _ in wrong)
        if len(wrong) >= _SORTED_ROWS and lost >= _SORTED_SHARE * total:
            shown = [
                f"ligne {line}, {uai} porte le nom « {name} » mais s'appelle « {other} »"
                for uai, name, line, _, other in wrong[:3]
            ]
            yield _off(case, "croisement.noms_et_uai", column, wrong[0][2], (lost, total), shown)


def _elsewhere(
    case: Case, column: Column, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]
) -> dict[str, set[str]]:
    """Return what the file calls each school, in this column and in the others."""
    found: dict[str, set[str]] = {}
    for uai, name, *_ in rows:
        found.setdefault(uai, set()).add(name)
    for other in columns:
        if other is not column and other.name_of == column.name_of:
            for uai, name in case.ask(
                f"select distinct {other.name_of}, {other.name} from {case.whole} "
                f"where {other.name} is not null"
            ):
                found.setdefault(uai, set()).add(name)
    return found


def _comparable(name: str, known: set[str]) -> bool:
    return bool(_words(name)) and any(_words(n) for n in known)


def _words(name: str) -> frozenset[str]:
    return frozenset(fold(name).split("_")) - _COMMON - {""}


def _is_named(known: set[str], name: str) -> bool:
    """Tell whether a name may be that of a school: half of its own words are there."""
    own = _words(name)
    others = [_words(n) for n in known]
    return any(len(own & other) >= _ALIKE * min(len(own), len(other)) for other in others if other)


def own_departement(case: Case) -> Iterator[Caution]:
    """Yield a remark when the département of rows is not the one of their UAI."""
    column = next((c for c in case.contract.loaded if c.business_type == "departement"), None)
    if case.school is None or column is None:
        return
    there = f"{column.name} is not null and {DEPARTEMENT} <> '{ACADEMIE_ROW}'"
    rows = case.count(f"{case.now} where {there}")
    wrong = case.ask(
        f"select {case.school}, {column.name}, min({LINE}), count(*) from {case.now} "
        f"where {there} and {column.name} <> {DEPARTEMENT} group by 1, 2 order by 3"
    )
    lost = sum(r[3] for r in wrong)
    if len(wrong) >= _SORTED_ROWS and lost >= _SORTED_SHARE * rows:
        shown = [f"ligne {line}, {uai} avec {place}" for uai, place, line, _ in wrong]
        code = "croisement.departement_de_l_uai"
        yield _off(case, code, column, wrong[0][2], (lost, rows), shown)


def _off(
    case: Case,
    code: str,
    column: Column,
    line: int,
    rows: tuple[int, int],
    shown: Sequence[str],
) -> Caution:
    """Return the remark that so many of so many rows do not go with their UAI."""
    lost, total = rows
    return case.caution(
        code,
        line=line,
        column=case.label(column),
        count=lost,
        share=percent(lost / total),
        shown=some(shown),
    )
