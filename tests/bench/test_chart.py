"""The chart of what things cost at several sizes."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.chart import drawn, main, of


def measured(series: str, size: int, p50_ms: float) -> dict[str, object]:
    return {"series": series, "size": size, "p50_ms": p50_ms}


def test_it_draws_a_line_for_what_was_measured_at_several_sizes_and_names_each_once() -> None:
    lines = of(
        [
            measured("gate <SQLite>", 1_000_000, 0.09),
            measured("gate <SQLite>", 10_000, 0.08),
            measured("list", 10_000, 5.0),
            measured("list", 1_000_000, 6.0),
            measured("once", 10_000, 1.0),
            measured("", 0, 1.0),
        ]
    )
    assert lines == {"gate <SQLite>": [(10_000, 0.08), (1_000_000, 0.09)], "list": [(10_000, 5.0), (1_000_000, 6.0)]}
    svg = ElementTree.fromstring(drawn(lines))
    words = [each.text or "" for each in svg.iter() if each.tag.endswith("text")]
    assert [word for word in words if word.startswith(("gate", "list", "once"))] == [
        "gate <SQLite>: 90 µs",
        "list: 6 ms",
    ]
    assert {"10,000", "1,000,000"} <= set(words)
    heights = [float(each.attrib["y"]) for each in svg.iter() if (each.text or "").startswith(("gate", "list"))]
    assert abs(heights[0] - heights[1]) >= 18


def test_matching_has_a_chart_of_its_own_and_what_was_not_measured_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("build", "docs"):
        Path(folder).mkdir()
    run = [measured("matching: one looked up, SQLite", size, 0.3) for size in (10_000, 100_000)]
    Path("build/bench.json").write_text(json.dumps({"measurements": run}))
    main()
    assert "one looked up, SQLite: 300 µs" in Path("docs/matching-cost.svg").read_text()
    assert not Path("docs/cost.svg").exists()
