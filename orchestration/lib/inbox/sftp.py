"""The SFTP server of the remote inbox: a connection that checks whom it talks to.

What belongs here: listing, bringing, putting and removing files through fsspec, with faults that
the network or the server cause told in French. What does not: which files (`remote`).

The server is known by its key (`known_hosts`), we are known by ours: no password anywhere.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from orchestration.lib.faults import PlatformFault
from orchestration.lib.settings import Settings

CONNECT_SECONDS = 10.0
_KEEPALIVE_SECONDS = 5
_PORT = 22
_DEPTH = 8


class RemoteFault(Exception):
    """The server or the network does not allow what is asked; the message ends a sentence."""


@dataclass(frozen=True)
class RemoteFile:
    """What the server says of a file; `path` is inside the remote inbox."""

    path: str
    kind: str
    size: int
    modified: str


@dataclass
class Server:
    """An open connection."""

    files: Any
    root: str
    alive: bool = field(default=True)

    def walk(self, without: str) -> Iterator[RemoteFile]:
        """Yield what is in the inbox and its sub-folders, but the folder `without` at its root."""
        folders = [""]
        while folders:
            folder = folders.pop()
            with self._faults("ne peut pas être listé"):
                listed = self.files.ls(self._full(folder), detail=True)
            for entry in listed:
                path = posixpath.join(folder, posixpath.basename(entry["name"]))
                if entry["type"] != "directory":
                    modified = entry["mtime"]
                    date = modified.isoformat() if modified else ""
                    yield RemoteFile(path, entry["type"], entry["size"] or 0, date)
                elif path != without and not path.startswith(".") and path.count("/") < _DEPTH:
                    folders.append(path)

    def get(self, found: RemoteFile, target: Path) -> None:
        """Bring a file; raises RemoteFault unless it is whole and did not change meanwhile."""
        with self._faults("ne peut pas être lu sur le serveur"):
            self.files.get_file(self._full(found.path), str(target))
            after = self.files.info(self._full(found.path))
        if target.stat().st_size != found.size or after["size"] != found.size:
            raise RemoteFault("a changé pendant la copie : il sera repris")

    def put(self, source: Path, path: str) -> None:
        """Copy a file to the server; readers see all of it or nothing."""
        full = self._full(path)
        with self._faults("ne peut pas être écrit sur le serveur"):
            self.files.put_file(str(source), f"{full}.part")
            if self.files.exists(full):
                self.files.rm_file(full)
            self.files.mv(f"{full}.part", full)

    def remove(self, found: RemoteFile) -> None:
        """Remove a file that is received."""
        with self._faults("est reçu mais ne peut pas être retiré du serveur"):
            self.files.rm_file(self._full(found.path))

    def _full(self, path: str) -> str:
        return posixpath.join(self.root, path) if path else self.root

    @contextmanager
    def _faults(self, failed: str) -> Iterator[None]:
        from asyncssh import DisconnectError, Error, SFTPConnectionLost, SFTPNoConnection
        from fsspec.exceptions import FSTimeoutError  # type: ignore[import-untyped]

        lost = (DisconnectError, SFTPConnectionLost, SFTPNoConnection, FSTimeoutError)
        try:
            yield
        except (*lost, ConnectionError) as error:
            self.alive = False
            raise RemoteFault("ne répond plus") from error
        except (Error, OSError) as error:
            raise RemoteFault(failed) from error


@contextmanager
def server(settings: Settings) -> Iterator[Server]:
    """Yield a connection to the remote inbox; raises RemoteFault, without any secret in it."""
    from asyncssh import Error, HostKeyNotVerifiable, KeyImportError
    from fsspec.exceptions import FSTimeoutError
    from sshfs import SSHFileSystem  # type: ignore[import-untyped]

    host, port, user, root = address(settings)
    try:
        files = SSHFileSystem(
            host,
            port=port,
            username=user,
            client_keys=[str(settings.inbox_cle)] if settings.inbox_cle else None,
            known_hosts=str(settings.inbox_hotes_connus),
            password=None,
            agent_path=None,
            keepalive_interval=_KEEPALIVE_SECONDS,
            connect_timeout=CONNECT_SECONDS,
            timeout=CONNECT_SECONDS + _KEEPALIVE_SECONDS,
            sftp_client_kwargs={"path_errors": "surrogateescape"},
            skip_instance_cache=True,
        )
    except HostKeyNotVerifiable as error:
        raise RemoteFault(
            f"n'est pas {host} : sa clé n'est pas dans {settings.inbox_hotes_connus}"
        ) from error
    except PermissionError as error:
        raise RemoteFault("refuse notre clé (PSA_INBOX_CLE)") from error
    except (KeyImportError, FileNotFoundError) as error:
        raise RemoteFault("attend une clé que l'on ne sait pas lire (PSA_INBOX_CLE)") from error
    except (Error, FSTimeoutError, OSError) as error:
        raise RemoteFault(f"ne répond pas ({host}, port {port})") from error
    try:
        yield Server(files, root)
    finally:
        files._finalize(files.loop, files._pool, files._stack)


def address(settings: Settings) -> tuple[str, int, str | None, str]:
    """Return host, port, user and folder of the remote inbox; raises PlatformFault."""
    parts = urlsplit(settings.inbox_distante or "")
    if parts.scheme != "sftp" or not parts.hostname:
        raise PlatformFault("Réglage PSA_INBOX_DISTANTE : écrivez sftp://utilisateur@hôte/dossier.")
    if parts.password:
        raise PlatformFault(
            "Réglage PSA_INBOX_DISTANTE : pas de mot de passe dans l'adresse ; donnez une clé par "
            "PSA_INBOX_CLE."
        )
    return parts.hostname, parts.port or _PORT, parts.username, unquote(parts.path) or "/"
