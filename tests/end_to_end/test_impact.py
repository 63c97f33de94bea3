"""The impact of a file before it is handed in: real models, real figures, nothing left behind.

What belongs here: `psa check --impact` on genuine files, while another process holds the warehouse.
What does not: the verdict of the same command (`tests/gates`).
"""

from pathlib import Path

import duckdb

from orchestration.lib.french import number
from tests.end_to_end.conftest import psa
from tests.samples import Table, genuine_name

BAC = "bac_departement"


def halved() -> Table:
    """Return the results of the baccalauréat, half of the admitted of the 063 in 2023 gone."""
    file = Table.of(BAC)
    rows = zip(
        file.column("session"), file.column("code_departement"), file.column("admis"), strict=True
    )
    return file.put_all(
        "admis",
        [
            str(int(float(admitted)) // 2) if (session, place) == ("2023", "063") else admitted
            for session, place, admitted in rows
        ],
    )


def rate(file: Table, *places: str) -> str:
    """Return the rate of 2023 in some départements, worked out from the cells."""
    kept = [
        (float(present), float(admitted))
        for session, place, present, admitted in zip(
            *(file.column(c) for c in ("session", "code_departement", "presents", "admis")),
            strict=True,
        )
        if session == "2023" and place in places
    ]
    return number(100 * sum(a for _, a in kept) / sum(p for p, _ in kept)) + " %"


def contents(home: Path) -> dict[str, tuple[int, int]]:
    """Return what stands in a home: each file, its size and the time of its last change."""
    return {
        str(p.relative_to(home)): (p.stat().st_size, p.stat().st_mtime_ns)
        for p in home.rglob("*")
        if p.is_file()
    }


def test_the_impact_of_a_file_is_what_the_models_give(official_home: Path, tmp_path: Path) -> None:
    path = tmp_path / genuine_name(BAC)
    path.write_bytes(halved().to_bytes())
    before = contents(official_home)
    with duckdb.connect(str(official_home / "warehouse" / "entrepot.duckdb")):
        done = psa(official_home, "check", path, "--impact")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Impact : 1 indicateur changerait (1.1.1-o3)." in done.stdout
    moved = [line.split() for line in done.stdout.splitlines() if line.startswith("  2022-2023")]
    own, whole = ("063",), ("003", "015", "043", "063")
    for places, line in zip((whole, own), moved, strict=True):
        assert " ".join(line[2:4]) == rate(Table.of(BAC), *places)
        assert " ".join(line[4:6]) == rate(halved(), *places)
    assert [line[1] for line in moved] == ["académie", "063"]
    assert contents(official_home) == before


def test_a_home_without_a_computation_says_so(tmp_path: Path, open_data: object) -> None:
    path = tmp_path / genuine_name(BAC)
    path.write_bytes(Table.of(BAC).to_bytes())
    done = psa(tmp_path / "home", "check", path, "--impact")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "aucun calcul n'a encore été fait" in done.stdout
