"""The words of e-mails, in French: receipts, reminders, the digest of the team.

What belongs here: turning a receipt, a reminder or a day into a message. What does not: when it
is said (`notify`, `campaigns.reminders`), the page of a receipt (`returns`).

No message holds a value of a file: receipts are told by their counts and by the sentences of the
registry, and whatever looks like a person in a name of file or column is left out.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orchestration.lib import french
from orchestration.lib.alerts.outbox import Audience, Message
from orchestration.lib.alerts.page import Page
from orchestration.lib.campaigns.board import REFUSED, Campaign
from orchestration.lib.campaigns.reminders import FIRST, HEAD, Reminder
from orchestration.lib.campaigns.revisions import WITHOUT_REASON
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import Receipt
from orchestration.lib.messages import REJECT
from orchestration.lib.personal_text import INE, NIR, personal_data
from orchestration.lib.returns.problems import sentence_of

_LISTED = 20
_HIDDEN = "détail non repris dans ce message : il est dans le reçu rendu avec le fichier"
_RECEIPT_LIFE, _REMINDER_LIFE, _DIGEST_LIFE = (
    timedelta(days=14), timedelta(days=21), timedelta(days=2),
)  # fmt: skip
_SIGNATURE = "Message automatique de la plateforme des indicateurs du projet académique."
_RETURNED = "Les fichiers rendus avec ce reçu sont dans le dossier « retours/{domain} »."
_IDENTIFIERS = frozenset({INE, NIR})
_GRAVITIES = {
    "bloquant": "Ce qui empêche d'accepter le fichier",
    "rejet": "Lignes mises de côté, à corriger",
    "avertissement": "À vérifier",
}


def without_persons(text: str, instead: str = _HIDDEN) -> str:
    """Return a text taken from a receipt, or other words when it seems to hold somebody's data."""
    return instead if personal_data(text) else text


def _message(
    identifier: str,
    kind: str,
    audience: Audience,
    page: Page,
    now: datetime,
    life: timedelta,
    *,
    domain: str | None = None,
    perimeter: str | None = None,
    fictional: bool = False,
) -> Message:
    if fictional:
        page.title = f"[FICTIF] {page.title}"
    page.say(_SIGNATURE)
    return Message(
        id=identifier,
        genre=kind,
        public=audience,
        objet=page.title,
        texte=page.text,
        html=page.html,
        cree_le=now.isoformat(timespec="seconds"),
        perime_le=(now + life).isoformat(timespec="seconds"),
        domaine=domain,
        perimetre=perimeter,
        fictif=fictional,
    )


def receipt_id(receipt: Receipt) -> str:
    """Return the id of the message of a receipt."""
    return f"recu-{receipt.depot}"


@dataclass(frozen=True)
class Given:
    """The receipt that was given back with a deposit, in both layouts; it holds no value."""

    text: str
    html: str

    @property
    def shows_somebody(self) -> bool:
        """Tell whether it seems to hold an identifier all the same (in a name of file, say)."""
        return bool(_IDENTIFIERS & set(personal_data(self.text)))


def receipt_message(
    receipt: Receipt,
    now: datetime,
    *,
    given: Given | None = None,
    identifier: str | None = None,
    kind: str = "recu",
) -> Message:
    """Return what the depositor is told of a deposit: the receipt that he was given, else less."""
    message = _short_receipt(receipt, now, identifier or receipt_id(receipt), kind)
    if given is None or given.shows_somebody:
        return message
    added = (_revision(receipt), _RETURNED.format(domain=receipt.domaine or "inconnu"), _SIGNATURE)
    told = [text for text in added if text]
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in told)
    return replace(
        message,
        texte="\n".join((given.text, *told)) + "\n",
        html=given.html.replace("</body>", f"{paragraphs}</body>"),
    )


def _short_receipt(receipt: Receipt, now: datetime, identifier: str, kind: str) -> Message:
    verdict = french.VERDICTS.get(receipt.statut, receipt.statut)
    name = without_persons(receipt.fichier, "votre fichier")
    page = Page(f"{verdict[:1].upper()}{verdict[1:]} : {receipt.titre or name}")
    page.say(
        f"Le fichier « {name} », reçu le {french.moment(receipt.recu_le)}, est {verdict}.",
        _counts(receipt),
        _revision(receipt),
    )
    for gravity, heading in _GRAVITIES.items():
        told = [c for c in receipt.constats if c["gravite"] == gravity]
        lines = [_finding(c) for c in told[:_LISTED]]
        if len(told) > _LISTED:
            lines.append(f"… et {french.plural(len(told) - _LISTED, 'autre remarque')}.")
        page.items(heading, lines, "mauvais" if gravity != "avertissement" else "normal")
    page.say(
        "Rien n'a changé dans les chiffres : corrigez le fichier, puis déposez-le de nouveau."
        if receipt.refused
        else "",
        f"Le détail, ligne par ligne, est rendu avec le fichier (dépôt {receipt.depot}).",
    )
    return _message(
        identifier, kind, "service", page, now, _RECEIPT_LIFE,
        domain=receipt.domaine, perimeter=receipt.perimetre, fictional=receipt.fictif,
    )  # fmt: skip


