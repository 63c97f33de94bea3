"""Objective 1.1: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data, having
from tests.independent.measures import (
    Indicator,
    difference,
    distinct,
    figures,
    median,
    total,
    weighted_median,
)
from tests.independent.places import working_days

COLLEGE = (
    "6eme", "5eme", "4eme", "3eme", "3prepa_metiers", "6segpa", "5segpa", "4segpa", "3segpa",
    "ulis_2d", "upe2a",
)  # fmt: skip
IN_FORCE = ("signe", "bilan_intermediaire", "evalue")
HELPED = ("inscrit", "assidu")
UNDER_WAY = ("en_cours", "realisee", "evaluee")
DISCIPLINE = ("conseil_discipline", "conseil_discipline_departemental")
SCHOOL = ("secteur", "education_prioritaire", "ruralite")
ONLY_DEPARTEMENTS = "departement"


def assessments(data: Data) -> dict[str, Indicator]:
    """1.1.1: taking part, and reading one's results."""
    rows = data["evaluations_nationales"]
    whole = rows[rows["domaine"] == "GLOBAL"]
    surveys = data["evaluations_exploitation"]
    return {
        "1.1.1-a": Indicator(
            total(whole, "nb_evalues"), total(whole, "nb_attendus"), 100,
            breakdowns=("eval_campagne", "discipline", *SCHOOL),
        ),
        "1.1.1-b": Indicator(
            total(whole, "nb_a_besoins"), total(whole, "nb_evalues"), 100,
            breakdowns=("eval_campagne", "discipline", *SCHOOL),
        ),
        "1.1.1-e": Indicator(
            distinct(surveys[surveys["restitution_consultee"] == "O"], "uai"),
            distinct(rows[rows["nb_attendus"] > 0], "uai"), 100,
            breakdowns=("eval_campagne", "degre", "secteur"),
        ),
    }  # fmt: skip


def priority_gap(data: Data) -> pd.DataFrame:
    """1.1.1-d: share of « satisfaisant » outside priority education less inside, in points."""
    rows = data["evaluations_nationales"]

    def share(kinds: tuple[str, ...]) -> Indicator:
        among = rows[rows["education_prioritaire"].isin(kinds)]
        return Indicator(
            total(among, "nb_satisfaisants"), total(among, "nb_evalues"), 100,
            ONLY_DEPARTEMENTS, ("eval_campagne", "discipline"),
        )  # fmt: skip

    return difference(share(("hors_ep",)), share(("rep", "rep+")))


def common_amendments(data: Data) -> dict[str, Indicator]:
    """1.1.2: amendments in force, the schools that are party to them, those reviewed."""
    amendments = data["avenants_communs"]
    standing = amendments[amendments["avenant_statut"].isin(IN_FORCE)]
    parties = having(data["avenants_unites"], standing, "id_avenant", "annee")
    opened = standing["annee"].str[:4].astype(int)
    reviewed = standing["date_dernier_bilan"]
    first = pd.to_datetime(opened.astype(str) + "-09-01")
    last = pd.to_datetime((opened + 1).astype(str) + "-08-31")
    return {
        "1.1.2-a": Indicator(distinct(standing, "id_avenant"), breakdowns=("avenant_objet",)),
        "1.1.2-b": Indicator(
            distinct(parties[parties["type_etablissement"] == "ecole"], "uai"),
            distinct(data.open_schools(("ecole",)), "uai"), 100, breakdowns=SCHOOL,
        ),
        "1.1.2-e": Indicator(
            distinct(standing[(reviewed >= first) & (reviewed <= last)], "id_avenant"),
            distinct(standing, "id_avenant"), 100,
        ),
    }  # fmt: skip


