"""The benchmark runs, tells a person and writes what a program reads; how fast things are is not asserted."""

import json
import subprocess
import sys
from pathlib import Path


def test_a_benchmark_prints_each_scenario_beside_its_floor_and_writes_json(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--only", "share decision"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    document = json.loads((tmp_path / "build" / "bench.json").read_text())
    measured = {each["name"]: each for each in document["measurements"]}
    decided = [each for name, each in measured.items() if name.startswith("share decision")]
    assert len(decided) == 3
    for each in decided:
        assert 0 < each["p50_ms"] <= each["p95_ms"] <= each["p99_ms"]
        assert each["per_second"] > 0
        assert measured[each["floor"]]["p50_ms"] > 0
        assert each["name"] in ran.stdout
