"""Writing so that a crash at any moment leaves the old file or the new one, never half of one.

What belongs here: atomic files, canonical JSON, hashes. What does not: what is written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it replaces `path` in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not the whole name: a long one would no longer be a valid file name.
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]
    temporary = path.with_name(f".{digest}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
        fsync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def fsync_folder(folder: Path) -> None:
    """Make the renames done in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` atomically and durably."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def canonical_json(value: Any) -> bytes:
    """Return `value` as JSON with sorted keys and a final newline: same value, same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def write_json(path: Path, value: Any) -> None:
    """Write `value` as canonical JSON, atomically."""
    write_bytes(path, canonical_json(value))


def write_many(contents: Mapping[Path, bytes]) -> None:
    """Write several files of one folder, each atomically; all are durable on return.

    They are flushed together: hundreds of files cost the disk two waits instead of two each.
    """
    if not contents:
        return
    folder = next(iter(contents)).parent
    temporaries = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in contents}
    try:
        for path, temporary in temporaries.items():
            temporary.write_bytes(contents[path])
        for temporary in temporaries.values():
            with temporary.open("rb") as stream:
                os.fsync(stream.fileno())
        for path, temporary in temporaries.items():
            temporary.replace(path)
        fsync_folder(folder)
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """Return the JSON value in `path`."""
    return json.loads(path.read_text(encoding="utf-8"))


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
