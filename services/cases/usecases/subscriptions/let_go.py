"""An event leaves towards a subscription, whether it is posted or pulled."""

from dataclasses import dataclass, replace

import orjson

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.people.person import Person
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.subscriptions.delivery import Delivery
from services.cases.domain.subscriptions.notification import OBJECTS, notification
from services.cases.domain.subscriptions.subscription import Subscription
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.subscriptions.permit_event import RECEIVED


@dataclass(frozen=True, slots=True)
class Left:
    """`body` is what the partner gets; delivery and subscription have their numbers."""

    delivery: Delivery
    subscription: Subscription
    body: bytes


class LetGo:
    """The one way in which events leave: numbered, and disclosed in the log, in the transaction that decided. The
    delivery is for the caller to put."""

    def __init__(self, ids: Ids, clock: Clock, issuer: str) -> None:
        self._disclose, self._issuer = Disclose(ids, clock), issuer

    async def __call__(
        self, work: Work, viewer: Viewer, person: Person, permit: Permit, delivery: Delivery, subscription: Subscription
    ) -> Left:
        """`person` is held since before the decision, and `subscription` locked."""
        # A number once given is the event's for good, whatever becomes of it.
        sequence = delivery.sequence or subscription.sequence + 1
        position = delivery.position or subscription.position + 1
        left = replace(delivery, sequence=sequence, position=position, pullable=True)
        counted = replace(
            subscription,
            sequence=max(sequence, subscription.sequence),
            position=max(position, subscription.position),
        )
        await work.subscriptions.put(counted)
        await self._disclose(
            work,
            viewer,
            person,
            permit,
            what="event",
            holder_id=left.organisation_id,
            classes=[left.data_class] if left.data_class else [],
        )
        return Left(left, counted, await self._body(work, left, bare=permit.basis == RECEIVED))

    async def _body(self, work: Work, delivery: Delivery, *, bare: bool) -> bytes:
        partner = delivery.recipient_id
        person = await work.aliases.of(partner, AliasKind.PERSON, delivery.person_id)
        thing = await work.aliases.of(partner, OBJECTS[delivery.type], delivery.object_id)
        return orjson.dumps(notification(delivery, self._issuer, person, thing, bare=bare))
