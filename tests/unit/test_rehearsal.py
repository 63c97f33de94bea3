"""The rehearsal académie: same bytes each time; official files, their dirt and figures."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from orchestration.lib.rehearsal import (
    Dirt,
    FictionalAcademie,
    FictionalDepartement,
    RehearsalFile,
    RehearsalManifest,
    write_rehearsal,
)
from orchestration.lib.rehearsal.families import FAMILIES
from tests.samples import GENUINE, OPEN_DATA, UAI_KEYS

CORSE = FictionalAcademie(
    "27", "Corse", "Corse", "12", "94", "Corse",
    (FictionalDepartement("02A", "Corse-du-Sud", 3), FictionalDepartement("02B", "Haute-Corse", 4)),
    dnb_candidates=3300,
)  # fmt: skip

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> RehearsalManifest:
    return write_rehearsal(tmp_path_factory.mktemp("rehearsal") / "inbox")


def digests(written: RehearsalManifest) -> dict[str, str]:
    return {inside(f): hashlib.sha256(f.path.read_bytes()).hexdigest() for f in written.files}


def inside(file: RehearsalFile) -> str:
    """Return the path of a file inside the inbox."""
    parts = file.path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index(file.domain) :])


def is_official(file: RehearsalFile) -> bool:
    return "__" not in file.path.name


def text_of(file: RehearsalFile) -> str:
    encoding = "cp1252" if Dirt.WINDOWS_1252 in file.dirt else "utf-8-sig"
    return file.path.read_bytes().decode(encoding)


def table(file: RehearsalFile) -> tuple[list[str], list[list[str]]]:
    """Return header and rows as text, whatever the container."""
    if Dirt.XLSX in file.dirt:
        sheet = CalamineWorkbook.from_path(str(file.path)).get_sheet_by_index(0).to_python()
        lines = [[f"{c:g}" if isinstance(c, float) else str(c) for c in row] for row in sheet]
    else:
        delimiter = "," if Dirt.COMMA_DELIMITER in file.dirt else ";"
        lines = list(csv.reader(io.StringIO(text_of(file), newline=""), delimiter=delimiter))
    return lines[0], lines[1:]


def records(file: RehearsalFile) -> Rows:
    header, rows = table(file)
    return [dict(zip(header, row, strict=True)) for row in rows]


def find(written: RehearsalManifest, name: str) -> RehearsalFile:
    return next(f for f in written.files if f.path.name == name)


def tables(written: RehearsalManifest) -> list[RehearsalFile]:
    return [f for f in written.files if is_official(f) and Dirt.PDF_NAMED_CSV not in f.dirt]


def key_is_right(uai: str) -> bool:
    return uai[7] == UAI_KEYS[int(uai[:7]) % 23]


def test_same_seed_same_bytes(manifest: RehearsalManifest, tmp_path: Path) -> None:
    again = write_rehearsal(tmp_path / "a")
    other = write_rehearsal(tmp_path / "b", seed=7)
    assert digests(again) == digests(manifest)
    assert again.figures == manifest.figures
    assert digests(other).keys() == digests(manifest).keys()
    assert digests(other) != digests(manifest)


def test_writing_twice_in_one_inbox_leaves_the_same_files(tmp_path: Path) -> None:
    first = digests(write_rehearsal(tmp_path))
    assert digests(write_rehearsal(tmp_path)) == first
    present = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert present == set(first)


def test_every_domain_has_a_file_in_its_folder(manifest: RehearsalManifest) -> None:
    assert {f.domain for f in manifest.files} == set(GENUINE) | set(FAMILIES)
    assert all(f.path.is_file() for f in manifest.files)
    assert {f.domain for f in manifest.files if is_official(f)} == set(GENUINE)
    paths = [f.path for f in manifest.files]
    assert paths == sorted(paths)


def test_seven_school_years_up_to_the_last(manifest: RehearsalManifest) -> None:
    assert len(manifest.school_years) == 7
    assert manifest.school_years[-1] == "2025-2026"
    sessions = {r["Année"] for r in records(find(manifest, GENUINE["dnb_departement"]))}
    assert sessions == {str(y) for y in range(2020, 2027)}


@pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the official files are not on this machine")
def test_headers_are_the_official_ones(manifest: RehearsalManifest) -> None:
    for file in tables(manifest):
        if file.verdict == "refuse":
            continue
        first = (OPEN_DATA / GENUINE[file.domain]).read_bytes().split(b"\n")[0].strip(b"\r")
        official = first.decode("utf-8-sig")
        delimiter = "," if file.domain.startswith("barometre") else ";"
        expected = [*next(csv.reader([official], delimiter=delimiter)), *file.extra_columns]
        found = [re.sub(r"^ep_\d{4}_\d{4}$", "ep_2022_2023", label) for label in table(file)[0]]
        assert found == expected, file.path.name
        if Dirt.UTF8_BOM in file.dirt and first.startswith(b"\xef\xbb\xbf"):
            assert file.path.read_bytes().split(b"\n")[0].strip(b"\r") == first


def test_rows_are_counted_and_as_wide_as_the_header(manifest: RehearsalManifest) -> None:
    for file in tables(manifest):
        header, rows = table(file)
        assert len(rows) == file.rows, file.path.name
        assert {len(row) for row in rows} == {len(header)}, file.path.name


def test_uais_are_fictional_and_wrong_only_where_announced(manifest: RehearsalManifest) -> None:
    seen = 0
    for file in tables(manifest):
        header, rows = table(file)
        column = next((header.index(c) for c in ("numero_uai", "UAI", "uai", "numero_lycee")
                       if c in header), None)  # fmt: skip
        if column is None:
            continue
        uais = [row[column].upper() for row in rows]
        assert all(re.fullmatch(r"\d{3}9\d{3}[A-Z]", uai) for uai in uais), file.path.name
        wrong = [uai for uai in uais if not key_is_right(uai)]
        assert len(wrong) == file.rejected, file.path.name
        assert bool(wrong) == (Dirt.WRONG_UAI_LETTER in file.dirt)
        assert (file.verdict == "accepte_avec_rejets") == bool(wrong)
        assert len(wrong) <= 3
        seen += len(uais)
    assert seen > 300


def test_schools_are_visibly_fictional(manifest: RehearsalManifest) -> None:
    for row in records(find(manifest, GENUINE["annuaire_geolocalisation"])):
        assert (
            "fictif" in row["appellation_officielle"]
            or "fictive" in (row["appellation_officielle"])
        )
        assert row["patronyme_uai"].startswith(("FICTIF ", "FICTIVE "))
    for row in records(find(manifest, GENUINE["ivac"])):
        assert row["Nom de l'établissement"].startswith("COLLEGE FICTIF ")


def test_exactly_two_official_files_must_be_refused(manifest: RehearsalManifest) -> None:
    refused = {f.domain: f for f in manifest.with_verdict("refuse") if is_official(f)}
    assert set(refused) == {"inserjeunes_cfa", "dnb_departement"}
    assert refused["inserjeunes_cfa"].path.suffix == ".csv"
    assert refused["inserjeunes_cfa"].path.read_bytes().startswith(b"%PDF-")
    header, rows = table(refused["dnb_departement"])
    complete, _ = table(find(manifest, GENUINE["dnb_departement"]))
    assert set(complete) - set(header) == {"Présents", "Admis"}
    assert {row[0] for row in rows} == {"2019"}
    assert not set(refused["dnb_departement"].school_years) & set(manifest.school_years)


def test_announced_dirt_is_in_the_bytes(manifest: RehearsalManifest) -> None:
    for file in tables(manifest):
        content = file.path.read_bytes()
        assert (Dirt.UTF8_BOM in file.dirt) == content.startswith(b"\xef\xbb\xbf")
        if Dirt.XLSX in file.dirt:
            assert content.startswith(b"PK")
            continue
        assert (Dirt.CRLF in file.dirt) == (b"\r\n" in content)
        text = text_of(file)
        assert (Dirt.NBSP_THOUSANDS in file.dirt) == bool(re.search("\\d\u00a0\\d{3}", text))
        assert (Dirt.PERCENT_SIGN in file.dirt) == bool(re.search(r"\d,\d %", text))
        assert (Dirt.ND in file.dirt) == (";ND;" in text)
        assert (Dirt.EXTRA_COLUMN in file.dirt) == bool(file.extra_columns)


def test_every_kind_of_dirt_is_somewhere(manifest: RehearsalManifest) -> None:
    assert {dirt for file in manifest.files for dirt in file.dirt} == set(Dirt)
    windows = [f for f in tables(manifest) if Dirt.WINDOWS_1252 in f.dirt]
    assert len(windows) == 1
    with pytest.raises(UnicodeDecodeError):
        windows[0].path.read_bytes().decode()


def test_codes_have_lost_their_zeros(manifest: RehearsalManifest) -> None:
    for file in (f for f in manifest.files if f.domain == "etablissements_ep"):
        rows = records(file)
        assert {row["code_departement"] for row in rows} == {"3", "63"}
        assert {row["code_academie"] for row in rows} == {"6"}
        assert any(len(row["code_commune"]) == 4 for row in rows)


def test_other_academies_are_counted_as_out_of_scope(manifest: RehearsalManifest) -> None:
    dnb = find(manifest, GENUINE["dnb_departement"])
    assert dnb.out_of_scope == sum(r["Code académie"] != "06" for r in records(dnb)) > 0
    calendar = find(manifest, GENUINE["calendrier_scolaire"])
    others = sum(r["Académies"] != "Clermont-Ferrand" for r in records(calendar))
    assert calendar.out_of_scope == others > 0
    barometer = find(manifest, "ind-291.csv")
    own = {"D03", "D15", "D43", "D63"}
    zones = [r["enforce_zone_id"] for r in records(barometer)]
    assert barometer.out_of_scope == sum(z not in own for z in zones)
    assert {"FRANCE", "R84"} <= set(zones)


def test_dnb_counts_are_consistent(manifest: RehearsalManifest) -> None:
    withheld = 0
    for row in records(find(manifest, GENUINE["dnb_departement"])):
        inscrits, presents, admis, *mentions = (int(float(v)) for v in list(row.values())[10:17])
        assert inscrits >= presents >= admis == sum(mentions)
        assert row["Admis mention très bien"].endswith(".0")
        girls = list(row.values())[17:24]
        if not any(girls):
            withheld += 1
            continue
        inscrites, presentes, admises, *mentions_g = (int(v) for v in girls)
        assert inscrits >= inscrites >= presentes >= admises == sum(mentions_g)
        assert presents >= presentes
        assert admis >= admises
    assert withheld >= 7


def test_dnb_figures_can_be_found_again(manifest: RehearsalManifest) -> None:
    rows = records(find(manifest, GENUINE["dnb_departement"]))
    for year in manifest.school_years:
        lines = [r for r in rows if r["Année"] == year[5:] and r["Code académie"] == "06"]
        figure = manifest.figure("1.1.1-o1", year, "06")
        assert figure.numerator == sum(int(r["Admis"]) for r in lines)
        assert figure.denominator == sum(int(r["Présents"]) for r in lines)
        assert 14_000 < figure.denominator < 16_500
        assert 83 < figure.value < 92


def test_the_second_bac_file_corrects_the_first(manifest: RehearsalManifest) -> None:
    first = find(manifest, "fr-en-baccalaureat-par-departement_v1.csv")
    second = find(manifest, "fr-en-baccalaureat-par-departement_v2.csv")
    assert manifest.files.index(first) < manifest.files.index(second)
    assert first.school_years == second.school_years == manifest.school_years
    present = "Nombre de présents à l'examen"
    passed = "Nombre d'admis à l'examen"
    last = {f: [r for r in records(f) if r["Session"] == "2026"] for f in (first, second)}
    total = {f: sum(float(r[present]) for r in rows) for f, rows in last.items()}
    assert total[first] < total[second]
    figure = manifest.figure("1.1.1-o3", "2025-2026", "06")
    assert figure.denominator == total[second]
    assert figure.numerator == sum(float(r[passed]) for r in last[second])


def test_lycee_rows_add_up_and_give_the_language_figure(manifest: RehearsalManifest) -> None:
    header, rows = table(find(manifest, GENUINE["effectifs_lycee_gt"]))
    assert len(header) == 175
    assert "terminales_terminales_stmg_lv2_autres_langues" in header
    detail = re.compile(r"_(filles|garcons|lv[12]_.*)$")
    others = re.compile(r"_lv2_(allemand|italien|autres_langues)$")
    sums = {"pupils": 0, "others": 0}
    for row in rows:
        pupils = int(row[9].replace("\u00a0", ""))
        cells = dict(zip(header[10:], map(int, row[10:]), strict=True))
        assert pupils == sum(n for label, n in cells.items() if not detail.search(label))
        for block in (label[:-7] for label in cells if label.endswith("_filles")):
            assert cells[block] == cells[f"{block}_filles"] + cells[f"{block}_garcons"]
            lv2 = sum(n for x, n in cells.items()
                      if re.fullmatch(f"(terminales_)?{block}_lv2_.*", x))  # fmt: skip
            assert lv2 <= cells[block]
        if row[0] == "2025":
            sums["pupils"] += pupils
            sums["others"] += sum(n for label, n in cells.items() if others.search(label))
    figure = manifest.figure("1.2.3-o1", "2025-2026", "06")
    assert (figure.numerator, figure.denominator) == (sums["others"], sums["pupils"])


def test_value_added_figure_can_be_found_again(manifest: RehearsalManifest) -> None:
    rows = records(find(manifest, GENUINE["ivac"]))
    label = "VA du taux de réussite G"
    values = [r[label] for r in rows if r["Session"] == "2024" and r[label] not in ("", "ND")]
    figure = manifest.figure("1.1.1-o2", "2023-2024", "06")
    assert figure.denominator == len(values)
    assert figure.numerator == sum(float(v) > 0 for v in values)


def test_barometer_figures_are_the_last_values(manifest: RehearsalManifest) -> None:
    rows = records(find(manifest, "ind-291.csv"))
    zone = [r for r in rows if r["enforce_zone_id"] == "D63" and r["indic_va"]]
    last = max(zone, key=lambda r: r["metric_enforce_date"])
    assert manifest.figure("1.1.6-o1", "2025-2026", "063").value == float(last["indic_va"])
    assert 0 <= float(last["indic_ta"]) <= 100
    with pytest.raises(KeyError):
        manifest.figure("1.1.6-o1", "2019-2020", "063")


@pytest.mark.parametrize("seed", [2026, 1, 99])
def test_rates_never_jump(tmp_path: Path, seed: int) -> None:
    figures = write_rehearsal(tmp_path, seed=seed).figures
    series: dict[tuple[str, str], list[float]] = {}
    for figure in sorted(figures, key=lambda f: f.school_year):
        series.setdefault((figure.indicator, figure.territory), []).append(figure.value)
    assert len(series) > 40
    for key, values in series.items():
        assert all(0 <= v <= 101 for v in values), key
        moves = [abs(b - a) for a, b in pairwise(values)]
        # What was made compulsory, and the brevet of 2024, moves more than the rest.
        limit = 5 if key[0] not in ("1.1.1-o1", "1.1.3-o1", "1.1.6-o1", "1.2.8-o1") else 11
        assert max(moves, default=0) < limit, (key, values)


def test_schools_keep_real_proportions(manifest: RehearsalManifest) -> None:
    rows = records(find(manifest, GENUINE["annuaire_geolocalisation"]))
    own = [r for r in rows if r["code_academie"] == "06" and key_is_right(r["numero_uai"].upper())]
    natures = [r["nature_uai"] for r in own]
    assert (natures.count("340"), sum(n[0] == "1" for n in natures)) == (25, 40)
    assert sum(n[0] == "3" for n in natures) - 25 == 12 + natures.count("370")
    assert {r["etat_etablissement_libe"] for r in own} == {"OUVERT", "FERME", "A OUVRIR"}
    cfa = records(find(manifest, GENUINE["inserjeunes_cfa"]))
    assert len({r["UAI"] for r in cfa}) == 8


def test_another_academie_can_be_rehearsed(tmp_path: Path) -> None:
    written = write_rehearsal(tmp_path, academie=CORSE, school_years=3)
    assert len([f for f in written.with_verdict("refuse") if is_official(f)]) == 2
    rows = records(find(written, GENUINE["dnb_departement"]))
    own = {r["Code département"] for r in rows if r["Code académie"] == "27"}
    assert own == {"2A", "2B"}
    schools = records(find(written, GENUINE["annuaire_geolocalisation"]))
    prefixes = {r["numero_uai"][:3] for r in schools if r["code_academie"] == "27"}
    assert prefixes == {"620", "720"}
    assert written.figure("1.1.1-o1", "2025-2026", "02A").territory == "02A"


@pytest.mark.parametrize("count", [1, 2, 10])
def test_number_of_school_years_is_free(tmp_path: Path, count: int) -> None:
    written = write_rehearsal(tmp_path, school_years=count, last_school_year="2024-2025")
    assert len(written.school_years) == count
    assert written.figure("1.1.1-o1", "2024-2025", "06").value > 80


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scale": "galactique"}, "inconnue.*unknown scale"),
        ({"last_school_year": "2025-2027"}, "n'est pas une année scolaire"),
        ({"school_years": 0}, "de 1 à 20"),
    ],
)
def test_wrong_arguments_write_nothing(
    tmp_path: Path, arguments: dict[str, str | int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_rehearsal(tmp_path / "inbox", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "inbox").exists()


def test_an_academie_needs_distinct_departements() -> None:
    twice = (FictionalDepartement("063", "Puy-de-Dôme", 1),) * 2
    with pytest.raises(ValueError, match="tous différents"):
        FictionalAcademie("06", "Clermont-Ferrand", "Zone A", "01", "84", "Région", twice)
