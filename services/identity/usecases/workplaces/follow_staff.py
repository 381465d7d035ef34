"""The directory told who works where: a leaver's contexts, sessions and tokens end, a returner's contexts come back."""

from collections.abc import Sequence
from datetime import datetime

from chassis.clock import Clock
from services.identity.domain.events import Event
from services.identity.domain.workplaces.staff import HeldContext, StaffMember
from services.identity.ports import OpenWork, Work
from services.identity.usecases.authorization.end_grant import end_grant
from services.identity.usecases.sessions.end_session import end_session

_DIRECTORY = "directory"
"""Whose word it is; who told the directory is in its own log."""


class FollowStaff:
    """Events about one organisation come in order; the newest word stands. Once for each event."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, event_id: str, organisation_id: str, members: Sequence[StaffMember]) -> None:
        now = self._clock.now()
        async with self._write() as work:
            if not await work.heard.first("staff", event_id):
                return
            await work.staff.put(organisation_id, members)
            working = {member.professional_id: member.working for member in members}
            for context in await work.staff.contexts(organisation_id, list(working)):
                if working[context.professional_id] == context.disabled:
                    await self._changed(work, organisation_id, context, now)

    async def _changed(self, work: Work, employer_id: str, context: HeldContext, now: datetime) -> None:
        facts = {"context_id": context.id}
        if context.disabled:
            await work.staff.enable(context.id)
            work.tell(Event("context.enabled", context.account_id, facts), by=_DIRECTORY)
            return
        await work.staff.disable(context.id, now)
        work.tell(Event("context.disabled", context.account_id, facts), by=_DIRECTORY)
        for session in await work.sessions.acting_for(employer_id, context, now):
            await end_session(work, session, now, "left the organisation", by=_DIRECTORY)
            for grant in await work.grants.in_session(session.id):
                await end_grant(work, grant, now, "left the organisation", by=_DIRECTORY)
