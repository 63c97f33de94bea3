"""Transformation: the run context, then one dbt step from the lake to the published tables.

What belongs here: the asset of the run context, the dbt assets and their translator. What does
not: SQL (`dbt_project`), arguments of dbt (`orchestration.lib.dbt_build`).
"""

import os
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from importlib import metadata
from pathlib import Path
from typing import Any

import dagster as dg
from packaging.version import Version

from orchestration.defs.dbt_integration import (
    DagsterDbtCliRuntimeError,
    DagsterDbtTranslator,
    DbtCliInvocation,
    DbtCliResource,
    dbt_assets,
)
from orchestration.defs.reception import OWNERS, RECEPTION, lake_key
from orchestration.defs.resources import Platform
from orchestration.lib import dbt_build
from orchestration.lib.atomic import read_json
from orchestration.lib.contracts import contracts
from orchestration.lib.impact import snapshot
from orchestration.lib.intake import give_back_all
from orchestration.lib.run_context import current_context, frozen_context, write_context
from orchestration.lib.settings import DBT_PROJECT, Settings
from orchestration.lib.warehouse import wait_until_free

CONTEXT_TABLES = {
    "en_vigueur": "Quel dépôt compte pour chaque tranche (domaine, mesure, année, département).",
    "depots": "Les dépôts en vigueur, sans leurs heures de réception.",
    "contexte": "Identité de la publication à venir, académie, année courante et jour.",
    "attentes": "Qui doit déposer dans chaque domaine : la règle de son contrat.",
    "declarants": "Qui a déposé quoi : domaine, année, département et établissement.",
}


def layer_of(props: Mapping[str, Any]) -> str:
    """Return the layer of a dbt node: the first folder under models, or 'catalogue' for seeds."""
    return str(props["fqn"][1]) if props["resource_type"] == "model" else "catalogue"


def group_of(props: Mapping[str, Any]) -> str:
    """Return the group of a dbt node: its objective for a criterion, else its layer."""
    layer = layer_of(props)
    return str(props["fqn"][3]) if layer == "criteres" and len(props["fqn"]) > 4 else layer