def homework(data: Data) -> dict[str, Indicator]:
    """1.1.3: pupils in Devoirs faits, and how they and the others fare at the DNB."""
    rows = data["devoirs_faits"]
    helped = rows[rows["df_statut"].isin(HELPED)]
    pupils = data["effectifs"]
    college = pupils[pupils["niveau"].isin(COLLEGE)]
    exam = data["dnb_resultats"]
    with_help = having(exam, helped, "ine", "annee")
    known = pd.MultiIndex.from_frame(helped[["ine", "annee"]])
    alone = exam[~pd.MultiIndex.from_frame(exam[["ine", "annee"]]).isin(known)]
    alone = alone[alone["dnb_statut"] == "scolaire"]

    def success(candidates: pd.DataFrame) -> Indicator:
        return Indicator(
            distinct(candidates[candidates["admis"] == "O"], "ine"),
            distinct(candidates[candidates["present"] == "O"], "ine"),
            100,
            breakdowns=("dnb_serie", "sexe", "secteur", "education_prioritaire"),
        )

    return {
        "1.1.3-a": Indicator(distinct(helped, "ine"), breakdowns=("niveau", *SCHOOL)),
        "1.1.3-b": Indicator(
            distinct(helped, "ine"), total(college, "nb_eleves"), 100,
            breakdowns=("niveau", *SCHOOL),
        ),
        "1.1.3-c": Indicator(
            total(rows, "seances_suivies"), total(rows, "seances_proposees"), 100,
            breakdowns=("niveau", *SCHOOL),
        ),
        "1.1.3-d": success(with_help),
        "1.1.3-e": success(alone),
        "1.1.3-f": success(exam),
    }  # fmt: skip


def special_needs(data: Data) -> dict[str, Indicator]:
    """1.1.4: pupils by plan, and the time that setting it up takes."""
    rows = data["besoins_particuliers"]
    return {
        "1.1.4-a": Indicator(
            total(rows, "nb_eleves"),
            breakdowns=("type_accompagnement", "niveau", "degre", "secteur"),
        ),
        "1.1.4-b": Indicator(
            total(rows[rows["type_accompagnement"] == "pps"], "nb_eleves"),
            total(data["effectifs"], "nb_eleves"), 100, breakdowns=("niveau", "degre", "secteur"),
        ),
        # « Médiane des délais médians d'unités, pondérée par le nombre d'élèves accompagnés. »
        "1.1.4-e": Indicator(
            weighted_median(rows, "delai_median_jours", "nb_eleves_accompagnes"),
            breakdowns=("type_accompagnement", "degre"),
        ),
    }  # fmt: skip


