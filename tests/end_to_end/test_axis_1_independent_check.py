"""Axis 1 against a second computation, and against ten cases computed by hand.

What belongs here: the rehearsal and a tiny home, published by the real `psa`, compared figure by
figure with what `tests/independent` reads in the deposited files and with figures worked out on
paper. What does not: any import from the product; how the figures are computed again.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from tests.end_to_end.conftest import current, environment, psa
from tests.independent import deposits, objectif_1_1, objectif_1_2, objectif_1_3
from tests.independent.cells import folded
from tests.independent.data import Data
from tests.independent.measures import KEY

CODES = (
    "1.1.1-a", "1.1.1-b", "1.1.1-d", "1.1.1-e", "1.1.2-a", "1.1.2-b", "1.1.2-e", "1.1.3-a",
    "1.1.3-b", "1.1.3-c", "1.1.3-d", "1.1.3-e", "1.1.3-f", "1.1.4-a", "1.1.4-b", "1.1.4-e",
    "1.1.5-a", "1.1.5-c", "1.1.5-d", "1.1.6-b", "1.1.6-c", "1.1.6-d", "1.1.6-g", "1.1.7-a",
    "1.1.7-d", "1.1.7-f", "1.1.8-a", "1.1.8-d", "1.1.8-e", "1.1.9-a", "1.1.9-b", "1.1.9-c",
    "1.1.9-e", "1.2.1-a", "1.2.1-b", "1.2.1-c", "1.2.2-a", "1.2.2-b", "1.2.2-c", "1.2.3-a",
    "1.2.3-b", "1.2.3-c", "1.2.4-a", "1.2.4-b", "1.2.4-c", "1.2.4-d", "1.2.5-b", "1.2.5-c",
    "1.2.5-e", "1.2.6-b", "1.2.6-c", "1.2.7-a", "1.2.7-d", "1.2.8-b", "1.2.8-c", "1.3.1-a",
    "1.3.1-c", "1.3.1-e", "1.3.2-a", "1.3.2-b", "1.3.3-a", "1.3.3-c", "1.3.4-a", "1.3.4-b",
    "1.3.5-a", "1.3.5-c", "1.3.6-b", "1.3.6-c", "1.3.7-a", "1.3.7-b", "1.3.7-d", "1.3.8-a",
    "1.3.8-d", "1.3.8-e", "1.3.9-b", "1.3.9-c", "1.3.10-a", "1.3.10-b", "1.3.10-c",
)  # fmt: skip
CRITERIA = {f"1.{o}.{n}" for o, last in ((1, 9), (2, 8), (3, 10)) for n in range(1, last + 1)}
# Medians and differences: a value, and no numerator over a denominator.
VALUE_ALONE = {"1.1.1-d", "1.1.4-e", "1.1.6-d", "1.2.7-d"}
TOLERANCE = 1e-9  # counts are whole numbers well below 1e9: within it, they are equal
SHOWN = ["numerateur", "denominateur", "valeur"]


def test_every_criterion_of_axis_1_is_computed_again() -> None:
    assert {code.split("-")[0] for code in CODES} == CRITERIA


def published(home: Path) -> pd.DataFrame:
    """Return the published indicators, breakdown values folded."""
    table = pd.read_parquet(current(home) / "interne" / "parquet" / "indicateurs.parquet")
    return table.assign(modalite=table["modalite"].map(folded))


def computed_again(home: Path, today: str) -> dict[str, pd.DataFrame]:
    """Return indicator -> figures, from the deposits of a home; breakdown values folded."""
    data = Data(deposits.read_home(home), date.fromisoformat(today))
    found: dict[str, pd.DataFrame] = {}
    for objective in (objectif_1_1, objectif_1_2, objectif_1_3):
        found |= objective.expected(data)
    return {
        code: frame.rename(index=folded, level="modalite") if len(frame) else frame
        for code, frame in found.items()
    }


@cache
def _both(home: Path) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    return computed_again(home, environment(home)["PSA_TODAY"]), published(home)


def _equal(found: pd.Series, expected: pd.Series) -> pd.Series:
    return (found - expected).abs() <= TOLERANCE * expected.abs().clip(lower=1)


def _nothing_or_zero(found: pd.Series) -> pd.Series:
    return found.isna() | (found == 0)


@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_the_one_computed_from_the_deposits(rehearsal: Path, code: str) -> None:
    again, tables = _both(rehearsal)
    expected = again[code]
    table = tables[tables["indicateur"] == code].set_index(KEY)[[*SHOWN, "motif"]]
    assert len(expected) > 0
    assert list(expected.index.difference(table.index)) == []

    pair = expected.join(table, rsuffix="_publie")
    for name in SHOWN if code not in VALUE_ALONE else ["valeur"]:
        mine, theirs = pair[name], pair[f"{name}_publie"]
        wrong = pair[~_equal(theirs, mine).where(mine.notna(), _nothing_or_zero(theirs))]
        assert wrong.empty, f"{name}\n{wrong.head(10).to_string()}"

    is_rate = pair["denominateur"].notna().any()
    silent = pair[pair["inconnu"] | (is_rate & ~(pair["denominateur"] > 0))]
    assert silent["valeur_publie"].isna().all(), silent.head(10).to_string()
    assert silent["motif"].fillna("").str.len().gt(0).all(), silent.head(10).to_string()


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_published_beyond_the_deposits(rehearsal: Path, code: str) -> None:
    again, tables = _both(rehearsal)
    expected = again[code]
    covered = set(expected.index.get_level_values("ventilation"))
    table = tables[(tables["indicateur"] == code) & tables["ventilation"].isin(covered)]
    beyond = table.set_index(KEY).drop(index=expected.index, errors="ignore")
    assert beyond[~_nothing_or_zero(beyond["valeur"])].empty, beyond.head(10).to_string()


def test_no_indicator_is_computed_again_without_being_checked(rehearsal: Path) -> None:
    assert set(_both(rehearsal)[0]) == set(CODES)


# Ten cases computed by hand, in school year 2024-2025, seen from 30 June 2025. ------------------

TODAY = "2025-06-30"
YEAR = "2024-2025"
A, B, LYCEE = "0639001S", "0639002T", "0639003U"  # 063: two collèges and a lycée
C, D = "0039001T", "0439001A"  # a collège in 003, another in 043

FILES = {
    "ref_etablissements__2024-2025__academie": f"""
