"""A worker opens one person's named data classes for minutes, with a reason."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.emergency import EmergencyAccess, opened
from services.cases.domain.events import EmergencyAccessOpened
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class EmergencyWish:
    person_id: str
    data_classes: Collection[str]
    reason: str
    minutes: int


class OpenEmergencyAccess:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: EmergencyWish) -> EmergencyAccess:
        """Raises Invalid, NotFound for an unknown person, Denied for oneself."""
        caller.must("emergency:open")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers open emergency access")
        async with self._work() as work:
            access = opened(
                EmergencyAccess(
                    id=self._ids.new("eme"),
                    person_id=wish.person_id,
                    organisation_id=viewer.organisation_id,
                    opened_by=caller.subject,
                    data_classes=data_classes("data_classes", wish.data_classes),
                    reason=wish.reason.strip(),
                    opened_at=now,
                    ends_at=now,
                    review_due_at=now,
                ),
                wish.minutes,
            )
            await work.people.locked(wish.person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(wish.person_id, viewer, now)
            if (await work.gate.facts(viewer, [wish.person_id], now))[wish.person_id].herself:
                raise Denied("look at your own information on the resident's pages", code="own-person")
            if earlier := await work.idempotency.earlier(caller):
                return await work.emergencies.get(earlier)
            await work.emergencies.add(access)
            await work.idempotency.keep(caller, access.id)
            work.tell(
                EmergencyAccessOpened(
                    person_id=wish.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    emergency_access_id=access.id,
                )
            )
        return access
