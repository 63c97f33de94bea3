"""The rehearsal's staff, réseaux, survey and targets: one académie, whatever the file."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from orchestration.lib.rehearsal import Dirt, write_rehearsal
from tests.rehearsal_files import Inbox, read, truth

YEARS = [f"{y}-{y + 1}" for y in range(2019, 2026)]
WITH_AGENTS = (
    "actions_intervenants", "certifications", "communautes_membres", "formation_participations",
    "publications", "recherche_implications", "reseaux_agents", "volet_culturel",
)  # fmt: skip


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    return Inbox(write_rehearsal(tmp_path_factory.mktemp("rehearsal") / "inbox"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    return Inbox(write_rehearsal(tmp_path_factory.mktemp("whole"), scale="academie"))


def number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.str.replace(",", "."), errors="coerce")


def day(column: pd.Series) -> pd.Series:
    iso = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
    return iso.fillna(pd.to_datetime(column, format="%d/%m/%Y", errors="coerce"))


def keys(rows: pd.DataFrame, *columns: str) -> set[tuple[str, ...]]:
    return set(zip(rows._year, *(rows[c] for c in columns), strict=True))


def test_agents_are_the_same_people_everywhere(inbox: Inbox) -> None:
    people = inbox.rows("personnels")
    assert people.id_agent.str.fullmatch("[0-9a-f]{32}").all()
    assert not people.duplicated(["_year", "id_agent"]).any()
    known = keys(people, "id_agent")
    for domain in WITH_AGENTS:
        assert keys(inbox.rows(domain), "id_agent") <= known, domain
    once = people.groupby("id_agent")
    assert (once.sexe.nunique() == 1).all()
    born = people[people.annee_naissance != ""].groupby("id_agent").annee_naissance
    assert (born.nunique() == 1).all()
    for before, after in pairwise(YEARS):
        old, new = (set(people[people._year == y].id_agent) for y in (before, after))
        assert 0.9 < len(old & new) / len(old) < 0.99
    assert 0.05 < (once.uai.nunique() > 1).mean() < 0.3


def test_people_go_to_sessions_that_exist_and_are_held(inbox: Inbox) -> None:
    sessions, people = inbox.rows("formation_sessions"), inbox.rows("formation_participations")
    assert not sessions.duplicated(["_year", "id_session"]).any()
    assert (sessions.groupby(["_year", "id_module"]).id_dispositif.nunique() == 1).all()
    assert keys(people, "id_session") <= keys(sessions, "id_session")
    assert not people.duplicated(["_year", "id_session", "id_agent"]).any()
    held = keys(sessions[truth(sessions.realisee)], "id_session")
    there = people[truth(people.present)]
    # The three sessions whose mode is spoilt are held like the others.
    assert keys(there, "id_session") <= held
    assert truth(there.convoque).all()
    assert (people[~truth(people.present)].heures_suivies == "").all()
    assert (day(sessions.date_fin) >= day(sessions.date_debut)).all()
    assert (number(sessions.duree_heures) / number(sessions.nb_jours)).between(5.9, 6.2).all()


def test_candidates_come_before_they_pass(inbox: Inbox) -> None:
    rows = inbox.rows("certifications")
    assert set(rows.type_certification) == {
        "CAFFA", "CAFIPEMF", "CAPPEI", "CPLDS", "CERTIFICATION_COMPLEMENTAIRE",
    }  # fmt: skip
    assert truth(rows[truth(rows.admis)].present).all()
    assert truth(rows[truth(rows.present)].inscrit).all()
    assert truth(rows[truth(rows.admissible)].present).all()
    assert (rows.session.astype(int) == rows._year.str[5:].astype(int)).all()
    assert set(rows[rows.certif_voie == "VAEP"].type_certification) == {"CAPPEI"}
    options = rows.type_certification == "CERTIFICATION_COMPLEMENTAIRE"
    assert ((rows.option_certification != "") == options).all()


def test_reseaux_have_schools_people_and_an_end(inbox: Inbox) -> None:
    nets, members = inbox.rows("reseaux"), inbox.rows("reseaux_membres")
    people = inbox.rows("reseaux_agents")
    assert not nets.duplicated(["_year", "id_reseau"]).any()
    assert keys(nets, "id_reseau", "uai_pilote") <= keys(members, "id_reseau", "uai") | keys(
        nets[nets.uai_pilote.isin(inbox.rows("fusions_etablissements").uai_successeur)],
        "id_reseau", "uai_pilote",
    )  # fmt: skip
    # One member was written under the UAI of a school that nobody knows.
    assert len(keys(people, "id_reseau", "uai") - keys(members, "id_reseau", "uai")) <= 1
    gone = nets[nets.date_dissolution != ""]
    for net, year in zip(gone.id_reseau, gone._year, strict=True):
        assert nets[nets.id_reseau == net]._year.max() == year
    left = members[members.date_sortie != ""]
    assert (day(left.date_sortie) > day(left.date_entree)).all()
    campus = inbox.rows("campus_metiers")
    assert keys(campus, "id_reseau") == keys(nets[nets.type_reseau == "CMQ"], "id_reseau")


def test_some_actions_are_those_of_reseaux(inbox: Inbox) -> None:
    actions, nets = inbox.rows("actions"), inbox.rows("reseaux")
    led = actions[actions.id_reseau != ""]
    assert 0.05 < len(led) / len(actions) < 0.3
    assert keys(led, "id_reseau") <= keys(nets, "id_reseau")
    speakers, people = inbox.rows("actions_intervenants"), inbox.rows("reseaux_agents")
    members = speakers[speakers.id_reseau != ""]
    assert keys(members, "id_reseau", "id_agent") <= keys(people, "id_reseau", "id_agent")
    assert 0.4 < len(members) / len(speakers) < 0.9


def test_well_being_adds_up(inbox: Inbox) -> None:
    rows = inbox.rows("bien_etre_travail")
    cell = ["_year", "bet_code", "bet_source", "fonction"]
    assert not rows.duplicated([*cell, "territoire_type", "code_territoire"]).any()
    assert set(rows.territoire_type) == {"departement", "academie"}
    assert {"", "enseignant", "direction"} <= set(rows.fonction)
    # A département did not answer one year; the national poll has the académie only.
    whole = rows[(rows.bet_source != "barometre_depp") & (rows._year != YEARS[2])]
    values = whole.assign(value=number(whole.numerateur))
    sums = values.groupby([*cell, "territoire_type"]).value.sum().unstack()
    pd.testing.assert_series_equal(sums.academie, sums.departement, check_names=False)
    missing = rows[(rows._year == YEARS[2]) & (rows.bet_source == "medecine_prevention")]
    assert "015" not in set(missing.code_territoire)


def test_the_survey_tells_stories_without_naming_anybody(inbox: Inbox) -> None:
    rows = inbox.rows("remontee_qualitative")
    assert rows.critere_code.nunique() == 28
    assert not rows.duplicated(["_year", "critere_code", "uai"]).any()
    high = rows[rows.niveau_maturite.isin(["2", "3", "4"])]
    assert (high.recit != "").all()
    assert (high.nb_preuves.astype(int) >= 1).all()
    assert rows.recit.nunique() > 1_000
    again = rows[rows.niveau_double_lecture != ""]
    # Cells that a service writes 'oui' are read 'O'.
    assert truth(again.valide).all()
    assert 0.07 < len(again) / truth(rows.valide).sum() < 0.13
    gap = abs(again.niveau_maturite.astype(int) - again.niveau_double_lecture.astype(int))
    assert set(gap) == {0, 1}
    assert 0.7 < (gap == 0).mean() < 0.9
    named = rows.recit.str.contains(r"@|(?:\d\d ){4}\d\d|Mme |M\. [A-Z]")
    assert set(rows[named]._year) == {"2023-2024"}
    bad = [f for f in inbox.standing("remontee_qualitative") if Dirt.PERSONAL_DATA in f.dirt]
    assert [f.rejected for f in bad] == [named.sum()] == [4]


def test_targets_are_decided_then_revised(inbox: Inbox) -> None:
    first, second = inbox.standing("cibles")
    old, new = read(first), read(second)
    assert set(day(old.date_decision)) == {pd.Timestamp("2023-03-14")}
    assert set(day(new.date_decision)) == {pd.Timestamp("2024-11-19")}
    assert 58 <= old.indicateur.nunique() <= 65
    assert set(new.indicateur) < set(old.indicateur)
    assert 0.28 < new.indicateur.nunique() / old.indicateur.nunique() < 0.4
    key = ["indicateur", "territoire_type", "code_territoire", "annee_cible"]
    assert not old.duplicated(key).any()
    assert not new.duplicated(key).any()
    assert set(new.annee_cible) == {"2025-2026", "2027-2028"}
    waiting = number(old[old.indicateur == "1.1.4-d"].valeur_cible)
    assert (len(waiting), set(waiting)) == (5, {0})
    both = old.merge(new, on=key)
    assert (number(both.valeur_cible_x) != number(both.valeur_cible_y)).mean() > 0.9
    assert set(old.code_territoire) == {"06", "003", "015", "043", "063"}
    lower = old[(old.annee_base != "") & (number(old.valeur_cible) < number(old.valeur_base))]
    assert lower.indicateur.nunique() >= 6


def test_a_reader_finds_the_effects_again(whole: Inbox) -> None:
    people, went = whole.rows("personnels"), whole.rows("formation_participations")
    assert people.groupby("_year").size().between(20_000, 22_000).all()
    there = went[truth(went.present)].drop_duplicates(["_year", "id_agent"])
    staff = people.merge(there[["_year", "id_agent"]].assign(went=1), how="left")
    staff["went"] = staff.went.fillna(0)
    rates = staff.groupby("_year").went.mean()
    assert rates.idxmin() == "2020-2021"
    assert rates["2020-2021"] < rates["2022-2023"] - 0.1
    places = whole.schools("niveau_densite")
    staff = staff.merge(places, on=["_year", "uai"])
    remote = staff.niveau_densite == "7"
    assert staff[remote].went.mean() < staff[staff.niveau_densite == "4"].went.mean() - 0.05
    remote_mode = whole.rows("formation_sessions")
    far = remote_mode.gaia_modalite.str.startswith("distanciel").groupby(remote_mode._year).mean()
    assert far.idxmax() == "2020-2021"
    survey = whole.rows("remontee_qualitative")
    members = whole.rows("reseaux_membres")[["_year", "uai"]].drop_duplicates().assign(net=1)
    survey = survey.merge(members, how="left")
    high = survey.niveau_maturite.isin(["3", "4"])
    assert high[survey.net == 1].mean() > high[survey.net.isna()].mean() + 0.05
    early = day(whole.rows("sst_registres").date_reponse)
    assert early.isna().mean() < 0.3


def test_the_whole_academie_has_the_volumes_of_the_specification(whole: Inbox) -> None:
    for domain, least, most in (
        ("formation_participations", 60_000, 85_000), ("formation_sessions", 4_000, 5_200),
        ("reseaux", 150, 220), ("reseaux_membres", 1_700, 3_000), ("reseaux_agents", 3_000, 5_000),
        ("volet_culturel", 2_000, 3_000), ("remontee_qualitative", 17_000, 24_000),
        ("communautes_apprentissage", 150, 320), ("communautes_membres", 2_000, 3_500),
        ("certifications", 380, 520), ("reunions", 2_000, 2_800), ("sst_registres", 600, 1_000),
        ("actions_intervenants", 1_500, 2_400), ("demarches_qualite", 500, 900),
        ("publications_service", 1_700, 2_200), ("campus_metiers", 4, 7),
    ):  # fmt: skip
        rows = whole.rows(domain)
        assert least < (rows._year == "2024-2025").sum() < most, domain
