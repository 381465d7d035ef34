"""What becomes of a concern; ids only. Only `ConcernRaised` is published."""

from dataclasses import dataclass

from services.cases.domain.events import Act, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoorDeclared(Act):
    kind = "front-door.declared"
    door: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernHandedIn(Act):
    """By whoever raised it."""

    kind = "concern.handed-in"
    concern_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRaised(Event):
    """As the council has it, and nobody's act: who handed it in may work with the person in private."""

    kind = "concern.raised"
    concern_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernMoved(Act):
    """`step` is "acknowledged" or how it was closed."""

    kind = "concern.moved"
    concern_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernOverdue(Act):
    """Nobody acknowledged it in time. `to` is the role it was taken to."""

    kind = "concern.overdue"
    concern_id: str
    to: str
