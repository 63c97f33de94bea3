"""The two readers of delimited text: by column when all is regular, with care otherwise."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.lib import delimited
from orchestration.lib.columns import Body, body_of
from orchestration.lib.delimited import open_delimited
from orchestration.lib.refusals import FileRefused, Reject

PIECES = st.sampled_from(
    ["a", "1", "é", " ", ";", ";", ";", '"', '""', "\n", "\r\n", "\r", "\n", ",", "\u00a0", "\t"]
)
Rows = tuple[list[int], list[list[str]], list[Reject]]


def rows(body: Body) -> Rows:
    return body.lines.tolist(), [c.to_pylist() for c in body.columns], body.rejects


def carefully(content: bytes) -> Rows | str:
    try:
        table = open_delimited(content)
        return rows(body_of(delimited._careful_rows(table), table.width))
    except FileRefused as error:
        return str(error)


@given(st.lists(PIECES, max_size=40).map("".join))
@example('1;2;3\r\n"4;5";6;7\r\n')
@example('1;2;3\n4"x"y;5;6\n')
@example("1;2;3\n;;\n4;5;6")
@example("1;2;3;\n4;5;6;\n")
@example("1;2;3\n\n4;5;6\n")
@example('1;2;"3\n4";5;6\n')
@example("1;2;3\n4;5\n")
@example("1;2;3\r4;5;6\r")
def test_a_file_read_by_column_gives_what_the_careful_reader_gives(text: str) -> None:
    for header in ("a;b;c\n", "a;b;c;\r\n", "a\n"):
        content = (header + text).encode()
        expected = carefully(content)
        if isinstance(expected, str):
            with pytest.raises(FileRefused):
                open_delimited(content).body()
        else:
            assert rows(open_delimited(content).body()) == expected


def test_a_regular_file_is_read_by_column_and_an_odd_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    careful = delimited._careful_rows
    monkeypatch.setattr(delimited, "_careful_rows", lambda t: asked.append(1) or careful(t))
    for regular in (b"a;b\n1;2\n", b'a;b\r\n"1;0";"2"\r\n', b"a;b;;\n1;2;;\n;;;\n", b"a\tb\n1\t2"):
        open_delimited(regular).body()
    assert asked == []
    for odd in (b'a;b\n"1\n";2\n', b"a;b;\n1;2;x\n", b"a;b\n1;2;\n"):
        open_delimited(odd).body()
    assert len(asked) == 3
    (one,) = open_delimited(b"a;b\n1\n2;3\n").body().rejects
    assert (one.line, len(asked)) == (2, 3)


@pytest.mark.parametrize("quoted", [False, True])
def test_a_large_file_is_read_in_little_time(quoted: bool) -> None:
    line = '"2024-2025";0630018C;6EME;12,5;' + "x" * 30 if quoted else "2024-2025;0630018C;6EME;1;x"
    content = ("a;b;c;d;e\n" + (line + "\n") * 200_000).encode()
    begin = time.process_time()
    body = open_delimited(content).body()
    assert len(body.lines) == 200_000
    assert time.process_time() - begin < (4 if quoted else 1)