class LocalDbt(DbtCliResource):
    """The dbt of our own environment.

    Dagster would start dbt once more to ask its version, and load it in this process for
    metadata that we do not fetch: several seconds of each run, and a second opening of the
    warehouse. The version is that of the installed package.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, _: Sequence[str]) -> None:  # type: ignore[override]
        return None

    def waiting(
        self,
        process: subprocess.Popen[bytes],
        manifest: Path,
        settings: Settings,
        context: dg.AssetExecutionContext,
    ) -> DbtCliInvocation:
        """Return the invocation of a dbt that is already running the whole project."""
        return DbtCliInvocation(
            process=process,
            manifest=read_json(manifest),
            dagster_dbt_translator=Translator(),
            project_dir=DBT_PROJECT,
            target_path=dbt_build.target_path(settings),
            raise_on_error=True,
            cli_version=self._cli_version,
            context=context,
        )


class Translator(DagsterDbtTranslator):
    """Names dbt nodes as Dagster assets: key by layer, group by stage and objective."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return [layer, name]; for a source, [source, name]: `lac` and `contexte`."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([layer_of(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the stage, or the objective of a criterion."""
        return group_of(dbt_resource_props)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return what is written beside the model: a sentence, then the page of rules if any."""
        text = str(dbt_resource_props.get("description") or "").strip()
        return f"Critère {text[2:]}" if text.startswith("# ") else text

    def get_owners(self, _: Mapping[str, Any]) -> list[str]:
        """Return the team that answers for the tables."""
        return OWNERS


def _context_asset() -> dg.AssetsDefinition:
    specs = [
        dg.AssetSpec(
            ["contexte", name],
            deps=[RECEPTION, *(lake_key(domain) for domain in contracts())],
            group_name="contexte",
            owners=OWNERS,
            kinds={"parquet"},
            description=text,
        )
        for name, text in CONTEXT_TABLES.items()
    ]

    @dg.multi_asset(specs=specs, name="contexte")
    def contexte(plateforme: Platform) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        give_back_all(plateforme.settings)
        context = current_context(plateforme.settings, plateforme.home.fictional)
        write_context(plateforme.settings, context, contracts())
        counts = {
            "en_vigueur": len(context.standing),
            "depots": len(context.deposits),
            "contexte": 1,
            "attentes": len(contracts()),
        }
        for name in CONTEXT_TABLES:
            rows = {"dagster/row_count": counts[name]} if name in counts else {}
            yield dg.MaterializeResult(
                asset_key=["contexte", name],
                metadata={**rows, "publication": context.publication},
            )

    return contexte


def _with_row_counts(
    context: dg.AssetExecutionContext, invocation: DbtCliInvocation, warehouse: Path
) -> Iterator[Any]:
    """Yield the events of dbt, each table with its number of rows.

    DuckDB has one writer: rows are counted, and tables declared built, when dbt has let go of
    it. Tables that dbt finished before a failure are declared all the same.
    """
    built: list[dg.Output[Any]] = []
    failure: DagsterDbtCliRuntimeError | None = None
    try:
        for event in invocation.stream():
            if isinstance(event, dg.Output):
                built.append(event)
            else:
                yield event
    except DagsterDbtCliRuntimeError as error:
        failure = error
    if failure is None and not context.is_subset:
        built += _left_alone(context, {output.output_name for output in built})
    counts = dbt_build.row_counts(warehouse)
    rank = _ranks(context.assets_def)
    for output in sorted(built, key=lambda o: rank[o.output_name]):
        name = context.asset_key_for_output(output.output_name).path[-1]
        rows = {"dagster/row_count": counts[name]} if name in counts else {}
        yield output.with_metadata({**output.metadata, **rows})
    if failure is not None:
        raise failure


def _ranks(assets: dg.AssetsDefinition) -> dict[str, int]:
    """Return the place of each output: Dagster wants a table after those that it reads."""
    order = list(TopologicalSorter(assets.asset_deps).static_order())
    return {name: order.index(key) for name, key in assets.keys_by_output_name.items()}


def _left_alone(
    context: dg.AssetExecutionContext, built: Collection[str]
) -> Iterator[dg.Output[Any]]:
    """Yield the published tables left alone: Dagster skips what reads a missing one."""
    for name, key in context.assets_def.keys_by_output_name.items():
        if name not in built and key.path[0] == "published":
            yield dg.Output(None, name, metadata={"recalculee": False})


def _dbt_assets(manifest: Path) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=Translator(),
        name="dbt",
        pool="entrepot",
    )
    def dbt(
        context: dg.AssetExecutionContext, dbt_cli: LocalDbt, plateforme: Platform
    ) -> Iterator[Any]:
        settings = plateforme.settings
        now = frozen_context(settings, plateforme.home.fictional)
        # What somebody chose in the interface is built as it is.
        changed = None if context.is_subset else dbt_build.changed_domains(settings, now)
        context.log.info(f"Domaines à recalculer : {'tous' if changed is None else changed}")
        arguments = dbt_build.build_arguments(settings, changed)
        if context.is_subset or changed is not None:
            wait_until_free(settings.warehouse)
        dbt_build.forget_build(settings)
        settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
        os.environ.update(dbt_build.environment(settings))
        if context.is_subset:
            # Long tables redo what changed: here nobody knows what did.
            invocation = dbt_cli.cli(
                [*arguments, "--full-refresh"],
                context=context,
                target_path=dbt_build.target_path(settings),
            )
        else:
            if changed is None:
                dbt_build.start_over(settings)
            invocation = dbt_cli.waiting(plateforme.dbt(arguments), manifest, settings, context)
        yield from _with_row_counts(context, invocation, settings.warehouse)
        if not context.is_subset:
            dbt_build.remember_build(settings, now)
            snapshot.keep(settings, now)

    return dbt


@dg.definitions
def defs() -> dg.Definitions:
    """Return the run context and the dbt assets; the manifest is made when it is out of date."""
    settings = Settings()
    manifest = dbt_build.ensure_manifest(settings)
    return dg.Definitions(
        assets=[_context_asset(), _dbt_assets(manifest)],
        resources={
            "dbt_cli": LocalDbt(
                project_dir=str(DBT_PROJECT),
                profiles_dir=str(DBT_PROJECT),
                dbt_executable=str(dbt_build.dbt_executable()),
            )
        },
    )
