"""Free text: whether it names a person, or lets anybody reach one.

What belongs here: recognising identifiers, ways to reach somebody and names behind a courtesy
title in French prose. What does not: which columns must be free of them (contracts), the wording
for depositors (`refusals`). A name without a title ("Sophie Martin") cannot be told from a place
or a project, and is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orchestration.lib import cleaning
from orchestration.lib.nomenclatures import fold

EMAIL, PHONE, INE, NIR, NAME = "courriel", "telephone", "ine", "nir", "nom"

_SPACE = r"[ \t\u00a0\u202f]"
_EMAIL = re.compile(
    rf"[\w+%-]{_SPACE}*(?:@|[\[(]{_SPACE}*(?:at|arobase){_SPACE}*[\])]){_SPACE}*[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
# The pairs of a number have one separator: '01.02.2024 10' is a date and a count.
_PHONE = re.compile(
    r"(?<![\d.,/])(?:0|(?:\+|00)[ \u00a0\u202f]?33[ \u00a0\u202f.]?(?:\(0\)[ \u00a0\u202f]?)?)[1-9]"
    r"(?:\d{8}|([ \u00a0\u202f./-])\d{2}(?:\1\d{2}){3})(?!\d)"
)
_NIR = re.compile(
    rf"(?<!\d)[12]{_SPACE}?\d{{2}}{_SPACE}?(?:0[1-9]|1[0-2]|[2-9]\d){_SPACE}?(?:\d{{2}}|2[AB])"
    rf"{_SPACE}?\d{{3}}{_SPACE}?\d{{3}}(?:{_SPACE}?\d{{2}})?(?!\d)",
    re.IGNORECASE,
)
_ELEVEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{11}(?![0-9A-Za-z])")
# A word in capitals may have eleven letters, and a code of training eleven digits.
_INE_DIGITS = 5
_TITLE = re.compile(
    rf"(?<![\w.])(?:(?i:mr|mrs|mme|mmes|mlle|mlles|dr)\.?|MM?\.|M(?={_SPACE}+[A-ZÀ-Ý][a-zà-ÿ])"
    rf"|(?i:monsieur|madame|mademoiselle|messieurs|mesdames|docteur)){_SPACE}+"
    rf"(?P<name>(?:(?:de|du|des|d['’]|von|van|ben|el|al){_SPACE}*)?(?:(?:Le|La|L['’]|De|Du){_SPACE}*)?"
    r"[A-ZÀ-Ý][\w'’-]*)"
)
_BETWEEN_WORDS = re.compile(r"[\s\u00a0\u202f'’]+")
# Shorter than any identifier, without what an address or a name has: most of a million wrong cells.
_SHORT_CODE = re.compile(r"[\w.,/:+-]{0,9}")
# A school or a street that bears the name of somebody is a place.
_PLACE = re.compile(
    r"\b(?:coll[èe]ge|lyc[ée]e|[ée]cole|cit[ée]|groupe|rue|place|avenue|boulevard|salle|espace"
    r"|m[ée]diath[èe]que|maison|fondation|prix)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
# What may follow a title, and names an office.
_OFFICES = """
accompagnant accompagnante adjoint adjointe administrateur administratrice aed aesh agent agente
animateur animatrice assistant assistante atsem cardie cfc chargé chargée chef cheffe conseiller
conseillère coordinateur coordinatrice coordonnateur coordonnatrice cpc cpd cpe csaio daac
dafpic dan dasen ddfpt délégué déléguée député députée directeur directeurs directrice
directrices drafpic drane dsden dsn élu élue enseignant enseignante enseignants erun formateur
formatrice gestionnaire ia ia-dasen ia-ipr ien ien-adjoint infirmier infirmière inspecteur
inspectrice intendant intendante ipr juge maire maires médecin médiateur médiatrice ministre
peps personne préfet préfète président présidente principal principale procureur procureure
professeur professeure professeurs proviseur proviseure psychologue psyen recteur rectrice
référent référente référents responsable secrétaire sénateur sénatrice sg sous-préfet
sous-préfète tous toutes tuteur tutrice vice-président vice-présidente vice-recteur
"""
_FOLDED_OFFICES = frozenset(fold(word) for word in _OFFICES.split())


def _holds_email(text: str) -> bool:
    marked = "@" in text or "(" in text or "[" in text
    return marked and _EMAIL.search(text) is not None


def _is_ine(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    return _INE_DIGITS <= digits < len(text) and cleaning.ine(text) is not cleaning.UNREADABLE


def _names_somebody(text: str) -> bool:
    for found in _TITLE.finditer(text):
        words = _BETWEEN_WORDS.split(found["name"])
        bears_it = _PLACE.search(text[max(0, found.start() - 60) : found.start()])
        if not bears_it and fold(words[-1]) not in _FOLDED_OFFICES:
            return True
    return False


_CHECKS: dict[str, Callable[[str], bool]] = {
    EMAIL: _holds_email,
    PHONE: lambda text: _PHONE.search(text) is not None,
    INE: lambda text: any(_is_ine(m[0]) for m in _ELEVEN.finditer(text)),
    NIR: lambda text: _NIR.search(text) is not None,
    NAME: _names_somebody,
}


def personal_data(text: str) -> tuple[str, ...]:
    """Return the kinds of personal data that a text seems to hold, in a fixed order."""
    if _SHORT_CODE.fullmatch(text):
        return ()
    return tuple(kind for kind, holds in _CHECKS.items() if holds(text))
