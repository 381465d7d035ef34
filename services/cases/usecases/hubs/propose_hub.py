"""A council proposes a multi-agency hub, and accepts its terms for itself by that."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.hubs.events import HubMoved
from services.cases.domain.hubs.hub import HUBS_EACH, Hub, proposed
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class HubWish:
    """`members` are organisation ids, the host's own or not."""

    name: str
    terms: str
    members: Collection[str]


class ProposeHub:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: HubWish) -> Hub:
        """Raises Invalid naming what is wrong, Denied for anybody but a council, Conflict beyond what it may host."""
        caller.must("hubs:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers propose a hub")
        async with self._work() as work:
            await work.organisations.alone(viewer.organisation_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.hubs.get(earlier)
            host = await work.organisations.get(viewer.organisation_id)
            wanted = Hub(
                id=self._ids.new("hub"),
                name=wish.name.strip(),
                terms=wish.terms.strip(),
                host_id=host.id,
                members=frozenset(wish.members),
                accepted_by=frozenset(),
            )
            hub = proposed(wanted, host.kind)
            if unknown := hub.members - (await work.organisations.known(hub.members)).keys():
                raise Invalid.field("members", f"there is no organisation {min(unknown)}")
            if sum(one.host_id == host.id for one in await work.hubs.of(host.id)) >= HUBS_EACH:
                raise Conflict(f"a council hosts at most {HUBS_EACH} hubs", code="too-many-hubs")
            await work.hubs.add(hub, caller.subject, self._clock.now())
            await work.idempotency.keep(caller, hub.id)
            work.tell(
                HubMoved(person_id="", organisation_id=host.id, by=caller.subject, hub_id=hub.id, step="proposed")
            )
        return hub
