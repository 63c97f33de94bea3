"""Every kind of damage gets the verdict, the message, the line and the column that it deserves.

A sample runs every day (one case of each kind, every contract); PSA_SOAK=1 runs all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict
from tests.corpus import damages, sampling
from tests.corpus.french import faults_of_words
from tests.corpus.goods import official_good
from tests.corpus.judging import GOOD, SOAK, faults, handed_in, judged, leaks, schools, whole
from tests.corpus.model import CROSSING, KINDS, STAGES, Case, Good
from tests.corpus.past import Past
from tests.samples import GENUINE

MIN_KINDS = 270
# Two of its schools had merged before the oldest list of schools that stands.
OWED = {"fusions_etablissements": "croisement.uai_inconnu"}
Verdicts = dict[str, Verdict]


def report(cases: Iterable[Case], found: Verdicts) -> str:
    """Return what is wrong with the verdicts of cases, a line each."""
    lines = []
    for case in cases:
        verdict, good = found[case.name], found.get(f"{case.good.domain}/{GOOD}")
        wrong = [*faults(case, verdict, good), *faults_of_words(verdict), *leaks(case, verdict)]
        lines += [f"{case.name} : {fault}" for fault in wrong]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def cases(goods: dict[str, Good], standing: Past) -> list[Case]:
    return sampling.sample([*goods.values(), *standing.goods.values()])


@pytest.fixture(scope="module")
def verdicts(goods: dict[str, Good], cases: Sequence[Case]) -> Verdicts:
    """Return the verdicts of the sample, judged at once: implausible files are judged apart."""
    own = [case for case in cases if case.kind.stage != CROSSING]
    beside = {case.good.domain for case in own if case.damaged.expected.same}
    files = [*(whole(goods[domain]) for domain in sorted(beside)), *map(handed_in, own)]
    return judged(files, schools(list(goods.values())))


def test_the_corpus_is_wide_enough(cases: Sequence[Case]) -> None:
    assert damages.__all__
    assert len(KINDS) >= MIN_KINDS
    assert {kind.stage for kind in KINDS.values()} == set(STAGES)
    assert {case.kind.name for case in cases} == set(KINDS)
    assert {case.good.domain for case in cases} == set(contracts())


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != CROSSING])
def test_each_kind_of_damage_is_told_as_it_is(
    stage: str, cases: Sequence[Case], verdicts: Verdicts
) -> None:
    wrong = report([c for c in cases if c.kind.stage == stage], verdicts)
    assert not wrong, wrong


def test_what_is_implausible_is_told_and_refuses_nothing(
    standing: Past, cases: Sequence[Case]
) -> None:
    own = [case for case in cases if case.kind.stage == CROSSING]
    found = standing.judged([*map(whole, standing.goods.values()), *map(handed_in, own)])
    wrong = report(own, found)
    assert not wrong, wrong
    told = {d: [(w.code, str(w)) for w in found[f"{d}/{GOOD}"].warnings] for d in standing.goods}
    told = {d: [(c, s) for c, s in said if c != OWED.get(d)] for d, said in told.items()}
    assert {d: said for d, said in told.items() if said} == {}


def test_the_order_of_the_files_changes_no_verdict(
    goods: dict[str, Good], cases: Sequence[Case], verdicts: Verdicts
) -> None:
    own = [case for case in cases if case.kind.stage != CROSSING]
    busy = Counter(case.good.domain for case in own).most_common(2)
    chosen = [handed_in(c) for c in reversed(own) if c.good.domain in dict(busy)]
    again = judged(chosen, schools(list(goods.values())))
    assert len(again) >= sampling.MOST
    for deposit, verdict in again.items():
        assert signature(verdict) == signature(verdicts[deposit]), deposit


def signature(verdict: Verdict) -> tuple[object, ...]:
    told = [*verdict.reasons, *verdict.warnings, *verdict.rejects]
    counts = (verdict.read, verdict.rejected, verdict.out_of_scope, verdict.table.num_rows)
    return (verdict.status, *counts, [str(one) for one in told])


def report_all(own: Good, known: Iterable[Good]) -> str:
    """Return what is wrong with a good file and all that damages it."""
    every = list(sampling.all_cases(own))
    found = judged([whole(own), *map(handed_in, every)], schools([own, *known]))
    good = found[f"{own.domain}/{GOOD}"]
    assert (good.status, good.warnings, good.rejects) == ("accepte", [], [])
    assert good.read == len(own.rows)
    return report(every, found)


@pytest.mark.skipif(not SOAK, reason="forme longue : PSA_SOAK=1")
@pytest.mark.parametrize("domain", sorted(contracts()))
def test_all_damage_to_a_contract(goods: dict[str, Good], domain: str) -> None:
    wrong = report_all(goods[domain], goods.values())
    assert not wrong, wrong


@pytest.mark.skipif(not SOAK, reason="forme longue : PSA_SOAK=1")
@pytest.mark.parametrize("domain", sorted(GENUINE))
def test_all_damage_to_an_official_file(open_data: Path, domain: str) -> None:
    assert open_data.is_dir()
    wrong = report_all(official_good(domain), [])
    assert not wrong, wrong


@pytest.mark.skipif(not SOAK, reason="forme longue : PSA_SOAK=1")
@pytest.mark.parametrize("domain", sorted(contracts()))
def test_all_that_is_implausible_in_a_contract(standing: Past, domain: str) -> None:
    if domain not in standing.goods:
        pytest.skip("aucun fichier de deux années de suite")
    own = standing.goods[domain]
    every = list(sampling.all_cases(own))
    found = standing.judged([whole(own), *map(handed_in, every)])
    wrong = report(every, found)
    assert not wrong, wrong
