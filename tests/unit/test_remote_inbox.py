"""The remote inbox, against a real SFTP server on the loopback.

What belongs here: bringing, crashes and faults of the network, answers taken back. What does not:
the local inbox (`test_inbox`).
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncssh
import pytest

from orchestration.lib import deposits, intake
from orchestration.lib.faults import PlatformFault
from orchestration.lib.home import open_home
from orchestration.lib.inbox import receiving, remote
from orchestration.lib.inbox.sftp import RemoteFault, Server, address
from orchestration.lib.inbox.state import inbox_state
from orchestration.lib.settings import Settings
from tests.samples import genuine

DOMAIN = "bac_departement"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class _OurKeyOnly(asyncssh.SSHServer):
    def __init__(self, key: asyncssh.SSHKey, lines: list[asyncssh.SSHServerConnection]) -> None:
        self._key, self._lines = key, lines

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._lines.append(conn)

    def begin_auth(self, _: str) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == "psa" and key.public_data == self._key.public_data


@dataclass
class Sftp:
    """A server that runs in a thread, its folder, and the settings to reach it."""

    root: Path
    settings: Settings
    key: asyncssh.SSHKey
    host_key: asyncssh.SSHKey
    loop: asyncio.AbstractEventLoop
    port: int = 0
    listening: asyncssh.SSHAcceptor | None = None
    lines: list[asyncssh.SSHServerConnection] = field(default_factory=list)

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""

        async def listen() -> None:
            self.listening = await asyncssh.listen(
                "127.0.0.1", self.port, server_host_keys=[self.host_key],
                server_factory=lambda: _OurKeyOnly(self.key, self.lines),
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=self.root),
            )  # fmt: skip
            self.port = self.listening.get_port()

        asyncio.run_coroutine_threadsafe(listen(), self.loop).result(10)

    def stop(self) -> None:
        """Stop listening."""

        async def close() -> None:
            assert self.listening is not None
            self.listening.close()
            await self.listening.wait_closed()

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(10)

    def cut(self) -> None:
        """Cut the lines that are open."""
        for line in self.lines:
            self.loop.call_soon_threadsafe(line.abort)
        self.lines.clear()

    def drop(self, name: str, content: bytes = b"a;b\n1;2\n") -> Path:
        """Put a file in the remote inbox, as a service does."""
        path = self.root / "depot" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path


@pytest.fixture
def sftp(settings: Settings, tmp_path: Path) -> Iterator[Sftp]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    key, host_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    key.write_private_key(tmp_path / "cle")
    (tmp_path / "serveur" / "depot").mkdir(parents=True)
    server = Sftp(tmp_path / "serveur", settings, key, host_key, loop)
    server.start()
    known = tmp_path / "hotes"
    public = host_key.export_public_key().decode().strip()
    known.write_text(f"[127.0.0.1]:{server.port} {public}\n")
    server.settings = settings.model_copy(
        update={
            "inbox_distante": f"sftp://psa@127.0.0.1:{server.port}/depot",
            "inbox_cle": tmp_path / "cle",
            "inbox_hotes_connus": known,
        }
    )
    open_home(server.settings)
    yield server
    server.stop()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def bring(sftp: Sftp, gap_seconds: float = 0.05) -> list[deposits.Reception]:
    return remote.bring(sftp.settings, NOW, gap_seconds)


def told(sftp: Sftp) -> str:
    return " ".join(map(str, inbox_state(sftp.settings, NOW).anomalies))


def left(sftp: Sftp) -> set[str]:
    return {p.relative_to(sftp.root / "depot").as_posix() for p in sftp.root.rglob("*.csv")}


def test_files_of_the_server_are_judged_and_their_answers_taken_back(
    sftp: Sftp, open_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote.bring, "__defaults__", (0.05,))
    sftp.drop(f"{DOMAIN}/baccalauréat été.csv", genuine(DOMAIN))
    sftp.drop("inconnu.csv", b"rien;de;connu\n1;2;3\n")
    sftp.drop("en_cours.csv.filepart")
    settings = sftp.settings
    receipts = intake.answer(settings, open_home(settings))
    assert {(r.fichier, r.statut, r.domaine) for r in receipts} == {
        ("baccalauréat été.csv", "accepte", DOMAIN), ("inconnu.csv", "refuse", None),
    }  # fmt: skip
    assert left(sftp) == set()
    assert (sftp.root / "depot" / "en_cours.csv.filepart").exists()
    for receipt in receipts:
        domain = receipt.domaine or "inconnu"
        stem = Path(receipt.fichier).stem
        folder = sftp.root / "depot" / "retours" / domain / f"{stem}__{receipt.depot}"
        assert {"recu.html", "recu.txt"} <= {p.name for p in folder.iterdir()}
    assert remote.answer_there(settings) == 0
    assert intake.answer(settings, open_home(settings)) == []
    assert told(sftp) == ""


def test_a_file_that_grows_on_the_server_waits(sftp: Sftp) -> None:
    path = sftp.drop("lent.csv")
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.005):
            with path.open("ab") as stream:
                stream.write(b"1;2\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert bring(sftp, 0.2) == []
    finally:
        stop.set()
        writer.join()
    (received,) = bring(sftp)
    assert deposits.original(sftp.settings.deposits, received).stat().st_size == received.size


@pytest.mark.parametrize("moment", ["avant la copie", "avant le dépôt", "avant le retrait"])
def test_a_crash_at_any_moment_makes_one_deposit(
    sftp: Sftp, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    sftp.drop("ivac/x.csv")
    with monkeypatch.context() as patch:
        patch.setattr(
            *{
                "avant la copie": (Server, "get", killed),
                "avant le dépôt": (receiving, "receive", killed),
                "avant le retrait": (Server, "remove", killed),
            }[moment]
        )
        with pytest.raises(Killed):
            bring(sftp)
    assert left(sftp) == {"ivac/x.csv"}
    bring(sftp)
    (only,) = deposits.receptions(sftp.settings.deposits)
    assert only.domain == "ivac"
    assert left(sftp) == set()
    assert [p.name for p in (sftp.settings.home / "distante").iterdir()] == []


def test_the_same_file_dropped_again_with_its_date_is_another_drop(sftp: Sftp) -> None:
    for _ in range(2):
        path = sftp.drop("ivac/x.csv")
        os.utime(path, (1_700_000_000, 1_700_000_000))
        assert len(bring(sftp)) == 1
    assert len(deposits.receptions(sftp.settings.deposits)) == 2


def test_a_file_that_cannot_be_removed_there_is_received_once_and_told(
    sftp: Sftp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sftp.drop("x.csv")

    def refused(*_: object) -> None:
        raise RemoteFault("est reçu mais ne peut pas être retiré du serveur")

    with monkeypatch.context() as patch:
        patch.setattr(Server, "remove", refused)
        assert len(bring(sftp)) == 1
        assert bring(sftp) == []
    assert "« x.csv » est reçu mais ne peut pas être retiré du serveur." in told(sftp)
    assert bring(sftp) == []
    assert left(sftp) == set()
    assert told(sftp) == ""


def test_a_server_that_is_down_is_told_and_the_local_inbox_goes_on(sftp: Sftp) -> None:
    settings = sftp.settings
    local = settings.inbox / "local.csv"
    local.parent.mkdir(parents=True)
    local.write_bytes(b"rien;de;connu\n1;2;3\n")
    sftp.drop("loin.csv")
    sftp.stop()
    assert [r.fichier for r in intake.answer(settings, open_home(settings))] == ["local.csv"]
    assert "« boîte distante » ne répond pas (127.0.0.1, port" in told(sftp)
    assert remote.look_there(settings) is None
    sftp.start()
    assert [f.path for f in remote.look_there(settings) or []] == ["loin.csv"]
    assert told(sftp) == ""
    assert [r.file_name for r in bring(sftp)] == ["loin.csv"]


def test_a_line_cut_between_two_files_loses_neither(
    sftp: Sftp, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        sftp.drop(name, name.encode())
    receive = receiving.receive

    def then_cut(*arguments: object) -> deposits.Reception:
        reception = receive(*arguments)  # type: ignore[arg-type]
        sftp.cut()
        return reception

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "receive", then_cut)
        assert [r.file_name for r in bring(sftp)] == ["a.csv"]
    assert "« boîte distante » ne répond plus" in told(sftp)
    assert [r.file_name for r in bring(sftp)] == ["b.csv", "c.csv"]
    assert left(sftp) == set()
    assert len(deposits.receptions(sftp.settings.deposits)) == 3


def test_a_server_with_another_key_gets_nothing_from_us(sftp: Sftp) -> None:
    sftp.stop()
    sftp.host_key = asyncssh.generate_private_key("ssh-ed25519")
    sftp.start()
    sftp.drop("x.csv")
    assert bring(sftp) == []
    assert "sa clé n'est pas dans" in told(sftp)


def test_a_key_that_the_server_does_not_know_is_told_without_being_shown(sftp: Sftp) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519")
    assert sftp.settings.inbox_cle is not None
    other.write_private_key(sftp.settings.inbox_cle)
    assert bring(sftp) == []
    assert "refuse notre clé (PSA_INBOX_CLE)" in told(sftp)


def test_links_on_the_server_are_not_followed(sftp: Sftp, tmp_path: Path) -> None:
    (sftp.root / "depot" / "lien.csv").symlink_to("/etc/hostname")
    sftp.drop("bon.csv")
    assert [r.file_name for r in bring(sftp)] == ["bon.csv"]
    assert "« lien.csv » sur le serveur n'est pas un fichier ordinaire" in told(sftp)


@pytest.mark.parametrize("wrong", ["ftp://hote/x", "sftp:///x", "sftp://u:secret@hote/x"])
def test_an_address_that_cannot_serve_is_a_fault_without_its_password(
    settings: Settings, wrong: str
) -> None:
    with pytest.raises(PlatformFault, match="PSA_INBOX_DISTANTE") as fault:
        address(settings.model_copy(update={"inbox_distante": wrong}))
    assert "secret" not in str(fault.value)
