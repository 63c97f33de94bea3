"""Whole files that must be refused: in plain French, kept, and without effect on what stands."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from orchestration.lib.contracts import contracts
from tests.samples import GENUINE, Platform, Table, genuine, genuine_name, zipped

BAC = "bac_departement"
pytestmark = pytest.mark.usefixtures("open_data")
JARGON = ("error", "exception", "traceback", "none", "nan", "utf-8'", "codec", "invalid")


def header_only() -> bytes:
    return Table.of(BAC).head(0).to_bytes()


BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "vide": (lambda: b"", "vide"),
    "blancs": (lambda: b" \r\n\t\r\n   ", "vide"),
    "blancs insécables": (lambda: "\u00a0\n\u00a0\n".encode(), "vide"),
    "blancs en utf-16": (lambda: "  \n\n".encode("utf-16"), "vide"),
    "marque d'ordre seule": (lambda: b"\xef\xbb\xbf", "vide"),
    "sauts de page": (lambda: b"\x0c\n\x0b\n", "vide"),
    "en-têtes seuls": (header_only, "aucune ligne de données"),
    "en-têtes et lignes vides": (lambda: header_only() + b";;;;;;;;;;\r\n" * 5, "aucune ligne"),
    "pdf nommé csv": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
    "page web": (lambda: b"\n <!DOCTYPE html><html><body>Connexion</body></html>", "page web"),
    "page web avec marque": (lambda: b"\xef\xbb\xbf<HTML><body>", "page web"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "image"),
    "jpeg": (lambda: b"\xff\xd8\xff\xe0" + bytes(64), "image"),
    "traitement de texte": (lambda: b"{\\rtf1\\ansi bonjour}", "traitement de texte"),
    "binaire": (lambda: bytes(range(256)) * 8, "n'est pas un fichier texte"),
    "octets nuls à la fin": (lambda: genuine(BAC) + bytes(4096), "abîmé"),
    "archive abîmée": (lambda: zipped({"a.csv": genuine(BAC)})[:-60], "abîmé"),
    "classeur abîmé": (lambda: Table.of(BAC).to_xlsx()[:2000], "abîmé"),
    "ancien classeur protégé": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "mot de passe",
    ),
    "parquet abîmé": (lambda: Table.of(BAC).to_parquet()[:-9], "Parquet est abîmé"),
    "coupé": (lambda: genuine(BAC)[:2500], "coupé"),
    "guillemet ouvert": (
        lambda: genuine(BAC).replace(b";Cantal;", b';"Cantal;', 1), "guillemet ouvert à la ligne 2",
    ),
    "autre jeu de données": (lambda: genuine("ivac"), "Indicateurs de valeur ajoutée"),
    "sans en-têtes": (lambda: genuine(BAC).partition(b"\r\n")[2], "en-têtes"),
    "deux fois la même colonne": (
        lambda: genuine(BAC).replace("Département".encode(), b"Voie", 1), "Il manque",
    ),
    "faux séparateur annoncé": (lambda: b"sep=,\r\n" + genuine(BAC)[3:], "en-têtes"),
    "json": (lambda: json.dumps([{"session": 2024}]).encode(), "document JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_in_plain_french_and_changes_nothing(
    platform: Platform, case: str
) -> None:
    make, expected = BAD_FILES[case]
    content = make()
    receipt = platform.deposit(content, genuine_name(BAC), domain=BAC)
    assert receipt.statut == "refuse"
    (reason,) = receipt.motifs
    assert expected in reason
    assert reason.count(". ") >= 1
    assert reason.endswith(".")
    assert not [word for word in JARGON if word in reason.lower()]
    folder = platform.settings.deposits / receipt.depot
    assert (folder / "original" / genuine_name(BAC)).read_bytes() == content
    assert json.loads((folder / "receipt.json").read_text())["statut"] == "refuse"
    assert (receipt.lignes_retenues, receipt.tranches) == (0, [])
    assert platform.lake_files() == {}
    assert platform.context().standing == {}


@pytest.mark.parametrize("domain", GENUINE)
def test_a_file_with_headers_and_no_row_is_refused_for_every_domain(
    platform: Platform, domain: str
) -> None:
    receipt = platform.deposit(Table.of(domain).head(0).to_bytes(), genuine_name(domain))
    assert receipt.statut == "refuse"
    assert "aucune ligne de données" in receipt.motifs[0]


@pytest.mark.parametrize("domain", GENUINE)
def test_a_missing_column_is_named_on_the_receipt(platform: Platform, domain: str) -> None:
    table = Table.of(domain)
    column = [c for c in contracts()[domain].columns if not c.optional and not c.key][-1]
    without = table.without(table.position(column.name))
    receipt = platform.deposit(without.to_bytes(), genuine_name(domain))
    assert receipt.statut == "refuse"
    assert "Il manque 1 colonne" in receipt.motifs[0]
    assert f"« {column.label} »" in receipt.motifs[0]
    (listed,) = platform.rejects(receipt)
    assert listed.line == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (f"{BAC}__2027-2028__academie.csv", {}),
        ("export.csv", {"school_year": "2027-2028"}),
        (f"{BAC}__2023-2025__academie.csv", {}),
        ("export.csv", {"school_year": "2023"}),
        ("export.csv", {"scope": "069"}),
        (f"{BAC}__2023-2024__069.csv", {}),
        ("export.csv", {"domain": "ivac"}),
        ("export.csv", {"domain": "brevet"}),
        ("ivac__2023-2024__academie.csv", {}),
        ("fr-en-etablissements-ep.csv", {}),
        ("fr-en-etablissements-ep.csv", {"domain": BAC}),
    ],
)
def test_what_is_announced_and_cannot_be_is_refused(
    platform: Platform, name: str, told: dict[str, str]
) -> None:
    receipt = platform.deposit(genuine(BAC), name, **told)
    assert receipt.statut == "refuse"
    assert platform.lake_files() == {}


def test_an_announced_year_that_the_rows_contradict_warns(platform: Platform) -> None:
    receipt = platform.deposit(genuine(BAC), f"{BAC}__2020-2021__academie.csv")
    assert receipt.statut == "accepte"
    assert "annonce 2020-2021 mais contient 2022-2023, 2023-2024" in receipt.avertissements[0]


def test_an_unknown_column_only_warns(platform: Platform) -> None:
    table = Table.of(BAC)
    wider = Table(BAC, [*table.header, "Observations"], [[*r, "vu"] for r in table.rows])
    receipt = platform.deposit(wider.to_bytes(), genuine_name(BAC))
    assert (receipt.statut, receipt.lignes_retenues) == ("accepte", 48)
    assert receipt.avertissements == ["Colonnes inconnues, ignorées : « Observations »."]


@pytest.mark.parametrize("told", [{"school_year": "2025-2026"}, {}])
def test_a_school_year_that_stands_nowhere_must_be_told(
    platform: Platform, told: dict[str, str]
) -> None:
    table = Table.of("etablissements_ep")
    header = ["education_prioritaire" if c == "ep_2022_2023" else c for c in table.header]
    content = Table("etablissements_ep", header, table.rows).to_bytes()
    receipt = platform.deposit(content, "export.csv", **told)
    if told:
        assert receipt.annees == ["2025-2026"]
    else:
        assert receipt.statut == "refuse"
        assert "année scolaire n'est écrite" in receipt.motifs[0]
