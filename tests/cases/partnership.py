"""The council shares Amina's social care with Turning Point, on her consent; Turning Point's client listens."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from chassis.bus import Record
from services.cases.api.courier import Courier
from services.cases.api.events import OWN, hear_own
from services.cases.domain.subscriptions.delivery import Delivery
from services.cases.store.subscriptions.deliveries import due_deliveries
from services.cases.store.subscriptions.feed import open_feed
from services.cases.store.tables.metadata import outbox
from services.cases.usecases.casework.add_record import AddRecord
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.consents.give_consent import ConsentWish, GiveConsent
from services.cases.usecases.consents.withdraw_consent import WithdrawConsent
from services.cases.usecases.sharing.create_share import BasisWish, CreateShare, ShareWish
from services.cases.usecases.sharing.end_share import EndShare
from services.cases.usecases.subscriptions.attempt_delivery import AttemptDelivery
from services.cases.usecases.subscriptions.create_subscription import CreateSubscription
from services.cases.usecases.subscriptions.fan_out_event import FanOutEvent
from services.cases.usecases.subscriptions.list_deliveries import ListDeliveries
from services.cases.usecases.subscriptions.list_dropped import ListDropped
from services.cases.usecases.subscriptions.pull_events import Pulled, PullEvents
from tests.cases.town import AMINA, COUNCIL, PARTNER, TODAY, Town, partner, worker

ISSUER = "https://kith.example"
UNTIL = "2027-06-30"


class Unsigned:
    """Receipts whose signature nobody checks here."""

    def sign(self, claims: Mapping[str, object]) -> str:
        return "unsigned"

    @property
    def public_key(self) -> str:
        return "{}"


@dataclass(slots=True)
class Partnership:
    town: Town
    person_id: str
    case_id: str
    consent_id: str
    share_id: str
    heard: set[str] = field(default_factory=set)

    async def subscribe(self, organisation: str = PARTNER, *types: str) -> tuple[str, str]:
        """A subscription's id and secret."""
        town = self.town
        create = CreateSubscription(town.work, town.keys, town.endpoints, town.ids, town.clock)
        made, secret = await create(partner(organisation), f"https://{organisation}.example/hook", frozenset(types))
        return made.id, secret

    async def subscribe_to_pull(self, organisation: str = PARTNER, *types: str) -> str:
        """The id of a subscription that nothing is posted to."""
        town = self.town
        create = CreateSubscription(town.work, town.keys, town.endpoints, town.ids, town.clock)
        made, secret = await create(partner(organisation), "", frozenset(types))
        assert not secret
        return made.id

    async def pull(self, cursor: str = "", *, limit: int = 100, by: str = PARTNER, of: str = "") -> list[Pulled]:
        """What a partner pulls that begins, or goes on, there."""
        town = self.town
        pull = PullEvents(town.work, open_feed(town.db, town.ids), town.ids, town.clock, ISSUER)
        return await pull(partner(by), of, cursor, limit)

    async def add_record(self, data_class: str = "social_care") -> str:
        add = AddRecord(self.town.work, self.town.ids, self.town.clock)
        record = await add(worker(COUNCIL), self.case_id, data_class, "Visit", "All was well.", False)
        return record.id

    async def share_on(self, basis: str, to: str = PARTNER, data_class: str = "social_care") -> str:
        """The same, or another class of it, shared on another basis too."""
        town = self.town
        law = BasisWish(basis, "", "", "Care Act 2014 section 6 asks for it.", "", True, "")
        until = (TODAY + timedelta(days=30)).isoformat()
        wish = ShareWish(self.person_id, self.case_id, "", [to], [data_class], "direct_care", until, law, "")
        return (await CreateShare(town.work, town.ids, town.clock, None)(worker(COUNCIL), wish)).share.id

    async def end_share(self, share_id: str) -> None:
        await EndShare(self.town.work, self.town.clock)(worker(COUNCIL), share_id, "No longer needed.")

    async def due(self) -> list[str]:
        return list(await due_deliveries(self.town.db)(self.town.clock.now(), 10, 10))

    async def withdraw(self) -> None:
        withdraw = WithdrawConsent(self.town.work, Unsigned(), self.town.ids, self.town.clock, timedelta(0))
        await withdraw(worker(COUNCIL), self.consent_id, "phone", "She rang; date of birth agreed.")

    async def fan_out(self) -> None:
        """What the outbox holds and nobody heard yet reaches the fan-out."""
        town, t = self.town, outbox.table
        async with town.db.reading() as tx:
            rows = [row for row in await tx.execute(select(t).order_by(t.c.number)) if row.id not in self.heard]
        self.heard |= {row.id for row in rows}
        records = [Record(OWN, row.key, row.payload, {"id": row.id, "type": row.type}) for row in rows]
        await hear_own(FanOutEvent(town.work, town.ids, town.clock), asyncio.Event())(records)

    def attempt(self) -> AttemptDelivery:
        town = self.town
        return AttemptDelivery(town.work, town.keys, town.endpoints, town.ids, town.clock, ISSUER, lambda: 0.0)

    async def attempt_all(self) -> None:
        """The courier attempts everything that is due."""
        courier = Courier(due_deliveries(self.town.db), self.attempt(), self.town.clock)
        for _ in range(10):
            await courier.once()
            await courier.finished()

    async def later(self, **wait: float) -> None:
        self.town.clock.at += timedelta(**wait)

    async def deliveries(self, subscription_id: str, organisation: str = PARTNER) -> list[Delivery]:
        """As the partner lists them, newest first."""
        return await ListDeliveries(self.town.work)(partner(organisation), subscription_id, "", 100)

    async def dropped(self, organisation: str = COUNCIL) -> list[Delivery]:
        return await ListDropped(self.town.work)(worker(organisation, role="manager"), "", 100)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(posted.body) for posted in self.town.endpoints.posted]

    def types(self) -> list[str]:
        return [body["type"] for body in self.bodies()]

    def verified(self, secret: str) -> list[dict[str, Any]]:
        """What was posted, as the standard's own library reads it; only its age is not checked against our clock."""
        webhook, verified = Webhook(secret), []
        for posted in self.town.endpoints.posted:
            at = self.town.clock.at.replace(microsecond=0)
            expected = webhook.sign(posted.headers["webhook-id"], at, posted.body.decode())
            assert posted.headers["webhook-signature"] == expected
            assert posted.headers["webhook-timestamp"] == str(int(at.timestamp()))
            verified.append(json.loads(posted.body))
        return verified


async def partnership(town: Town) -> Partnership:
    await town.take(COUNCIL, [AMINA])
    person_id = await town.person(COUNCIL)
    case = await CreateCase(town.work, town.ids, town.clock)(worker(COUNCIL), person_id, "Support at home", "adults")
    give = GiveConsent(town.work, town.mandates, Unsigned(), town.ids, town.clock)
    consent = await give(
        worker(COUNCIL),
        ConsentWish(
            person_id,
            COUNCIL,
            [PARTNER],
            ["social_care"],
            "direct_care",
            UNTIL,
            "en",
            "spoken",
            evidence="At her door.",
        ),
    )
    basis = BasisWish("consent", consent.id, "", "", "", True, "")
    wish = ShareWish(person_id, case.id, "", [PARTNER], ["social_care"], "direct_care", UNTIL, basis, "")
    standing = await CreateShare(town.work, town.ids, town.clock, None)(worker(COUNCIL), wish)
    made = Partnership(town, person_id, case.id, consent.id, standing.share.id)
    await made.fan_out()  # before anybody subscribed
    return made
