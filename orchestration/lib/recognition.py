"""Recognition: which contract a header belongs to.

What belongs here: matching a header with the contracts, and what the name of a file announces
(domain, school year, scope). What does not: reading bytes (`reading`), judging rows (`gate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from orchestration.lib.contracts import Column, Contract, forbidden_headers
from orchestration.lib.nomenclatures import fold
from orchestration.lib.refusals import FileRefused
from orchestration.lib.school_years import parse_period

_PLATFORM_NAME = re.compile(
    r"^(?P<domain>[a-z][a-z0-9_]*?)__(?P<year>20\d\d-20\d\d)__(?P<scope>academie|\d{3}|02[ab])\."
)
GIVEN_BACK = "a_corriger"  # The column that an annotated workbook has gained: nothing to say.
RESEMBLES, _RECALLS, _CLOSE = 0.5, 0.25, 0.75
_LISTED = 6


@dataclass(frozen=True)
class Announced:
    """What a depositor says of a file: by its name, its folder or an option."""

    domain: str | None = None
    school_year: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class HeaderMatch:
    """How a header fits a contract: column name -> position, and what does not fit."""

    contract: Contract
    positions: dict[str, int]
    labels: dict[str, str]
    missing: tuple[Column, ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    header_year: str | None = None

    @property
    def share(self) -> float:
        """Share of the mandatory columns that the header has."""
        mandatory = [c for c in self.contract.columns if not c.optional]
        return 1 - len(self.missing) / len(mandatory) if mandatory else 0.0


folded_header = lru_cache(maxsize=10_000)(fold)


def announced_by_name(name: str) -> Announced:
    """Return what a platform file name `<domain>__<annee>__<perimetre>.csv` announces."""
    match = _PLATFORM_NAME.match(name.lower())
    if match is None:
        return Announced()
    return Announced(
        match["domain"], match["year"], match["scope"].upper().replace("ACADEMIE", "academie")
    )


def match_header(header: list[str], contract: Contract) -> HeaderMatch:
    """Compare a header with one contract; never raises."""
    positions: dict[str, int] = {}
    labels: dict[str, str] = {}
    unknown, repeated, year = [], [], None
    for position, (cell, folded) in enumerate(zip(header, map(folded_header, header), strict=True)):
        column = contract.column_of_header(folded)
        dated = column is not None and folded not in column.headers
        named = parse_period(folded.removeprefix("ep_"), "en_tete") if dated else None
        if column is None or (dated and named is None):
            if cell.strip() and folded != GIVEN_BACK:
                unknown.append(cell.strip())
        elif column.name in positions:
            repeated.append(cell.strip())
        else:
            positions[column.name], labels[column.name] = position, cell.strip()
            year = named or year
    missing = tuple(c for c in contract.columns if not c.optional and c.name not in positions)
    return HeaderMatch(contract, positions, labels, missing, tuple(unknown), tuple(repeated), year)


def _best(header: list[str], contracts: Iterable[Contract]) -> HeaderMatch | None:
    matches = [match_header(header, contract) for contract in contracts]
    ranked = sorted(matches, key=lambda m: (m.share, len(m.positions), -len(m.unknown)))
    return ranked[-1] if ranked and ranked[-1].positions else None


def _enumerate(names: list[str]) -> str:
    shown = ", ".join(f"« {n} »" for n in names[:_LISTED])
    more = len(names) - _LISTED
    return f"{shown} et {more} autres" if more > 0 else shown


def recognise(
    header: list[str],
    file_name: str,
    announced: Announced,
    contracts: dict[str, Contract],
    line: int = 1,
) -> HeaderMatch:
    """Return the contract that the header fits; raises FileRefused when it cannot be accepted.

    `line` is where the header stands. It decides: what the folder, the option or an official file
    name announces must agree with it. A contradiction is refused, since nobody can say which of
    the two is wrong.
    """
    if announced.domain is not None and announced.domain not in contracts:
        raise FileRefused(
            "structure.domaine_inconnu", domain=announced.domain, known=", ".join(contracts)
        )
    best = _best(header, contracts.values())
    expected = _expected(file_name, announced, contracts)
    if best is None or best.share < RESEMBLES:
        what = (
            f"ne sont pas ceux du contrat « {expected[0].title} »"
            if expected
            else "ne sont ceux d'aucun fichier attendu"
        )
        raise FileRefused(
            "structure.en_tetes_inconnus", line=line, what=what, hint=_resemblance(best)
        )
    found = best
    for contract in expected:
        if contract.domain == found.contract.domain:
            continue
        own = match_header(header, contract)
        if own.share < 1 and (found.share == 1 or found.share > own.share):
            raise FileRefused(
                "structure.autre_domaine", line=line, told=contract.title,
                found=found.contract.title, domain=found.contract.domain,
            )  # fmt: skip
        found = own
    return _complete(found, line)


def _expected(
    file_name: str, announced: Announced, contracts: dict[str, Contract]
) -> list[Contract]:
    """Return the contracts that the depositor, then the name of the file, say it belongs to."""
    told = [announced.domain, announced_by_name(file_name).domain]
    official = [c for c in contracts.values() if c.owns_file_name(file_name)]
    return [contracts[d] for d in told if d in contracts] + official[:1]


def _without_sign(header: str) -> str:
    """Return a folded header where 'N°' is read as 'N'."""
    return fold(header.replace("°", " ").replace("º", " "))


def _resemblance(best: HeaderMatch | None) -> str:
    """Return what a header that fits no contract resembles most, in words."""
    if best is None or best.share < _RECALLS:
        return ""
    missing = _enumerate([c.label for c in best.missing])
    common = f"{_columns(len(best.positions))} en commun"
    return f"Vos en-têtes rappellent « {best.contract.title} » ({common}) : il manque {missing}. "


def _likely_names(found: HeaderMatch) -> str:
    """Return, for the missing columns, the unknown headers that look like them, in words."""
    unknown = {folded_header(name): name for name in found.unknown}
    pairs = []
    for column in found.missing:
        close = get_close_matches(folded_header(column.label), unknown, n=1, cutoff=_CLOSE)
        if close:
            pairs.append((unknown.pop(close[0]), column.label))
    if not pairs:
        return "Exportez de nouveau le fichier avec toutes ses colonnes, sans les renommer."
    told = " ".join(f"Au lieu de « {n} », vouliez-vous dire « {label} » ?" for n, label in pairs)
    return f"{told} Renommez comme indiqué, ou exportez de nouveau le fichier."


def _complete(found: HeaderMatch, line: int) -> HeaderMatch:
    forbidden = [name for name in found.unknown if _without_sign(name) in forbidden_headers()]
    if forbidden:
        raise FileRefused(
            "structure.colonne_interdite", line=line,
            columns=_columns(len(forbidden)), names=_enumerate(forbidden),
            which="cette colonne et son contenu" if len(forbidden) == 1
            else "ces colonnes et leur contenu",
        )  # fmt: skip
    if found.missing:
        raise FileRefused(
            "structure.colonne_manquante",
            line=line,
            title=found.contract.title,
            columns=_columns(len(found.missing)),
            names=_enumerate([c.label for c in found.missing]),
            hint=_likely_names(found),
        )
    if found.repeated:
        raise FileRefused(
            "structure.colonne_repetee", line=line, names=_enumerate(list(found.repeated))
        )
    return found


def _columns(count: int) -> str:
    return f"{count} colonne{'s' if count > 1 else ''}"
