"""Routes: which message goes to whom by which channel, as `PSA_ALERTES` says.

What belongs here: reading and checking that file, which holds passwords and stands outside the
repository, and the deliveries of a message. What does not: delivering (`channels`).

    equipe: [donnees@ac-exemple.fr]     # the digest, the canary, everything of a rehearsal
    canaux:                             # Apprise URLs
      courriel: mailtos://compte:motdepasse@smtp.ac-exemple.fr:465?from=depots@ac-exemple.fr
      salon: mmosts://mattermost.ac-exemple.fr/jeton
    routes:                             # kind of message -> channels (default: e-mail)
      synthese: [courriel, salon]
    destinataires:                      # instead of the contact of the contract
      effectifs: {service: [ssa@…], responsable: [chef-ssa@…], "063": [dsden63@…]}
    responsables: [secretariat@…]       # heads of the domains that name none
    envoi: {duree: 10, delai: 3, essais: 18}   # seconds of a pass, of an answer; attempts
    canari: {adresse: canari@…, retour: imaps://compte:motdepasse@imap.ac-exemple.fr}
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from orchestration.lib.alerts.outbox import Message
from orchestration.lib.contracts import Contract
from orchestration.lib.home import HomeError
from orchestration.lib.private import OWNER_FILE
from orchestration.lib.settings import Settings

KINDS = ("recu", "rappel", "synthese", "canari")
_SECTIONS = ("equipe", "canaux", "routes", "destinataires", "responsables", "envoi", "canari")
_MAIL = ("mailto", "mailtos")
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


class RoutesError(HomeError):
    """The file of routes cannot be used; the message never repeats an address with a password."""


@dataclass(frozen=True)
class Channel:
    """One Apprise URL. Its text is never printed: it may hold a password."""

    name: str
    url: str = field(repr=False)

    @property
    def by_mail(self) -> bool:
        """Tell whether the channel takes addresses."""
        return urlsplit(self.url).scheme.lower() in _MAIL


@dataclass(frozen=True)
class Delivery:
    """One message to one address of a channel (or to the channel itself)."""

    channel: Channel
    address: str | None = None

    @property
    def key(self) -> str:
        """What tells this delivery from the others of a message."""
        return f"{self.channel.name}:{self.address}" if self.address else self.channel.name


@dataclass(frozen=True)
class Pace:
    """How long a pass lasts at most, how long a server is waited for, how often one tries."""

    duree: float = 10.0
    delai: float = 3.0
    essais: int = 18


@dataclass(frozen=True)
class Routes:
    """The file of routes, checked."""

    equipe: tuple[str, ...]
    canaux: Mapping[str, Channel]
    routes: Mapping[str, tuple[str, ...]]
    destinataires: Mapping[str, Mapping[str, tuple[str, ...]]]
    responsables: tuple[str, ...]
    envoi: Pace = Pace()
    canari_adresse: str | None = None
    canari_retour: str | None = field(default=None, repr=False)

    def deliveries(self, message: Message, contracts: Mapping[str, Contract]) -> list[Delivery]:
        """Return where a message goes, in a stable order.

        What a rehearsal says goes to the team alone: the contacts of contracts are real people.
        """
        names = self.routes.get(message.genre)
        channels = (
            [self.canaux[n] for n in names]
            if names is not None
            else [c for c in self.canaux.values() if c.by_mail] or list(self.canaux.values())
        )
        found = []
        for channel in channels:
            if channel.by_mail:
                found += [Delivery(channel, a) for a in self._addresses(message, contracts)]
            else:
                found.append(Delivery(channel))
        return found

    def _addresses(self, message: Message, contracts: Mapping[str, Contract]) -> tuple[str, ...]:
        if message.genre == "canari" and self.canari_adresse:
            return (self.canari_adresse,)
        if message.public == "equipe" or message.fictif:
            return self.equipe
        told = self.destinataires.get(message.domaine or "", {})
        if message.public == "responsable":
            return told.get("responsable") or self.responsables or self.equipe
        contract = contracts.get(message.domaine or "")
        contact = (contract.contact,) if contract is not None and contract.contact else ()
        return told.get(message.perimetre or "") or told.get("service") or contact or self.equipe


def read_routes(path: Path, domains: Mapping[str, Contract]) -> Routes:
    """Read the file of routes; raises RoutesError, in French, without any value of the file."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RoutesError(f"PSA_ALERTES : {path} ne se lit pas.") from error
    if mode & _OTHERS_MAY:
        raise RoutesError(
            f"PSA_ALERTES : {path} contient des mots de passe et d'autres que vous peuvent le "
            f"lire. Tapez : chmod {OWNER_FILE:o} {path}"
        )
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError:
        # Without its cause: it repeats the line, which may hold a password.
        raise RoutesError(f"PSA_ALERTES : {path} n'est pas un YAML bien écrit.") from None
    if not isinstance(document, dict):
        raise RoutesError(f"PSA_ALERTES : écrivez dans {path} au moins « equipe » et « canaux ».")
    return _Checks(path).routes(document, domains)


