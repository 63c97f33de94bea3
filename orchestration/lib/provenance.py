"""What stands around a published value: deposits, breaks, the official figure, mergers.

What belongs here: questions about one value, asked of the current publication. What does not:
the values themselves (`published`), wording for a terminal (`orchestration.cli`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib.published import Publication, Row, Territory, literals, same_year


def breaks(now: Publication, indicators: Sequence[str]) -> list[Row]:
    """Return the breaks in series of indicators: indicateur, annee_scolaire, motif."""
    return now.rows(
        f"select * from psa.ruptures where indicateur in {literals(indicators)} "
        "order by indicateur, annee_scolaire"
    )


def _covers(indicator: Row, place: Territory, school_year: str) -> str:
    """Return the condition on `couverture` of what the value of a territory reads."""
    departement = place.departement
    where = f"departement in {literals([departement])}" if departement else "true"
    return (
        f"domaine in {literals(domains(indicator))} "
        f"and mesure in {literals([indicator['mesure_source'] or ''])} "
        f"and {same_year(school_year)} and {where}"
    )


def domains(indicator: Row) -> list[str]:
    """Return the sources of an indicator, as the catalogue orders them."""
    return [d for d in str(indicator["sources"] or "").split("|") if d]


def deposits(now: Publication, indicator: Row, place: Territory, school_year: str) -> list[Row]:
    """Return the deposits behind a value, one row per deposit."""
    return now.rows(
        f"""
        select distinct d.*
        from (
            select domaine, depot from psa.couverture
            where {_covers(indicator, place, school_year)}
        ) as c
        join psa.depots as d on d.depot = c.depot and d.domaine = c.domaine
        order by d.domaine, d.ordre
        """
    )


def handed_in(now: Publication, indicator: Row, place: Territory, school_year: str) -> list[Row]:
    """Return, per source, the départements that handed in (`recus`) and that did not.

    Rows: domaine, recus, manquants (lists of codes).
    """
    return now.rows(
        f"""
        select domaine,
            coalesce(list(departement order by departement)
                filter (where statut = 'recu'), []) as recus,
            coalesce(list(departement order by departement)
                filter (where statut <> 'recu'), []) as manquants
        from psa.couverture
        where {_covers(indicator, place, school_year)}
        group by domaine order by domaine
        """
    )


def official(now: Publication, indicator: str, place: Territory, school_year: str) -> list[Row]:
    """Return our figures beside the official ones, whichever of the two is asked."""
    asked = literals([indicator])
    return now.rows(
        f"""
        select * from psa.rapprochements
        where (indicateur in {asked} or officiel in {asked}) and {same_year(school_year)}
            and niveau_territoire in {literals([place.level])}
            and territoire in {literals([place.code])}
        order by indicateur, officiel, ventilation, modalite
        """
    )


def current_perimeter(
    now: Publication,
    indicators: Sequence[str],
    place: Territory,
    school_year: str | None = None,
) -> list[Row]:
    """Return the series of a school as if its mergers had always been; empty without merger."""
    return now.rows(
        f"""
        select * from psa.perimetre_courant
        where indicateur in {literals(indicators)}
            and territoire in {literals([place.successor or place.code])}
            and {same_year(school_year)}
        order by indicateur, annee_scolaire
        """
    )


def figures(now: Publication) -> Row:
    """Return what is published, counted.

    Keys: criteres, indicateurs, annees, valeurs (those that exist), sans_valeur, partielles,
    ruptures, niveaux (rows niveau_territoire, territoires), motifs (rows motif, lignes: why
    values are missing, most frequent first), calcules (indicators with a value).
    """
    found = now.rows(
        """
        select count(distinct i.indicateur) filter (where i.valeur is not null) as indicateurs,
            count(distinct c.critere) filter (where i.valeur is not null) as criteres,
            list(distinct i.annee_scolaire order by i.annee_scolaire)
                filter (where i.valeur is not null) as annees,
            count(i.valeur) as valeurs, count(*) - count(i.valeur) as sans_valeur,
            count(*) filter (where i.statut_observation = 'D') as partielles,
            count(*) filter (where i.statut_observation = 'B') as ruptures
        from psa.indicateurs as i
        left join (select distinct indicateur, critere from psa.catalogue) as c
            on c.indicateur = i.indicateur
        """
    )[0]
    levels = now.rows(
        """
        select niveau_territoire, count(distinct territoire) as territoires
        from psa.indicateurs where valeur is not null group by all
        """
    )
    reasons = now.rows(
        """
        select case when motif like 'Aucun dépôt pour %' then 'Aucun dépôt pour l''année.'
                else coalesce(motif, 'sans motif') end as motif, count(*) as lignes
        from psa.indicateurs where valeur is null group by all order by lignes desc, motif
        """
    )
    return found | {"niveaux": levels, "motifs": reasons}