annee_scolaire;uai;nom_etablissement;type_etablissement;code_nature;degre;secteur;\
education_prioritaire;code_commune;nom_commune;code_departement;code_academie;etat;attendu_remontee
{YEAR};{A};Collège A;Collège;340;2D;public;HORS_EP;63113;Ville;063;06;OUVERT;O
{YEAR};{B};Collège B;Collège;340;2D;public;REP;63113;Ville;063;06;OUVERT;O
{YEAR};{LYCEE};Lycée L;Lycée;306;2D;public;HORS_EP;63113;Ville;063;06;OUVERT;O
{YEAR};{C};Collège C;Collège;340;2D;public;HORS_EP;03190;Bourg;003;06;OUVERT;O
{YEAR};{D};Collège D;Collège;340;2D;public;HORS_EP;43157;Mont;043;06;OUVERT;O
""",
    "effectifs__2024-2025__academie": f"""
annee_scolaire;date_observation;uai;niveau;sexe;regime;nb_eleves
{YEAR};2024-09-20;{A};6EME;F;externe;10
{YEAR};2024-09-20;{B};6EME;M;externe;20
{YEAR};2024-09-20;{C};5EME;F;externe;20
{YEAR};2024-09-20;{D};6EME;F;externe;50
{YEAR};2024-09-20;{LYCEE};2NDE_GT;F;externe;100
""",
    "devoirs_faits__2024-2025__063": f"""
