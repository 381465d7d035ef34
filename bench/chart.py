"""`python -m bench.chart`: what things cost at 10,000, 100,000 and a million, from build/bench.json to docs/cost.svg,
and matching to docs/matching-cost.svg; of a run that measured only one of them, that one.

Both axes are logarithmic: a line that stays level costs the same however many people there are.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

_RESULTS, _CHART, _MATCHING = Path("build/bench.json"), Path("docs/cost.svg"), Path("docs/matching-cost.svg")
_OF_MATCHING = "matching: "
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 480, 70, 330, 40, 40
_COLOURS = (
    "#1d70b8",
    "#d4351c",
    "#00703c",
    "#4c2c92",
    "#b58840",
    "#28a197",
    "#801650",
    "#505a5f",
    "#f47738",
    "#0b0c0c",
)
_APART = 18
"""Pixels between two names."""

Points = Sequence[tuple[int, float]]


def main() -> None:
    lines = of(json.loads(_RESULTS.read_text())["measurements"])
    assert lines, f"{_RESULTS} has nothing that was measured at several sizes"
    of_matching = [name for name in lines if name.startswith(_OF_MATCHING)]
    matching = {name.removeprefix(_OF_MATCHING): lines.pop(name) for name in of_matching}
    for chart, those in ((_CHART, lines), (_MATCHING, matching)):
        if those:
            chart.write_text(drawn(those))
            print(f"{chart}: {len(those)} lines")


def of(measurements: Sequence[Mapping[str, Any]]) -> dict[str, Points]:
    """Size and p50 in milliseconds, by what was measured at more than one size."""
    found = defaultdict[str, list[tuple[int, float]]](list)
    for each in measurements:
        if each["series"]:
            found[each["series"]].append((each["size"], each["p50_ms"]))
    return {series: sorted(points) for series, points in found.items() if len(points) > 1}


def drawn(lines: Mapping[str, Points]) -> str:
    """One SVG document."""
    sizes = sorted({size for points in lines.values() for size, _ in points})
    costs = [ms for points in lines.values() for _, ms in points]
    low, high = math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs)))

    def x(size: int) -> float:
        first, last = math.log10(sizes[0]), math.log10(sizes[-1])
        return _LEFT + (math.log10(size) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def y(ms: float) -> float:
        return _HEIGHT - _BOTTOM - (math.log10(ms) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [_text(_LEFT, _TOP - 18, "p50 by the number of people, cases and shares; logarithmic", weight="bold")]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}" stroke="#b1b4b6"/>')
        parts.append(_text(_LEFT - 8, at + 4, _duration(10.0**power), anchor="end"))
    parts += [_text(x(size), _HEIGHT - _BOTTOM + 22, f"{size:,}", anchor="middle") for size in sizes]
    last_named = math.inf
    by_end = sorted(lines.items(), key=lambda line: line[1][-1][1])
    for number, (series, points) in enumerate(by_end):
        colour = _COLOURS[number % len(_COLOURS)]
        path = "L".join(f"{x(size):.1f} {y(ms):.1f}" for size, ms in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(size):.1f}" cy="{y(ms):.1f}" r="3.5" fill="{colour}"/>' for size, ms in points]
        last_named = min(y(points[-1][1]) + 4, last_named - _APART)
        parts.append(_text(_WIDTH - _RIGHT + 12, last_named, f"{series}: {_duration(points[-1][1])}", colour))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="13" role="img" aria-label="What things cost at {sizes[0]:,} to {sizes[-1]:,}">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _text(x: float, y: float, said: str, colour: str = "#0b0c0c", anchor: str = "start", weight: str = "normal") -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}"'
    return f"<text {where}>{escape(said)}</text>"


def _duration(ms: float) -> str:
    return f"{ms:.3g} ms" if ms >= 1 else f"{ms * 1000:.3g} µs"


if __name__ == "__main__":
    main()
