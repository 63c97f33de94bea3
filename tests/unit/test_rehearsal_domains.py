"""The rehearsal's own files: complete, consistent from one domain to the other, and fictional."""

from __future__ import annotations

import re
import zipfile

import pandas as pd
import pytest

from orchestration.lib.rehearsal import Dirt, RehearsalFile, write_rehearsal
from orchestration.lib.rehearsal.families import BY_DEPARTEMENT, FAMILIES
from tests.rehearsal_files import Inbox, read, truth
from tests.samples import UAI_KEYS

YEARS = [f"{y}-{y + 1}" for y in range(2019, 2026)]
DEPARTEMENTS = {"003", "015", "043", "063"}
COLLEGE = ["6EME", "5EME", "4EME", "3EME", "6SEGPA", "5SEGPA", "4SEGPA", "3SEGPA", "ULIS_2D",
           "UPE2A", "3PREPA_METIERS"]  # fmt: skip
UAI_COLUMNS = {"uai", "uai_college", "uai_origine", "uai_porteur", "uai_pilote", "uai_support"}
# Domains where a row is that of a school that nobody knows, where letters are wrong.
STRAYS = ("mobilites", "formation_participations", "personnels", "reseaux_membres")
WRONG_LETTERS = ("eac_actions", "co_intervention", "formation_participations")
TEACHING = ("Ecole", "Collège", "Lycée", "EREA")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    return Inbox(write_rehearsal(tmp_path_factory.mktemp("rehearsal") / "inbox"))


def test_every_domain_has_every_year_except_the_gaps(inbox: Inbox) -> None:
    found = {(f.domain, f.school_years[0], scope(f)) for f in inbox.own() if f.verdict != "refuse"}
    for domain in FAMILIES:
        late = domain in ("inserjeunes", "poursuite_superieur", "superieur_reussite")
        for year in (YEARS[3], YEARS[5]) if domain == "cibles" else YEARS[: 6 if late else 7]:
            expected = DEPARTEMENTS if domain in BY_DEPARTEMENT else {"academie"}
            expected = expected - {
                ("eac_couverture", "2024-2025"): {"043"}, ("mixite_parcours", "2025-2026"): {"015"},
                ("clee_actions", "2024-2025"): {"043"}, ("demarches_qualite", "2025-2026"): {"015"},
            }.get((domain, year), set())  # fmt: skip
            scopes = {s for d, y, s in found if (d, y) == (domain, year)}
            if (domain, year) == ("besoins_particuliers", "2023-2024"):
                expected = {"academie", "063"}
            assert scopes == expected, (domain, year)
    assert ("inserjeunes", "2025-2026", "academie") not in found
    assert len([1 for domain, *_ in found if domain == "cibles"]) == 2


def scope(file: RehearsalFile) -> str:
    match = re.match(r"(\w+?)__(20\d\d-20\d\d)__(academie|\d{3})\.", file.path.name)
    assert match, file.path
    assert (match[1], match[2]) == (file.domain, file.school_years[0])
    return match[3]


def test_rows_are_those_announced(inbox: Inbox) -> None:
    for file in inbox.own():
        if Dirt.TRUNCATED not in file.dirt:
            assert len(read(file)) == file.rows, file.path


def test_head_counts_are_those_of_the_rolls_at_the_rentree(inbox: Inbox) -> None:
    rolls = inbox.rows("eleves")
    rolls = rolls[rolls.date_entree.str.contains("09-01|01/09")]
    keys = ["_year", "uai", "niveau", "sexe", "regime"]
    counted = rolls.groupby(keys).size()
    told = inbox.rows("effectifs").astype({"nb_eleves": int}).set_index(keys).nb_eleves
    pd.testing.assert_series_equal(counted.sort_index(), told.sort_index(), check_names=False)


def test_pupils_are_the_same_in_every_domain(inbox: Inbox) -> None:
    rolls = inbox.rows("eleves")
    enrolled = set(zip(rolls._year, rolls.ine, rolls.uai, strict=True))
    helped = inbox.rows("devoirs_faits")
    assert set(zip(helped._year, helped.ine, helped.uai, strict=True)) <= enrolled
    candidates = inbox.rows("dnb_resultats")
    scolaires = candidates[candidates.dnb_statut == "scolaire"]
    assert set(zip(scolaires._year, scolaires.ine, scolaires.uai, strict=True)) <= enrolled
    alone = candidates[candidates.dnb_statut != "scolaire"]
    assert 0 < len(alone) < 0.03 * len(candidates)
    assert not set(alone.ine) & set(rolls.ine)
    gone = inbox.rows("decrochage")
    assert set(gone[gone._year > YEARS[0]].ine) <= set(rolls.ine)