def health_and_climate(data: Data) -> dict[str, Indicator]:
    """1.1.5: actions of the CESCD and of the GACS, and the units that they reach."""
    actions = data["actions"]
    both = actions[actions["type_action"].isin(("cescd", "gacs"))]
    under_way = both[both["statut_action"].isin(UNDER_WAY)]
    reached = having(data["actions_unites"], under_way, "id_action", "annee")
    return {
        "1.1.5-a": Indicator(
            distinct(under_way[under_way["type_action"] == "cescd"], "id_action"),
            finest=ONLY_DEPARTEMENTS, breakdowns=("theme_action", "perimetre", "statut_action"),
        ),
        "1.1.5-c": Indicator(
            distinct(both[both["statut_action"].isin(("realisee", "evaluee"))], "id_action"),
            distinct(both, "id_action"), 100, ONLY_DEPARTEMENTS, ("theme_action",),
        ),
        "1.1.5-d": Indicator(
            distinct(reached, "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def reports(data: Data) -> dict[str, Indicator]:
    """1.1.6: reports of harassment and laïcité, the time to take them up, protocols."""
    rows = data.dated("signalements", "date_signalement")
    harassment = rows[rows["signal_categorie"] == "harcelement"]
    taken_up = rows[rows["date_prise_en_charge"].notna()]
    days = [
        working_days(*dates)
        for dates in zip(
            taken_up["date_signalement"], taken_up["date_prise_en_charge"], strict=True
        )
    ]
    protocols = data["protocoles_climat"]
    return {
        "1.1.6-b": Indicator(
            distinct(harassment, "id_signalement"), finest=ONLY_DEPARTEMENTS, breakdowns=("degre",)
        ),
        "1.1.6-c": Indicator(
            distinct(harassment, "id_signalement"), total(data["effectifs"], "nb_eleves"), 1000,
            ONLY_DEPARTEMENTS, ("degre", "secteur"),
        ),
        "1.1.6-d": Indicator(
            median(taken_up.assign(days=days), "days"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("signal_categorie", "gravite"),
        ),
        "1.1.6-g": Indicator(
            distinct(protocols[protocols["protocole_formalise"] == "O"], "uai"),
            distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def complex_cases(data: Data) -> dict[str, Indicator]:
    """1.1.7: meetings about complex cases, disciplinary boards, reviews held in time."""
    rows = data["instances_suivi"]
    teams = rows["instance_type"].isin(("equipe_educative", "equipe_suivi_scolarisation"))
    due = rows[rows["date_reexamen_prevue"] <= rows["observation"]]
    in_time = rows[rows["date_reexamen_realise"] <= rows["date_reexamen_prevue"]]
    return {
        "1.1.7-a": Indicator(
            distinct(rows[teams & (rows["cas_complexe"] == "O")], "id_seance"),
            breakdowns=("instance_type", "degre"),
        ),
        "1.1.7-d": Indicator(
            distinct(rows[rows["instance_type"].isin(DISCIPLINE)], "id_seance"),
            total(data.second_degree(), "nb_eleves"), 1000, ONLY_DEPARTEMENTS, ("secteur",),
        ),
        "1.1.7-f": Indicator(
            distinct(in_time, "id_seance"), distinct(due, "id_seance"), 100,
            breakdowns=("instance_type",),
        ),
    }  # fmt: skip


def arts_and_culture(data: Data) -> dict[str, Indicator]:
    """1.1.8: projects by pillar, pupils who had the three of them."""
    rows, reached = data["eac_actions"], data["eac_couverture"]
    meeting = rows["pilier_rencontre"] == "O"
    three = meeting & (rows["pilier_pratique"] == "O") & (rows["pilier_connaissances"] == "O")
    return {
        "1.1.8-a": Indicator(
            distinct(rows[meeting], "id_projet"), breakdowns=("eac_domaine", "degre", "ruralite")
        ),
        "1.1.8-d": Indicator(
            distinct(rows[three], "id_projet"), distinct(rows, "id_projet"), 100,
            breakdowns=("eac_domaine", "degre", "ruralite"),
        ),
        "1.1.8-e": Indicator(
            total(reached, "nb_eleves_3_piliers"), total(reached, "nb_eleves"), 100,
            breakdowns=("niveau", "degre", *SCHOOL),
        ),
    }  # fmt: skip


def digital_uses(data: Data) -> dict[str, Indicator]:
    """1.1.9: visits and users of the ENT from September to June, certified pupils, equipment."""
    rows = data["usages_numeriques"]
    summer = rows["mois"].str[-2:].isin(("07", "08"))
    ent = rows[(rows["service_num"] == "ent") & (rows["profil"] == "eleve") & ~summer]
    skills = data["competences_numeriques"]
    equipment = data["numerique_etablissement"]
    return {
        "1.1.9-a": Indicator(
            total(ent, "nb_visites"), total(data["effectifs"], "nb_eleves"), 0.1,
            breakdowns=("degre", "type_etablissement", "secteur", "ruralite", "mois"),
        ),
        "1.1.9-b": Indicator(
            total(ent, "nb_visiteurs_uniques"), total(ent, "nb_comptes"), 100,
            breakdowns=("degre", "type_etablissement", "secteur", "ruralite"),
        ),
        "1.1.9-c": Indicator(
            total(skills, "nb_certifies"), total(skills, "nb_eleves_concernes"), 100,
            breakdowns=("niveau", *SCHOOL),
        ),
        "1.1.9-e": Indicator(
            distinct(equipment[equipment["ent_deploye"] == "O"], "uai"),
            distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (
        assessments, common_amendments, homework, special_needs, health_and_climate, reports,
        complex_cases, arts_and_culture, digital_uses,
    )  # fmt: skip
    found = {code: figures(i) for formula in formulas for code, i in formula(data).items()}
    return found | {"1.1.1-d": priority_gap(data)}
