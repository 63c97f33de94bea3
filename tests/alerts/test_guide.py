"""The guide of campaigns and alerts: what it shows works as it is written.

What belongs here: the two examples, read by the code. What does not: their effects.
"""

from __future__ import annotations

import re
from pathlib import Path

from click import Group

from orchestration import PROJECT_ROOT
from orchestration.cli.main import cli
from orchestration.lib.alerts.routes import KINDS, read_routes
from orchestration.lib.campaigns.rules import ReminderDays, read_rules
from orchestration.lib.contracts import contracts

GUIDE = (PROJECT_ROOT / "docs" / "campagnes_et_alertes.md").read_text(encoding="utf-8")
CAMPAIGNS, ALERTS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_example_of_campaigns_is_read_and_shows_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "campagnes.yaml"
    path.write_text(CAMPAIGNS, encoding="utf-8")
    rules = read_rules(path, contracts(), ("003", "015", "043", "063"))
    assert rules.relances == ReminderDays()
    assert len(rules.dispenses) == len(rules.reports) == 1
    assert len(rules.clotures) == 2


def test_the_example_of_alerts_is_read(tmp_path: Path) -> None:
    path = tmp_path / "alertes.yaml"
    path.write_text(ALERTS, encoding="utf-8")
    path.chmod(0o600)
    routes = read_routes(path, contracts())
    assert set(routes.canaux) == {"courriel", "tchap", "salon", "supervision"}
    assert routes.canari_retour is not None
    assert [kind for kind in KINDS if f"`{kind}`" not in GUIDE] == []


def test_the_commands_of_the_guide_exist() -> None:
    alerts = cli.commands["alerts"]
    assert isinstance(alerts, Group)
    assert set(re.findall(r"`psa alerts (\w+)", GUIDE)) == set(alerts.commands)
