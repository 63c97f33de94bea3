"""The Dagster interface, on the home where `psa run` worked: history, graph, green checks.

What belongs here: what the data team sees, asked of the real web server and read in a real
browser. What does not: the definitions themselves (tests/definitions).
"""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import PROJECT, environment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUERY = """
{ assetNodes { assetKey { path } groupName description isMaterializable
    assetMaterializations(limit: 1) { runId }
    assetChecksOrError { ... on AssetChecks { checks { name blocking
        executionForLatestMaterialization { status evaluation { severity } } } } } } }
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def interface(_official: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("dagster-webserver")), "--read-only",
            "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port),
        ],
        cwd=PROJECT, env=environment(_official, DAGSTER_HOME=str(_official / "dagster")),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{address}/server_info", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def nodes(interface: str) -> dict[str, dict[str, Any]]:
    request = urllib.request.Request(
        f"{interface}/graphql",
        data=json.dumps({"query": QUERY}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.load(response)
    return {"/".join(n["assetKey"]["path"]): n for n in answer["data"]["assetNodes"]}


def test_every_asset_was_made_by_the_run_and_says_what_it_is(
    nodes: dict[str, dict[str, Any]],
) -> None:
    made = {key: n for key, n in nodes.items() if n["isMaterializable"]}
    assert {"reception", "lac/ivac", "criteres/crit_1_1_1", "publication"} <= set(made)
    assert [key for key, n in made.items() if not n["assetMaterializations"]] == []
    assert [key for key, n in nodes.items() if len(n["description"] or "") < 15] == []


def test_checks_are_green_but_for_the_noise_of_the_official_source(
    nodes: dict[str, dict[str, Any]],
) -> None:
    failed, passed = set(), 0
    for key, node in nodes.items():
        for check in (node["assetChecksOrError"] or {}).get("checks", []):
            last = check["executionForLatestMaterialization"]
            if last is None or last["status"] != "SUCCEEDED":
                severity = last and last["evaluation"] and last["evaluation"]["severity"]
                failed.add((key, check["name"], severity))
            else:
                passed += 1
    # SIES, bac général 2019: 104.1 % is the source's own; official indicators warn on bounds.
    assert failed == {("published/indicateurs", "bornes", "WARN")}
    assert passed > 150


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_browser_shows_the_graph_from_the_deposits_to_the_publication(interface: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1800, "height": 1000})
        page.goto(f"{interface}/asset-groups")
        for group in ("reception", "lac", "staging", "core", "objectif_1_1", "publication"):
            page.get_by_text(group, exact=True).first.wait_for(timeout=60_000)
        page.goto(f"{interface}/runs")
        page.get_by_text("chaine_complete").first.wait_for(timeout=60_000)
        page.get_by_text("Success").first.wait_for(timeout=60_000)
        browser.close()
