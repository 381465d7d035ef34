"""Whom a form is about, so that nothing is recorded about the wrong person."""

from collections.abc import Mapping, Sequence

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import Ask, Permit, What, decide
from services.cases.domain.looks.events import WhomTold
from services.cases.domain.people.person import Identity
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.about_oneself import oneself

MOST = 200


class TellWhom:
    """As the worker's own organisation recorded them itself, and by nobody else's entry; never of himself. What a
    private service of it recorded is told within that service only: its brokers, whom its work names, who covers there.
    Whoever it has no such entry of is left out, whether others know them or not.

    It leaves a leaf in the log, and no disclosure: it is his own organisation's word, at the head of a form that leaves
    its own entry once it is sent. A look on her page at each question would show her that somebody began to raise a
    concern; and it is no look at her network, which makes nothing less new to him.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_ids: Sequence[str]) -> Mapping[str, Identity]:
        """By the person's id. Raises Denied to who is no worker, Invalid for more than 200."""
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers are told whom a form is about")
        if len(person_ids) > MOST:
            raise Invalid.field("person_ids", f"must be {MOST} at the most")
        async with self._work() as work:
            facts = await work.gate.facts(viewer, person_ids, now)
            himself = await oneself(work, viewer.subject)
            told = dict[str, Identity]()
            for entry in await work.people.own_entries(viewer, person_ids, now):
                permit = decide(viewer, Ask(What.PERSON, entry.person_id), facts[entry.person_id])
                if entry.person_id != himself and isinstance(permit, Permit):
                    told.setdefault(entry.person_id, entry.identity)
            for person_id in told:
                work.tell(WhomTold(person_id=person_id, organisation_id=viewer.organisation_id, by=viewer.subject))
        return told
