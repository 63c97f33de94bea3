"""Gate on the indicator tables, then publication.

What belongs here: the blocking checks and the asset that publishes. What does not: the rules
(`expectations.indicator_suites`), the writing of a publication (`orchestration.lib.publication`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from expectations.indicator_suites import CHECKS, CheckOutcome, run_check
from orchestration.defs.reception import OWNERS
from orchestration.defs.resources import Platform
from orchestration.lib.publication import current, publish
from orchestration.lib.run_context import frozen_context
from orchestration.lib.second_process import there_or_here
from orchestration.lib.settings import DBT_PROJECT

INDICATORS = dg.AssetKey(["published", "indicateurs"])
PUBLICATION = dg.AssetKey("publication")


def to_check_result(outcome: CheckOutcome) -> dg.AssetCheckResult:
    """Translate an outcome: what blocks is an ERROR, the noise of official sources a WARN."""
    severity = (
        dg.AssetCheckSeverity.ERROR if outcome.blocking_failures else dg.AssetCheckSeverity.WARN
    )
    return dg.AssetCheckResult(
        check_name=outcome.check.name,
        asset_key=INDICATORS,
        passed=outcome.passed,
        severity=severity,
        metadata={
            "lignes_examinees": outcome.examined,
            "lignes_en_defaut": outcome.failed,
            "bloquantes": outcome.blocking_failures,
            "exemples": "\n".join(outcome.examples) or "aucun",
            "que_faire": outcome.check.resolve,
        },
    )


def _published_keys() -> list[dg.AssetKey]:
    models = sorted((DBT_PROJECT / "models" / "published").rglob("*.sql"))
    return [dg.AssetKey(["published", path.stem]) for path in models]


def _gate() -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        name="controles_des_indicateurs",
        specs=[
            dg.AssetCheckSpec(
                check.name,
                asset=INDICATORS,
                additional_deps=[k for k in _published_keys() if k != INDICATORS],
                blocking=True,
                description=check.finds,
            )
            for check in CHECKS
        ],
    )
    def gate(plateforme: Platform) -> Iterator[dg.AssetCheckResult]:
        # The checks keep one core busy. What is written meanwhile is read by nobody until they
        # have passed, and is thrown away when they have not.
        plateforme.prepare_publication()
        for check in CHECKS:
            outcome = there_or_here(run_check, check, plateforme.settings.warehouse)
            yield to_check_result(outcome)

    return gate


def _publication() -> dg.AssetsDefinition:
    @dg.asset(
        key=PUBLICATION,
        deps=_published_keys(),
        group_name="publication",
        owners=OWNERS,
        kinds={"duckdb", "parquet", "csv"},
        description="Publication immuable (DuckDB, Parquet, CSV), désignée par un pointeur "
        "remplacé en une fois.",
    )
    def publication(
        context: dg.AssetExecutionContext, plateforme: Platform
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]
        settings = plateforme.settings
        now = frozen_context(settings, plateforme.home.fictional)
        before = current(settings.publications)
        if before is not None and before.name == now.publication and before.is_dir():
            return dg.MaterializeResult(
                metadata={"publication": now.publication, "changement": "aucun"}
            )
        prepared = plateforme.prepared_publication()
        folder = publish(settings, now, context.run_id, datetime.now(UTC), prepared)
        return dg.MaterializeResult(
            metadata={
                "publication": now.publication,
                "dossier": dg.MetadataValue.path(str(folder)),
                "depots": len(now.deposits),
            }
        )

    return publication


@dg.definitions
def defs() -> dg.Definitions:
    """Return the gate and the publication."""
    return dg.Definitions(assets=[_publication()], asset_checks=[_gate()])
