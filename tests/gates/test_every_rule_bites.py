"""Every rule of every contract rejects the row that breaks it, and says where and what to do.

One damaged copy of a genuine file per rule; the copies of a domain are judged together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from orchestration.lib.contracts import NUMERIC, Column, RowRule, contracts
from orchestration.lib.gate import Verdict, judge
from tests.samples import GENUINE, Table, genuine_name, received, with_wrong_letter

pytestmark = pytest.mark.usefixtures("open_data")
ROW = 1
MANY = 30
# 330 expectations take seconds: the widest contract is put to the first two kinds of rule only.
LIGHT = [domain for domain in GENUINE if domain != "effectifs_lycee_gt"]
UNREADABLE = {
    "entier": "12,5", "decimal": "beaucoup", "taux": "presque tous", "date": "2023-02-30",
    "horodatage": "demain", "uai": "6,3E+06", "departement": "06333", "academie": "Auvergne",
    "commune": "Clermont", "periode": "deux mille", "zone": "D6x3",
}  # fmt: skip
# A territory that no one knows is foreign: the row is set aside, not rejected.
SET_ASIDE = {("poursuite_superieur_academie", "code_academie"), ("calendrier_scolaire", "location")}


def columns(domain: str, keep: Callable[[Column], object]) -> list[Column]:
    table = Table.of(domain)
    present = positions(table)
    found = [c for c in contracts()[domain].loaded if c.name in present and keep(c)]
    # The 80 columns of pupils by language are alike: a few at each end stand for them.
    return found if len(found) <= MANY else [*found[: MANY // 2], *found[-MANY // 2 :]]


def positions(table: Table) -> set[str]:
    from orchestration.lib.recognition import match_header

    return set(match_header(table.header, contracts()[table.domain]).positions)


def judged(domain: str, copies: dict[str, Table]) -> dict[str, Verdict]:
    files = [
        received(t.to_bytes(), genuine_name(domain), deposit=name) for name, t in copies.items()
    ]
    return {v.received.deposit: v for v in judge(files, contracts())}


def sample(domain: str) -> Table:
    """Return a few genuine rows, all about our territory."""
    return Table.of(domain).head(6)


def check(domain: str, cells: dict[str, tuple[str, str]], problem: str) -> None:
    """Put one bad value per copy; each copy must have exactly that problem on that cell."""
    table = sample(domain)
    copies = {n: table.put(ROW, column, value) for n, (column, value) in cells.items()}
    for name, found in judged(domain, copies).items():
        column, value = cells[name]
        label = table.header[table.position(column)]
        listed = [r for r in found.rejects if r.column == label]
        assert [(r.line, r.value) for r in listed] == [(ROW + 2, value)], (name, found)
        assert problem in listed[0].problem
        assert listed[0].remedy.endswith(".")
        assert ROW + 2 not in list(found.kept.get("_ligne", []))
        exhaustive = contracts()[domain].exhaustive
        assert found.status == ("refuse" if exhaustive else "accepte_avec_rejets"), name
        assert found.rejected == 1


@pytest.mark.parametrize("domain", GENUINE)
def test_a_mandatory_cell_left_empty_is_rejected(domain: str) -> None:
    required = columns(domain, lambda c: c.required)
    assert required
    check(domain, {c.name: (c.name, "") for c in required}, "vide")


@pytest.mark.parametrize("domain", GENUINE)
def test_a_value_that_cannot_be_read_is_rejected(domain: str) -> None:
    typed = columns(
        domain, lambda c: c.business_type in UNREADABLE and (domain, c.name) not in SET_ASIDE
    )
    assert typed
    check(domain, {c.name: (c.name, UNREADABLE[c.business_type]) for c in typed}, "n'est pas")


@pytest.mark.parametrize("domain", LIGHT)
def test_a_value_out_of_a_closed_list_is_rejected_with_the_list(domain: str) -> None:
    closed = columns(domain, lambda c: c.equivalences)
    check(domain, {c.name: (c.name, "Inconnu") for c in closed}, "valeurs attendues")


@pytest.mark.parametrize("domain", LIGHT)
def test_a_number_out_of_bounds_is_rejected(domain: str) -> None:
    cells = {}
    for column in columns(domain, lambda c: c.business_type in NUMERIC):
        if column.minimum is not None:
            cells[f"{column.name} trop petit"] = (column.name, f"{column.minimum - 1:g}")
        if column.maximum is not None:
            cells[f"{column.name} trop grand"] = (column.name, f"{column.maximum + 1:g}")
    table = sample(domain)
    copies = {n: table.put(ROW, c, v) for n, (c, v) in cells.items()}
    for name, found in judged(domain, copies).items():
        column, value = cells[name]
        label = table.header[table.position(column)]
        listed = [r for r in found.rejects if r.column == label]
        assert [(r.line, r.value) for r in listed] == [(ROW + 2, value)], name
        assert any(w in listed[0].problem for w in ("inférieur", "dépasse", "compris"))


@pytest.mark.parametrize("domain", LIGHT)
def test_the_bounds_themselves_are_accepted(domain: str) -> None:
    table = sample(domain)
    copies = {}
    for column in columns(domain, lambda c: c.business_type == "taux"):
        for bound in (column.minimum, column.maximum):
            copies[f"{column.name} {bound}"] = table.put(ROW, column.name, f"{bound:g}")
    for name, found in judged(domain, copies).items():
        assert found.rejects == [], name


def row_rules() -> Iterator[tuple[str, RowRule]]:
    for domain in GENUINE:
        for rule in contracts()[domain].rules:
            yield domain, rule


def test_every_rule_across_columns_rejects_the_row_with_its_own_sentence() -> None:
    rules = list(row_rules())
    assert len(rules) >= 14
    for domain in {d for d, _ in rules}:
        own = [r for d, r in rules if d == domain]
        assert {r.expectation_type for r in own} == {
            "expect_column_pair_values_a_to_be_greater_than_b"
        }
        table = sample(domain)
        copies = {
            rule.sentence: table.put(ROW, rule.kwargs["column_A"], low(rule.kwargs["column_A"]))
            .put(ROW, rule.kwargs["column_B"], high(rule.kwargs["column_B"]))
            for rule in own
        }  # fmt: skip
        for sentence, found in judged(domain, copies).items():
            problem, _, remedy = sentence.partition(" : ")
            listed = [r for r in found.rejects if r.problem == problem]
            assert [r.line for r in listed] == [ROW + 2], sentence
            assert listed[0].remedy.lower() == remedy.lower()


def low(column: str) -> str:
    return "2018-01-01T00:00:00+00:00" if column == "fin" else "1"


def high(column: str) -> str:
    return "2018-03-01T00:00:00+00:00" if column == "debut" else "2"


@pytest.mark.parametrize("domain", LIGHT)
def test_a_wrong_check_letter_is_rejected(domain: str) -> None:
    table = sample(domain)
    uais = columns(domain, lambda c: c.business_type == "uai")
    filled = {c.name: next(iter(filter(None, table.column(c.name)))) for c in uais}
    check(domain, {n: (n, with_wrong_letter(code)) for n, code in filled.items()}, "lettre finale")


def test_a_measure_that_has_not_the_shape_of_one_is_rejected() -> None:
    check("barometre_2024", {"indic_id": ("indic_id", "IND_291")}, "forme attendue")