annee_scolaire;ine;uai;niveau;df_statut
{YEAR};000000001AA;{A};6EME;inscrit
{YEAR};000000001AA;{B};6EME;assidu
{YEAR};000000002AA;{A};6EME;assidu
{YEAR};000000003AA;{A};6EME;abandon
{YEAR};000000003AA;{B};6EME;inscrit
{YEAR};000000004AA;{B};6EME;abandon
""",
    "devoirs_faits__2024-2025__003": f"""
annee_scolaire;ine;uai;niveau;df_statut
{YEAR};000000002AA;{C};5EME;assidu
{YEAR};000000005AA;{C};5EME;inscrit
""",
    "signalements__2024-2025__academie": f"""
id_signalement;date_fait;date_signalement;uai;signal_plateforme;signal_categorie;\
protocole_declenche;date_prise_en_charge
S1;2024-10-31;2024-10-31;{A};faits_etablissement;violence_personne;O;2024-11-04
S2;2024-11-08;2024-11-08;{B};faits_etablissement;violence_personne;O;2024-11-12
S3;2024-11-14;2024-11-14;{B};faits_etablissement;violence_personne;N;2024-11-20
S4;2025-05-28;2025-05-28;{C};faits_etablissement;violence_personne;N;2025-05-30
S5;2025-03-03;2025-03-03;{C};faits_etablissement;violence_personne;N;2025-03-03
S6;2025-03-03;2025-03-03;{C};faits_etablissement;violence_personne;N;
""",
    "dnb_resultats__2024-2025__academie": f"""
session;ine;uai;dnb_serie;session_type;dnb_statut;sexe;inscrit;present;admis;dnb_mention;definitif
2025;000000011AA;{A};GENERALE;normale;scolaire;F;O;N;N;;O
2025;000000012AA;{A};GENERALE;normale;scolaire;M;O;N;N;;O
2025;000000013AA;{B};GENERALE;normale;scolaire;F;O;O;O;AB;O
2025;000000014AA;{B};GENERALE;normale;scolaire;M;O;O;N;;O
""",
    "labellisations__2024-2025__academie": f"""
id_label;uai;type_label;niveau_label;date_obtention;date_fin_validite
L1;{A};E3D;1;2022-06-30;2025-06-30
L2;{B};E3D;2;2022-06-30;2025-07-01
L3;{C};E3D;1;2025-06-30;2028-06-30
""",
    "eleves__2023-2024__academie": f"""
annee_scolaire;ine;uai;niveau;sexe;annee_naissance;statut_eleve
2023-2024;000000021AA;{LYCEE};1ERE_PRO;F;2006;scolaire
2023-2024;000000022AA;{LYCEE};1ERE_PRO;M;2007;scolaire
2023-2024;000000023AA;{C};3EME;F;2007;scolaire
2023-2024;000000024AA;{LYCEE};1ERE_PRO;M;2006;scolaire
2023-2024;000000025AA;{LYCEE};1ERE_PRO;F;2007;scolaire
2023-2024;000000025AA;{C};3EME;F;2007;scolaire
2023-2024;000000026AA;{LYCEE};2NDE_PRO;F;2008;scolaire
""",
    "decrochage__2024-2025__academie": f"""
campagne;ine;uai_origine;age;sexe;rio_statut;pris_en_charge
2024-11-15;000000021AA;{LYCEE};18;F;confirme_decrocheur;N
2024-11-15;000000022AA;{LYCEE};17;M;confirme_decrocheur;N
2025-03-15;000000021AA;{LYCEE};18;F;non_decrocheur;N
2025-03-15;000000022AA;{LYCEE};17;M;confirme_decrocheur;N
2025-03-15;000000023AA;{C};17;F;confirme_decrocheur;N
2025-03-15;000000024AA;{LYCEE};18;M;injoignable;N
""",
    "besoins_particuliers__2024-2025__academie": f"""
annee_scolaire;uai;niveau;type_accompagnement;nb_eleves;nb_eleves_accompagnes;delai_median_jours
{YEAR};{A};6EME;PAP;40;30;10
{YEAR};{B};6EME;PAP;100;10;40
{YEAR};{B};6EME;PPS;5;5;90
{YEAR};{B};6EME;PAI;60;60;
{YEAR};{C};5EME;PAP;10;10;20
{YEAR};{C};5EME;PPS;10;10;30
""",
    "mixite_parcours__2024-2025__academie": f"""
