"""Pseudonyms: what stands in the lake for the identifier of a person.

What belongs here: the key, and the keyed hash of a cleaned value (the same value gives the same
pseudonym in every domain). What does not: which columns are pseudonymised (contracts say it).

The key comes from `PSA_CLE_PSEUDONYMES`, else from a file that is created once. A fingerprint of
it stands beside the lake: with another key, no pupil would be found again from one file to the
other, and nobody would notice.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from orchestration.lib.atomic import fsync_folder, read_json, write_json
from orchestration.lib.home import HomeError
from orchestration.lib.private import private_folder
from orchestration.lib.settings import Settings

KEY_FILE, FINGERPRINT = "cle_pseudonymes", "_cle_pseudonymes.json"
_LENGTH = 32  # hexadecimal characters: 128 bits
_SHORTEST = 32
_CONSTANT = "psa-empreinte"


class KeyProblem(HomeError):
    """The key of the pseudonyms is missing, too weak, or not the one the lake was made with."""


class Pseudonymiser:
    """Turns cleaned values into pseudonyms; the key is never shown."""

    def __init__(self, key: str) -> None:
        self._keyed = hmac.new(key.encode("utf-8"), digestmod=hashlib.sha256)

    def of(self, kind: str, values: Sequence[str | None]) -> list[str | None]:
        """Return the pseudonym of each value: 32 hexadecimal characters; None stays None.

        `kind` ('ine', 'agent') keeps the identifiers of pupils and of agents apart.
        """
        keyed = self._keyed.copy()
        keyed.update(f"{kind}:".encode())
        found: list[str | None] = []
        for value in values:
            if value is None:
                found.append(None)
                continue
            # The two passes over the key are made once: millions of values are to come.
            digest = keyed.copy()
            digest.update(value.encode("utf-8"))
            found.append(digest.hexdigest()[:_LENGTH])
        return found

    def fingerprint(self) -> str:
        """Return what tells this key from another without giving it away."""
        return str(self.of("empreinte", [_CONSTANT])[0])


# How to get the pseudonymiser: no key is made for files that need none.
Pseudonyms = Callable[[], Pseudonymiser]


def pseudonymiser(settings: Settings) -> Pseudonymiser:
    """Return the pseudonymiser of a home; its key is created on first use, nothing else is.

    Raises KeyProblem when the lake was made with another key, or when that key is lost.
    """
    marked = _marked(settings.lake)
    path = settings.home / "secrets" / KEY_FILE
    if settings.cle_pseudonymes is not None:
        key = settings.cle_pseudonymes.get_secret_value().strip()
        source = "PSA_CLE_PSEUDONYMES"
    else:
        if marked is not None and not path.exists():
            raise KeyProblem(
                f"La clé des pseudonymes a disparu : restaurez {path} d'une sauvegarde, ou "
                "donnez-la par PSA_CLE_PSEUDONYMES."
            )
        key, source = _kept_key(path), str(path)
    if len(key) < _SHORTEST:
        raise KeyProblem(
            f"La clé des pseudonymes ({source}) est trop courte : il faut au moins {_SHORTEST} "
            "caractères."
        )
    found = Pseudonymiser(key)
    if marked not in (None, found.fingerprint()):
        raise KeyProblem(
            f"La clé des pseudonymes ({source}) n'est pas celle des dépôts précédents : les "
            "élèves ne seraient plus reconnus d'un fichier à l'autre. Rétablissez la clé d'origine."
        )
    return found


def verify_key(settings: Settings) -> None:
    """Raise KeyProblem when the lake holds pseudonyms that the present key did not make."""
    if _marked(settings.lake) is not None:
        pseudonymiser(settings)


def mark_lake(lake: Path, used: Pseudonymiser) -> None:
    """Write beside the rows the fingerprint of the key that made their pseudonyms, once."""
    if not (lake / FINGERPRINT).exists():
        write_json(lake / FINGERPRINT, {"empreinte": used.fingerprint()})


def _marked(lake: Path) -> str | None:
    path = lake / FINGERPRINT
    if not path.exists():
        return None
    try:
        return str(read_json(path)["empreinte"])
    except (ValueError, KeyError, TypeError) as error:
        raise KeyProblem(f"{path} est abîmé : restaurez-le d'une sauvegarde.") from error


def _kept_key(path: Path) -> str:
    """Return the key in `path`, created by the first process that needs it."""
    if not path.exists():
        private_folder(path.parent)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, path)  # Unlike a rename, it never replaces the key of another.
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        fsync_folder(path.parent)
    return path.read_text(encoding="utf-8").strip()
