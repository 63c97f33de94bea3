"""Scope of rows: whose territory a row is about, and which school year.

What belongs here: telling ours from "hors périmètre", and the technical columns of the lake
(`_departement`, `_annee_scolaire`, `_mesure`). What does not: judging values (`gate`). Each
distinct text is read once; rows share what was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from orchestration.lib import cleaning
from orchestration.lib.columns import Positions, Texts
from orchestration.lib.contracts import Contract
from orchestration.lib.nomenclatures import Academie, fold, resolve_academie, territory_names
from orchestration.lib.school_years import parse_period

ACADEMIE_ROW = "academie"
_OUT = -1


@dataclass(frozen=True)
class Perimeter:
    """The rows that count: an académie, or one of its départements (`scope`)."""

    academie: Academie
    scope: str

    @property
    def places(self) -> tuple[str, ...]:
        """What `_departement` may hold: 'academie' for a row without any, then the codes."""
        return (ACADEMIE_ROW, *self.academie.codes_departements)

    def _kept(self, departement: str | None) -> str | None:
        inside = self.scope in (ACADEMIE_ROW, departement)
        return departement if inside else None

    def place(self, raw: str, kind: str, *, empty_is_academie: bool = False) -> str | None:
        """Return the département that a cell names, 'academie', or None when it is out of scope.

        A territory that cannot be read stays in scope (as 'academie'), so that the gate rejects
        the row and says so: nothing is dropped silently.
        """
        raw = cleaning.plain(raw)
        if empty_is_academie and cleaning.is_missing(raw):
            return self.scope
        if kind == "uai":
            return self._of_uai(cleaning.uai(raw))
        if kind == "academie":
            return self._of_academie(raw)
        if kind == "zone" and raw and not raw.upper().startswith("D"):
            return None
        return self._of_departement(raw)

    def typed(self, kind: str, raw: str) -> tuple[object, str | None]:
        """Return the code of a territory of a type, and its place.

        The code has one spelling per territory; it is None when missing and UNREADABLE when it
        names none. A territory whose département nobody can tell is of the perimeter itself.
        """
        raw = cleaning.plain(raw)
        if cleaning.is_missing(raw):
            return None, ACADEMIE_ROW
        uai = cleaning.uai(raw) if kind in ("etablissement", "circonscription") else None
        if kind == "etablissement" or isinstance(uai, str):
            right = isinstance(uai, str) and cleaning.uai_key_is_right(uai)
            return uai if right else cleaning.UNREADABLE, self._of_uai(uai)
        if kind == "departement":
            return cleaning.departement(raw), self._of_departement(raw)
        if kind == ACADEMIE_ROW:
            place = self._of_academie(self.academie.code if fold(raw) == ACADEMIE_ROW else raw)
            return ACADEMIE_ROW, place
        return raw.upper(), None if kind == "bassin" and self._foreign_bassin(raw) else self.scope

    def _foreign_bassin(self, raw: str) -> bool:
        """Tell whether the two digits that begin the code of a bassin name another académie."""
        named = re.match(r"(\d{2})\d", raw)
        found = resolve_academie(named[1]) if named else None
        return found is not None and found.code != self.academie.code

    def _of_uai(self, code: object) -> str | None:
        if not isinstance(code, str):
            return ACADEMIE_ROW
        return self._kept(self.academie.departement_of_uai(code))

    def _of_departement(self, raw: str) -> str | None:
        if cleaning.is_missing(raw):
            return ACADEMIE_ROW
        code = cleaning.departement(raw)
        if code in self.academie.codes_departements:
            return self._kept(str(code))
        # An unreadable code with a digit may be ours, damaged; a word is a foreign territory.
        damaged = not isinstance(code, str) and any(c.isdigit() for c in raw)
        return ACADEMIE_ROW if damaged else None

    def _of_academie(self, raw: str) -> str | None:
        if raw == "":
            return ACADEMIE_ROW
        found = resolve_academie(raw)
        ours = found is not None and found.code == self.academie.code
        return self._kept(ACADEMIE_ROW) if ours else None


def places_of_rows(
    contract: Contract, perimeter: Perimeter, texts: Mapping[str, Texts], rows: int
) -> Positions:
    """Return for each row the position of its territory in `perimeter.places`, -1 when out."""
    ranks = {place: rank for rank, place in enumerate(perimeter.places)}
    if contract.territory_column is None:
        return np.full(rows, ranks[perimeter.scope])
    if contract.territory_type is not None:
        _, found, codes = typed_territories(contract, perimeter, texts)
        return np.array([ranks.get(place or "", _OUT) for _, place in found], dtype=np.int64)[codes]

    def ranked(column: Texts, kind: str) -> Positions:
        found = [
            ranks.get(
                perimeter.place(t, kind, empty_is_academie=contract.empty_is_academie) or "", _OUT
            )
            for t in column.distinct
        ]
        return np.array(found, dtype=np.int64)[column.codes]

    blank = Texts([""], np.zeros(rows, dtype=np.int64))
    own = texts.get(contract.territory_column, blank)
    places = ranked(own, contract.territory_kind)
    fallback = texts.get(contract.territory_fallback or "")
    if fallback is None:
        return places
    absent = own.rows_where(lambda t: cleaning.is_missing(cleaning.plain(t)))
    return np.where(absent, ranked(fallback, "academie"), places)


def unknown_places(contract: Contract, texts: Mapping[str, Texts], places: Positions) -> Positions:
    """Return the rows out of scope whose territory is the name or the code of none in France."""
    column = texts.get(contract.territory_column or "")
    if column is None or contract.territory_type is not None:
        return np.empty(0, dtype=np.int64)
    kind = contract.territory_kind
    return np.flatnonzero((places == _OUT) & column.rows_where(lambda t: not _is_place(t, kind)))


def _is_place(raw: str, kind: str) -> bool:
    text = cleaning.plain(raw)
    if kind == "uai" or cleaning.is_missing(text):
        return True
    if kind == "academie":
        return resolve_academie(text) is not None or fold(text) in territory_names()
    if kind == "zone" and re.fullmatch(r"[A-Za-z]?\d{1,3}|[Dd]2[AaBb]", text):
        return True
    return isinstance(cleaning.departement(text), str) or fold(text) in territory_names()


def typed_territories(
    contract: Contract, perimeter: Perimeter, texts: Mapping[str, Texts]
) -> tuple[list[str], list[tuple[object, str | None]], Positions]:
    """Return the distinct territories of rows: text, code with place, and those of each row.

    The place is None when the territory is out of scope. Where the contract refuses foreign ones,
    they stay in scope without a readable code, so that the gate rejects the row.
    """
    named, kinds = contract.territory_type or "", {}
    for text in texts[named].distinct:
        kinds[text] = str(cleaning.clean(text, contract.column(named)))
    pairs, codes = texts[named].paired(texts[contract.territory_column or ""])
    found = [perimeter.typed(kinds[kind], raw) for kind, raw in pairs]
    if contract.refuses_foreign:
        whole = replace(perimeter, scope=ACADEMIE_ROW)
        for rank, (kind, raw) in enumerate(pairs):
            if found[rank][1] is None and whole.typed(kinds[kind], raw)[1] is None:
                found[rank] = cleaning.UNREADABLE, ACADEMIE_ROW
    return [raw for _, raw in pairs], found, codes


def designated_year(raw: str, contract: Contract) -> str | None:
    """Return the school year that a cell of the period names: '' when empty, None unreadable."""
    text = cleaning.plain(raw)
    column = contract.column(contract.period_column or "")
    if text and column.business_type in ("date", "mois"):
        value = cleaning.clean(text, column)
        if value is None:
            return ""
        if value is not cleaning.UNREADABLE:
            text = value.isoformat() if isinstance(value, date) else str(value)
    return parse_period(text, contract.period_kind) if text else ""


def most_designated(years: Sequence[str | None], rows: Texts) -> str | None:
    """Return the school year that most rows designate, the latest of equals, or None.

    `years[i]` is the school year of the i-th distinct text of `rows`.
    """
    counts = np.bincount(rows.codes, minlength=len(years)).tolist()
    votes: Counter[str] = Counter()
    for year, count in zip(years, counts, strict=True):
        if year and count:
            votes[year] += count
    return max(votes, key=lambda y: (votes[y], y)) if votes else None
