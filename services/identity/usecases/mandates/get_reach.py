"""How far a mandate reaches today, for the service that records what a proxy consents to."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import NotFound
from services.identity.domain.events import Event
from services.identity.domain.mandates.mandate import Assessment, Mandate, london_day, reach
from services.identity.ports import OpenWork


@dataclass(frozen=True, slots=True)
class Reach:
    """`found` are the assessments that are current today."""

    mandate: Mandate
    classes: frozenset[str]
    found: tuple[Assessment, ...]


class GetReach:
    """Cases only (the caller list sees to that). Each look leaves a leaf."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, mandate_id: str) -> Reach:
        """Raises NotFound where it reaches nothing, for whatever reason."""
        today = london_day(self._clock.now())
        async with self._write() as work:
            mandate = await work.mandates.get(mandate_id)
            classes = reach(mandate, today)
            if not classes:
                raise NotFound("there is no such authority")
            work.tell(Event("mandates.read", mandate.account_id), by="cases")
        return Reach(mandate, classes, tuple(each for each in mandate.assessments if each.current(today)))
