"""The examination of a verdict: every rule across files and years, then its use.

What belongs here: the order of the rules, what each is given, and the verdict « usage interne ».
What does not: the rules, judging rows (`gate`), recording (`deposits`). It never refuses a
file, never touches its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.lib.columns import distinct_texts
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import Receipt
from orchestration.lib.gate import INTERNAL_USE, Verdict
from orchestration.lib.plausibility import evolution, pages, schools, totals, values
from orchestration.lib.plausibility.case import Case, cases
from orchestration.lib.plausibility.schools import DIRECTORIES, Directory
from orchestration.lib.plausibility.standing import Lake
from orchestration.lib.preparation import YEAR
from orchestration.lib.refusals import Caution, caution
from orchestration.lib.run_context import Slice, standing_slices

# A remark that knows more, and the one of the reading that it replaces for the same column.
_SAYS_MORE = {"croisement.jour_mois": "types.jours_et_mois"}


class Examiner:
    """Examines verdicts one after the other; what is accepted stands for the next ones."""

    def __init__(
        self, lake: Path, contracts: Mapping[str, Contract], departements: Iterable[str]
    ) -> None:
        self._lake = Lake(lake, contracts)
        self._departements = tuple(departements)
        self._directory = Directory()
        self._directory_of: tuple[object, ...] = ()
        self._foreseen: list[tuple[Verdict, list[Caution]]] = []

    def knows(self, standing: Mapping[Slice, str]) -> Examiner:
        """Take what stands today, and return itself."""
        self._lake.forget()
        self._stand(standing)
        return self

    def _stand(self, standing: Mapping[Slice, str]) -> None:
        self._foreseen.clear()
        for part, deposit in standing.items():
            self._lake.stand(
                part.domaine, part.annee_scolaire, part.mesure, part.departement, deposit
            )

    def accept(self, receipt: Receipt) -> None:
        """Let the rows of a deposit, now in the lake, stand for the deposits that follow."""
        self._stand(standing_slices([receipt], self._departements))

    def _schools(self) -> Directory:
        standing = self._lake.identity(DIRECTORIES)
        if standing != self._directory_of:
            self._directory, self._directory_of = Directory.of(self._lake), standing
        return self._directory

    def foresee(self, verdict: Verdict) -> None:
        """Examine rows whose verdict is awaited; `examine` says the same of them if they stay."""
        if verdict.contract is not None:
            self._foreseen = [(verdict, self._said(verdict, verdict.contract))]

    def examine(self, verdict: Verdict) -> None:
        """Add to a verdict what is odd, and keep it for internal use where its contract asks."""
        contract = verdict.contract
        if contract is None:
            return
        said = self._said(verdict, contract)
        self._foreseen.clear()
        found = [c for c in said if c.code not in contract.plausibility.silenced]
        less = {(_SAYS_MORE[c.code], c.column) for c in found if c.code in _SAYS_MORE}
        kept = [c for c in verdict.warnings if (c.code, c.column) not in less]
        verdict.warnings = [*kept, *found]
        if verdict.accepted and contract.plausibility.internal_use & {c.code for c in found}:
            verdict.status = INTERNAL_USE

    def _said(self, verdict: Verdict, contract: Contract) -> list[Caution]:
        for foreseen, said in self._foreseen:
            if _alike(foreseen, verdict):
                return said
        try:
            return list(self._remarks(verdict, contract))
        except (duckdb.Error, pa.ArrowException, OSError):
            # A damaged file of the lake is the affair of its audit, not of this deposit.
            return [caution("croisement.non_examine")]

    def _remarks(self, verdict: Verdict, contract: Contract) -> Iterator[Caution]:
        # Accepted rows all have their own key: only a rejected one may repeat another.
        if verdict.rejected or not contract.key:
            yield from pages.repeated_pages(self._lake.connection, contract, verdict.seen)
        table = verdict.table
        several = table.num_rows and len(distinct_texts(table[YEAR])) > 1
        examined: Case | None = None
        for examined in cases(self._lake, contract, verdict.scope, table, verdict.labels):
            yield from self._of_case(examined, verdict)
        yield from pages.round_size(verdict.read, None if several else examined)

    def _of_case(self, case: Case, verdict: Verdict) -> Iterator[Caution]:
        directory = self._schools()
        yield from values.rates(case)
        yield from values.dates(case)
        yield from schools.names(case, directory)
        yield from schools.own_departement(case)
        if not verdict.accepted:
            return
        yield from schools.named_schools(case, directory)
        yield from schools.named_places(case, directory)
        yield from totals.comparisons(case)
        yield from totals.references(case)
        yield from evolution.evolutions(case)
        yield from evolution.departements(case)
        yield from evolution.absent_schools(case, directory)
        yield from values.columns(case)
        yield from values.last_year_again(case)


def _alike(foreseen: Verdict, verdict: Verdict) -> bool:
    """Tell whether what was said of a verdict that was foreseen holds for the one that came."""
    return (
        foreseen.seen is verdict.seen
        and foreseen.accepted == verdict.accepted
        and bool(foreseen.rejected) == bool(verdict.rejected)
        and bool(foreseen.table.equals(verdict.table))
    )
