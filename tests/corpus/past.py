"""What stands when a file of the corpus comes: last year's files and the reference domains.

What belongs here: a real home whose deposits are the good files of the rehearsal, and the whole
good files of the year after them. What does not: short good files (`goods`), damage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from orchestration.lib import intake
from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict, judge
from orchestration.lib.home import open_home
from orchestration.lib.plausibility.examine import Examiner
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.pseudonyms import pseudonymiser
from orchestration.lib.rehearsal import RehearsalFile
from orchestration.lib.run_context import known_uais, what_stands
from orchestration.lib.settings import Settings
from tests.corpus.goods import good_files, read_good
from tests.corpus.model import Beside, Good

OLD, BEFORE, YEAR = "2021-2022", "2023-2024", "2024-2025"
REGISTER, PUPILS, MERGERS = "ref_etablissements", "effectifs", "fusions_etablissements"
# What other domains are compared with, in the same year.
REFERENCES = (
    REGISTER, PUPILS, MERGERS, "eleves", "personnels", "actions", "formation_sessions",
    "communautes_apprentissage", "avenants_communs", "partenariats", "reseaux",
)  # fmt: skip
_Pair = tuple[RehearsalFile | None, RehearsalFile]


@dataclass(frozen=True)
class Past:
    """A home where a year stands, and the whole good files of the next one."""

    settings: Settings
    goods: Mapping[str, Good]

    def judged(self, files: Sequence[ReceivedFile]) -> dict[str, Verdict]:
        """Return the verdicts of files beside what stands, as a deposit would get them."""
        settings = self.settings
        standing, _ = what_stands(settings)
        known = known_uais(settings.lake, standing, (REGISTER,))
        found = judge(files, contracts(), known, partial(pseudonymiser, settings))
        examiner = Examiner(settings.lake, contracts(), settings.academie.codes_departements)
        examiner.knows(standing)
        for verdict in found:
            examiner.examine(verdict)
        return {verdict.received.deposit: verdict for verdict in found}


def build(
    settings: Settings,
    folder: Path,
    domains: Collection[str],
    references: Collection[str] = REFERENCES,
) -> Past:
    """Deposit last year's files of `domains` and the references; return the next year's files."""
    home = open_home(settings)
    pairs = _pairs(folder, [*domains, *references])
    standing = [f for before, _ in pairs.values() for f in [before] if f]
    standing += [now for domain, (_, now) in pairs.items() if domain in references]
    # Schools that closed since are known by an older list.
    standing += [f for f in _own(folder, REGISTER) if f.school_years == (OLD,)]
    for file in standing:
        inbox = settings.inbox / file.domain
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / file.path.name).write_bytes(file.path.read_bytes())
    intake.answer(settings, home)
    return Past(settings, whole_goods(folder, domains))


def whole_goods(folder: Path, domains: Collection[str]) -> dict[str, Good]:
    """Return the whole good file of each domain, with what stands beside it."""
    pairs = _pairs(folder, domains)
    facts = _facts(_pairs(folder, (REGISTER, PUPILS, MERGERS)))
    found = {}
    for domain, (before, now) in sorted(pairs.items()):
        earlier = read_good(before) if before else None
        found[domain] = replace(read_good(now), beside=replace(facts, before=earlier))
    return found


def _pairs(folder: Path, domains: Collection[str]) -> dict[str, _Pair]:
    return {d: own for d in dict.fromkeys(domains) if (own := _pair(folder, d))}


def _own(folder: Path, domain: str) -> list[RehearsalFile]:
    """Return the good files of a domain in the platform's own format."""
    return [f for f in good_files(folder) if f.domain == domain and "__" in f.path.name]


def _pair(folder: Path, domain: str) -> _Pair | None:
    """Return the files of a domain and scope for both years, the largest ones."""
    own = _own(folder, domain)
    now = [f for f in own if f.school_years == (YEAR,)]
    if not now:
        return None
    chosen = max(now, key=lambda f: f.rows)
    scope = chosen.path.stem.rpartition("__")[2]
    before = [f for f in own if f.school_years == (BEFORE,) and f.path.stem.endswith(scope)]
    return (before[0] if before else None), chosen


def _facts(chosen: Mapping[str, _Pair]) -> Beside:
    register, pupils = read_good(chosen[REGISTER][1]), read_good(chosen[PUPILS][1])
    kinds = dict(_named(register, "uai", "type_etablissement"))
    merged = [uai for (uai,) in _named(read_good(chosen[MERGERS][1]), "uai")]
    counted: dict[str, int] = {}
    for uai, number in _named(pupils, "uai", "nb_eleves"):
        counted[uai] = counted.get(uai, 0) + int(float(number or 0))
    closed = tuple(uai for uai in reversed(merged) if uai not in kinds)
    return Beside(before=None, kinds=kinds, closed=closed, pupils=counted)


def _named(good: Good, *columns: str) -> Iterator[tuple[str, ...]]:
    return zip(*(good.cells(column) for column in columns), strict=True)
