"""The results as a table, and notes under it, that a terminal and a Markdown page both read."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table

from bench.measure import Measurement

_TOO_LITTLE_MS = 0.05


def table(measured: Sequence[Measurement]) -> Table:
    """One row a measurement; the ratio is of p50 to the floor's p50."""
    floors = {each.name: each for each in measured}
    shown = Table(box=box.MARKDOWN)
    shown.add_column("scenario", no_wrap=True)
    for heading in ("p50", "p95", "p99", "per second", "ratio to its floor", "processor, a call", "goal"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for each in measured:
        floor = floors.get(each.floor)
        shown.add_row(
            each.name,
            *(duration(ms) for ms in (each.p50_ms, each.p95_ms, each.p99_ms)),
            f"{each.per_second:,.0f}" if each.per_second >= 10 else f"{each.per_second:.2g}",
            f"{_rounded(each.p50_ms / floor.p50_ms)} × {floor.name}" if floor else "",
            duration(sum(each.cpu_ms.values())) if each.cpu_ms else "",
            each.goal,
        )
    return shown


def notes(measured: Sequence[Measurement]) -> Iterator[str]:
    """One line a measurement that has more to say."""
    for each in measured:
        if told := "; ".join(filter(None, (each.note, _split(each)))):
            yield f"- {each.name}: {told}"


def duration(ms: float) -> str:
    """Milliseconds in the unit that suits, to three digits."""
    if ms >= 1000:
        return f"{ms / 1000:.3g} s"
    return f"{ms:.3g} ms" if ms >= 0.1 else f"{ms * 1000:.3g} µs"


def _rounded(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def _split(each: Measurement) -> str:
    """Where the processor time went, where several processes share it; the largest first."""
    if len(each.cpu_ms) < 2:
        return ""
    parts = sorted(each.cpu_ms.items(), key=lambda part: -part[1])
    told = (f"{name} {duration(ms)}" for name, ms in parts if ms >= _TOO_LITTLE_MS)
    return f"processor: {', '.join(told)}"
