"""A resident reads what she objected to or disputed, and the answers."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.consents.receipt import discreet
from services.cases.domain.objection import Objection
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListMyObjections:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Objection]:
        """Newest first; not what she said aloud to a service that must not show on a shared screen."""
        caller.must("me:read")
        if viewer_of(caller).kind is not ViewerKind.RESIDENT:
            return ()
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            if person_id is None:
                return ()
            hidden = discreet(await work.involvements.of_person(person_id))
            made = await work.objections.of(person_id)
            return [one for one in made if not (one.spoken and one.organisation_id in hidden)]