def test_identifiers_are_well_formed(inbox: Inbox) -> None:
    for domain in ("eleves", "devoirs_faits", "dnb_resultats", "decrochage"):
        for ine in inbox.rows(domain).ine.unique():
            assert re.fullmatch(r"069\d{7}[A-Z]", ine)
            assert ine[10] == UAI_KEYS[int(ine[:10]) % 23]
    agents = inbox.rows("referents").id_agent
    assert agents.str.fullmatch("[0-9a-f]{32}").all()
    assert (agents.groupby(agents).size() > 1).mean() > 0.5


def test_cohorts_move_up_and_keep_their_identifiers(inbox: Inbox) -> None:
    rolls = inbox.rows("eleves").drop_duplicates(["_year", "ine"])
    before, after = (rolls[rolls._year == y].set_index("ine") for y in YEARS[2:4])
    for level, following in (
        ("CM2", {"6EME", "6SEGPA"}), ("6EME", {"5EME", "6EME"}),
        ("2NDE_GT", {"1ERE_G", "1ERE_T", "2NDE_GT", "1ERE_PRO"}),
    ):  # fmt: skip
        pupils = before.index[before.niveau == level].intersection(after.index)
        assert set(after.niveau[pupils]) <= following
        assert len(pupils) > 0.85 * (before.niveau == level).sum()
    assert (before.sexe[before.index.intersection(after.index)]
            == after.sexe[before.index.intersection(after.index)]).all()  # fmt: skip


def test_some_pupils_change_school_within_the_year(inbox: Inbox) -> None:
    rolls = inbox.rows("eleves")
    twice = rolls[rolls.duplicated(["_year", "ine"], keep=False)]
    share = twice.ine.nunique() / rolls.ine.nunique()
    assert 0.001 < share < 0.03
    assert (twice.groupby(["_year", "ine"]).size() == 2).all()
    assert (twice.groupby(["_year", "ine"]).uai.nunique() == 2).all()
    far = twice.assign(place=twice.uai.str[:3]).groupby(["_year", "ine"]).place.nunique()
    assert (far == 2).any()
    helped = inbox.rows("devoirs_faits")
    assert helped.duplicated(["_year", "ine"]).any()


def test_two_pairs_of_schools_merge(inbox: Inbox) -> None:
    merged = inbox.rows("fusions_etablissements")
    merged = merged[(merged._year == YEARS[-1]) & (merged.date_effet.str.contains("2022"))]
    schools = inbox.schools("etat", "type_etablissement", "date_fermeture")
    assert len(merged) == 2
    kinds = set()
    for old, heir in zip(merged.uai, merged.uai_successeur, strict=True):
        life = schools[schools.uai == old].set_index("_year")
        assert list(life.etat) == ["OUVERT"] * 3 + ["FERME"]
        assert life.date_fermeture["2022-2023"] in ("2022-08-31", "31/08/2022")
        assert (schools[schools.uai == heir].etat == "OUVERT").sum() == 7
        kinds |= set(life.type_etablissement)
        rolls = inbox.rows("eleves")
        assert set(rolls[rolls.uai == old]._year) == set(YEARS[:3])
        left = set(rolls[(rolls.uai == old) & (rolls._year == YEARS[2])].ine)
        joined = set(rolls[(rolls.uai == heir) & (rolls._year == YEARS[3])].ine)
        assert len(left & joined) > len(left) / 3
    assert kinds == {"Collège", "Ecole"}


def test_schools_open_and_close(inbox: Inbox) -> None:
    schools = inbox.schools("etat", "type_etablissement", "attendu_remontee")
    assert set(schools[schools.etat == "A OUVRIR"]._year) == {YEARS[-1], YEARS[-2]}
    assert (schools.etat == "FERME").sum() == 3
    expected = schools[truth(schools.attendu_remontee)]
    assert set(expected.type_etablissement) == set(TEACHING)
    assert set(expected.etat) == {"OUVERT"}
    assert not schools.duplicated(["_year", "uai"]).any()


