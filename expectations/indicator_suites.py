"""The gate on the indicator tables: what must hold before anything is published.

What belongs here: one check per rule (bounds, completeness, additivity, recomputed rates,
plausible evolution, reasons), each as a query on the built tables, its expectations, what it
finds and how to resolve it. What does not: formulas (dbt), the decision to stop (Dagster asset
checks block on a red one).

Severity is data: an indicator of the catalogue whose `severite_bornes` is 'avertissement' (the
official statistics, whose noise is the source's own) warns on bounds and evolution; every other
failure blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.validation import validate

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

TOLERANCE = 1e-6
_EXAMPLES = 10
_NAMES = (
    "indicateur", "annee_scolaire", "niveau_territoire", "territoire", "ventilation", "modalite",
)  # fmt: skip
_PLACE = ", ".join(f"i.{name}" for name in _NAMES)
_INDICATORS = "psa.indicateurs"


@dataclass(frozen=True)
class IndicatorCheck:
    """A rule on the indicator tables.

    `query` returns one row per thing to check and `avertissement` (true where a failure only
    warns), with its place: the columns of `_NAMES` that apply, or for a check of every row of a
    table `ligne`, its place in the table `rows_of`, where the names of those that fail are.
    """

    name: str
    finds: str
    resolve: str
    query: str
    expectations: Callable[[], Sequence[Expectation]]
    rows_of: str = ""


@dataclass(frozen=True)
class CheckOutcome:
    """The result of one check: how many rows failed, whether that blocks, a few places."""

    check: IndicatorCheck
    examined: int
    failed: int
    blocking_failures: int
    examples: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Tell whether nothing failed."""
        return self.failed == 0


def _equal(column: str, other: str) -> Sequence[Expectation]:
    import great_expectations.expectations as gxe

    return [gxe.ExpectColumnPairValuesToBeEqual(column_A=column, column_B=other)]


def _within(columns: Sequence[str], limit: float) -> Sequence[Expectation]:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(column=c, min_value=-limit, max_value=limit)
        for c in columns
    ]


def _not_null(column: str) -> Sequence[Expectation]:
    import great_expectations.expectations as gxe

    return [gxe.ExpectColumnValuesToNotBeNull(column=column)]


