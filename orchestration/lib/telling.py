"""Telling of rejected rows: what a failed expectation says of each row of a deposit.

What belongs here: the place, the cell and the facts that a message needs. What does not: the
sentences (`messages`), which rows are rejected (`gate`).

A sentence is made once for a cell that stands in many rows: a file may have a hundred thousand
rows with the same mistake.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations.validation import Failure
from orchestration.lib.cleaning import agent, ine
from orchestration.lib.columns import Positions, Texts
from orchestration.lib.messages import worded
from orchestration.lib.personal_text import personal_data
from orchestration.lib.preparation import LINE, YEAR, Prepared
from orchestration.lib.refusals import Reject, code_of_rule, facts_of_rule, personal_kinds, reject

# Sentences kept ready: as many different ones would fill the memory with those of a national file.
_KEPT = 10_000
# Rows that are listed of each sentence, however late it comes: a receipt names as many lines.
_AT_LEAST = 5
# What is said of rows, whatever their line: column, problem, remedy, code.
Sentence = tuple[str, str, str, str]


def repetitions(ready: Prepared, positions: Positions) -> list[Reject]:
    """Return what is said of rows whose like stands before them."""
    told = reject("regles.ligne_repetee", 0)
    return [told._replace(line=line) for line in _lines(ready, positions)]


class Telling:
    """What a failed expectation says of the rows of one deposit; `label` names its column."""

    def __init__(self, failure: Failure, ready: Prepared) -> None:
        self._rule = str(failure.meta["regle"])
        self._ready = ready
        self._sentences = lru_cache(_KEPT)(self._worded)
        self._shown = lru_cache(_KEPT)(self._showable)
        self._cells: Texts | None = None
        contract, labels = ready.contract, ready.match.labels
        name = failure.column.split("__")[0]
        self._kinds = self._deciding(name)
        self.label = ""
        if self._rule == "cle":
            self._code = "regles.doublon"
            self._facts: dict[str, object] = {
                "key": ", ".join(labels.get(k, k) for k in contract.key)
            }
        elif self._rule == "entre_colonnes":
            problem, _, remedy = str(failure.meta["phrase"]).partition(" : ")
            self._code = "regles.entre_colonnes"
            self._facts = {"problem": problem, "remedy": remedy[:1].upper() + remedy[1:]}
        else:
            if self._rule in ("annee_future", "autre_annee"):
                name = contract.period_column or contract.columns[0].name
            column = contract.column(name)
            self.label = labels.get(name, column.label)
            self._code = code_of_rule(self._rule, column)
            self._facts = facts_of_rule(column) | {"told": ready.announced_year}
            self._cells = ready.texts.get(name)
        self._pseudonymised = bool(contract.pseudonymised)

    def of(self, positions: Positions) -> list[Reject]:
        """Return the problem of each of the rows at these positions of the deposit."""
        lines = _lines(self._ready, positions)
        cells = [""] * len(lines) if self._cells is None else self._cells.at(positions)
        sentences = map(self._sentences, self._kinds.at(positions))
        return [
            Reject(line, self.label, cell, *sentence)
            for line, cell, sentence in zip(lines, map(self._shown, cells), sentences, strict=True)
        ]

    def first(self, positions: Positions, most: int) -> tuple[Positions, Positions]:
        """Return the rows to list and the others: the first ones, and a few of each sentence."""
        if most >= len(positions):
            return positions, positions[:0]
        kinds = self._kinds.codes[positions]
        said = {k: self._sentence(k) for k in np.unique(kinds).tolist()}
        heard = {said[k] for k in np.unique(kinds[:most]).tolist()}
        unheard = [k for k, sentence in said.items() if sentence not in heard]
        seen: Counter[Sentence] = Counter()
        listed = np.arange(len(positions)) < most
        for rank in np.flatnonzero(np.isin(kinds, unheard)).tolist():
            sentence = said[int(kinds[rank])]
            seen[sentence] += 1
            listed[rank] = seen[sentence] <= _AT_LEAST
        return positions[listed], positions[~listed]

    def counted(self, positions: Positions) -> Counter[Sentence]:
        """Return how many of these rows have each problem, for a list that would be too long."""
        found: Counter[Sentence] = Counter()
        kinds, counts = np.unique(self._kinds.codes[positions], return_counts=True)
        for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True):
            found[self._sentence(kind)] += count
        return found

    def _sentence(self, kind: int) -> Sentence:
        return self.label, *self._sentences(self._kinds.distinct[kind])

    def _deciding(self, name: str) -> Texts:
        """Return what the sentence of each row depends on, besides the rule that it breaks."""
        ready, table = self._ready, self._ready.table
        if self._rule == "lisible" and name in ready.spoiled:
            return ready.spoiled[name]
        if self._rule == "donnee_personnelle":
            return _texts(table[name])
        if self._rule == "annee_future":
            return _texts(table[YEAR])
        if self._rule == "autre_annee" and ready.designated is not None:
            return _texts(ready.designated)
        return Texts([""], np.zeros(table.num_rows, dtype=np.int64))

    def _worded(self, kind: str) -> tuple[str, str, str]:
        """Return the problem, the remedy and the code of rows of this kind."""
        code, facts = self._code, self._facts
        if self._rule == "lisible":
            code = kind or code
        elif self._rule == "donnee_personnelle":
            facts = facts | {"kinds": personal_kinds(personal_data(kind))}
        elif kind:
            facts = facts | {"year": kind}
        return *worded(code, facts), code

    def _showable(self, text: str) -> str:
        """Return a cell that may be repeated: one that identifies somebody may stand anywhere."""
        cell = text.strip()
        identifies = self._pseudonymised and (
            isinstance(ine(cell), str) or isinstance(agent(cell), str)
        )
        return "" if identifies or personal_data(cell) else cell


def _lines(ready: Prepared, positions: Positions) -> list[int]:
    """Return the line in the file of each of the rows at these positions."""
    lines: list[int] = ready.table[LINE].to_numpy()[positions].tolist()
    return lines


def _texts(column: pa.Array[Any] | pa.ChunkedArray[Any]) -> Texts:
    """Return an encoded column as texts; an empty cell is an empty text."""
    texts: Any = pc.fill_null(column.cast(pa.string()), pa.scalar(""))
    return Texts.of(texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts)
