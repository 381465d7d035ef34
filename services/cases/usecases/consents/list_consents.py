"""What a person agreed that a worker's organisation may share: what its shares on consent can rest on."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.consents.consent import Consent
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.must_hold import must_hold


class ListConsents:
    """Decided by `must_hold`, which is the gate's own rule here: these are the papers of what his organisation itself
    holds, and nothing leaves it. What may be asked is what may be shared, by the same facts and in the same words; a
    page that the gate filtered would hide from an officer why he is refused. Of consents as they are shown to the
    person, or to who acts for her, `decide` decides (`What.CONSENT`).
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[Consent]:
        """Newest first, those taken back too; none about what others hold. Raises as `must_hold` does."""
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers share what their organisation holds")
        async with self._work() as work:
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(person_id, viewer, now)
            await must_hold(work, viewer, person_id, "", now)
            given = await work.consents.of(person_id)
        return [consent for consent in given if consent.from_organisation_id == viewer.organisation_id]
