"""Judging the corpus as the gate does, and comparing each verdict with the one expected.

What belongs here: handing cases in, domain by domain, and naming what is wrong with a verdict.
What does not: French (`french`), the kinds of damage (`damages`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from orchestration.lib import cleaning
from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict, judge
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.recognition import Announced
from tests.corpus.damages.croisement import UNKNOWN
from tests.corpus.model import ACCEPTED, CROSSING, ODD, REFUSED, Case, Good
from tests.samples import kept_values, pseudonyms, received

GOOD = "sain"
SOAK = os.environ.get("PSA_SOAK") == "1"
# A shorter text may be any number of the receipt.
_SHORT = 6


def handed_in(case: Case) -> ReceivedFile:
    """Return a case as a deposit."""
    damaged, good = case.damaged, case.good
    name = good.file_name if damaged.file_name is None else damaged.file_name
    told = Announced(good.domain) if damaged.told is None else damaged.told
    return received(damaged.content, name, told=told, deposit=case.name)


def whole(good: Good) -> ReceivedFile:
    """Return a good file as a deposit."""
    told = Announced(good.domain)
    return received(good.to_bytes(), good.file_name, told=told, deposit=f"{good.domain}/{GOOD}")


def schools(goods: Sequence[Good]) -> frozenset[str]:
    """Return every UAI that good files name: the référentiel of the corpus."""
    found = (
        cleaning.uai(text)
        for good in goods
        for column in good.present(lambda c: c.business_type in ("uai", "territoire"))
        for text in good.cells(column.name)
    )
    return frozenset(code for code in found if isinstance(code, str) and code != UNKNOWN)


def judged(
    files: Sequence[ReceivedFile], known: frozenset[str] | None = None
) -> dict[str, Verdict]:
    """Return the verdict of each deposit, under its id."""
    return {v.received.deposit: v for v in judge(files, contracts(), known, pseudonyms)}


def codes_of(verdict: Verdict) -> set[str]:
    """Return every code that the depositor is given."""
    told = [*verdict.reasons, *verdict.rejects, *verdict.warnings]
    return {one.code for one in told}


def faults(case: Case, found: Verdict, good: Verdict | None) -> Iterator[str]:
    """Yield what is wrong with the verdict of a case; nothing when it is the one expected."""
    expected = case.damaged.expected
    codes = codes_of(found)
    if expected.status == ODD:
        if found.status == ACCEPTED and not found.warnings:
            yield "ACCEPTÉ EN SILENCE"
    elif found.status != expected.status:
        yield f"verdict {found.status} au lieu de {expected.status} ({_told(found)})"
    if expected.codes and not codes & set(expected.codes):
        yield f"codes {sorted(codes)} au lieu de {' ou '.join(expected.codes)}"
    alone = case.kind.stage != CROSSING  # One oddity shows in several comparisons.
    if alone and expected.status == ACCEPTED and codes - set(expected.codes):
        yield f"remarques inattendues : {_told(found)}"
    yield from _misplaced(case, found)
    yield from _miscounted(case, found)
    if good and expected.same and found.accepted and _content(found) != _content(good):
        yield "les valeurs ne sont plus celles du fichier sain"


def _content(verdict: Verdict) -> list[str]:
    return sorted(map(str, kept_values(verdict.table)))


def _told(found: Verdict) -> str:
    return " | ".join(
        str(one)[:160] for one in [*found.reasons, *found.warnings, *found.rejects][:3]
    )


def _misplaced(case: Case, found: Verdict) -> Iterator[str]:
    expected = case.damaged.expected
    if expected.line is None:
        return
    told = [*found.rejects, *found.warnings, *found.reasons]
    here = [one for one in told if not expected.codes or one.code in expected.codes]
    if not here:
        return
    if not any(one.line == expected.line for one in here):
        yield f"ligne {[one.line for one in here][:3]} au lieu de {expected.line}"
    elif expected.column and not any(
        one.column == expected.column for one in here if one.line == expected.line
    ):
        yield f"colonne {[one.column for one in here][:3]} au lieu de {expected.column}"


def _miscounted(case: Case, found: Verdict) -> Iterator[str]:
    expected = case.damaged.expected
    if found.status == REFUSED and not found.read:
        return
    kept = found.table.num_rows
    if kept + found.rejected + found.out_of_scope + found.without_data != found.read:
        yield (
            f"totaux : {found.read} lues, {kept} retenues, {found.rejected} rejetées, "
            f"{found.out_of_scope} hors périmètre, {found.without_data} sans donnée"
        )
    if expected.rejects is not None and found.rejected != expected.rejects:
        yield f"{found.rejected} lignes rejetées au lieu de {expected.rejects} ({_told(found)})"
    if expected.rejects is not None and found.out_of_scope != expected.outside:
        yield f"{found.out_of_scope} lignes hors périmètre au lieu de {expected.outside}"


def leaks(case: Case, found: Verdict) -> Iterator[str]:
    """Yield the columns of people whose cells a verdict repeats, without repeating them."""
    told = [*found.reasons, *found.warnings]
    said = "\n".join(
        [*map(str, told), *(f"{r.value} {r.problem} {r.remedy}" for r in found.rejects)]
    )
    for column in case.good.present(lambda c: c.personal_level == "directe"):
        if any(len(t) > _SHORT and t in said for t in set(case.good.cells(column.name))):
            yield f"une valeur de {column.name} est répétée"
    hidden = {case.good.label(c.name) for c in case.good.present(lambda c: c.personal)}
    if any(r.value for r in found.rejects if r.column in hidden):
        yield "la valeur d'une colonne personnelle est montrée"
