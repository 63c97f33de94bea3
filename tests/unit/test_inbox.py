"""What people and systems drop in the inbox: awkward names, what is no file, files that move.

What belongs here: real files, links, pipes and sockets in a real folder, up to the reception.
What does not: verdicts (`tests/gates`), kills and full disks (`test_faults`).
"""

from __future__ import annotations

import os
import socket
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.lib import deposits, french, guarded, intake
from orchestration.lib.contracts import contracts
from orchestration.lib.home import open_home
from orchestration.lib.inbox import receiving, watching
from orchestration.lib.inbox.names import stored_name
from orchestration.lib.inbox.state import LEFT_BEHIND, inbox_state
from orchestration.lib.settings import Settings
from tests.samples import Platform, genuine, genuine_name

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DOMAIN = "bac_departement"


@pytest.fixture(autouse=True)
def short_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching.settled, "__defaults__", (0.05,))


def drop(settings: Settings, name: str | bytes, content: bytes = b"a;b\n1;2\n") -> Path:
    path = Path(os.fsdecode(os.fsencode(settings.inbox) + b"/" + os.fsencode(name)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(receptions: list[deposits.Reception]) -> list[str]:
    return [r.file_name for r in receptions]


def reasons(settings: Settings) -> dict[str, str]:
    return {a.name: a.reason for a in inbox_state(settings, NOW).anomalies}


AWKWARD = {
    "espaces et virgules, oui.csv": "espaces et virgules, oui.csv",
    unicodedata.normalize("NFD", "élèves_été.csv"): "élèves_été.csv",
    "📊 résultats 👩‍🏫.csv": "📊 résultats 👩‍🏫.csv",
    "deux\nlignes\t.csv": "deux_lignes_.csv",
    "-rf.csv": "-rf.csv",
    "C:\\..\\secrets\\x.csv": "C:_.._secrets_x.csv",
    "CON": "CON",
    "NUL.csv": "NUL.csv",
    "$(reboot);`id`.csv": "$(reboot);`id`.csv",
    "sans_extension": "sans_extension",
    "RAPPORT.CSV": "RAPPORT.CSV",
    "rapport.csv": "rapport.csv",
    "facture\u202evsc.exe": "facture_vsc.exe",
    "a" * 251 + ".csv": "a" * 251 + ".csv",
    "é" * 127: "é" * 127,
    b"latin\xe91.csv": "latin_1.csv",
    "sous/dossier/profond/x.csv": "x.csv",
}


def test_awkward_names_are_received_under_a_name_that_fits_on_a_line(settings: Settings) -> None:
    for rank, name in enumerate(AWKWARD):
        drop(settings, name, f"a;b\n{rank};2\n".encode())
    received = intake.receive_inbox(settings)
    assert sorted(names(received)) == sorted(AWKWARD.values())
    for reception in received:
        original = deposits.original(settings.deposits, reception)
        assert original.parent == settings.deposits / reception.deposit / "original"
        assert original.stat().st_size == reception.size
    assert not [p for p in settings.inbox.rglob("*") if p.is_file()]


@pytest.mark.parametrize("name", ["..", ".", "", "/etc/passwd", "../../x.csv", "a\\b", "\x00"])
def test_a_stored_name_is_never_a_path(name: str) -> None:
    kept = stored_name(name) if "\x00" not in name else stored_name("a\x01b")
    assert "/" not in kept
    assert "\\" not in kept
    assert kept not in ("", ".", "..")


def test_a_stored_name_fits_in_the_file_system_once_its_accents_are_composed() -> None:
    assert stored_name("x" * 300 + ".csv") == "x" * 251 + ".csv"
    assert len(stored_name("é" * 200 + ".csv").encode()) <= 255


@contextmanager
def things_that_are_no_file(settings: Settings, secret: Path) -> Iterator[None]:
    inbox = settings.inbox
    inbox.mkdir(parents=True)
    (inbox / "dossier.csv").mkdir()
    (inbox / "lien.csv").symlink_to(secret)
    (inbox / "pendant.csv").symlink_to(inbox / "absent.csv")
    (inbox / "boucle").symlink_to(inbox, target_is_directory=True)
    os.mkfifo(inbox / "tube.csv")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(inbox)  # the path of a socket is limited to a hundred bytes
    try:
        listening.bind("prise.csv")
    finally:
        os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(inbox / "peripherique.csv", 0o600 | 0o020000, os.makedev(1, 5))
    try:
        yield
    finally:
        listening.close()


def test_what_is_no_file_is_never_opened_nor_followed_and_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("mot;de;passe\n")
    with things_that_are_no_file(settings, secret):
        drop(settings, "bon.csv")
        before = time.monotonic()
        assert names(intake.receive_inbox(settings)) == ["bon.csv"]
        assert time.monotonic() - before < 5
        told = reasons(settings)
        left = {p.name for p in settings.inbox.iterdir()}
    assert told.keys() == left
    for name in ("lien.csv", "pendant.csv", "boucle"):
        assert "jamais suivi" in told[name]
    assert "tube" in told["tube.csv"]
    assert "prise" in told["prise.csv"]
    assert "dossier" in told["dossier.csv"]
    assert secret.read_text() == "mot;de;passe\n"
    assert "mot;de;passe" not in "".join(
        p.read_text() for p in settings.deposits.rglob("original/*")
    )


def test_a_link_put_in_place_of_a_file_between_two_looks_is_not_followed(
    settings: Settings, tmp_path: Path
) -> None:
    path = drop(settings, "x.csv")
    path.unlink()
    path.symlink_to(tmp_path)
    source = receiving.Source(path, receiving.Announced(), watched="x.csv")
    with pytest.raises(receiving.NotTaken):
        receiving.receive(settings, source, NOW)
    assert not deposits.receptions(settings.deposits)


def test_two_names_of_one_file_are_two_deposits_and_names_elsewhere_keep_it(
    settings: Settings, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "ailleurs.csv"
    elsewhere.write_bytes(b"a;b\n1;2\n")
    settings.inbox.mkdir(parents=True)
    for name in ("un.csv", "deux.csv"):
        (settings.inbox / name).hardlink_to(elsewhere)
    received = intake.receive_inbox(settings)
    assert names(received) == ["deux.csv", "un.csv"]
    assert received[1].deposit == f"{received[0].deposit}-2"
    assert elsewhere.read_bytes() == b"a;b\n1;2\n"
    assert intake.receive_inbox(settings) == []


def test_a_file_that_grows_or_stalls_while_it_is_written_waits(settings: Settings) -> None:
    path = drop(settings, "lent.csv", b"a;b\n")
    drop(settings, "bon.csv")
    stop = threading.Event()

    def write() -> None:
        with path.open("ab", buffering=0) as stream:
            while not stop.wait(0.01):
                stream.write(b"1;2\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert names(intake.receive_inbox(settings)) == ["bon.csv"]
    finally:
        stop.set()
        writer.join()
    if hasattr(receiving.fcntl, "F_SETLEASE"):
        with path.open("ab"):  # nothing is written any more, but the transfer is not over
            assert intake.receive_inbox(settings) == []
    assert names(intake.receive_inbox(settings)) == ["lent.csv"]


def test_a_look_taken_early_counts_in_the_gap_and_what_moved_since_waits(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(settings, "bon.csv")
    moved = drop(settings, "en_cours.csv")
    watching.glance(settings.inbox, NOW)
    drop(settings, "trop_tard.csv")
    moved.write_bytes(b"a;b\n1;2\n3;4\n")
    time.sleep(0.05)
    waits: list[float] = []
    monkeypatch.setattr(watching.time, "sleep", waits.append)
    assert list(watching.settled(settings.inbox, NOW, 0.01).files) == ["bon.csv"]
    assert waits == [0.0]
    found = watching.settled(settings.inbox, NOW, 60.0).files  # nobody looked early this time
    assert len(found) == 3
    assert waits[1] > 59


@pytest.mark.parametrize("year", [1971, 2026, 2199])
def test_no_date_of_a_file_keeps_it_waiting(settings: Settings, year: int) -> None:
    path = drop(settings, "x.csv")
    when = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    os.utime(path, (when, when))
    assert names(intake.receive_inbox(settings)) == ["x.csv"]


def during_the_copy(
    monkeypatch: pytest.MonkeyPatch, what: Callable[[], object], only: bytes
) -> None:
    """Do something once, just after the bytes `only` were read."""
    read, done = receiving._block, []

    def block(stream: object) -> bytes:
        found: bytes = read(stream)  # type: ignore[arg-type]
        if found == only and not done:
            done.append(what())
        return found

    monkeypatch.setattr(receiving, "_block", block)


def test_a_file_removed_renamed_or_replaced_while_read_delays_no_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = settings.inbox
    first = drop(settings, "a.csv", b"premier")
    drop(settings, "b.csv", b"second")
    with monkeypatch.context() as patch:
        during_the_copy(patch, first.unlink, b"premier")
        assert names(intake.receive_inbox(settings)) == ["b.csv"]
    drop(settings, "a.csv", b"premier")
    with monkeypatch.context() as patch:
        during_the_copy(patch, lambda: first.rename(inbox / "c.csv"), b"premier")
        assert intake.receive_inbox(settings) == []
    assert names(intake.receive_inbox(settings)) == ["c.csv"]
    drop(settings, "a.csv", b"premier")
    newer = drop(settings, ".neuf", b"corrige")
    with monkeypatch.context() as patch:
        during_the_copy(patch, lambda: newer.rename(first), b"premier")
        assert intake.receive_inbox(settings) == []
    (kept,) = intake.receive_inbox(settings)
    assert deposits.original(settings.deposits, kept).read_bytes() == b"corrige"
    assert not list(settings.deposits.glob(".*"))


def test_a_new_version_dropped_right_after_the_copy_is_not_removed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(settings, "a.csv", b"premier")
    receive = receiving.receive

    def then_replace(*arguments: object) -> deposits.Reception:
        reception = receive(*arguments)  # type: ignore[arg-type]
        path.write_bytes(b"nouvelle version")
        return reception

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "receive", then_replace)
        assert names(intake.receive_inbox(settings)) == ["a.csv"]
    (second,) = intake.receive_inbox(settings)
    assert deposits.original(settings.deposits, second).read_bytes() == b"nouvelle version"


def test_a_share_that_cannot_be_written_gives_its_file_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(settings, "ivac/x.csv")

    unlink = Path.unlink

    def refused(self: Path, missing_ok: bool = False) -> None:
        if self == path:
            raise PermissionError(13, "read-only share")
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        assert len(intake.receive_inbox(settings)) == 1
        assert intake.receive_inbox(settings) == []
        assert reasons(settings) == {"ivac › x.csv": LEFT_BEHIND}
        assert not inbox_state(settings, NOW, retry=True).waiting
    assert path.exists()
    assert intake.receive_inbox(settings) == []
    assert not path.exists()
    assert reasons(settings) == {}


def test_a_file_dropped_again_with_its_old_date_is_a_new_drop(settings: Settings) -> None:
    for _ in range(2):
        path = drop(settings, "x.csv")
        os.utime(path, (1_700_000_000, 1_700_000_000))
        assert len(intake.receive_inbox(settings)) == 1
    assert len(deposits.receptions(settings.deposits)) == 2


def test_an_unreadable_file_is_told_and_tried_again_later_without_delaying_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(settings, "a.csv", b"secteur abime")
    drop(settings, "b.csv")

    def fails() -> None:
        raise receiving.NotTaken("ne peut pas être lu (le disque ou le partage ne répond pas)")

    with monkeypatch.context() as patch:
        during_the_copy(patch, fails, b"secteur abime")
        assert names(intake.receive_inbox(settings)) == ["b.csv"]
    at = datetime.now(UTC)
    state = inbox_state(settings, at)
    assert not state.waiting
    assert [a.name for a in state.anomalies] == ["a.csv"]
    assert list(inbox_state(settings, at.replace(year=at.year + 1)).waiting) == ["a.csv"]
    assert list(inbox_state(settings, at.replace(year=at.year - 1)).waiting) == ["a.csv"]
    assert names(intake.receive_inbox(settings)) == ["a.csv"]
    assert not (settings.home / "boite_de_depot.json").exists()


@pytest.mark.usefixtures("open_data")
def test_the_receipt_of_a_file_dropped_twice_says_when_it_came(platform: Platform) -> None:
    first = platform.deposit(genuine(DOMAIN), genuine_name(DOMAIN))
    second = platform.deposit(genuine(DOMAIN), "sous un autre nom.csv")
    assert second.statut == "identique"
    day = french.moment(first.recu_le)
    told = f"Déjà reçu le {day} sous le nom « {genuine_name(DOMAIN)} » (dépôt {first.depot})"
    assert second.avertissements[0].startswith(told)
    assert [c["code"] for c in second.constats] == ["octets.deja_recu"]


@pytest.mark.usefixtures("open_data")
def test_a_bug_in_judging_one_file_refuses_that_file_and_judges_the_others(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = platform.settings
    drop(settings, f"{DOMAIN}/a.csv", genuine(DOMAIN))
    drop(settings, f"{DOMAIN}/b.csv", genuine(DOMAIN).replace(b"\r\n", b"\n"))
    drop(settings, "c.csv", b"rien;de;connu\n1;2;3\n")
    prepare = guarded.gate.prepare

    def with_a_bug(file: guarded.ReceivedFile, *rest: object) -> object:
        if file.file_name == "a.csv":
            raise KeyError("DUPONT Marie")
        return prepare(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(guarded.gate, "prepare", with_a_bug)
    found = {r.fichier: r for r in intake.answer(settings, open_home(settings))}
    again = drop(settings, "a.csv", genuine(DOMAIN))
    checked = intake.check_file(settings, again, receiving.Announced(domain=DOMAIN))
    assert [r.code for r in checked.reasons] == ["octets.illisible"]
    (settings.home / "journaux" / "lectures_echouees" / "essai.txt").unlink()
    assert {n: r.statut for n, r in found.items()} == {
        "a.csv": "refuse", "b.csv": "accepte", "c.csv": "refuse",
    }  # fmt: skip
    assert [c["code"] for c in found["a.csv"].constats] == ["octets.illisible"]
    (trace,) = (settings.home / "journaux" / "lectures_echouees").iterdir()
    assert trace.name == f"{found['a.csv'].depot}.txt"
    assert "KeyError" in trace.read_text()
    assert "prepare" in trace.read_text() or "with_a_bug" in trace.read_text()
    assert "DUPONT" not in trace.read_text()
    assert trace.stat().st_mode & 0o777 == 0o600


def test_a_thousand_files_are_received_in_one_pass(settings: Settings) -> None:
    for number in range(1000):
        drop(settings, f"ivac/{number:04d}.csv", f"a;b\n{number};2\n".encode())
    received = intake.receive_inbox(settings)
    assert [r.rank for r in received] == list(range(1, 1001))
    assert {r.domain for r in received} == {"ivac"}
    assert contracts().keys() >= {"ivac"}
