"""What messages say: verdicts and counts, in French, and never a pupil.

What belongs here: receipts, digest, their words, the search for identifiers in real e-mails. What
does not: when they leave.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from orchestration.lib.alerts.digest import digest_page, queue_digest
from orchestration.lib.alerts.notify import queue_receipts
from orchestration.lib.alerts.outbox import Outbox
from orchestration.lib.alerts.routes import Routes
from orchestration.lib.alerts.sending import send_pending
from orchestration.lib.alerts.wording import Given, receipt_message, without_persons
from orchestration.lib.contracts import contracts
from orchestration.lib.health import assess
from orchestration.lib.settings import Settings
from tests.alerts.conftest import NOW, Mailbox
from tests.cli.conftest import receipt
from tests.fabricated import ine, table, written
from tests.samples import Platform

TOLD = {"school_year": "2024-2025"}
FOUND = {
    "code": "types.entier", "etape": "types", "gravite": "rejet", "colonne": "Effectif",
    "nombre": 12, "probleme": "n'est pas un nombre entier", "remede": "Saisissez un nombre.",
    "premiere_ligne": 4,
}  # fmt: skip


def test_no_identifier_of_a_pupil_is_in_any_e_mail(
    platform: Platform, routes: Routes, mailbox: Mailbox
) -> None:
    rows = table("devoirs_faits", 40)
    for row in rows[:8]:
        row["uai"] = row["uai"][:7] + "?"
    rows[9]["ine"] = "PASUNINE"
    rows[10]["niveau"] = rows[11]["ine"]  # a column too far
    good = written("devoirs_faits", rows)
    headless = good.split(b"\n", 1)[1]  # the first pupil is where the headers are expected
    cut = good[: len(good) // 2] + b'"'
    for name, content in (
        ("export.csv", good),
        ("sans_en_tete.csv", headless),
        ("coupe.csv", cut),
        (f"eleve {ine(3)}.csv", headless + b"\n"),
        (f"{ine(4)}_suivi.csv", good + b"\n"),
    ):
        platform.deposit(content, name, **TOLD)
    queued = queue_receipts(platform.settings, datetime.now(UTC))
    assert len(queued) == 5
    send_pending(platform.settings, routes, contracts(), datetime.now(UTC))
    assert len(mailbox.letters) == 5
    parts = [p.get_content() for m in mailbox.letters for p in m.walk() if not p.is_multipart()]
    said = " ".join(parts) + repr([list(m.items()) for m in mailbox.letters])
    kept = "".join(p.read_text() for p in Outbox(platform.settings).folder.rglob("*.json"))
    for text in (said, kept):
        assert "devoirs_faits" in text
        assert [n for n in range(40) if ine(n) in text] == []
        assert "PASUNINE" not in text


def test_a_receipt_says_its_verdict_counts_places_and_remedies() -> None:
    told = receipt_message(
        receipt(statut="refuse", lignes_rejetees=12, lignes_retenues=0, constats=[FOUND]), NOW
    )
    assert told.objet == "Refusé : Diplôme national du brevet"
    text = " ".join(told.texte.split())
    assert "188 lignes lues, 0 retenue, 12 rejetées." in text
    assert (
        "colonne « Effectif » : La valeur n'est pas un nombre entier. (12 fois) (première ligne : "
        "4) Saisissez un nombre." in text
    )
    assert "Rien n'a changé dans les chiffres" in text
    assert "<li>" in told.html
    assert (told.genre, told.public, told.domaine) == ("recu", "service", "dnb_departement")


def test_the_receipt_that_was_given_back_is_what_is_mailed() -> None:
    given = Given("Votre fichier est refusé.\n", "<html><body><p>Refusé</p></body></html>")
    told = receipt_message(receipt(statut="refuse"), NOW, given=given)
    assert told.texte.startswith("Votre fichier est refusé.")
    assert "retours/dnb_departement" in told.html
    assert told.html.endswith("</p></body></html>")
    named = Given(f"Colonne « {ine(1)} » inconnue", "<body></body>")
    assert ine(1) not in receipt_message(receipt(statut="refuse"), NOW, given=named).texte


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("oubli d'un collège", "une révision, avec le motif donné"),
        ("révision tardive sans motif", "disant pourquoi les chiffres changent"),
    ],
)
def test_a_late_revision_is_told_and_its_reason_asked_for(reason: str, said: str) -> None:
    revision = {
        "annees": "2025-2026", "cloture": "2026-10-31", "le": "2026-11-05", "motif": reason,
    }  # fmt: skip
    told = receipt_message(receipt(revision=revision), NOW)
    text = " ".join(told.texte.split())
    assert "close depuis le 31 octobre 2026" in text
    assert said in text


def test_words_that_seem_to_name_somebody_are_left_out() -> None:
    assert without_persons("colonne « Niveau » inconnue") == "colonne « Niveau » inconnue"
    for text in (f"colonne « {ine(2)} »", "colonne « jean@exemple.fr »", "« Mme Dupont »"):
        assert "détail non repris" in without_persons(text)


def test_only_recent_receipts_are_told_and_each_once(platform: Platform) -> None:
    settings = platform.settings
    platform.deposit(written("devoirs_faits", table("devoirs_faits", 3)), "a.csv", **TOLD)
    now = datetime.now(UTC)
    assert queue_receipts(settings, now + timedelta(days=15)) == []
    assert len(queue_receipts(settings, now)) == 1
    assert queue_receipts(settings, now) == []


def test_the_digest_says_what_came_what_is_late_and_what_is_red(
    platform: Platform, settings: Settings
) -> None:
    now = datetime.now(UTC)
    platform.deposit(b"n'importe quoi\n1\n", "mauvais.csv", domain="devoirs_faits")
    monday = Settings(home=settings.home, today=date(2026, 11, 23))
    health = assess(monday, contracts(), None, now)
    text = " ".join(digest_page(monday, health, now).text.split())
    assert "1 dépôt reçu, dont 1 refusé" in text
    assert "devoirs_faits, « mauvais.csv » : refusé" in text
    assert "effectifs, 2026-2027, académie : attendu le 16/11/2026" in text
    assert "co_intervention, 2026-2027 : le 30/11/2026" in text
    assert queue_digest(monday, health, now, fictional=True)
    assert not queue_digest(monday, health, now, fictional=True)
    (queued,) = (m for m in Outbox(monday).messages("a_envoyer") if m.genre == "synthese")
    assert queued.objet.startswith("[FICTIF] Synthèse des dépôts du")
    sunday = Settings(home=settings.home, today=date(2026, 11, 22))
    assert not queue_digest(sunday, health, now, fictional=True)