def test_rows_belong_to_schools_of_the_register(inbox: Inbox) -> None:
    schools = inbox.schools("etat")
    known = set(zip(schools._year, schools.uai, strict=True))
    for domain in set(FAMILIES) - {"ref_etablissements", "fusions_etablissements"}:
        rows = inbox.rows(domain)
        for column in UAI_COLUMNS & set(rows):
            filled = rows[rows[column] != ""]
            strays = set(zip(filled._year, filled[column], strict=True)) - known
            wrong = {u for _, u in strays if u[7] != UAI_KEYS[int(u[:7]) % 23]}
            assert len(strays) - len(wrong) == (domain in STRAYS), domain
            assert bool(wrong) == (domain in WRONG_LETTERS), domain


def test_links_have_both_ends(inbox: Inbox) -> None:
    for one, many in (
        ("actions", "actions_unites"), ("partenariats", "partenariats_unites"),
        ("avenants_communs", "avenants_unites"), ("actions", "actions_intervenants"),
        ("reseaux", "reseaux_membres"), ("reseaux", "reseaux_agents"),
        ("reseaux", "campus_metiers"), ("communautes_apprentissage", "communautes_membres"),
    ):  # fmt: skip
        parents, links = inbox.rows(one), inbox.rows(many)
        key = links.columns[0]
        known = set(zip(parents._year, parents[key], strict=True))
        assert set(zip(links._year, links[key], strict=True)) <= known
    led = inbox.rows("actions")
    led = led[led.uai_porteur != ""]
    assert (led.uai_porteur.str[:3] == led.code_departement).all()


def test_some_files_have_bad_rows_and_some_are_bad(inbox: Inbox) -> None:
    some = [f for f in inbox.own() if f.verdict == "accepte_avec_rejets"]
    assert len(some) == 12
    assert all(0 < f.rejected <= max(3, 0.05 * f.rows) for f in some)
    bad = {f.domain: f for f in inbox.manifest.with_verdict("refuse") if "__" in f.path.name}
    assert set(bad) == {
        "referents", "competences_numeriques", "conventions_territoire", "evaluations_exploitation",
        "personnels", "certifications",
    }  # fmt: skip
    for domain in ("referents", "personnels"):
        assert {"nom", "prenom"} <= set(read(bad[domain]).columns)
    assert set(read(bad["competences_numeriques"]).iloc[:, 0]) == {"2021-2022"}
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(bad["conventions_territoire"].path)
    for domain in ("evaluations_exploitation", "certifications"):
        worst = bad[domain]
        letters = [u[7] == UAI_KEYS[int(u[:7]) % 23] for u in read(worst).uai]
        assert letters.count(False) == worst.rejected > max(3, 0.1 * worst.rows)
    for file in bad.values():
        assert file.path.parent.name == "1-premier-envoi"
        assert any(f.school_years == file.school_years for f in inbox.standing(file.domain))


def test_corrected_files_come_after_the_first_and_say_more(inbox: Inbox) -> None:
    files = inbox.own()
    first = [f for f in files if Dirt.REPLACED in f.dirt]
    second = [f for f in files if Dirt.REPLACES in f.dirt]
    assert len(first) == len(second) == 5
    for old, new in zip(first, second, strict=True):
        assert (old.domain, old.school_years) == (new.domain, new.school_years)
        assert files.index(old) < files.index(new)
        if scope(old) == scope(new):
            assert old.rows < new.rows
    needs = read(next(f for f in first if f.domain == "besoins_particuliers"))
    right = read(next(f for f in second if f.domain == "besoins_particuliers"))
    assert set(right.uai.str[:3]) == {"063"}
    assert len(needs[needs.uai.str[:3] == "063"]) < len(right)


def test_nothing_real_and_nothing_forbidden(inbox: Inbox) -> None:
    schools = inbox.rows("ref_etablissements")
    assert schools.nom_etablissement.str.contains("FICTIF|FICTIVE").all()
    for file in inbox.own():
        if Dirt.TRUNCATED in file.dirt:
            continue
        rows = read(file)
        names = {c.lower() for c in rows}
        assert bool(names & {"nom", "prenom"}) == (Dirt.FORBIDDEN_COLUMNS in file.dirt)
        for column in {*UAI_COLUMNS, "UAI"} & set(rows):
            assert rows[column].str.fullmatch(r"(\d{3}9\d{3}[A-Z])?").all(), file.path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    return Inbox(write_rehearsal(tmp_path_factory.mktemp("whole"), scale="academie"))


