"""Lycées: pupils by level, track, sex and language (175 columns).

What belongs here: the lycée file. What does not: vocational lycées, which it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import capitals
from orchestration.lib.rehearsal.encode import Layout, csv_bytes, spaced
from orchestration.lib.rehearsal.model import Dirt, Draft, ratio_figures
from orchestration.lib.rehearsal.periods import opening
from orchestration.lib.rehearsal.schools import School
from orchestration.lib.rehearsal.world import World, apportion, walk

_NAME = "fr-en-lycee_gt-effectifs-niveau-sexe-lv.csv"
_OTHER_LANGUAGES = ("allemand", "italien", "autres_langues")
# Share of each block in a lycée that has its track, per thousand pupils (real académie).
_SHARES = {
    "2ndes_gt": 352, "1eres_g": 244, "1eres_sti2d": 18, "1eres_stl": 5, "1eres_stmg": 37,
    "1eres_st2s": 16, "1eres_std2a": 4, "1eres_sthr": 2, "terminales_g": 240,
    "terminales_sti2d": 19, "terminales_stl": 5, "terminales_stmg": 35, "terminales_st2s": 17,
    "terminales_std2a": 3, "terminales_sthr": 2,
}  # fmt: skip
_TRACKS = ("sti2d", "stl", "stmg", "st2s", "std2a", "sthr")
_GIRLS = {"g": 0.57, "gt": 0.54, "sti2d": 0.10, "stl": 0.60, "stmg": 0.50, "st2s": 0.86}


def is_general(school: School) -> bool:
    """Tell whether a lycée has general or technological pupils."""
    return school.kind == "lycee" and school.track != "professionnel"


def _block_sizes(school: School, pupils: int) -> dict[str, int]:
    """Share the pupils out between the blocks; small lycées have fewer tracks, for good."""
    kept = _TRACKS if school.size > 600 else _TRACKS[2:4] if school.size > 300 else ()
    tracks = {t for i, t in enumerate(kept) if (school.rank + i) % 3 != 2}
    blocks = [b for b in _SHARES if b.split("_")[1] in tracks | {"g", "gt"}]
    sizes = apportion(pupils, [_SHARES[b] for b in blocks])
    return dict(zip(blocks, sizes, strict=True))


def _languages(rng: Random, world: World) -> list[list[float]]:
    """Return, per year, the shares of LV2: allemand, anglais, espagnol, italien, other, none."""
    german, italian = rng.uniform(8, 18), rng.uniform(3, 12)
    count = len(world.school_years)
    pairs = zip(walk(rng, count, german, 0.5), walk(rng, count, italian, 0.5), strict=True)
    return [[g, 2.0, 94.5 - g - i, i, 1.5, 2.0] for g, i in pairs]


def _details(block: str, total: int, lv2_shares: list[float]) -> list[int]:
    girls = round(total * _GIRLS.get(block.split("_")[1], 0.5))
    lv1 = apportion(total, (2, 96, 1, 1))
    lv2 = apportion(total, lv2_shares)[:-1]
    return [girls, total - girls, *lv1, *lv2]


def _cells(sizes: dict[str, int], lv2_shares: list[float]) -> tuple[list[int], int]:
    """Return the cells after 'nombre_d_eleves', and the pupils of the other languages."""
    cells: list[int] = []
    others = 0
    for blocks, totals in headers.LYCEE_GT_LEVELS:
        for block in blocks:
            details = _details(block, sizes.get(block, 0), lv2_shares)
            cells += [sizes.get(block, 0), *details]
            lv2 = dict(zip(headers.LV2, details[-len(headers.LV2) :], strict=True))
            others += sum(lv2[language] for language in _OTHER_LANGUAGES)
        cells += [sizes.get(total, 0) for total in totals]
    return cells, others


def _rows(world: World) -> Iterator[tuple[str, School, list[str], int, int]]:
    """Yield (school year, lycée, row, pupils of other languages, pupils)."""
    academie = world.academie
    # The file misnames the region, alone among the ministry's exports.
    region = capitals(academie.region_label).replace("AUVERGNE-RHONE", "AUVERGNE-ET-RHONE")
    for school in filter(is_general, world.of("lycee")):
        rng = world.stream(f"{_NAME}:{school.uai}")
        languages = _languages(rng, world)
        for year, lv2_shares in zip(world.school_years, languages, strict=True):
            pupils = school.size_in(year, world.last)
            cells, others = _cells(_block_sizes(school, pupils), lv2_shares)
            denomination = "LYCEE POLYVALENT" if school.track == "polyvalent" else "LYCEE GENERAL"
            row = [
                str(opening(year)), region, capitals(academie.label),
                capitals(school.departement.label), capitals(school.commune), school.uai,
                denomination if school.public else f"{denomination} PRIVE",
                f"FICTIF {school.patronym}", "PUBLIC" if school.public else "PRIVE",
                spaced(pupils), *(str(n) for n in cells),
            ]  # fmt: skip
            yield year, school, row, others, pupils


def effectifs(world: World) -> Draft:
    """Return the pupils of the lycées, thousands separated by a no-break space."""
    layout = Layout(bom=False)
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    rows = []
    for year, school, row, others, pupils in _rows(world):
        rows.append(row)
        before = counts.get((year, school.departement.code), (0, 0))
        counts[year, school.departement.code] = (before[0] + others, before[1] + pupils)
    world.stream(_NAME).shuffle(rows)
    return Draft(
        "effectifs_lycee_gt",
        _NAME,
        csv_bytes(headers.lycee_gt(), rows, layout),
        layout.dirt | {Dirt.NBSP_THOUSANDS},
        school_years=world.school_years,
        rows=len(rows),
        figures=ratio_figures("1.2.3-o1", counts, world.academie),
    )
