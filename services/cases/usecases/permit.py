"""Deciding by the gate before something leaves: one thing, or each row of a list that the database has filtered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.cases.domain.gate.disclosure import Ask, Facts, Permit, Refusal, What, decide
from services.cases.domain.viewer import Viewer


class GateDisagrees(Exception):
    """The database let a row through that the gate refuses. Nothing leaves."""


@dataclass(slots=True)
class Leaving:
    """What leaves of one person from one holder on one permit: one disclosure, however many rows."""

    person_id: str
    holder_id: str
    permit: Permit
    classes: set[str] = field(default_factory=set)
    record_ids: set[str] = field(default_factory=set)


def permitted(viewer: Viewer, asks: Sequence[Ask], facts: Mapping[str, Facts]) -> list[Leaving]:
    """Raises GateDisagrees."""
    leaving: dict[tuple[str, str, Permit], Leaving] = {}
    for ask in asks:
        permit = decide(viewer, ask, facts[ask.person_id])
        if isinstance(permit, Refusal):
            raise GateDisagrees(f"{ask.what} {ask.object_id}: {permit.rule}")
        key = ask.person_id, ask.holder_id, permit
        one = leaving.setdefault(key, Leaving(ask.person_id, ask.holder_id, permit))
        if ask.data_class:
            one.classes.add(ask.data_class)
        if ask.what is What.RECORD:
            one.record_ids.add(ask.object_id)
    return list(leaving.values())


def permitted_or_raise(viewer: Viewer, ask: Ask, facts: Facts) -> Permit:
    """Raises NotFound, or Denied to those who may know of it."""
    permit = decide(viewer, ask, facts)
    if isinstance(permit, Refusal):
        raise permit.problem()
    return permit
