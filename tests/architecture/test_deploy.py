"""What operators are given matches what the services read, serve and enforce."""

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import ServiceSettings, load
from console.doctor import findings
from console.serve import ROLES
from console.topology import SERVICES
from deploy.first_start import STORING, make

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
CHART = DEPLOY / "helm" / "kith"
OPERATING = DEPLOY.parent / "docs" / "operating.md"


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def _settings(service: str) -> type[ServiceSettings]:
    settings: type[ServiceSettings] = importlib.import_module(f"services.{service}.settings").Settings
    return settings


def _image() -> dict[str, str]:
    """The environment that the image gives every container."""
    return dict(re.findall(r"(KITH_\w+)=(\S+)", (DEPLOY / "Dockerfile").read_text()))


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_of_the_compose_project_starts_with_what_it_is_given(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path)
    given = _image() | _yaml(DEPLOY / "compose.yaml")["services"][service]["environment"]
    for name, value in given.items():
        assert "$" not in str(value) or name in ("KITH_ISSUER", "KITH_TRUSTED_PROXIES", "KITH_CLAMD"), name
        monkeypatch.setenv(name, str(value).replace("/run/kith", str(tmp_path / service)))
    monkeypatch.setenv("KITH_ISSUER", "https://kith.example")
    monkeypatch.setenv("KITH_TRUSTED_PROXIES", "192.168.213.1")
    monkeypatch.setenv("KITH_CLAMD", "")
    settings = load(_settings(service))
    assert {path.name for path in settings.tls_dir.glob("*.pem")} == {"ca.pem", "cert.pem", "key.pem"}
    read = {f"KITH_{name.upper()}" for name in _settings(service).model_fields}
    assert {name.removesuffix("_FILE") for name in given} - {f"KITH_{n}" for n in ("PORT", "HTTP_PORT")} <= read


