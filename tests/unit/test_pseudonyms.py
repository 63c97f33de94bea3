"""Pseudonyms: keyed, the same everywhere, and never made with another key unnoticed."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from orchestration.lib.home import HomeError
from orchestration.lib.pseudonyms import (
    FINGERPRINT,
    KEY_FILE,
    KeyProblem,
    Pseudonymiser,
    mark_lake,
    pseudonymiser,
    verify_key,
)
from orchestration.lib.settings import Settings

KEYS = ("k" * 32, "clé accentuée, assez longue pour servir", "x" * 200)


def key_path(settings: Settings) -> Path:
    return settings.home / "secrets" / KEY_FILE


def with_key(settings: Settings, key: str) -> Settings:
    return settings.model_copy(update={"cle_pseudonymes": SecretStr(key)})


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["1234567890A", "é", ""])
def test_a_pseudonym_is_an_hmac_sha256_cut_to_128_bits(key: str, value: str) -> None:
    expected = hmac.new(key.encode(), f"ine:{value}".encode(), hashlib.sha256).hexdigest()[:32]
    assert Pseudonymiser(key).of("ine", [value, None]) == [expected, None]


def test_the_same_value_has_one_pseudonym_per_kind_and_per_key() -> None:
    one, other = Pseudonymiser(KEYS[0]), Pseudonymiser(KEYS[1])
    assert one.of("ine", ["a", "b", "a"])[::2] == Pseudonymiser(KEYS[0]).of("ine", ["a", "a"])
    assert len({*one.of("ine", ["a", "b"]), *one.of("agent", ["a"]), *other.of("ine", ["a"])}) == 4


def test_the_key_is_created_once_for_its_owner_alone(settings: Settings) -> None:
    first = pseudonymiser(settings).fingerprint()
    path = key_path(settings)
    key = path.read_text().strip()
    assert len(bytes.fromhex(key)) == 32
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert pseudonymiser(settings).fingerprint() == first
    assert [p.name for p in settings.home.rglob("*") if p.is_file()] == [KEY_FILE]


def fingerprint_in(home: Path) -> str:
    return pseudonymiser(Settings(home=home)).fingerprint()


def test_processes_that_start_together_share_one_key(settings: Settings) -> None:
    # Not forked, nor ended by a signal: a test before this one may have left threads and handlers.
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=spawned) as pool:
        found = list(pool.map(fingerprint_in, [settings.home] * 8))
    assert len(set(found)) == 1
    assert [p.name for p in key_path(settings).parent.iterdir()] == [KEY_FILE]


def test_the_environment_gives_the_key_and_nothing_is_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSA_CLE_PSEUDONYMES", KEYS[0])
    found = Settings(home=settings.home)
    assert pseudonymiser(found).fingerprint() == Pseudonymiser(KEYS[0]).fingerprint()
    assert not key_path(found).exists()
    assert KEYS[0] not in repr(found) + str(found.model_dump())


def test_a_short_key_is_refused(settings: Settings) -> None:
    with pytest.raises(HomeError, match="trop courte"):
        pseudonymiser(with_key(settings, "court"))


def test_another_key_is_refused_before_anything_is_received(settings: Settings) -> None:
    mark_lake(settings.lake, pseudonymiser(settings))
    verify_key(settings)
    with pytest.raises(KeyProblem, match="n'est pas celle des dépôts précédents"):
        verify_key(with_key(settings, KEYS[0]))
    key_path(settings).write_text("0" * 64)
    with pytest.raises(KeyProblem, match="Rétablissez la clé d'origine"):
        pseudonymiser(settings)


def test_a_lost_key_is_not_made_again(settings: Settings) -> None:
    mark_lake(settings.lake, pseudonymiser(settings))
    key_path(settings).unlink()
    with pytest.raises(KeyProblem, match="a disparu"):
        verify_key(settings)
    assert not key_path(settings).exists()


def test_the_mark_of_the_lake_does_not_give_the_key_away(settings: Settings) -> None:
    mark_lake(settings.lake, pseudonymiser(settings))
    written = (settings.lake / FINGERPRINT).read_text()
    assert key_path(settings).read_text().strip() not in written
    (settings.lake / FINGERPRINT).write_text(json.dumps({}))
    with pytest.raises(KeyProblem, match="est abîmé"):
        verify_key(settings)