def test_the_whole_academie_has_real_schools(whole: Inbox) -> None:
    schools = whole.rows("ref_etablissements")
    now = schools[(schools._year == YEARS[-1]) & (schools.etat == "OUVERT")]
    kinds = now.type_etablissement.value_counts().to_dict()
    assert (kinds.pop("Collège"), 1_030 < kinds.pop("Ecole") <= 1_050) == (190, True)
    assert kinds == {
        "Lycée": 79, "EREA": 3, "Autre": 59, "Médico-social": 12, "Information et orientation": 7,
        "Service Administratif": 4,
    }  # fmt: skip
    priority = now[now.education_prioritaire != "HORS_EP"]
    assert set(priority.code_departement) == {"003", "063"}
    assert priority.groupby(["type_etablissement", "education_prioritaire"]).size().to_dict() == {
        ("Collège", "REP"): 6, ("Collège", "REP+"): 5, ("Ecole", "REP"): 34, ("Ecole", "REP+"): 34,
    }  # fmt: skip
    for column, number in (("code_bassin_formation", 12), ("code_circonscription", 40)):
        places = now[now[column] != ""].groupby(column).code_departement.nunique()
        assert len(places) == number
        assert (places == 1).all()
    assert set(now[now.code_circonscription != ""].type_etablissement) == {"Ecole"}
    assert set(now.niveau_densite) == set("1234567")


def test_the_whole_academie_has_real_magnitudes(whole: Inbox) -> None:
    counts = whole.rows("effectifs").astype({"nb_eleves": int})
    levels = counts[counts._year == "2023-2024"].groupby("niveau").nb_eleves.sum()
    assert 208_000 < levels.sum() < 222_000
    assert 57_500 < levels.reindex(COLLEGE).fillna(0).sum() < 62_500
    assert 26_500 < levels[["2NDE_GT", "1ERE_G", "1ERE_T", "TERM_G", "TERM_T"]].sum() < 29_500
    assert 9_900 < levels[["2NDE_PRO", "1ERE_PRO", "TERM_PRO", "CAP1", "CAP2"]].sum() < 11_500
    totals = counts.groupby("_year").nb_eleves.sum()
    assert totals.is_monotonic_decreasing
    brevet = whole.rows("dnb_resultats")
    there = brevet[truth(brevet.present)]
    rates = truth(there.admis).groupby(there._year).mean()
    assert there.groupby("_year").ine.nunique().between(14_200, 15_600).all()
    assert rates.between(0.86, 0.91).all()


def test_a_reader_finds_the_effects_again(whole: Inbox) -> None:
    schools = whole.schools("type_etablissement", "education_prioritaire", "niveau_densite")
    counts = whole.rows("effectifs").astype({"nb_eleves": int})
    sizes = counts.groupby(["_year", "uai"], as_index=False).nb_eleves.sum()
    sizes = sizes.merge(schools[schools.type_etablissement == "Collège"])
    rural = sizes.niveau_densite.isin(["6", "7"])
    assert sizes[rural].nb_eleves.median() < 0.75 * sizes[~rural].nb_eleves.median()

    brevet = whole.rows("dnb_resultats")
    brevet = brevet[truth(brevet.present)].merge(schools)
    rates = truth(brevet.admis).groupby(brevet._year).mean()
    assert rates.idxmin() == "2023-2024"
    by_network = truth(brevet.admis).groupby(brevet.education_prioritaire).mean()
    assert by_network["REP+"] < by_network["REP"] < by_network["HORS_EP"] - 0.05

    helped = whole.rows("devoirs_faits")
    sixth = helped[helped.niveau == "6EME"].groupby("_year").ine.nunique()
    others = helped[helped.niveau != "6EME"].groupby("_year").ine.nunique()
    assert sixth["2023-2024"] > 1.4 * sixth["2022-2023"]
    assert others["2023-2024"] < 1.05 * others["2022-2023"]

    joined = whole.rows("protocoles_climat")
    joined = truth(joined.adhesion_phare).groupby(joined._year).mean()
    assert joined["2019-2020"] < 0.05
    assert joined["2025-2026"] > 0.97
    reached = whole.rows("eac_couverture").astype({"nb_eleves": int, "nb_eleves_touches": int})
    sums = reached.groupby("_year")[["nb_eleves_touches", "nb_eleves"]].sum()
    shares = sums.nb_eleves_touches / sums.nb_eleves
    assert 0.2 < shares["2019-2020"] < 0.24
    assert 0.55 < shares["2025-2026"] < 0.62
