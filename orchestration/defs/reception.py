"""Reception: the inbox, and one lake asset per contract.

What belongs here: the assets from dropped files to typed Parquet, the check that what stands
keeps its contract, and the short job that only answers depositors. What does not: verdicts
(`orchestration.lib.gate`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from orchestration.defs.recovery import register_process
from orchestration.defs.resources import Platform
from orchestration.lib import intake
from orchestration.lib.contracts import Contract, contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.home import open_home
from orchestration.lib.inbox.state import inbox_state
from orchestration.lib.lake_audit import audit_domain
from orchestration.lib.settings import Settings

OWNERS = ["team:daipp"]
INBOX = dg.AssetKey("boite_de_depot")
RECEPTION = dg.AssetKey("reception")
ANSWERS = "reception_seule"


def lake_key(domain: str) -> dg.AssetKey:
    """Return the key of the lake asset of a domain."""
    return dg.AssetKey(["lac", domain])


def receipt_metadata(receipts: Sequence[Receipt]) -> dict[str, dg.MetadataValue]:
    """Return counts and verdicts of a batch of receipts, without any value of a file."""
    rows = "\n".join(
        f"| {r.fichier} | {r.statut} | {r.lignes_retenues} | {r.lignes_rejetees} | "
        f"{r.lignes_hors_perimetre} | {r.depot} |"
        for r in receipts
    )
    table = (
        "| fichier | verdict | retenues | rejetées | hors périmètre | dépôt |\n"
        "|--|--|--|--|--|--|\n"
    )
    return {
        "depots_juges": dg.MetadataValue.int(len(receipts)),
        "depots_refuses": dg.MetadataValue.int(sum(r.refused for r in receipts)),
        "lignes_retenues": dg.MetadataValue.int(sum(r.lignes_retenues for r in receipts)),
        "lignes_rejetees": dg.MetadataValue.int(sum(r.lignes_rejetees for r in receipts)),
        "verdicts": dg.MetadataValue.md(table + rows if receipts else "Aucun nouveau dépôt."),
    }


@dg.asset(
    key=RECEPTION,
    deps=[INBOX],
    group_name="reception",
    owners=OWNERS,
    kinds={"python", "file"},
    description="Copie chaque fichier de la boîte de dépôt dans un dépôt immuable et identifié.",
)
def reception(plateforme: Platform) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Receive the inbox; refuse at once what no contract recognises."""
    settings = plateforme.settings
    received = [*intake.receive_inbox(settings), *intake.receive_remote(settings)]
    refused = plateforme.desk.judge(None)
    metadata = receipt_metadata(refused)
    return dg.MaterializeResult(
        metadata={"fichiers_recus": dg.MetadataValue.int(len(received)), **metadata}
    )


@dg.op(name="reception_et_verdicts", description="Reçoit la boîte de dépôt et juge ce qui attend.")
def _answer(context: dg.OpExecutionContext) -> None:
    """Give every file that waits its verdict and its receipt; nothing is computed nor published.

    Not under the lock of runs: a depositor does not wait for the computation under way.
    """
    settings = Settings()
    register_process(settings, context.run_id)
    receipts = intake.answer(settings, open_home(settings))
    for anomaly in inbox_state(settings, datetime.now(UTC)).anomalies:
        context.log.warning(str(anomaly))
    context.add_output_metadata(receipt_metadata(receipts))


@dg.job(
    name=ANSWERS,
    executor_def=dg.in_process_executor,
    description="Reçoit et juge ce qui attend, sans rien calculer ni publier.",
)
def answers() -> None:
    """Answer depositors."""
    _answer()


def _lake_asset(contract: Contract) -> dg.AssetsDefinition:
    @dg.asset(
        key=lake_key(contract.domain),
        deps=[RECEPTION],
        group_name="lac",
        owners=OWNERS,
        kinds={"parquet", "greatexpectations"},
        description=f"{contract.title} : lignes acceptées par le contrat, typées, en Parquet.",
        check_specs=[
            dg.AssetCheckSpec(
                "contrat",
                asset=lake_key(contract.domain),
                blocking=True,
                description="Ce qui est en vigueur dans le lac respecte son contrat (types, "
                "clés, nombres de lignes des reçus).",
            )
        ],
    )
    def lake_asset(plateforme: Platform) -> dg.MaterializeResult:  # type: ignore[type-arg]
        judged = plateforme.desk.judge(contract.domain)
        audit = audit_domain(plateforme.settings.lake, contract, *plateforme.desk.standing())
        return dg.MaterializeResult(
            metadata={
                "lignes_en_vigueur": dg.MetadataValue.int(audit.rows),
                "annees": dg.MetadataValue.text(", ".join(audit.years) or "aucune"),
                **receipt_metadata(judged),
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name="contrat",
                    passed=not audit.faults,
                    metadata={
                        "lignes": dg.MetadataValue.int(audit.rows),
                        "defauts": dg.MetadataValue.text("\n".join(audit.faults) or "aucun"),
                    },
                )
            ],
        )

    return lake_asset


@dg.definitions
def defs() -> dg.Definitions:
    """Return the inbox, the reception and one lake asset per contract."""
    inbox = dg.AssetSpec(
        INBOX,
        group_name="reception",
        owners=OWNERS,
        kinds={"file"},
        description="Dossier où les services déposent leurs fichiers, un sous-dossier par domaine.",
    )
    lake = [_lake_asset(contract) for contract in contracts().values()]
    return dg.Definitions(assets=[inbox, reception, *lake])
