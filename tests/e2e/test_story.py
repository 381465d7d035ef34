"""The whole story over real processes, on both sizes: every check in it held, or the test names one that did not."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.places import Postgres

_STORING = ("identity", "directory", "cases")
_STEPS, _VISITORS = 13, 6
_SCHEMA = Path(__file__).parents[2] / "docs" / "demo.schema.json"


def play(data: Path, **environment: str) -> dict[str, Any]:
    """Run `kith demo --exit --json`; its document. Fails with what the story said when it did not hold."""
    ran = subprocess.run(
        [sys.executable, "-m", "services", "demo", "--exit", "--json", "--data-dir", str(data), "--port", "0"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-6000:]
    assert ran.stderr.count("/enrol?code=") == _VISITORS, ran.stderr[-6000:]
    document: dict[str, Any] = json.loads(ran.stdout)
    return document


@pytest.mark.timeout(300)
def test_the_story_holds_on_sqlite_and_the_embedded_log(tmp_path: Path) -> None:
    told = play(tmp_path)
    assert told["held"]
    assert len(told["steps"]) == _STEPS
    assert all(step["checks"] for step in told["steps"])
    published = json.loads((tmp_path / "demo.json").read_text())
    Draft202012Validator(json.loads(_SCHEMA.read_text())).validate(published)
    assert all(published.values()), "the whole story was played, so there is some of each"


@pytest.mark.timeout(300)
def test_the_story_holds_on_postgresql_and_kafka(tmp_path: Path, postgres: Postgres, kafka: str) -> None:
    urls = {service: postgres.create() for service in _STORING}
    keys = {service: postgres.create() for service in _STORING}
    environment = {f"KITH_{s.upper()}_DATABASE_URL": url for s, url in urls.items()}
    environment |= {f"KITH_{s.upper()}_KEYSTORE_URL": url for s, url in keys.items()}
    try:
        told = play(tmp_path, KITH_BUS_URL=f"kafka://{kafka}", **environment)
    finally:
        for url in (*urls.values(), *keys.values()):
            postgres.drop(url)
    assert told["held"]
    assert len(told["steps"]) == _STEPS
