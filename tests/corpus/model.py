"""What the corpus is made of: a good file, a kind of damage, a damaged file and its verdict.

What belongs here: the types, and the registry of kinds. What does not: the kinds themselves
(`damages`), where good files come from (`goods`), assertions.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from orchestration.lib.contracts import Column, Contract
from orchestration.lib.recognition import Announced, match_header

ACCEPTED, WITH_REJECTS, REFUSED = "accepte", "accepte_avec_rejets", "refuse"
INTERNAL = "usage_interne"
ODD = "signale"
CROSSING = "croisement"
STAGES = ("octets", "structure", "types", "regles", CROSSING)
Row = tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """What stands beside a good file: its rows of the year before, and the schools of the list.

    `kinds` maps a UAI to its type of school, `closed` holds those that had closed, `pupils` their
    number by school.
    """

    before: Good | None
    kinds: Mapping[str, str]
    closed: tuple[str, ...]
    pupils: Mapping[str, int]


@dataclass(frozen=True)
class Good:
    """A file that its contract accepts without a reject, cell by cell."""

    contract: Contract
    file_name: str
    school_year: str
    header: Row
    rows: tuple[Row, ...]
    scope: str = "academie"
    beside: Beside | None = None

    @cached_property
    def places(self) -> dict[str, int]:
        """Position of each column of the contract that the file has."""
        return match_header(list(self.header), self.contract).positions

    @property
    def domain(self) -> str:
        """Domain of the contract."""
        return self.contract.domain

    @property
    def exhaustive(self) -> bool:
        """Whether the contract stands no reject at all."""
        return self.contract.exhaustive

    def present(self, kept: Callable[[Column], bool] = lambda _: True) -> list[Column]:
        """Return the loaded columns that the file has and that `kept` chooses."""
        return [c for c in self.contract.loaded if c.name in self.places and kept(c)]

    def label(self, column: str) -> str:
        """Return the header of a column as the depositor wrote it."""
        return self.header[self.places[column]]

    def cells(self, column: str) -> list[str]:
        """Return the cells of a column."""
        return [row[self.places[column]] for row in self.rows]

    def filled(self, column: str) -> int:
        """Return the position of a row whose cell is not empty, not the first where possible."""
        cells = self.cells(column)
        order = [*range(1, len(cells)), 0]
        return next((i for i in order if cells[i].strip()), min(1, len(cells) - 1))

    def put(self, row: int, column: str, value: str) -> Good:
        """Return a copy with one cell changed."""
        return self.put_row(row, {column: value})

    def put_row(self, row: int, values: dict[str, str]) -> Good:
        """Return a copy with some cells of a row changed."""
        cells = list(self.rows[row])
        for column, value in values.items():
            cells[self.places[column]] = value
        rows = list(self.rows)
        rows[row] = tuple(cells)
        return replace(self, rows=tuple(rows))

    def map_column(self, column: str, change: Callable[[str], str]) -> Good:
        """Return a copy with every cell of a column changed."""
        place = self.places[column]
        return replace(
            self, rows=tuple((*r[:place], change(r[place]), *r[place + 1 :]) for r in self.rows)
        )

    def with_rows(self, rows: Sequence[Sequence[str]]) -> Good:
        """Return a copy with other rows."""
        return replace(self, rows=tuple(tuple(r) for r in rows))

    def with_column(self, header: str, value: str) -> Good:
        """Return a copy with one more column, the same value in every row."""
        return replace(
            self, header=(*self.header, header), rows=tuple((*r, value) for r in self.rows)
        )

    def text(self, delimiter: str = ";", eol: str = "\r\n") -> str:
        """Return the file as text."""
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=delimiter, lineterminator=eol).writerows(
            [self.header, *self.rows]
        )
        return stream.getvalue()

    def to_bytes(self, encoding: str = "utf-8") -> bytes:
        """Return the file as a service saves it: semicolons, Windows line ends."""
        return self.text().encode(encoding)

    def lines(self) -> list[str]:
        """Return the lines of the file, line ends kept; the header is the first."""
        return self.text().splitlines(keepends=True)


@dataclass(frozen=True)
class Expected:
    """What the gate must say: a verdict, under a code, at a place where there is one.

    `codes` are alternatives: some damage can be told in two right ways. `rejects` counts the rows
    that go back, None where that does not matter (a whole file is refused); `outside` those set
    aside. `same` says that the lake must get exactly what the good file gives.
    """

    status: str
    codes: tuple[str, ...] = ()
    line: int | None = None
    column: str | None = None
    rejects: int | None = None
    outside: int = 0
    same: bool = False


@dataclass(frozen=True)
class Damaged:
    """A damaged file as it is handed in."""

    content: bytes
    expected: Expected
    file_name: str | None = None
    told: Announced | None = None


Make = Callable[[Good, str], Damaged | None]
Targets = Callable[[Good], Sequence[str]]


@dataclass(frozen=True)
class Kind:
    """A kind of damage: `targets` are the columns that it may strike ('' for the whole file).

    `make` gives None where the damage makes no sense for a file.
    """

    name: str
    stage: str
    make: Make
    targets: Targets


@dataclass(frozen=True)
class Case:
    """One damaged copy of one good file."""

    good: Good
    kind: Kind
    target: str
    damaged: Damaged = field(repr=False)

    @property
    def name(self) -> str:
        """Return what identifies the case in a report."""
        return "/".join(filter(None, (self.good.domain, self.kind.name, self.target)))


KINDS: dict[str, Kind] = {}


def whole_file(_: Good) -> Sequence[str]:
    """Return the one target of damage that strikes no column."""
    return ("",)


def register(stage: str, name: str, make: Make, targets: Targets = whole_file) -> None:
    """Add a kind to the registry; raises ValueError when the name is taken."""
    if name in KINDS or stage not in STAGES:
        raise ValueError(f"{stage} : {name}")
    KINDS[name] = Kind(name, stage, make, targets)


def kind(stage: str, name: str, targets: Targets | None = None) -> Callable[[Make], Make]:
    """Register the function that makes a kind of damage."""

    def decorate(make: Make) -> Make:
        register(stage, name, make, targets or whole_file)
        return make

    return decorate


def refused(*codes: str, line: int | None = None, column: str | None = None) -> Expected:
    """Expect the whole file to be refused."""
    return Expected(REFUSED, codes, line, column)


def warned(*codes: str, line: int | None = None, column: str | None = None) -> Expected:
    """Expect the file to be accepted whole, with a remark."""
    return Expected(ACCEPTED, codes, line, column, rejects=0)


def remarked(*codes: str) -> Expected:
    """Expect the file to be read as it was meant, with a remark on how it is written."""
    return Expected(ACCEPTED, codes, rejects=0, same=True)


FINE = Expected(ACCEPTED, rejects=0, same=True)


def odd(*codes: str, line: int | None = None, column: str | None = None) -> Expected:
    """Expect anything but silence: a refusal, a reject or a remark, under one of the codes."""
    return Expected(ODD, codes, line, column)


def most_rejects(good: Good) -> int:
    """Return how many rejects a contract stands, by the words of its README."""
    contract = good.contract
    return max(contract.tolerated_rows, int(contract.tolerated_share * len(good.rows)))


def tolerated(good: Good, rejects: int, rows: int | None = None) -> bool:
    """Tell whether a file may be accepted without that many of its rows."""
    return rejects <= most_rejects(good) and rejects < (rows or len(good.rows))


def rejected(
    good: Good, *codes: str, row: int, column: str = "", rejects: int = 1, rows: int | None = None
) -> Expected:
    """Expect rows to go back, the first at position `row`; the file too beyond its tolerance."""
    label = good.label(column) if column else None
    if tolerated(good, rejects, rows):
        return Expected(WITH_REJECTS, codes, row + 2, label, rejects)
    return Expected(REFUSED, codes, row + 2, label)


def aside(*codes: str, row: int) -> Expected:
    """Expect a row that holds no data to be set aside, which costs no tolerance."""
    return Expected(WITH_REJECTS, codes, row + 2, rejects=1)


def spoilt(good: Good, column: str, value: str, *codes: str) -> Damaged:
    """Return the file with one cell made wrong, and the reject of its row."""
    row = good.filled(column)
    return Damaged(
        good.put(row, column, value).to_bytes(), rejected(good, *codes, row=row, column=column)
    )
