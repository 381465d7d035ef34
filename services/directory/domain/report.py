"""What became of the rows of an import."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rejection:
    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Report:
    """`taken` counts rows that were new or changed something; `unchanged` those that said what was known."""

    taken: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
