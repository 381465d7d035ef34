"""What a worker said of her own round, and that she was told of changes; about nobody in particular. Not published."""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSet(Act):
    """`daily` is "yes" or "no"."""

    kind = "round.set"
    teams: str
    daily: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTold(Act):
    """That something changed for somebody she works with. `message_id` is the letter's."""

    kind = "worker.told"
    account_id: str
    message_id: str
