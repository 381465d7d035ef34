"""One attempt to deliver one event: decide, commit, and only then send."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.gate.disclosure import Refusal
from services.cases.domain.subscriptions.delivery import ATTEMPTS, Answer, Delivery, DeliveryState
from services.cases.domain.subscriptions.notification import CONTENT_TYPE
from services.cases.domain.subscriptions.signature import sign
from services.cases.domain.subscriptions.subscription import Subscription, SubscriptionState
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.events import Webhooks
from services.cases.ports.keys import Keys, subscription_key
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.let_go import LetGo
from services.cases.usecases.subscriptions.permit_event import permit_event


@dataclass(frozen=True, slots=True)
class _Letter:
    """What was let go, ready to be sent."""

    delivery: Delivery
    subscription: Subscription
    body: bytes


class AttemptDelivery:
    """The first transaction asks the gate, takes the subscription's next number, marks the attempt in flight and
    writes the disclosure; then the event is posted; the second writes down what came back. A process that dies in
    between has told the log what may have left, and another attempts it again with the same id: after asking the gate
    again.
    """

    def __init__(
        self,
        work: OpenWork,
        keys: Keys,
        webhooks: Webhooks,
        ids: Ids,
        clock: Clock,
        issuer: str,
        chance: Callable[[], float],
    ) -> None:
        self._work, self._keys, self._webhooks = work, keys, webhooks
        self._let_go = LetGo(ids, clock, issuer)
        self._clock, self._chance = clock, chance

    async def __call__(self, delivery_id: str) -> None:
        letter = await self._permitted(delivery_id)
        if letter is not None:
            await self._note(letter, await self._send(letter))

    async def _permitted(self, delivery_id: str) -> _Letter | None:
        now = self._clock.now()
        async with self._work() as work:
            people = await work.people.held([(await work.deliveries.get(delivery_id)).person_id])
            delivery = await work.deliveries.locked(delivery_id)
            if delivery is None or delivery.next_attempt_at is None or delivery.next_attempt_at > now:
                return None  # another courier has it, or had it
            subscription = await work.subscriptions.locked(delivery.subscription_id)
            if subscription.state is SubscriptionState.DISABLED or delivery.attempts >= ATTEMPTS:
                await work.deliveries.put(delivery.given_up(now))
                return None
            viewer = Viewer(ViewerKind.PARTNER, subscription.client_id, subscription.organisation_id)
            permit = await permit_event(work, viewer, delivery, now)
            if isinstance(permit, Refusal):
                await work.deliveries.put(delivery.dropped(permit.rule, now))
                return None
            left = await self._let_go(work, viewer, people[delivery.person_id], permit, delivery, subscription)
            sent = left.delivery.sent(now)
            await work.deliveries.put(sent)
            return _Letter(sent, subscription, left.body)

    async def _send(self, letter: _Letter) -> Answer:
        subscription, message_id = letter.subscription, letter.delivery.public_event_id
        name = subscription_key(subscription.id, subscription.organisation_id)
        key = await self._keys.open(name, subscription.sealed_secret, subscription.id.encode())
        timestamp = int(self._clock.now().timestamp())
        headers = {
            "content-type": CONTENT_TYPE,
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(key, message_id, timestamp, letter.body),
        }
        return await self._webhooks.post(subscription.url, headers, letter.body)

    async def _note(self, letter: _Letter, answer: Answer) -> None:
        async with self._work() as work:
            delivery = await work.deliveries.locked(letter.delivery.id)
            attempt = (DeliveryState.IN_FLIGHT, letter.delivery.attempts)
            if delivery is None or (delivery.state, delivery.attempts) != attempt:
                return  # taken for lost, and attempted again by somebody else
            await work.deliveries.put(delivery.answered(answer, self._clock.now(), self._chance()))
            if answer.gone:
                subscription = await work.subscriptions.locked(delivery.subscription_id)
                await work.subscriptions.put(replace(subscription, state=SubscriptionState.DISABLED))
