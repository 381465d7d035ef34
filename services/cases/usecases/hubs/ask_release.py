"""Whoever sits in a multi-agency hub asks to take a contribution home to his organisation."""

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.hubs.enquiry import Release, asked
from services.cases.domain.hubs.events import ReleaseMoved
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.hubs.permit_enquiry import sitting


class AskRelease:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, contribution_id: str, why: str) -> Release:
        """Raises Invalid naming the field, NotFound, Denied once the enquiry is closed."""
        caller.must("enquiries:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            made = await work.enquiries.contribution(contribution_id)
            await sitting(work, viewer, made.enquiry_id, now)
            if earlier := await work.idempotency.earlier(caller):
                return await work.enquiries.release(earlier)
            release = asked(
                Release(
                    id=self._ids.new("rls"),
                    contribution_id=made.id,
                    enquiry_id=made.enquiry_id,
                    person_id=made.person_id,
                    from_organisation_id=made.organisation_id,
                    to_organisation_id=viewer.organisation_id,
                    why=why.strip(),
                    asked_by=viewer.subject,
                    asked_at=now,
                )
            )
            await work.enquiries.ask(release)
            await work.idempotency.keep(caller, release.id)
            work.tell(
                ReleaseMoved(
                    person_id=made.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    release_id=release.id,
                    state=release.state,
                )
            )
        return release