annee_scolaire;uai;code_mef;nb_scolaires;nb_apprentis;nb_stagiaires_fc;nb_contrats_pro
{YEAR};{LYCEE};MEF1;20;5;0;0
{YEAR};{LYCEE};MEF2;20;0;0;0
{YEAR};{LYCEE};MEF3;0;3;2;
{YEAR};{LYCEE};MEF4;0;0;0;
""",
    "langues_dispositifs__2024-2025__academie": f"""
annee_scolaire;uai;niveau;dispositif;langue;discipline_dnl;sexe;nb_eleves
{YEAR};{A};4EME;SELO_EUROPEENNE;ANGLAIS;SECTION;F;5
{YEAR};{A};3EME;SELO_EUROPEENNE;ANGLAIS;SECTION;M;4
{YEAR};{A};3EME;SELO_EUROPEENNE;ALLEMAND;SECTION;F;3
{YEAR};{B};3EME;SELO_EUROPEENNE;ANGLAIS;SECTION;F;6
{YEAR};{B};3EME;SELO_EUROPEENNE;ESPAGNOL;SECTION;F;0
{YEAR};{B};3EME;DNL_HORS_SECTION;ITALIEN;TOUTES_DNL;F;7
""",
}


class Case(NamedTuple):
    """What a figure must be: None where the reasoning says that there is no value."""

    code: str
    territory: str
    numerator: float | None
    denominator: float | None
    value: float | None


CASES = {
    # 1. Pupil 1 is in two collèges: once in each, once in 063. 3 gave up in A and counts by B
    # alone; 4 gave up and counts nowhere. A: 1, 2. B: 1, 3. 063: 1, 2, 3.
    "a pupil of two collèges": [
        Case("1.1.3-a", A, 2, None, 2),
        Case("1.1.3-a", B, 2, None, 2),
        Case("1.1.3-a", "063", 3, None, 3),
    ],
    # 2. Pupil 2 is in 063 and in 003: once in each (003: 2, 5), once in the académie (1, 2, 3, 5).
    "a pupil of two départements": [
        Case("1.1.3-a", "003", 2, None, 2),
        Case("1.1.3-a", "06", 4, None, 4),
    ],
    # 3. Two facts. Collégiens, the lycée left out: 063 10 + 20, 003 20, 043 50. 043 handed no
    # Devoirs faits in: it has no rate, which is not 0; the rate of the académie is that of all its
    # collégiens (4 out of 100), its partial coverage is said beside it.
    "a département that did not report": [
        Case("1.1.3-b", "063", 3, 30, 10),
        Case("1.1.3-b", "003", 2, 20, 10),
        Case("1.1.3-b", "043", None, 50, None),
        Case("1.1.3-b", "06", 4, 100, 4),
    ],
    # 4. Working days after the report. S1, Thursday to Monday over 1 November and a weekend: 1.
    # S2, Friday to Tuesday over 11 November: 1. S3, Thursday to Wednesday: 4. S4, Wednesday to
    # Friday over Ascension: 1. S5, the same day: 0. S6 waits still.
    # 063: 1, 1, 4. 003: 0, 1, the mean of both. Académie: 0, 1, 1, 1, 4.
    "days over holidays and weekends": [
        Case("1.1.6-d", "063", None, None, 1),
        Case("1.1.6-d", "003", None, None, 0.5),
        Case("1.1.6-d", "06", None, None, 1),
    ],
    # 5. Nobody sat the exam in A: no rate. B: 1 of 2, which makes 063.
    "a zero denominator": [
        Case("1.1.3-f", A, None, 0, None),
        Case("1.1.3-f", "063", 1, 2, 50),
    ],
    # 6. Observed on 30 June, today being before 31 August. L1 ends that very day: over (« > »).
    # L2 ends the day after, L3 was granted that day (« <= »): both count. Open units: 5.
    "a label that ends on the day of observation": [
        Case("1.2.4-a", "063", 1, None, 1),
        Case("1.2.4-a", "003", 1, None, 1),
        Case("1.2.4-b", "06", 2, 5, 40),
    ],
    # 7. The March campaign alone stands: 21 came back, 22 and 23 are confirmed, 24 is not reached.
    # Of 16 by the difference of years, at the rentrée of 2023: all but 26; 25, in two schools, once
    # in the académie (21, 22, 23, 24, 25), in 063 (21, 22, 24, 25) and in 003 (23, 25).
    "the last campaign": [
        Case("1.3.7-a", "06", 2, None, 2),
        Case("1.3.7-b", "06", 2, 5, 40),
        Case("1.3.7-b", "063", 1, 4, 25),
        Case("1.3.7-b", "003", 1, 2, 50),
    ],
    # 8. Weights are the pupils accompanied. 063: 10 (30), 40 (10), 90 (5): half of 45 is reached
    # at 10. 003: 20 (10), 30 (10): half lies between both. Académie: 10 (30), 20 (10)…: half of 65
    # is reached at 20. A delay that is not given weighs nothing.
    "a weighted median": [
        Case("1.1.4-e", "063", None, None, 10),
        Case("1.1.4-e", "003", None, None, 25),
        Case("1.1.4-e", "06", None, None, 20),
    ],
    # 9. MEF1 (20 and 5) and MEF3 (3 and 2) mix two publics; MEF2 has one, MEF4 none.
    "two publics at least": [
        Case("1.3.4-a", LYCEE, 2, None, 2),
        Case("1.3.4-b", "06", 2, 4, 50),
    ],
    # 10. One section per school and language: A anglais (two lines) and allemand, B anglais;
    # espagnol has nobody, italien is no section. Pupils: 5 + 4 + 3 + 6.
    "one section per school and language": [
        Case("1.2.3-c", A, 2, None, 2),
        Case("1.2.3-c", "06", 3, None, 3),
        Case("1.2.3-a", "06", 18, None, 18),
    ],
}
ALL_CASES = [(name, case) for name, cases in CASES.items() for case in cases]


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home where the tiny deposits are published."""
    folder = tmp_path_factory.mktemp("dix_cas")
    home, files = folder / "home", []
    for name, text in FILES.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text(text.lstrip(), encoding="utf-8")
    for arguments in (("deposit", *files), ("run",)):
        done = psa(home, *arguments, PSA_TODAY=TODAY)
        assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=[f"{n}-{c.code}" for n, c in ALL_CASES])
