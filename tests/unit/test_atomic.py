"""Atomic writes: the old file or the new one, and the same bytes for the same value."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from orchestration.lib.atomic import (
    canonical_json,
    read_json,
    replacing,
    sha256_file,
    write_bytes,
    write_json,
    write_many,
)


class Interrupted(Exception):
    """What a test raises in the middle of a writing."""


def half_written(path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(b"moit")
        assert path.read_bytes() == b"ancien"
        raise Interrupted


def test_an_interrupted_writing_leaves_the_old_file_and_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "fichier.json"
    write_bytes(path, b"ancien")
    with pytest.raises(Interrupted):
        half_written(path)
    assert path.read_bytes() == b"ancien"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writing_replaces_the_file_and_makes_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "fichier"
    write_bytes(path, b"un")
    write_bytes(path, b"deux")
    assert path.read_bytes() == b"deux"
    assert list(path.parent.iterdir()) == [path]
    assert sha256_file(path) == hashlib.sha256(b"deux").hexdigest()


def test_the_temporary_file_is_hidden_and_is_no_parquet(tmp_path: Path) -> None:
    # DuckDB reads every *.parquet of the lake, the half-written ones too if they were named so.
    with replacing(tmp_path / ("x" * 240 + ".parquet")) as temporary:
        temporary.write_bytes(b"")
        assert temporary.name.startswith(".")
        assert temporary.suffix == ".tmp"
        assert temporary.parent == tmp_path


def test_the_same_value_gives_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    value = {"b": [1, None, True], "a": {"é": "œ", "c": 0.1}}
    shuffled = {"a": {"c": 0.1, "é": "œ"}, "b": [1, None, True]}
    assert canonical_json(value) == canonical_json(shuffled)
    assert canonical_json(value).endswith(b"\n")
    assert "é".encode() in canonical_json(value)
    write_json(tmp_path / "v.json", value)
    assert read_json(tmp_path / "v.json") == value


def test_many_files_are_written_all_or_each_as_it_was(tmp_path: Path) -> None:
    names = {tmp_path / f"{n}.json": f"{n}".encode() for n in range(50)}
    write_many(names)
    assert {p: p.read_bytes() for p in tmp_path.iterdir()} == names
    blocked = tmp_path / "dossier"
    blocked.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - any refusal of the system
        write_many({tmp_path / "0.json": b"autre", blocked: b"x"})
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]
    write_many({})
