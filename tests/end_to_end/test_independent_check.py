"""A second computation, which shares nothing with the product.

What belongs here: figures recomputed from the raw official files with the standard library
alone, compared with what `psa show` prints. What does not: any import from the product.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import OPEN_DATA, psa

Figures = dict[tuple[str, str], float]


def lines(name: str) -> Iterator[dict[str, str]]:
    with (OPEN_DATA / name).open(encoding="utf-8-sig", newline="") as stream:
        delimiter = "," if name.startswith("barometre") else ";"
        yield from csv.DictReader(stream, delimiter=delimiter)


def ratios(counts: dict[tuple[str, str], list[float]]) -> Figures:
    return {place: 100 * n / d for place, (n, d) in counts.items() if d}


def summed(rows: Iterator[tuple[str, str, float, float]]) -> Figures:
    """Add (school year, département, numerator, denominator) up, for each and for the académie."""
    counts: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for year, departement, numerator, denominator in rows:
        for territory in {departement, "06"}:
            counts[year, territory][0] += numerator
            counts[year, territory][1] += denominator
    return ratios(counts)


def session(year: str) -> str:
    return f"{int(year) - 1}-{year}"


def brevet() -> Figures:
    return summed(
        (
            session(r["Année"]),
            r["Code département"].zfill(3),
            float(r["Admis"]),
            float(r["Présents"]),
        )
        for r in lines("fr-en-resultats-detailles-au-dnb.csv")
    )


def value_added() -> Figures:
    return summed(
        (
            session(r["Session"]),
            r["UAI"][:3],
            float(float(r["VA du taux de réussite G"]) > 0),
            1.0,
        )
        for r in lines("fr-en-indicateurs-valeur-ajoutee-colleges.csv")
        if r["VA du taux de réussite G"]
    )


def baccalaureat() -> Figures:
    return summed(
        (
            session(r["Session"]),
            r["Code département"],
            float(r["Nombre d'admis à l'examen"]),
            float(r["Nombre de présents à l'examen"]),
        )
        for r in lines("fr-en-baccalaureat-par-departement.csv")
    )


def other_languages() -> Figures:
    rows = []
    for r in lines("fr-en-lycee_gt-effectifs-niveau-sexe-lv.csv"):
        year = f"{r['rentree_scolaire']}-{int(r['rentree_scolaire']) + 1}"
        others = sum(
            int(v)
            for c, v in r.items()
            if c.endswith(("lv2_allemand", "lv2_italien", "lv2_autres_langues"))
        )
        rows.append((year, r["numero_lycee"][:3], float(others), float(r["nombre_d_eleves"])))
    return summed(iter(rows))


def going_on(serie: str, *, sts_only: bool = False) -> Figures:
    counts: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for r in lines("fr-esr-taux-poursuite-enseignement-superieur-par-academie.csv"):
        if r["Série du bac"] != serie:
            continue
        place = (session(r["Rentrée / Session"]), "06")
        counts[place][1] += float(r["Nombre total de bacheliers"])
        counts[place][0] += sum(
            float(v)
            for c, v in r.items()
            if c.startswith("Néo-bacheliers") and ("STS" in c or not sts_only)
        )
    return ratios(counts)


def last_of_the_year(name: str, column: str) -> Figures:
    """Barometer 2024: the last measure of each school year, by département."""
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for r in lines(name):
        if not r["enforce_zone_id"].startswith("D") or not r[column]:
            continue
        year, month = (int(x) for x in r["metric_enforce_date"].split("-")[:2])
        first = year if month >= 9 else year - 1
        place = (f"{first}-{first + 1}", r["enforce_zone_id"][1:].zfill(3))
        found[place] = max(
            found.get(place, ("", 0.0)), (r["metric_enforce_date"], float(r[column]))
        )
    return {place: value for place, (_, value) in found.items()}


CHECKS = {
    "1.1.1-o1": brevet,
    "1.1.1-o2": value_added,
    "1.1.1-o3": baccalaureat,
    "1.2.3-o1": other_languages,
    "1.3.2-o1": lambda: going_on("Bac professionnel"),
    "1.3.2-o2": lambda: going_on("Bac technologique"),
    "1.3.2-o3": lambda: going_on("Bac général"),
    "1.3.2-o4": lambda: going_on("Bac professionnel", sts_only=True),
    "1.3.2-o5": lambda: going_on("Bac technologique", sts_only=True),
    "1.1.6-o1": lambda: last_of_the_year("barometre_2024/ind-291.csv", "indic_va"),
    "1.2.8-o1": lambda: last_of_the_year("barometre_2024/ind-329.csv", "indic_va"),
}


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_every_value_is_the_one_computed_from_the_raw_file(official_home: Path, code: str) -> None:
    expected = CHECKS[code]()
    done = psa(official_home, "show", code, "--format", "json")
    assert done.returncode == 0, done.stderr
    published = {
        (r["annee_scolaire"], r["territoire"]): r["valeur"]
        for r in json.loads(done.stdout)
        if r["valeur"] is not None and len(r["territoire"]) <= 3
    }
    assert published.keys() == expected.keys()
    for place, value in expected.items():
        assert published[place] == pytest.approx(value, abs=1e-9), place
