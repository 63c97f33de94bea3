"""Every rule of every contract rejects the row that breaks it, and says where and what to do.

One damaged copy of a genuine file per rule; the copies of a domain are judged together, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from orchestration.lib.contracts import NUMERIC, Column, contracts
from orchestration.lib.gate import Verdict, judge
from orchestration.lib.recognition import match_header
from tests.samples import GENUINE, Table, genuine_name, received, with_wrong_letter

pytestmark = pytest.mark.usefixtures("open_data")
ROWS, ROW, MANY = 5, 1, 30
EMPTY, ILLEGIBLE, UNLISTED, LOW, HIGH, WRONG_LETTER, SHAPE, BOUND = (
    "cellule vide", "illisible", "hors liste", "trop petit", "trop grand", "lettre fausse",
    "forme", "borne exacte",
)  # fmt: skip
UNREADABLE = {
    "entier": "12,5", "decimal": "beaucoup", "taux": "presque tous", "date": "2023-02-30",
    "horodatage": "demain", "uai": "6,3E+06", "departement": "06333", "academie": "Auvergne",
    "commune": "Clermont", "periode": "deux mille", "zone": "D6x3",
}  # fmt: skip
# A territory that no one knows is foreign: the row is set aside, not rejected.
SET_ASIDE = {("poursuite_superieur_academie", "code_academie"), ("calendrier_scolaire", "location")}
PROBLEMS = {
    EMPTY: "vide", ILLEGIBLE: "n'est pas", UNLISTED: "valeurs attendues", LOW: " ",
    HIGH: " ", WRONG_LETTER: "lettre finale", SHAPE: "forme attendue",
}  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """One cell made to break one rule."""

    kind: str
    column: str
    value: str

    @property
    def deposit(self) -> str:
        """Return the id of the damaged copy."""
        return f"{self.kind}, {self.column}, {self.value}"


def columns(domain: str) -> list[Column]:
    """Return the loaded columns that the genuine file has, a few where many are alike."""
    present = match_header(Table.of(domain).header, contracts()[domain]).positions
    found = [c for c in contracts()[domain].loaded if c.name in present]
    return found if len(found) <= MANY else [*found[: MANY // 2], *found[-MANY // 2 :]]


def breaches(domain: str) -> Iterator[Breach]:
    table = Table.of(domain).head(ROWS)
    for c in columns(domain):
        if c.required:
            yield Breach(EMPTY, c.name, "")
        if c.business_type in UNREADABLE and (domain, c.name) not in SET_ASIDE:
            yield Breach(ILLEGIBLE, c.name, UNREADABLE[c.business_type])
        if c.equivalences:
            yield Breach(UNLISTED, c.name, "Inconnu")
        if c.business_type in NUMERIC and c.minimum is not None:
            yield Breach(LOW, c.name, f"{c.minimum - 1:g}")
        if c.business_type in NUMERIC and c.maximum is not None:
            yield Breach(HIGH, c.name, f"{c.maximum + 1:g}")
        if c.business_type == "taux":
            yield from (Breach(BOUND, c.name, f"{b:g}") for b in (c.minimum, c.maximum))
        if c.business_type == "uai":
            filled = next(filter(None, table.column(c.name)))
            yield Breach(WRONG_LETTER, c.name, with_wrong_letter(filled))
        if c.pattern:
            yield Breach(SHAPE, c.name, "IND_291")


def across(domain: str) -> dict[str, Table]:
    """Return one copy per rule across columns, under the sentence of the rule."""
    table = Table.of(domain).head(ROWS)
    dates = {"fin": "2018-01-01T00:00:00+00:00", "debut": "2018-03-01T00:00:00+00:00"}
    copies = {}
    for rule in contracts()[domain].rules:
        lower, upper = rule.condition.split(" <= ")
        broken = table.put(ROW, upper, dates.get(upper, "1"))
        copies[rule.sentence] = broken.put(ROW, lower, dates.get(lower, "2"))
    return copies


@cache
def verdicts_of(domain: str) -> dict[str, Verdict]:
    table = Table.of(domain).head(ROWS)
    copies = {b.deposit: table.put(ROW, b.column, b.value) for b in breaches(domain)}
    files = [
        received(copy.to_bytes(), genuine_name(domain), deposit=name)
        for name, copy in {**copies, **across(domain), "intact": table}.items()
    ]
    return {v.received.deposit: v for v in judge(files, contracts())}


def label(domain: str, column: str) -> str:
    table = Table.of(domain)
    return table.header[table.position(column)]


@pytest.mark.parametrize("domain", GENUINE)
def test_a_cell_that_breaks_a_rule_is_rejected_with_its_place_and_its_remedy(domain: str) -> None:
    found = [b for b in breaches(domain) if b.kind != BOUND]
    assert {EMPTY, ILLEGIBLE} <= {b.kind for b in found}
    exhaustive = contracts()[domain].exhaustive
    for breach in found:
        verdict = verdicts_of(domain)[breach.deposit]
        listed = [r for r in verdict.rejects if r.column == label(domain, breach.column)]
        assert [(r.line, r.value) for r in listed] == [(ROW + 2, breach.value)], breach
        assert PROBLEMS[breach.kind] in listed[0].problem, breach
        assert listed[0].remedy.endswith("."), breach
        assert verdict.rejected == 1, breach
        assert ROW + 2 not in list(verdict.kept["_ligne"]), breach
        assert verdict.status == ("refuse" if exhaustive else "accepte_avec_rejets"), breach


@pytest.mark.parametrize("domain", GENUINE)
def test_a_number_out_of_bounds_is_told_its_bounds(domain: str) -> None:
    for breach in breaches(domain):
        if breach.kind in (LOW, HIGH):
            (reject, *_) = [
                r
                for r in verdicts_of(domain)[breach.deposit].rejects
                if r.column == label(domain, breach.column)
            ]
            column = contracts()[domain].column(breach.column)
            bound = column.minimum if breach.kind == LOW else column.maximum
            assert f"{bound:g}" in reject.problem, breach


@pytest.mark.parametrize("domain", GENUINE)
def test_the_bounds_themselves_and_the_intact_file_are_accepted(domain: str) -> None:
    exact = [b.deposit for b in breaches(domain) if b.kind == BOUND]
    for deposit in [*exact, "intact"]:
        assert verdicts_of(domain)[deposit].rejects == [], deposit


@pytest.mark.parametrize("domain", GENUINE)
def test_a_rule_across_columns_rejects_the_row_with_its_own_sentence(domain: str) -> None:
    for sentence in across(domain):
        problem, _, remedy = sentence.partition(" : ")
        rejects = verdicts_of(domain)[sentence].rejects
        (reject,) = [r for r in rejects if r.problem == problem]
        assert (reject.line, reject.column, reject.value) == (ROW + 2, "", "")
        assert reject.remedy.lower() == remedy.lower()


def test_every_kind_of_rule_was_put_to_the_test() -> None:
    kinds = {b.kind for domain in GENUINE for b in breaches(domain)}
    assert kinds == {EMPTY, ILLEGIBLE, UNLISTED, LOW, HIGH, WRONG_LETTER, SHAPE, BOUND}
    assert sum(len(across(domain)) for domain in GENUINE) >= 14
