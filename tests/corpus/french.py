"""What a depositor reads must be French: whole sentences, its typography, no trace of code.

What belongs here: mistakes that a program can see in a sentence. What does not: whether the
sentence is true (`judging`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.lib.gate import Verdict

# Words that French has not, or not as code and English use them.
_ENGLISH = re.compile(
    r"\b(the|rows?|columns?|values?|errors?|invalid|missing|expected|unknown|sheets?|cells?|headers?"
    r"|strings?|null|true|false|file name|parsing|encoding|schema|traceback|exception|warning)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"\bNone\b|\bnan\b|\\[xnu]|[{}<>\[\]]|b'|__|datetime|Decimal\(|[a-z]+\.[a-z]+\(")
_QUOTED = re.compile(r"«\s[^«»]*\s»")
_LISTED = re.compile(r"(Valeurs attendues|Exemples de valeurs attendues|Domaines connus) : .*")
# What a depositor wrote, or a contract lists, may be in any language.
_KEYS = re.compile(r"\([^()]*\)")
_MISTAKES: dict[str, re.Pattern[str]] = {
    "deux espaces": re.compile(r"  "),
    "espace en trop": re.compile(r" ,(?!\d)| \.(?!\w)|\( | \)|' | '(?!\w)|^\s|\s$"),
    "espace absente devant un signe double": re.compile(r"[^\s:]:(?=\s)|[^\s]([;!?]|%)(?=\s|\.|$)"),
    "guillemets droits": re.compile(r'"'),
    "guillemets sans espace": re.compile(r"«(?![\s\u00a0\u202f])|(?<![\s\u00a0\u202f])»"),
    "guillemet jamais fermé": re.compile(r"«[^»]*(«|$)"),
    "apostrophe oubliée": re.compile(r"\b(?:[ldnsjtmc]|qu) (?=[aeiouyéèêàhAEIOUYÉ])(?!à )"),
    "accord": re.compile(r"\b1 (?:valeurs|lignes|colonnes|cellules|établissements|fichiers)\b"),
    "ponctuation double": re.compile(r"\.\.(?!\.)|,,|\.,|;;|: :|,\.|:\."),
}


def mistakes(sentence: str) -> Iterator[str]:
    """Yield what is wrong with the French of a message."""
    if not sentence.strip():
        yield "phrase vide"
        return
    start = sentence.lstrip("« ")[:1]
    if not (start.isupper() or start.isdigit()):
        yield "pas de majuscule"
    if not sentence.endswith((".", "…")):
        yield "pas de point final"
    own = _KEYS.sub("(x)", _LISTED.sub("", _QUOTED.sub("« x »", sentence)))
    for found in (_ENGLISH.search(own), _CODE.search(own)):
        if found:
            yield f"trace de code ou d'anglais : {found[0]}"
    for what, shape in _MISTAKES.items():
        if shape.search(own):
            yield what


def sentences(found: Verdict) -> Iterator[str]:
    """Yield every sentence that a verdict gives its depositor, as it will be read."""
    for reason in found.reasons:
        yield reason.reason
        yield reason.remedy
    for remark in found.warnings:
        yield str(remark)
    for reject in found.rejects:
        problem = reject.problem
        yield problem if problem.endswith(".") else f"{problem[:1].upper()}{problem[1:]}."
        yield reject.remedy


def faults_of_words(found: Verdict) -> Iterator[str]:
    """Yield each fault of the sentences of a verdict, with the sentence."""
    for sentence in dict.fromkeys(sentences(found)):
        for mistake in mistakes(sentence):
            yield f"{mistake} : {sentence}"