CHECKS: tuple[IndicatorCheck, ...] = (
    IndicatorCheck(
        name="bornes",
        finds="Une valeur sort des bornes du catalogue.",
        resolve="Retrouver le dépôt avec « psa explain », corriger la source ou la borne datée.",
        rows_of=_INDICATORS,
        query="""
            select i.rowid as ligne,
                greatest(c.borne_min - i.valeur, i.valeur - c.borne_max, 0) as depassement,
                c.severite_bornes = 'avertissement' as avertissement
            from psa.indicateurs as i
            join catalogue.cat_indicateurs as c on c.indicateur = i.indicateur
            where i.valeur is not null
        """,
        expectations=partial(_within, ["depassement"], 0),
    ),
    IndicatorCheck(
        name="completude",
        finds="Un territoire manque à un niveau où chaque indicateur doit avoir une ligne.",
        resolve="Revoir la grille de psa.indicateurs : une absence est une ligne avec un motif.",
        query="""
            with attendus as (
                select niveau_territoire, count(*)::double as attendus
                from psa.territoires
                where niveau_territoire in ('departement', 'academie')
                group by all
            ),
            annees as (select distinct indicateur, annee_scolaire from psa.indicateurs),
            trouves as (
                select indicateur, annee_scolaire, niveau_territoire,
                    count(distinct territoire)::double as trouves
                from psa.indicateurs
                where ventilation = 'ensemble'
                    and niveau_territoire in ('departement', 'academie')
                group by all
            )
            select indicateur, annee_scolaire, niveau_territoire, attendus,
                coalesce(trouves, 0) as trouves, false as avertissement
            from annees cross join attendus
            left join trouves using (indicateur, annee_scolaire, niveau_territoire)
            union all by name
            select indicateur, 'academie' as niveau_territoire, 1.0 as attendus,
                (indicateur in (select indicateur from psa.indicateurs))::double as trouves,
                false as avertissement
            from catalogue.cat_indicateurs
        """,
        expectations=partial(_equal, "attendus", "trouves"),
    ),
    IndicatorCheck(
        name="somme_des_enfants",
        finds="Le total de l'académie n'est pas la somme des départements pour un effectif "
        "additif, ou une ventilation dépasse l'ensemble.",
        resolve="Chercher un territoire compté deux fois ou perdu dans brg_territoire.",
        query="""
            with additifs as (
                select i.* from psa.indicateurs as i
                join catalogue.cat_indicateurs as c on c.indicateur = i.indicateur
                where c.additif_territoire
            ),
            enfants as (
                select indicateur, annee_scolaire, ventilation, modalite,
                    sum(numerateur) as numerateur, sum(denominateur) as denominateur
                from additifs where niveau_territoire = 'departement'
                group by all having count(denominateur) > 0
            ),
            modalites as (
                select indicateur, annee_scolaire, niveau_territoire, territoire, ventilation,
                    sum(numerateur) as numerateur, sum(denominateur) as denominateur
                from additifs where ventilation <> 'ensemble'
                group by all
            )
            select a.indicateur, a.annee_scolaire, a.niveau_territoire, a.territoire,
                a.ventilation, a.modalite,
                coalesce(a.numerateur, 0) - coalesce(e.numerateur, 0) as ecart_numerateur,
                coalesce(a.denominateur, 0) - coalesce(e.denominateur, 0) as ecart_denominateur,
                false as avertissement
            from additifs as a join enfants as e
                using (indicateur, annee_scolaire, ventilation, modalite)
            where a.niveau_territoire = 'academie'
            union all by name
            select m.indicateur, m.annee_scolaire, m.niveau_territoire, m.territoire,
                m.ventilation,
                greatest(m.numerateur - a.numerateur, 0) as ecart_numerateur,
                greatest(m.denominateur - a.denominateur, 0) as ecart_denominateur,
                false as avertissement
            from modalites as m join additifs as a
                using (indicateur, annee_scolaire, niveau_territoire, territoire)
            where a.ventilation = 'ensemble'
        """,
        expectations=partial(_within, ["ecart_numerateur", "ecart_denominateur"], TOLERANCE),
    ),
    IndicatorCheck(
        name="taux_recalcules",
        finds="Une valeur n'est pas le rapport de son numérateur à son dénominateur, ou existe "
        "malgré un dénominateur nul.",
        resolve="Corriger le modèle du critère : un taux est un rapport de sommes.",
        rows_of=_INDICATORS,
        query="""
            select i.rowid as ligne,
                coalesce(
                    i.valeur - c.multiplicateur * i.numerateur / nullif(i.denominateur, 0), 1e9
                ) as ecart,
                false as avertissement
            from psa.indicateurs as i
            join catalogue.cat_indicateurs as c on c.indicateur = i.indicateur
            where i.denominateur is not null and i.numerateur is not null
                and i.valeur is not null
        """,
        expectations=partial(_within, ["ecart"], TOLERANCE),
    ),
    IndicatorCheck(
        name="motifs",
        finds="Une absence de valeur n'est pas expliquée.",
        resolve="Donner le motif dans psa.indicateurs ou dans le catalogue.",
        rows_of=_INDICATORS,
        query="""
            select i.rowid as ligne, case when trim(motif) <> '' then 1.0 end as motif,
                false as avertissement
            from psa.indicateurs as i where valeur is null
        """,
        expectations=partial(_not_null, "motif"),
    ),
    IndicatorCheck(
        name="evolution_plausible",
        finds="Une valeur change d'une année à l'autre au-delà du plausible, sans rupture de "
        "série déclarée.",
        resolve="Vérifier les deux dépôts ; si l'évolution est réelle, déclarer la rupture datée "
        "dans le catalogue (ruptures).",
        query="""
            select e.indicateur, e.annee_scolaire, e.niveau_territoire, e.territoire,
                greatest(abs(e.evolution_absolue) - c.evolution_max, 0) as exces,
                c.severite_bornes = 'avertissement' as avertissement
            from psa.evolutions as e
            join catalogue.cat_indicateurs as c on c.indicateur = e.indicateur
            where e.evolution_absolue is not null and c.evolution_max is not null
                and e.niveau_territoire in ('departement', 'academie')
                and not exists (
                    select 1 from catalogue.cat_ruptures as r
                    where r.indicateur = e.indicateur and r.annee_scolaire = e.annee_scolaire
                )
        """,
        expectations=partial(_within, ["exces"], TOLERANCE),
    ),
    IndicatorCheck(
        name="rapprochements",
        finds="Un indicateur de l'académie s'écarte de la statistique officielle qui le vérifie.",
        resolve="Lire psa.rapprochements : comparer les deux dépôts, puis corriger la source ou "
        "la tolérance du catalogue, avec son motif.",
        query=f"""
            select {_PLACE}, greatest(abs(i.ecart) - i.tolerance, 0) as exces,
                true as avertissement
            from psa.rapprochements as i
        """,
        expectations=partial(_within, ["exces"], TOLERANCE),
    ),
)


def _place(row: Sequence[object]) -> str:
    return " · ".join(value for value in row if isinstance(value, str))


def run_check(check: IndicatorCheck, warehouse: Path) -> CheckOutcome:
    """Evaluate one check on the tables of `warehouse` (opened read-only, then closed).

    An expectation looks at one row at a time: rows with the same figures are given to it once,
    without their names, and counted for what they are. The places of those that fail are looked
    up afterwards.
    """
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"create temp table examen as {check.query}")
        columns = [row[0] for row in connection.execute("describe examen").fetchall()]
        compared = [name for name in columns if name not in {"ligne", *_NAMES}]
        connection.execute(
            f"create temp table cas as select {', '.join(compared)}, count(*) as lignes "
            "from examen group by all"
        )
        frame = connection.execute("from cas order by rowid").df()
        rows: set[int] = set()
        if not frame.empty:
            for failure in validate(f"indicateurs_{check.name}", frame, check.expectations()):
                rows.update(failure.rows.tolist())
        failed = frame.loc[sorted(rows)]
        blocking = failed[~failed["avertissement"].astype(bool)] if len(failed) else failed
        shown = (blocking if len(blocking) else failed).index.tolist()
        place = check.rows_of or "examen"
        names = [f"{place}.{name}" for name in _NAMES if check.rows_of or name in columns]
        of_place = f"join {place} on {place}.rowid = examen.ligne" if check.rows_of else ""
        same = " and ".join(f"examen.{name} is not distinct from cas.{name}" for name in compared)
        examples = connection.execute(
            f"select {', '.join(names)} from examen join cas on {same} {of_place} "
            f"where cas.rowid in (select unnest($1)) order by examen.rowid limit {_EXAMPLES}",
            [shown],
        ).fetchall()
    return CheckOutcome(
        check,
        examined=int(frame["lignes"].sum()),
        failed=int(failed["lignes"].sum()),
        blocking_failures=int(blocking["lignes"].sum()),
        examples=tuple(_place(row) for row in examples),
    )
