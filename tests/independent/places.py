"""Where a row belongs, what kind of school it is about, and which days are worked.

What belongs here: territories and attributes of an UAI in a school year, the days of observation,
working days. What does not: reading files (`deposits`), formulas.
"""

from datetime import date, timedelta

import pandas as pd

from tests.independent.columns import TERRITORIES

LEVELS = ("etablissement", "circonscription", "bassin", "departement", "academie")
ATTRIBUTES = ("secteur", "education_prioritaire", "degre", "type_etablissement", "ruralite")
RURAL = ("5", "6", "7")
ACADEMIE = "06"
Places = dict[str, dict[str, dict[str, object]]]


def _opening(year: str) -> int:
    return int(year[:4])


def known_places(schools: pd.DataFrame) -> Places:
    """Return UAI -> school year -> its line of the référentiel."""
    known: Places = {}
    for line in schools.to_dict("records"):
        density = line["niveau_densite"]
        line["ruralite"] = density and ("rural" if density in RURAL else "urbain")
        known.setdefault(line["uai"], {})[line["annee"]] = line
    return known


def _territories(known: Places, uai: str, year: str) -> dict[str, object]:
    """Return the territories of an UAI: those of the year, else of the nearest year it is known."""
    by_year = known.get(uai)
    if not by_year:
        return {"departement": uai[:3]}
    nearest = min(by_year, key=lambda y: (abs(_opening(y) - _opening(year)), y))
    line = by_year[nearest]
    return {
        "departement": line["code_departement"],
        "bassin": line["code_bassin_formation"],
        "circonscription": line["code_circonscription"],
    }


def _containing(known: Places) -> dict[object, object]:
    """Return bassin or circonscription -> the département that it lies in."""
    lines = [line for by_year in known.values() for line in by_year.values()]
    names = ("code_bassin_formation", "code_circonscription")
    found = {line[name]: line["code_departement"] for line in lines for name in names}
    return {part: departement for part, departement in found.items() if part}


def located(rows: pd.DataFrame, domain: str, known: Places) -> pd.DataFrame:
    """Return the rows with a column per territory level and per attribute of their school.

    Attributes are those of the same school year; a row without a school has only the bassin that
    it names, its département and the académie.
    """
    column = TERRITORIES.get(domain, "uai")
    containing = _containing(known)
    nothing = pd.Series(None, index=rows.index, dtype=object)
    codes = nothing if column is None else rows[column]
    kinds = rows.get("territoire_type", nothing)
    bassins = rows.get("code_bassin_formation", nothing)
    places = []
    for place, year, kind, bassin in zip(codes, rows["annee"], kinds, bassins, strict=True):
        found: dict[str, object] = dict.fromkeys((*LEVELS, *ATTRIBUTES))
        if column == "code_departement":
            found |= {"departement": place, "bassin": bassin if bassin in containing else None}
        elif column == "code_territoire":
            whole = place.zfill(3) if kind == "departement" else None
            found["departement"] = whole or containing.get(place)
        elif isinstance(place, str):
            line = known.get(place, {}).get(year, {})
            found |= {"etablissement": place} | _territories(known, place, year)
            found |= {name: line.get(name) for name in ATTRIBUTES}
        places.append(found | {"academie": ACADEMIE})
    added = pd.DataFrame(places, index=rows.index, columns=[*LEVELS, *ATTRIBUTES], dtype=object)
    return pd.concat([rows.drop(columns=[c for c in added if c in rows]), added], axis=1)


def of_the_deposit(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose empty département is that of a deposit for one département."""
    filled = rows["code_departement"].where(rows["code_departement"].notna(), rows["part"])
    return rows.assign(code_departement=filled.where(filled != "academie", None))


def observation_day(year: str, today: date) -> pd.Timestamp:
    """Return 31 August of the school year, or today if that comes first."""
    return pd.Timestamp(min(date(_opening(year) + 1, 8, 31), today))


def _easter(year: int) -> date:
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, offset = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, offset + 1)


def public_holidays(year: int) -> set[date]:
    """Return the eleven public holidays of metropolitan France."""
    easter = _easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    return {date(year, month, day) for month, day in fixed} | {
        easter + timedelta(days=days) for days in (1, 39, 50)
    }


def working_days(start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Return the working days after `start`, `end` included: Monday to Friday, no holiday."""
    first, last = start.date(), end.date()
    days = (first + timedelta(days=n + 1) for n in range((last - first).days))
    return float(sum(d.weekday() < 5 and d not in public_holidays(d.year) for d in days))