def test_a_case_computed_by_hand(by_hand: Path, name: str, case: Case) -> None:
    table = published(by_hand)
    found = table[
        (table["indicateur"] == case.code) & (table["annee_scolaire"] == YEAR)
        & (table["territoire"] == case.territory) & (table["ventilation"] == "ensemble")
    ]  # fmt: skip
    assert len(found) == 1
    row = found.iloc[0]
    for column, expected in zip(SHOWN, case[2:], strict=True):
        if expected is not None:
            assert row[column] == pytest.approx(expected, abs=TOLERANCE), column
    if case.value is None:
        assert pd.isna(row["valeur"])
        assert row["motif"]


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=[f"{n}-{c.code}" for n, c in ALL_CASES])
def test_the_second_computation_agrees_with_the_hand(by_hand: Path, name: str, case: Case) -> None:
    figures = _again_by_hand(by_hand)[case.code].reset_index()
    found = figures[
        (figures["annee_scolaire"] == YEAR) & (figures["territoire"] == case.territory)
        & (figures["ventilation"] == "ensemble")
    ]  # fmt: skip
    values = found["valeur"].dropna().tolist()
    assert values == pytest.approx([] if case.value is None else [case.value], abs=TOLERANCE)


@cache
def _again_by_hand(home: Path) -> dict[str, pd.DataFrame]:
    return computed_again(home, TODAY)
