"""Adding a source and a criterion: the steps of the README, followed in a copy, and nothing else.

One contract, one staging model, one criterion model with its yaml, and catalogue rows.
"""

import csv
import json
from pathlib import Path

import pytest

from tests.end_to_end.conftest import psa
from tests.end_to_end.test_gates_stop import copy_of_the_project, run_copy

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: potagers_scolaires
name: Potagers scolaires
version: 1.0.0
status: active
domain: potagers_scolaires
team: {name: Référent jardinage}
slaProperties:
  - {property: frequency, value: 1, unit: y}
  - {property: dueDate, value: '06-30'}
  - {property: latency, value: 0, unit: month}
  - {property: retention, value: 5, unit: y}
schema:
  - name: potagers_scolaires
    logicalType: object
    physicalType: table
    description: Une ligne par potager.
    properties:
      - {name: annee_scolaire, logicalType: string, required: true, primaryKey: true,
         primaryKeyPosition: 1, description: Année scolaire,
         customProperties: [{property: typeMetier, value: periode}]}
      - {name: uai, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 2,
         description: Établissement, customProperties: [{property: typeMetier, value: uai},
           {property: enTetes, value: [UAI]}]}
      - {name: nb_carres, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0},
         description: Carrés cultivés, customProperties: [{property: typeMetier, value: entier},
           {property: enTetes, value: [Nombre de carrés]}]}
      - {name: nb_carres_recoltes, logicalType: integer, required: true,
         logicalTypeOptions: {minimum: 0}, description: Carrés récoltés,
         customProperties: [{property: typeMetier, value: entier},
           {property: enTetes, value: [Nombre de carrés récoltés]}]}
    quality:
      - type: custom
        engine: duckdb
        description: 'Plus de carrés récoltés que cultivés : corrigez l''une des deux colonnes.'
        implementation: nb_carres_recoltes <= nb_carres
customProperties:
  - {property: periode, value: {colonne: annee_scolaire, nature: annee_scolaire}}
  - {property: territoire, value: {colonne: uai, nature: uai}}
  - {property: millesimeUnique, value: true}
"""
STAGING = """\
with

source as (
    {{ lac('potagers_scolaires') }}
)

select
    cast(uai as varchar) as entite,
    cast(nb_carres as bigint) as nb_carres,
    cast(nb_carres_recoltes as bigint) as nb_carres_recoltes,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
"""
STAGING_YAML = """\
sources:
  - name: lac
    tables:
      - {name: potagers_scolaires, description: Potagers scolaires.}

models:
  - name: stg_potagers_scolaires
    description: Une ligne par potager.
"""
CRITERION = """\
-- 1.2.9: potagers scolaires
with

potagers as (
    {{ mesures(ref('stg_potagers_scolaires'), {
        'carres': 'sum(fait.nb_carres)',
        'recoltes': 'sum(fait.nb_carres_recoltes)',
    }) }}
)

{{ indicateurs({
    '1.2.9-a': 'potagers.recoltes / potagers.carres',
}) }}
"""
CRITERION_YAML = """\
models:
  - name: crit_1_2_9
    description: |
      # 1.2.9 — Les potagers scolaires

      Carrés récoltés, rapportés aux carrés cultivés.
"""
INDICATOR = {
    "indicateur": "1.2.9-a", "referentiel": "psa-clermont", "critere": "1.2.9",
    "libelle": "Part des carrés récoltés", "definition": "Carrés récoltés, rapporté à : carrés.",
    "nature": "indicateur de l'académie", "unite": "%", "multiplicateur": "100",
    "direction": "hausse souhaitée", "agregation": "ratio_de_sommes",
    "maille_minimale": "etablissement",
    "niveaux_calculables": "etablissement|circonscription|bassin|departement|academie",
    "additif_territoire": "false", "sources": "potagers_scolaires",
    "sources_numerateur": "potagers_scolaires", "declarants_attendus": "departements",
    "borne_min": "0", "borne_max": "100", "severite_bornes": "erreur", "seuil_couverture": "0.9",
}  # fmt: skip


def add_row(seed: Path, row: dict[str, str]) -> None:
    with seed.open(encoding="utf-8", newline="") as stream:
        fields = next(csv.reader(stream))
    with seed.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, fields, restval="", lineterminator="\n").writerow(row)


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_of_the_project(tmp_path_factory.mktemp("extension") / "projet")
    models = project / "dbt_project" / "models"
    catalogue = project / "dbt_project" / "seeds" / "catalogue"
    criterion = models / "criteres" / "axe_1" / "objectif_1_2"
    for path, text in {
        project / "data_contracts" / "potagers_scolaires.odcs.yaml": CONTRACT,
        models / "staging" / "stg_potagers_scolaires.sql": STAGING,
        models / "staging" / "stg_potagers_scolaires.yml": STAGING_YAML,
        criterion / "crit_1_2_9.sql": CRITERION,
        criterion / "crit_1_2_9.yml": CRITERION_YAML,
    }.items():
        path.write_text(text, encoding="utf-8")
    with (catalogue / "cat_criteres.csv").open(encoding="utf-8", newline="") as stream:
        like = next(row for row in csv.DictReader(stream) if row["critere"] == "1.2.8")
    add_row(
        catalogue / "cat_criteres.csv",
        {**like, "critere": "1.2.9", "libelle": "Les potagers scolaires", "ordre": "63"},
    )
    add_row(catalogue / "cat_indicateurs.csv", INDICATOR)
    return project


def test_a_source_and_a_criterion_need_five_files_and_two_rows(
    extended: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    inbox = home / "inbox" / "potagers_scolaires"
    inbox.mkdir(parents=True)
    # 0030001K and 0030002L: 3 + 1 of 4 + 6 squares in the Allier; 0630001J: 5 of 10.
    (inbox / "potagers_scolaires__2023-2024__academie.csv").write_text(
        "annee_scolaire;UAI;Nombre de carrés;Nombre de carrés récoltés\n"
        "2023-2024;0030001K;4;3\n2023-2024;0030002L;6;1\n2023-2024;0630001J;10;5\n",
        encoding="utf-8",
    )
    done = run_copy(extended, home)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = psa(home, "show", "1.2.9-a", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    values = {row["territoire"]: row["valeur"] for row in json.loads(shown.stdout)}
    assert values["003"] == pytest.approx(40.0)
    assert values["063"] == pytest.approx(50.0)
    assert values["06"] == pytest.approx(45.0)
    # The Cantal is covered by the deposit of the académie and has no garden: no rate of nothing.
    assert values["015"] is None
