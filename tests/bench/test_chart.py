"""The chart of what things cost at several sizes."""

from xml.etree import ElementTree

from bench.chart import drawn, of


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