class _Checks:
    def __init__(self, path: Path) -> None:
        self._path = path

    def _fail(self, what: str) -> RoutesError:
        return RoutesError(f"PSA_ALERTES, {self._path} : {what}")

    def routes(self, document: Mapping[str, Any], domains: Mapping[str, Contract]) -> Routes:
        unknown = [str(s) for s in document if s not in _SECTIONS]
        if unknown:
            raise self._fail(f"« {unknown[0]} » n'existe pas. Connus : {', '.join(_SECTIONS)}.")
        team = self._addresses(document.get("equipe"), "equipe")
        if not team:
            raise self._fail("donnez l'adresse de l'équipe : « equipe: [adresse] ».")
        channels = self._channels(self._mapping(document, "canaux"))
        canary = self._mapping(document, "canari")
        return Routes(
            equipe=team,
            canaux=channels,
            routes=self._kinds(self._mapping(document, "routes"), channels),
            destinataires=self._recipients(self._mapping(document, "destinataires"), domains),
            responsables=self._addresses(document.get("responsables"), "responsables"),
            envoi=self._pace(self._mapping(document, "envoi")),
            canari_adresse=next(iter(self._addresses(canary.get("adresse"), "canari")), None),
            canari_retour=str(canary["retour"]) if canary.get("retour") else None,
        )

    def _mapping(self, document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
        found = document.get(section) or {}
        if not isinstance(found, dict):
            raise self._fail(f"« {section} » s'écrit « nom: valeur », un par ligne.")
        return {str(name): value for name, value in found.items()}

    def _addresses(self, told: Any, where: str) -> tuple[str, ...]:
        listed = [told] if isinstance(told, str) else told or []
        if not isinstance(listed, list) or not all(isinstance(a, str) and "@" in a for a in listed):
            raise self._fail(f"« {where} » attend une liste d'adresses électroniques.")
        return tuple(dict.fromkeys(a.strip() for a in listed))

    def _channels(self, told: Mapping[str, Any]) -> dict[str, Channel]:
        if not told:
            raise self._fail("donnez au moins un canal : « canaux: {courriel: mailtos://…} ».")
        for name, url in told.items():
            if not isinstance(url, str) or "://" not in url:
                raise self._fail(f"le canal « {name} » n'est pas une adresse Apprise.")
        return {name: Channel(name, url) for name, url in told.items()}

    def _kinds(
        self, told: Mapping[str, Any], channels: Mapping[str, Channel]
    ) -> dict[str, tuple[str, ...]]:
        for kind, names in told.items():
            if kind not in KINDS:
                raise self._fail(f"« routes » ne connaît pas « {kind} » : {', '.join(KINDS)}.")
            if not isinstance(names, list) or any(n not in channels for n in names):
                raise self._fail(f"« routes », {kind} : donnez des canaux parmi "
                                 f"{', '.join(channels)}.")  # fmt: skip
        return {kind: tuple(names) for kind, names in told.items()}

    def _recipients(
        self, told: Mapping[str, Any], domains: Mapping[str, Contract]
    ) -> dict[str, dict[str, tuple[str, ...]]]:
        found = {}
        for domain, who in told.items():
            if domain not in domains:
                raise self._fail(f"« destinataires » : le domaine « {domain} » n'existe pas.")
            if not isinstance(who, dict):
                raise self._fail(f"« destinataires », {domain} : écrivez « service: [adresse] ».")
            if not all(isinstance(role, str) for role in who):
                raise self._fail(f"« destinataires », {domain} : mettez le code du département "
                                 "entre guillemets (\"063\").")  # fmt: skip
            found[domain] = {
                str(role): self._addresses(addresses, f"destinataires, {domain}")
                for role, addresses in who.items()
            }
        return found

    def _pace(self, told: Mapping[str, Any]) -> Pace:
        known = Pace()
        for name, value in told.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not hasattr(known, name) or not number or value <= 0:
                raise self._fail("« envoi » attend des nombres : duree, delai, essais.")
        return Pace(
            float(told.get("duree", known.duree)),
            float(told.get("delai", known.delai)),
            int(told.get("essais", known.essais)),
        )


def routes_of(
    settings: Settings, contracts: Mapping[str, Contract]
) -> tuple[Routes | None, str | None]:
    """Return the routes of an installation (None without any), and what is wrong with them."""
    if settings.alertes is None:
        return None, None
    try:
        return read_routes(settings.alertes, contracts), None
    except RoutesError as error:
        return None, str(error)
