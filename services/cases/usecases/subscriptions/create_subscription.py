"""A partner's client asks to hear of events: posted to an endpoint of its own, or to be pulled."""

import secrets
from collections.abc import Callable

from chassis.clock import Clock
from chassis.errors import Conflict, Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.people.events import SubscriptionMade
from services.cases.domain.subscriptions.alias import unlinkable
from services.cases.domain.subscriptions.signature import SECRET_BYTES, secret_text
from services.cases.domain.subscriptions.subscription import (
    SUBSCRIPTIONS_EACH,
    Subscription,
    SubscriptionState,
    checked_types,
)
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.events import Webhooks
from services.cases.ports.keys import Keys, subscription_key
from services.cases.ports.work import OpenWork


def partner_of(caller: Caller) -> Viewer:
    """The partner that calls. Raises Denied for anybody else."""
    viewer = viewer_of(caller)
    if viewer.kind is not ViewerKind.PARTNER:
        raise Denied("only a partner's client has subscriptions")
    return viewer


class CreateSubscription:
    """Answers the signing secret, once: it is kept sealed and never said again, to a repeated request neither."""

    def __init__(
        self,
        work: OpenWork,
        keys: Keys,
        webhooks: Webhooks,
        ids: Ids,
        clock: Clock,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._work, self._keys, self._webhooks = work, keys, webhooks
        self._ids, self._clock, self._random = ids, clock, random

    async def __call__(self, caller: Caller, url: str, types: frozenset[str]) -> tuple[Subscription, str]:
        """The subscription and its secret; no secret without a URL, for nothing is posted, nor where the same request
        made it before. Raises Invalid for a URL that points inside or an unknown type, Conflict beyond the number a
        partner may have."""
        caller.must("subscriptions:write")
        viewer = partner_of(caller)
        types, url = checked_types(types), await self._webhooks.admit(url) if url else ""
        subscription_id, key = unlinkable(self._ids, "sub"), self._random(SECRET_BYTES) if url else b""
        name = subscription_key(subscription_id, viewer.organisation_id)
        subscription = Subscription(
            id=subscription_id,
            organisation_id=viewer.organisation_id,
            client_id=viewer.subject,
            url=url,
            types=types,
            state=SubscriptionState.ACTIVE,
            sealed_secret=await self._keys.seal(name, key, subscription_id.encode()) if key else b"",
            sequence=0,
            created_at=self._clock.now(),
        )
        async with self._work() as work:
            await work.organisations.alone(viewer.organisation_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.subscriptions.get(earlier, viewer.organisation_id), ""
            if len(await work.subscriptions.of(viewer.organisation_id)) >= SUBSCRIPTIONS_EACH:
                raise Conflict(f"a partner has at most {SUBSCRIPTIONS_EACH} subscriptions", code="too-many")
            await work.subscriptions.add(subscription)
            work.tell(
                SubscriptionMade(
                    person_id="",
                    organisation_id=viewer.organisation_id,
                    by=viewer.subject,
                    subscription_id=subscription.id,
                )
            )
            await work.idempotency.keep(caller, subscription.id)
        return subscription, secret_text(key) if key else ""