def test_what_a_first_start_made_is_left_alone_by_the_next(tmp_path: Path) -> None:
    make(tmp_path)
    first = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    make(tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == first
    make(tmp_path, renew_certificates=True)
    changed = {file.name for file, was in first.items() if file.read_bytes() != was}
    assert changed == {"ca.pem", "cert.pem", "key.pem"}


def test_each_container_holds_its_own_secrets_and_no_other(tmp_path: Path) -> None:
    make(tmp_path)
    keys = {service: (tmp_path / service / "master.key").read_bytes() for service in STORING}
    assert len(set(keys.values())) == len(STORING)
    for service, key in keys.items():
        assert [file.parent.name for file in tmp_path.rglob("*") if file.is_file() and file.read_bytes() == key] == [
            service
        ]
    secret = [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".vkey"]
    assert [file for file in secret if file.stat().st_mode & 0o077] == []
    for name, container in _yaml(DEPLOY / "compose.yaml")["services"].items():
        mounted = {volume.partition(":")[0] for volume in container.get("volumes", ())}
        mounted = {volume for volume in mounted if volume.endswith("-secrets")}
        assert name == "first-start" or mounted <= {f"{name}-secrets"}, name


def test_the_compose_project_lets_the_public_reach_the_gateway_only() -> None:
    project = _yaml(DEPLOY / "compose.yaml")
    assert [name for name, each in project["services"].items() if each.get("ports")] == ["gateway"]
    open_networks = {name for name, network in project["networks"].items() if not (network or {}).get("internal")}
    reach = {name: set(each.get("networks", ())) & open_networks for name, each in project["services"].items()}
    assert {name: networks for name, networks in reach.items() if networks} == {
        "gateway": {"front"},
        "identity": {"outside"},
        "cases": {"outside"},
    }


def test_no_installation_runs_the_simulated_outside_world() -> None:
    project = _yaml(DEPLOY / "compose.yaml")["services"]
    assert [name for name, each in project.items() if "sandbox" in each.get("command", ())] == []
    assert {process["service"] for process in _yaml(CHART / "values.yaml")["processes"].values()} == set(SERVICES)
    process = _schema()["properties"]["processes"]["additionalProperties"]["properties"]
    assert set(process["service"]["enum"]) == set(SERVICES)
    assert 'CMD ["--help"]' in (DEPLOY / "Dockerfile").read_text()


def test_the_compose_project_starts_in_any_order() -> None:
    for name, container in _yaml(DEPLOY / "compose.yaml")["services"].items():
        assert "depends_on" not in container, name
        assert container["restart"] in ("unless-stopped", "on-failure") or container.get("profiles"), name


def test_the_charts_network_is_the_call_graph_that_the_servers_enforce() -> None:
    enforced = {
        service: {caller for allow in _callers(service).values() for caller in allow.callers} for service in STORING
    }
    assert {callee: set(callers) for callee, callers in _yaml(CHART / "calls.yaml").items()} == enforced


def _callers(service: str) -> Any:
    return importlib.import_module(f"services.{service}.main").CALLERS


def test_the_chart_plays_every_role_of_every_service_once() -> None:
    processes = _yaml(CHART / "values.yaml")["processes"].values()
    for service in SERVICES:
        played = [role for process in processes if process["service"] == service for role in process["roles"]]
        wanted = getattr(importlib.import_module(f"services.{service}.main"), "ROLES", ("api",))
        assert sorted(played) == sorted(wanted), service
    offered = _schema()["properties"]["processes"]["additionalProperties"]["properties"]["roles"]["items"]["enum"]
    assert sorted(offered) == sorted(ROLES)


def _schema() -> Any:
    import json

    return json.loads((CHART / "values.schema.json").read_text())


@pytest.mark.parametrize("service", SERVICES)
def test_the_chart_sets_what_the_services_read(service: str) -> None:
    """Every variable it sets is a setting, and every setting without a default is set by it or by the image."""
    lines = (CHART / "templates" / "_environment.tpl").read_text()
    named = {name.removesuffix("_FILE") for name in re.findall(r"name: (KITH_\w+)", lines)}
    fields = {f"KITH_{name.upper()}": field for name, field in _settings(service).model_fields.items()}
    needed = {name for name, field in fields.items() if field.is_required()}
    assert needed <= named | _image().keys()
    everywhere = {f"KITH_{name.upper()}" for each in SERVICES for name in _settings(each).model_fields}
    assert named <= everywhere


def test_the_chart_holds_no_secret() -> None:
    for file in CHART.rglob("*"):
        if file.is_file():
            text = file.read_text()
            assert "stringData" not in text, file
            assert not re.search(r"^kind: Secret$", text, re.MULTILINE), file


def test_the_image_installs_what_the_services_need_and_no_tools() -> None:
    lock = subprocess.run(
        [sys.executable, "deploy/tools/runtime-lock"], cwd=DEPLOY.parent, capture_output=True, text=True, check=True
    ).stdout
    packages = set(re.findall(r"(?m)^([a-z0-9.-]+)==", lock))
    assert {"grpcio", "fastapi", "sqlalchemy", "asyncpg", "greenlet", "cffi", "starlette"} <= packages
    assert packages & {"pytest", "mypy", "ruff", "playwright", "grpcio-tools", "hypothesis", "schemathesis"} == set()
    blocks = re.split(r"(?m)^(?=[a-z0-9])", lock)
    assert [block[:30] for block in blocks if block and "--hash=sha256:" not in block] == []


def test_the_guide_lists_every_setting_and_no_other() -> None:
    listed = set(re.findall(r"^\| `(KITH_\w+)` \|", OPERATING.read_text(), re.MULTILINE))
    hidden = {"KITH_FIXED_CLOCK", "KITH_IDS_SEED"}  # for tests that compare two worlds, never for an installation
    real = {f"KITH_{name.upper()}" for service in SERVICES for name in _settings(service).model_fields}
    assert listed == real - hidden


def test_the_guide_names_the_commands_there_are() -> None:
    named = set(re.findall(r"`kith ([a-z]+)", OPERATING.read_text()))
    shown = subprocess.run([sys.executable, "-m", "services", "--help"], capture_output=True, text=True, check=True)
    assert named - {"serve"} <= set(re.findall(r"[a-z]+", shown.stdout))


def test_the_doctor_finds_nothing_to_change_in_a_compose_project(tmp_path: Path) -> None:
    make(tmp_path)
    environment = dict(line.split("=", 1) for line in (tmp_path / "operator" / "environment").read_text().splitlines())
    environment["KITH_ISSUER"] = "https://kith.example"
    assert findings(tmp_path / "operator", environment) == []
    assert findings(tmp_path / "operator", {**environment, "KITH_ISSUER": "http://kith.example"}) != []