def _counts(receipt: Receipt) -> str:
    if not receipt.lignes_lues:
        return ""
    return (
        f"{french.plural(receipt.lignes_lues, 'ligne lue', 'lignes lues')}, "
        f"{french.plural(receipt.lignes_retenues, 'retenue')}, "
        f"{french.plural(receipt.lignes_rejetees, 'rejetée')}."
    )


def _revision(receipt: Receipt) -> str:
    revision = receipt.revision
    if not revision:
        return ""
    closed = datetime.fromisoformat(revision["cloture"]).date()
    told = f"La campagne {revision['annees']} est close depuis le {french.full_date(closed)} : "
    if revision["motif"] == WITHOUT_REASON:
        return told + (
            "ce dépôt est enregistré comme une révision tardive sans motif. Répondez au contact "
            "de la plateforme en disant pourquoi les chiffres changent."
        )
    return told + "ce dépôt est enregistré comme une révision, avec le motif donné."


def _finding(found: Mapping[str, object]) -> str:
    column = f"colonne « {found['colonne']} » : " if found.get("colonne") else ""
    places = found.get("premiere_ligne")
    where = f" (première ligne : {places})" if places else ""
    number = found.get("nombre")
    times = f" ({number} fois)" if isinstance(number, int) and number > 1 else ""
    of_a_value = bool(column) and found["gravite"] == REJECT
    problem = sentence_of(str(found["probleme"]), of_a_value)
    return without_persons(f"{column}{problem}{times}{where} {found['remede']}")


def reminder_message(
    reminder: Reminder, contract: Contract, now: datetime, fictional: bool
) -> Message:
    """Return one reminder: to the service, then to the head of the service."""
    campaign = reminder.campaign
    what = f"« {contract.title} », année scolaire {campaign.year}"
    where = f" ({french.perimeter(campaign.perimeter)})"
    page = Page(_reminder_title(reminder, contract))
    page.say("Bonjour,", _reminder_sentence(reminder, what + where), _refused(campaign))
    if campaign.missing and len(campaign.missing) < 10:
        page.say(f"Il manque : {french.listed(map(french.perimeter, campaign.missing), 9)}.")
    page.say(
        f"Déposez le fichier dans le dossier « {contract.domain} » de la boîte de dépôt ; un reçu "
        "vous sera rendu.",
        "Si ce fichier n'existe pas cette année ou si vous avez besoin d'un délai, répondez à "
        "l'équipe de la plateforme : elle l'enregistrera et nous ne vous relancerons plus.",
        "Merci de votre aide.",
    )
    return _message(
        reminder.message, "rappel", "responsable" if reminder.rank == HEAD else "service", page,
        now, _REMINDER_LIFE, domain=campaign.domain, perimeter=campaign.perimeter,
        fictional=fictional,
    )  # fmt: skip


def _reminder_title(reminder: Reminder, contract: Contract) -> str:
    told = {FIRST: "Rappel", HEAD: "Fichier toujours attendu"}.get(reminder.rank, "Second rappel")
    return f"{told} : {contract.title}, {reminder.campaign.year}"


def _reminder_sentence(reminder: Reminder, what: str) -> str:
    campaign = reminder.campaign
    due = french.full_date(campaign.due)
    if reminder.rank == HEAD:
        return (
            f"Le fichier {what} était attendu pour le {due} et n'est pas arrivé, malgré deux "
            "rappels au service qui le tient. Pouvez-vous voir avec lui ce qui le retient ?"
        )
    if campaign.late:
        return f"Le fichier {what} était attendu pour le {due}. Nous ne l'avons pas encore reçu."
    return f"Le fichier {what} est attendu pour le {due}."


def _refused(campaign: Campaign) -> str:
    if campaign.state != REFUSED or campaign.refused_on is None:
        return ""
    return (
        f"Le fichier déposé le {french.full_date(campaign.refused_on)} a été refusé : son reçu dit "
        "ce qu'il faut corriger."
    )


def digest_message(identifier: str, page: Page, now: datetime, fictional: bool) -> Message:
    """Return the digest of the team."""
    return _message(identifier, "synthese", "equipe", page, now, _DIGEST_LIFE, fictional=fictional)
