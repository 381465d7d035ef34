"""What was left for the private services of an organisation, for their broker to go through."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.disclosure import of_private_message
from services.cases.domain.person import Identity
from services.cases.domain.private_message import PrivateMessage
from services.cases.domain.viewer import BROKERS, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted


@dataclass(frozen=True, slots=True)
class Waiting:
    """`about` is the person as the broker's organisation knows her, else as the first that is not shielded does."""

    message: PrivateMessage
    about: Identity


class ListWaitingPrivateMessages:
    """Nobody but a broker of a service that works with the person privately finds any. Each look leaves a disclosure in
    that service's own file, that the person is not shown.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller) -> Sequence[Waiting]:
        """The oldest first, 200 at the most."""
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER or viewer.role not in BROKERS:
            return ()
        async with self._work() as work:
            maybe = await work.private_messages.waiting(viewer, now)
            people = await work.people.held(sorted({one.person_id for one in maybe}))
            known = await work.people.shown_as_each(people, viewer, now)
            # Read again now that they are held: whoever ceased to work with her meanwhile reads nothing. Whom nobody
            # has an entry of any more is nobody, as on the person's page.
            waiting = await work.private_messages.waiting(viewer, now)
            found = [one for one in waiting if one.person_id in known]
            facts = await work.gate.facts(viewer, list(people), now)
            leaving = permitted(viewer, [of_private_message(one, viewer.organisation_id) for one in found], facts)
            for each in leaving:
                each.classes |= {DataClass.IDENTITY, DataClass.RISK}
            await self._disclose.page(work, viewer, people, leaving, "private_message")
        return [Waiting(one, known[one.person_id]) for one in found]
