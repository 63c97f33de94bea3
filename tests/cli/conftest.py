"""A hand-made publication, and `psa` called in process on a home of its own.

What belongs here: a small publication with known values (the real one needs dbt). What does
not: homes made by real runs (end to end).
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration import PROJECT_ROOT
from orchestration.cli.main import cli
from orchestration.lib.atomic import sha256_file, write_json
from orchestration.lib.deposits import Receipt
from orchestration.lib.published import seeded_catalogue
from orchestration.lib.settings import Settings

OPEN_DATA = PROJECT_ROOT.parent / "shared" / "open_data"
PUBLICATION = "p-0123456789ab"
DEPOSIT = "fc11e680156a"
Psa = Callable[..., Result]

# Brevet, session 2024: the official counts by département, and their sums.
DNB_2024 = {
    "003": (2955, 3530),
    "015": (1333, 1486),
    "043": (2463, 2731),
    "063": (6258, 7268),
    "06": (13009, 15015),
}
UNMEASURED = "4.3.3"
NO_AVERAGE = "Une moyenne de pourcentages n'est pas un résultat."
BREAK = "Règles d'attribution du DNB modifiées à la session 2024."
COMPULSORY = "Devoirs faits est devenu obligatoire en 6e à la rentrée 2023."
YEARS = [f"{y}-{y + 1}" for y in range(2015, 2024)]

DDL = {
    "indicateurs": """
        indicateur varchar, annee_scolaire varchar, niveau_territoire varchar, territoire varchar,
        ventilation varchar, modalite varchar, numerateur double, denominateur double,
        valeur double, unite varchar, couverture double, statut_observation varchar,
        statut_confidentialite varchar, motif varchar, publication varchar""",
    "evolutions": """
        indicateur varchar, annee_scolaire varchar, niveau_territoire varchar, territoire varchar,
        valeur double, borne_inferieure double, borne_superieure double, annee_precedente varchar,
        valeur_precedente double, annee_base varchar, valeur_base double, annee_cible varchar,
        valeur_cible double, annee_cible_initiale varchar, valeur_cible_initiale double,
        evolution_absolue double, evolution_relative double, dans_le_bruit boolean,
        ecart_cible double, rythme_observe double, rythme_requis double, valeur_attendue double,
        taux_avancement double, tendance varchar, statut_progres varchar,
        statut_progres_initial varchar, motif_non_calculable varchar, pourquoi varchar,
        publication varchar""",
    "territoires": """
        niveau_territoire varchar, territoire varchar, libelle varchar, academie varchar,
        departement varchar, type_etablissement varchar, nature varchar, secteur varchar,
        code_commune varchar, libelle_commune varchar, latitude double, longitude double,
        etat varchar, date_ouverture date, hors_referentiel boolean,
        territoire_courant varchar""",
    "ruptures": "indicateur varchar, annee_scolaire varchar, motif varchar",
    "rapprochements": """
        indicateur varchar, annee_scolaire varchar, niveau_territoire varchar, territoire varchar,
        ventilation varchar, modalite varchar, valeur double, officiel varchar,
        valeur_officielle double, ecart double, tolerance double, concordant boolean,
        motif_tolerance varchar, publication varchar""",
    "perimetre_courant": """
        indicateur varchar, annee_scolaire varchar, territoire varchar, libelle varchar,
        etablissements_reunis varchar, numerateur double, denominateur double, valeur double,
        unite varchar, publication varchar""",
    "couverture": """
        domaine varchar, mesure varchar, annee_scolaire varchar, departement varchar,
        statut varchar, depot varchar""",
    "depots": """
        depot varchar, domaine varchar, annees varchar, perimetre varchar, fichier varchar,
        sha256 varchar, statut varchar, lignes_lues bigint, lignes_retenues bigint,
        lignes_rejetees bigint, lignes_hors_perimetre bigint,
        motif varchar, revision varchar, ordre bigint""",
    "publications": """
        publication varchar, academie varchar, libelle_academie varchar, annee_courante varchar,
        fictif boolean""",
}
TERRITORIES = [
    ("academie", "06", "Clermont-Ferrand", None),
    ("departement", "003", "Allier", "003"),
    ("departement", "015", "Cantal", "015"),
    ("departement", "043", "Haute-Loire", "043"),
    ("departement", "063", "Puy-de-Dôme", "063"),
    ("etablissement", "0630003L", "CFA de Clermont", "063"),
    ("etablissement", "0030004M", "Collège Jules Ferry", "003"),
    ("etablissement", "0150005N", "Collège Jules Ferry", "015"),
    ("etablissement", "0630007G", "Collège des Volcans", "063"),
    ("etablissement", "0630008H", "Collège absorbé", "063"),
    ("circonscription", "0630900A", "Riom", "063"),
    ("circonscription", "0030900B", "Moulins", "003"),
]
SUCCESSORS = {"0630008H": "0630007G"}
_LEVELS = {code: level for level, code, *_ in TERRITORIES}


def row(code: str, year: str, place: str, by: tuple[str, str] = ("ensemble", "ensemble"),
        counts: tuple[float | None, float | None] = (None, None), value: float | None = None,
        status: str = "A", reason: str | None = None) -> list[object]:  # fmt: skip
    if value is None and counts[0] is not None and counts[1]:
        value = 100 * counts[0] / counts[1]
    return [
        code, year, _LEVELS[place], place, *by, *counts, value, "%", 1.0, status, "F", reason,
        PUBLICATION,
    ]  # fmt: skip


def long_table() -> list[list[object]]:
    rows = []
    for place, (above, below) in DNB_2024.items():
        for shift, year in enumerate(reversed(YEARS)):
            broken = year == "2023-2024"
            rows.append(
                row("1.1.1-o1", year, place, counts=(above - shift, below),
                    status="B" if broken else "A", reason=BREAK if broken else None)
            )  # fmt: skip
            for sex, share in (("F", 0.5), ("M", 0.4)):
                rows.append(row("1.1.1-o1", year, place, ("sexe", sex), (below * share, below)))
    rows = [r for r in rows if not (r[1] == "2016-2017" and r[3] == "015" and r[4] == "ensemble")]
    rows.append(
        row("1.1.1-o1", "2016-2017", "015", status="O", reason="Aucun dépôt pour 2016-2017.")
    )
    for place, value in {"003": 31.0, "015": 37.0, "043": 34.0, "063": 30.0}.items():
        rows.append(row("1.1.3-o1", "2022-2023", place, value=value))
    rows.append(row("1.1.3-o1", "2022-2023", "06", status="M", reason=NO_AVERAGE))
    rows.append(row("1.3.3-o1", "2023-2024", "0630003L", value=81.0))
    for place in DNB_2024:
        rows.append(row("1.3.3-o1", "2023-2024", place, status="M", reason=NO_AVERAGE))
    rows.append(row("1.3.2-o1", "2020-2021", "06", counts=(1043.6, 2350.4)))
    rows += academie_rows()
    return rows


def academie_rows() -> list[list[object]]:
    """Return rows of indicators of the académie: one partial, many values, schools, a count."""
    rows = [
        row("1.1.3-b", "2023-2024", "06", counts=(19678, 60338), status="B",
            reason=f"{COMPULSORY} Couverture partielle : 137 établissements sur 156."),
        row("1.1.3-b", "2023-2024", "003", counts=(30, 100)),
        row("1.1.3-b", "2023-2024", "0630007G", counts=(80, 400)),
        row("1.1.3-b", "2023-2024", "0630900A", counts=(1, 8)),
        row("1.1.3-b", "2023-2024", "0030900B", counts=(3, 8)),
        row("1.1.3-a", "2023-2024", "06", counts=(19678, None), value=19678.0),
        row("1.3.2-a", "2023-2024", "06", counts=(826, 1000)),
    ]  # fmt: skip
    levels = ("6EME", "5EME", "4EME", "3EME", "6SEGPA", "5SEGPA", "ULIS_2D")
    rows += [
        row("1.1.3-b", "2023-2024", place, ("niveau", level), (10.0 + i, 100))
        for place in ("06", "003") for i, level in enumerate(levels)
    ]  # fmt: skip
    rows += [
        row("1.3.2-a", "2023-2024", "06", ("type_bac", code), (share, 100))
        for code, share in {"BG": 95, "BT": 83, "BP": 47}.items()
    ]
    rows[5][9] = "élèves"
    return rows


def _insert(db: duckdb.DuckDBPyConnection, table: str, rows: list[list[object]]) -> None:
    db.execute(f"create table psa.{table} ({DDL[table]})")
    db.executemany(f"insert into psa.{table} values ({', '.join('?' * len(rows[0]))})", rows)


def build_snapshot(path: Path, *, fictional: bool = False) -> None:
    """Write the tables that the reading commands use, with the real catalogue.

    Its last criterion has lost its indicators: a catalogue may name what nobody measures yet.
    """
    catalogue = [
        {**r, "ordre": i, "multiplicateur": float(r.get("multiplicateur") or 100)}
        for i, r in enumerate(seeded_catalogue())
        if r["critere"] != UNMEASURED
    ]
    unmeasured = next(r for r in seeded_catalogue() if r["critere"] == UNMEASURED)
    described = [k for k in unmeasured if not k.endswith(("indicateur", "definition"))]
    catalogue.append({k: unmeasured[k] for k in described[:10]} | {"ordre": len(catalogue)})
    columns = list(dict.fromkeys(k for r in catalogue for k in r))
    with duckdb.connect(str(path)) as db:
        db.execute("create schema psa")
        kinds = {"ordre": "integer", "multiplicateur": "double"}
        db.execute(
            "create table psa.catalogue ("
            + ", ".join(f"{c} {kinds.get(c, 'varchar')}" for c in columns)
            + ")"
        )
        db.executemany(
            f"insert into psa.catalogue values ({', '.join('?' * len(columns))})",
            [[r.get(c) for c in columns] for r in catalogue],
        )
        _insert(db, "indicateurs", long_table())
        _insert(db, "evolutions", [[
            "1.1.1-o1", "2023-2024", "academie", "06", 100 * 13009 / 15015, 86.1, 87.2, "2022-2023",
            87.35, "2015-2016", 84.0, "2026-2027", 90.0, "2026-2027", 92.0, -0.7, -0.8, True, -3.4,
            0.3, 1.1, 88.4, 43.9, "stable", "à surveiller", "à surveiller", None,
            "À surveiller : 86,6 % en 2023-2024 pour un attendu de 88,4 % entre 84,0 % (2015-2016) "
            "et 90,0 % (2026-2027).", PUBLICATION,
        ]])  # fmt: skip
        _insert(db, "territoires", [
            [level, code, label, "06", dep, *[None] * 9, False, SUCCESSORS.get(code, code)]
            for level, code, label, dep in TERRITORIES
        ])  # fmt: skip
        _insert(db, "couverture", [
            ["devoirs_faits", "", "2023-2024", "003", "recu", "d0d0d0d0d0d0"],
            ["devoirs_faits", "", "2023-2024", "015", "manquant", None],
        ] + [
            ["dnb_departement", "", year, dep, "recu", DEPOSIT]
            for year in YEARS for dep in ("003", "015", "043", "063")
        ])  # fmt: skip
        _insert(db, "ruptures", [
            ["1.1.1-o1", "2023-2024", BREAK], ["1.1.1-o1", "2025-2026", "Nouvelle pondération."],
            ["1.1.3-b", "2023-2024", COMPULSORY],
        ])  # fmt: skip
        _insert(db, "rapprochements", [
            ["1.1.3-b", "2023-2024", "academie", "06", *["ensemble"] * 2, 32.6, "1.1.3-o1", 40.0,
             -7.4, 5.0, False, "Le baromètre compte à une date.", PUBLICATION],
        ])  # fmt: skip
        _insert(db, "perimetre_courant", [
            ["1.1.3-b", year, "0630007G", "Collège des Volcans", "0630008H", above, 500, above / 5,
             "%", PUBLICATION] for year, above in (("2022-2023", 100.0), ("2023-2024", 150.0))
        ])  # fmt: skip
        _insert(db, "depots", [[
            DEPOSIT, "dnb_departement", " ".join(YEARS), "academie", "dnb.csv",
            DEPOSIT + "0" * 52, "accepte", 188, 188, 0, 0, "", None, 1,
        ], [
            "d0d0d0d0d0d0", "devoirs_faits", "2023-2024", "003", "df.csv", "d0" * 32,
            "accepte_avec_rejets", 105, 100, 5, 0, "", None, 2,
        ]])  # fmt: skip
        _insert(db, "publications", [
            [PUBLICATION, "06", "Clermont-Ferrand", "2026-2027", fictional]
        ])  # fmt: skip


def receipt(**changes: object) -> Receipt:
    """Return the receipt of the brevet's deposit, with changes."""
    accepted: dict[str, object] = {
        "depot": DEPOSIT, "ordre": 1, "fichier": "dnb.csv", "sha256": DEPOSIT + "0" * 52,
        "octets": 1000, "recu_le": "2026-11-19T10:00:00+00:00", "fictif": False, "academie": "06",
        "statut": "accepte", "domaine": "dnb_departement", "titre": "Diplôme national du brevet",
        "version_du_contrat": "1.0.0", "perimetre": "academie",
        "tranches": [["", year] for year in YEARS], "lignes_lues": 188, "lignes_retenues": 188,
        "lignes_rejetees": 0, "lignes_hors_perimetre": 0, "lignes_sans_donnee": 0, "motifs": [],
        "avertissements": [],
    }  # fmt: skip
    return Receipt(**{**accepted, **changes})  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of an empty home, also in the environment."""
    for name in [n for n in os.environ if n.startswith("PSA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PSA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PSA_TODAY", "2026-11-22")
    return Settings()


@pytest.fixture
def published(settings: Settings) -> Settings:
    """Return a home whose current publication is the hand-made one."""
    folder = settings.publications / PUBLICATION
    audience = folder / "interne"
    audience.mkdir(parents=True)
    snapshot = audience / "publication.duckdb"
    build_snapshot(snapshot)
    (audience / "publication.duckdb.sha256").write_text(f"{sha256_file(snapshot)}  snapshot\n")
    write_json(settings.home / "home.json", {"academie": "06", "fictif": False})
    write_json(
        folder / "manifest.json",
        {
            "publication": PUBLICATION,
            "version_du_code": "c0dec0dec0de",
            "version_du_catalogue": "ca7a10ca7a10",
            "contrats": {"dnb_departement": "1.0.0", "devoirs_faits": "2.1.0"},
            "fichiers": {},
        },
    )
    entry = {
        "publication": PUBLICATION,
        "publie_le": "2026-11-20T08:00:00+00:00",
        "run": "11111111-2222",
        "depots": 1,
    }
    (settings.publications / "journal.jsonl").write_text(json.dumps(entry) + "\n")
    write_json(settings.publications / "current.json", {"publication": PUBLICATION})
    write_json(settings.deposits / DEPOSIT / "receipt.json", asdict(receipt()))
    return settings


@pytest.fixture
def psa(settings: Settings) -> Psa:
    """Call `psa` in process; stdout and stderr apart."""

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [str(a) for a in arguments])

    return call


def open_data(name: str) -> Path:
    """Return a genuine official file, or skip."""
    path = OPEN_DATA / name
    if not path.exists():
        pytest.skip(f"../shared/open_data/{name} is absent: a genuine official file is needed")
    return path
