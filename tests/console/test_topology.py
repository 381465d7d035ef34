"""What each service's process is told."""

from pathlib import Path

import pytest

from console.topology import Topology


def test_a_variable_named_for_one_service_is_told_to_that_service_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_CASES_DATABASE_URL", "sqlite:///chosen.db")
    topology = Topology.choose(tmp_path, 0)
    assert topology.environment("cases")["KITH_DATABASE_URL"] == "sqlite:///chosen.db"
    more = {"KITH_CASES_DATABASE_URL": "sqlite:///given.db", "KITH_RATE_SCALE": "2"}
    assert topology.environment("cases", more)["KITH_DATABASE_URL"] == "sqlite:///given.db"
    assert "KITH_DATABASE_URL" not in topology.environment("directory", more)
    assert topology.environment("gateway", more)["KITH_RATE_SCALE"] == "2"
