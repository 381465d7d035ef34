"""Over gRPC: a worker finds somebody and who works with her; a partner hears, fetches, and hears no more."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from google.protobuf.timestamp_pb2 import Timestamp
from kith.cases.v1 import casework_pb2 as casework
from kith.cases.v1 import people_pb2 as people
from kith.cases.v1 import sharing_pb2 as sharing
from kith.cases.v1 import subscriptions_pb2 as subscriptions
from kith.cases.v1.casework_pb2_grpc import CaseworkStub
from kith.cases.v1.people_pb2_grpc import PeopleStub
from kith.cases.v1.sharing_pb2_grpc import SharingStub
from kith.cases.v1.subscriptions_pb2_grpc import SubscriptionsStub
from standardwebhooks.webhooks import Webhook

from chassis.errors import Denied, Invalid, NotFound
from tests.cases.running import Running, running, soon
from tests.cases.subscriptions.endpoint import Endpoint, listening
from tests.cases.test_whole_service import COUNCIL, NHS, NUMBER, SCHOOL, a_record, a_town, shared_on_consent, worker


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path, KITH_WEBHOOK_ALLOW_LOOPBACK="true") as house:
        yield house


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with listening() as one:
        yield one


def system(house: Running, organisation: str) -> str:
    """A partner's client."""
    scope = "subscriptions:read subscriptions:write events:read records:read"
    return house.identity.token("partner", scope, audience="cases", sub=f"cli_{organisation}", org=organisation)


def in_role(house: Running, organisation: str, role: str) -> str:
    scope = "people:read people:write dropped:read consents:write"
    claims = {"org": organisation, "role": role, "pro": f"pro_{role}", "purpose": "housing_support"}
    return house.identity.token("worker", scope, audience="cases", sub=f"acc_{organisation}_{role}", **claims)


async def test_a_partner_hears_fetches_and_hears_no_more_after_the_withdrawal(
    whole: Running, endpoint: Endpoint
) -> None:
    person = await a_town(whole)
    consent = await shared_on_consent(whole, person)
    async with whole.channel(system(whole, NHS)) as opened:
        stub = SubscriptionsStub(opened)
        with pytest.raises(Invalid):
            await stub.CreateSubscription(subscriptions.CreateSubscriptionRequest(url="http://10.0.0.1/hook"))
        made = await stub.CreateSubscription(
            subscriptions.CreateSubscriptionRequest(url=endpoint.url, types=["case.record.added"])
        )
        await a_record(whole, person)

        async def delivered() -> subscriptions.Delivery | None:
            listed = await stub.ListDeliveries(subscriptions.ListDeliveriesRequest(subscription_id=made.id))
            return next((one for one in listed.deliveries if one.state == "delivered"), None)

        delivery = await soon(delivered)
        [(headers, body)] = endpoint.got
        event = Webhook(made.secret).verify(body, dict(headers))
        assert (event["type"], event["sequence"], event["id"]) == ("case.record.added", "1", delivery.event_id)
        assert JSONFormat().read(CloudEvent, body).get_subject() == event["subject"]
        assert person not in body.decode()
        handle = event["data"]["id"]
        record = await CaseworkStub(opened).GetRecord(
            casework.GetRecordRequest(record_id=handle, purpose="housing_support")
        )
        assert (record.id, record.content) == (handle, "Two months.")

        async with whole.channel(worker(whole, COUNCIL)) as council:
            await SharingStub(council).WithdrawConsent(
                sharing.WithdrawConsentRequest(consent_id=consent.id, method="phone", evidence="She rang.")
            )
        since = Timestamp()
        since.FromDatetime(datetime.now(UTC) - timedelta(days=1))
        asked = subscriptions.ReplayRequest(subscription_id=made.id, since=since)
        assert (await stub.Replay(asked)).queued == 1
        with pytest.raises(Denied):
            await CaseworkStub(opened).GetRecord(casework.GetRecordRequest(record_id=handle, purpose="housing_support"))

    async with whole.channel(in_role(whole, COUNCIL, "manager")) as council:

        async def dropped() -> subscriptions.Delivery | None:
            listed = await SubscriptionsStub(council).ListDropped(subscriptions.ListDroppedRequest())
            return listed.deliveries[0] if listed.deliveries else None

        kept = await soon(dropped)
    assert (kept.dropped_because, kept.organisation_id, len(endpoint.got)) == ("share-withdrawn", NHS, 1)


async def test_a_worker_finds_a_person_and_who_works_with_her(whole: Running) -> None:
    person = await a_town(whole)
    async with whole.channel(worker(whole, COUNCIL)) as opened:
        stub = PeopleStub(opened)
        by_number = people.Identifier(scheme="nhs_number", value=NUMBER)
        found = await stub.FindPerson(people.FindPersonRequest(purpose="housing_support", identifier=by_number))
        assert (found.outcome, found.person_id, found.given_name) == ("match", person, "Amina")
        with pytest.raises(Invalid):
            await stub.FindPerson(people.FindPersonRequest(purpose="housing_support"))
        seen = await stub.GetNetwork(people.GetNetworkRequest(person_id=person, purpose="housing_support"))
        assert [one.organisation_name for one in seen.involvements] == [
            "Lichfield District Council",
            "Midlands NHS Trust",
        ]
        assert [feed.name for feed in seen.feeds] == ["social care", "social care"]


async def test_a_teacher_joins_a_network_once_the_head_confirms_and_leaves_it(whole: Running) -> None:
    person = await a_town(whole)
    look = people.GetNetworkRequest(person_id=person, purpose="education_support")
    async with (
        whole.channel(in_role(whole, SCHOOL, "worker")) as as_teacher,
        whole.channel(in_role(whole, SCHOOL, "manager")) as as_head,
    ):
        teacher, head = PeopleStub(as_teacher), PeopleStub(as_head)
        declared = await teacher.RecordInvolvement(people.RecordInvolvementRequest(person_id=person, role="teacher"))
        assert not declared.confirmed
        with pytest.raises(NotFound):
            await teacher.GetNetwork(look)
        confirmed = await head.ConfirmInvolvement(people.ConfirmInvolvementRequest(involvement_id=declared.id))
        assert confirmed.confirmed
        assert len((await teacher.GetNetwork(look)).involvements) == 3
        ended = await teacher.EndInvolvement(people.EndInvolvementRequest(involvement_id=declared.id))
        assert ended.until
