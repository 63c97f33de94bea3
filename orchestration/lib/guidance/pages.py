"""The guide of depositors: a page per contract, an index by service, what messages mean.

What belongs here: Markdown made from the contracts and the messages. What does not: a sentence
about a rule (`sayings`, `refusals`, `messages`), the walk with pictures (written by hand).

The pages are kept in git; a test makes them again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orchestration.lib.choices import choices
from orchestration.lib.contracts import Column, Contract
from orchestration.lib.guidance import sayings
from orchestration.lib.messages import BLOCKING, REJECT, Message, messages

INDEX, MESSAGES, WALK = "README.md", "messages.md", "pas-a-pas.md"
_NOTICE = (
    "<!-- Page écrite par « psa guide » d'après les contrats : ne la modifiez pas à la main. -->"
)
_INLINE = 8  # Allowed values that fit in a cell of a table; a longer list has its own section.
_STAGES = {
    "octets": "Le fichier s'ouvre-t-il ?",
    "structure": "Ses colonnes sont-elles les bonnes ?",
    "types": "Chaque cellule se lit-elle ?",
    "regles": "Chaque ligne est-elle possible ?",
    "croisement": "Est-ce vraisemblable, à côté des autres fichiers et des autres années ?",
}
# The school year of the examples: a page is for all years, and the same every day.
_EXAMPLES_OF = "2025-2026"
_GRAVITIES = {BLOCKING: "fichier refusé", REJECT: "ligne rejetée"}
# A fact of the case in a message, with the words that agree with a number: {count:ligne/lignes}.
_FACT = re.compile(r"\{(?P<name>\w+)(?::[^/}]*/(?P<words>[^}]*))?\}")
# Facts that are a whole sentence of their own.
_SENTENCES = {
    "problem": "Une règle que le reçu cite n'est pas suivie",
    "remedy": "Le reçu dit que faire.",
    "allowed": "Le reçu donne les valeurs attendues.",
}


def guide_pages(contracts: Mapping[str, Contract]) -> dict[str, str]:
    """Return every page of the guide by the name of its file."""
    pages = {f"{domain}.md": contract_page(contract) for domain, contract in contracts.items()}
    pages[INDEX] = _index(contracts.values())
    pages[MESSAGES] = _messages()
    return pages


def _page(lines: Iterable[str]) -> str:
    return "\n".join([_NOTICE, "", *lines]).rstrip() + "\n"


def _cell(text: str) -> str:
    """Return a text that a cell of a table can hold."""
    line = " ".join(str(text).split())
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def contract_page(contract: Contract) -> str:
    """Return the page of a contract."""
    columns = sayings.asked_columns(contract)
    return _page([
        *_presentation(contract),
        *_columns(contract, columns),
        *_lists(columns),
        *_checks(contract, columns),
        *_deposit(contract),
    ])  # fmt: skip


def _presentation(contract: Contract) -> Iterator[str]:
    yield f"# {contract.title}"
    yield ""
    if contract.purpose:
        yield sayings.clean_sentence(contract.purpose)
        yield ""
    told = [
        ("Ce qu'il alimente", sayings.clean_sentence(contract.usage)),
        ("Une ligne du fichier", sayings.clean_sentence(contract.description)),
        ("À savoir", sayings.good_to_know(contract)),
        ("Échéance", sayings.due_sentence(contract)),
        ("Service, contact", sayings.whom_to_call(contract)),
        ("Contrat", f"{contract.domain}, version {contract.version}"),
    ]
    yield from (f"- **{label}** : {text}" for label, text in told if text)
    yield ""
    yield (
        f"Modèle à remplir : `psa template {contract.domain}` écrit un classeur avec les en-têtes, "
        "les listes et les consignes."
    )
    yield ""


def _columns(contract: Contract, columns: Sequence[Column]) -> Iterator[str]:
    yield "## Colonnes"
    yield ""
    read = [c for c in columns if c.loaded]
    yield from _table(
        ("En-tête", "Ce que c'est", "Présence", "Format", "Valeurs", "Exemple"),
        [_column_row(column, contract) for column in read],
    )
    private = [c for c in read if sayings.privacy(c)]
    if private:
        yield "Données personnelles :"
        yield ""
        yield from (f"- « {c.label} » : {sayings.privacy(c)}" for c in private)
        yield ""
    unread = [c for c in columns if not c.loaded]
    if unread:
        names = ", ".join(f"« {c.label} »" for c in unread)
        yield f"Colonnes du fichier officiel qui doivent y être, sans être lues : {names}."
        yield ""


def _column_row(column: Column, contract: Contract) -> tuple[str, ...]:
    return (
        column.label,
        sayings.clean_sentence(column.description or column.label),
        sayings.presence(column),
        sayings.kind(column, contract),
        _values(column),
        sayings.example(column, contract, _EXAMPLES_OF),
    )


def _values(column: Column) -> str:
    allowed = choices(column) if column.values else ()
    if len(allowed) > _INLINE:
        return f"liste « {column.label} » ci-dessous"
    if allowed:
        return ", ".join(choice.shown for choice in allowed)
    if column.max_length is not None:
        return f"{column.max_length} caractères au plus"
    return sayings.bounds(column)


def _lists(columns: Sequence[Column]) -> Iterator[str]:
    """Yield the lists that are too long for a cell, labels with their codes."""
    long = [c for c in columns if c.loaded and len(c.values) > _INLINE]
    if not long:
        return
    yield "## Listes"
    yield ""
    for column in long:
        yield f"### {column.label}"
        yield ""
        shown = [
            choice.shown if choice.shown == choice.code else f"{choice.shown} (`{choice.code}`)"
            for choice in choices(column)
        ]
        yield _cell(" · ".join(shown)) + "."
        yield ""


def _checks(contract: Contract, columns: Sequence[Column]) -> Iterator[str]:
    yield "## Contrôles"
    yield ""
    yield (
        "Ce que dit le reçu quand une règle n'est pas suivie, et que faire. "
        f"{sayings.tolerance_sentence(contract)}"
    )
    yield ""
    told: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        for rule in sayings.column_rules(column):
            told.setdefault(rule, []).append(f"« {column.label} »")
    rows = [(", ".join(names), sayings.sentence(problem), remedy)
            for (problem, remedy), names in told.items()]  # fmt: skip
    rows += [("entre colonnes", sayings.clean_sentence(problem), remedy)
             for problem, remedy in sayings.row_rules(contract)]  # fmt: skip
    yield from _table(("Colonne", "Problème", "Que faire"), rows)
    if contract.key:
        names = ", ".join(f"« {contract.column(name).label} »" for name in contract.key)
        yield f"Deux lignes ne peuvent pas avoir les mêmes {names}."
        yield ""


def _deposit(contract: Contract) -> Iterator[str]:
    yield "## Déposer"
    yield ""
    yield (
        f"Déposez le fichier (CSV, classeur Excel ou LibreOffice) dans le dossier "
        f"`{contract.domain}`, sous le nom de votre choix. Un reçu vous répond dans la minute."
    )
    yield ""
    yield (
        f"Pas à pas, avec des images : [{WALK}]({WALK}). Ce que veulent dire les messages : "
        f"[{MESSAGES}]({MESSAGES}). Tous les fichiers : [{INDEX}]({INDEX})."
    )


def _index(contracts: Iterable[Contract]) -> str:
    """Return the list of files by service that hands them in."""
    by_service: dict[str, list[Contract]] = {}
    for contract in contracts:
        by_service.setdefault(contract.owner or "Autres", []).append(contract)
    lines = [
        "# Guide des déposants",
        "",
        f"Commencez par le [pas à pas]({WALK}) : un modèle rempli, déposé, corrigé, accepté. Puis "
        "ouvrez la page de votre fichier, sous le nom de votre service. Les messages des reçus "
        f"sont expliqués dans [{MESSAGES}]({MESSAGES}).",
        "",
    ]
    for service in sorted(by_service, key=str.casefold):
        lines += [f"## {service}", ""]
        lines += _table(
            ("Fichier", "Échéance"),
            [
                (f"[{c.title}]({c.domain}.md)", sayings.due_sentence(c))
                for c in sorted(by_service[service], key=lambda c: c.title.casefold())
            ],
        )
    return _page(lines)


def _messages() -> str:
    lines = [
        "# Ce que disent les reçus",
        "",
        "Un fichier passe cinq contrôles, dans cet ordre. Le premier qui échoue arrête les "
        "suivants : ce qui reste à corriger est dit au dépôt d'après. « … » tient la place de ce "
        "que le reçu précise (une ligne, un nom de colonne, un nombre).",
        "",
    ]
    for stage, question in _STAGES.items():
        own = [m for m in messages().values() if m.stage == stage]
        if own:
            lines += [f"## {question}", ""]
            lines += _table(("Message", "Que faire", "Conséquence"), map(_message_row, own))
    return _page(lines)


def _message_row(message: Message) -> tuple[str, str, str]:
    problem, remedy = map(_without_facts, (message.problem, message.remedy))
    told = sayings.sentence(problem) if message.gravity == REJECT else problem
    return told, remedy, _GRAVITIES.get(message.gravity, "remarque, rien n'est refusé")


def _without_facts(template: str) -> str:
    """Return a message that is about no case: « … » stands for what a receipt would say."""

    def blank(fact: re.Match[str]) -> str:
        words = f"… {fact['words']}" if fact["words"] else "…"
        return _SENTENCES.get(fact["name"], words)

    return _FACT.sub(blank, template).replace("….", "…")
