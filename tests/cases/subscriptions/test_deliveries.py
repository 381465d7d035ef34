"""A partner hears of what it may know now: decided at each attempt, delivered or kept with a reason."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, NotFound
from services.cases.domain.subscriptions.delivery import Answer, DeliveryState
from services.cases.domain.subscriptions.subscription import SUBSCRIPTIONS_EACH
from services.cases.usecases.casework.get_record import GetRecord
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.subscriptions.list_deliveries import ListDeliveries
from services.cases.usecases.subscriptions.list_dropped import ListDropped
from services.cases.usecases.subscriptions.list_subscriptions import ListSubscriptions
from services.cases.usecases.subscriptions.replay import Replay
from tests.cases.partnership import Partnership, partnership
from tests.cases.town import COUNCIL, NHS, NOW, PARTNER, SCHOOL, partner, town_at, worker


@pytest.fixture
async def amina(database_url: str, tmp_path: Path) -> AsyncIterator[Partnership]:
    async with town_at(database_url, tmp_path) as town:
        yield await partnership(town)


async def test_a_new_record_reaches_its_partner_signed_thin_and_numbered(amina: Partnership) -> None:
    subscription_id, secret = await amina.subscribe()
    record_id = await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    [body] = amina.verified(secret)
    assert (body["type"], body["sequence"], body["time"]) == ("case.record.added", "1", "2026-11-22T09:30:00Z")
    assert body["data"]["url"] == f"https://kith.example/v1/records/{body['data']['id']}"
    [delivered] = await amina.deliveries(subscription_id)
    assert (delivered.state, delivered.attempts, delivered.last_status) == (DeliveryState.DELIVERED, 1, 204)
    for ours in (record_id, amina.person_id, amina.case_id, amina.share_id, COUNCIL, "Amina", "social_care"):
        assert ours not in str(body)


async def test_the_handle_it_was_sent_opens_the_record_for_that_partner_alone(amina: Partnership) -> None:
    await amina.subscribe()
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    [body] = amina.bodies()
    town = amina.town
    get = GetRecord(town.work, Disclose(town.ids, town.clock), town.clock)
    read = await get(partner(), body["data"]["id"], "direct_care", None)
    assert (read.record.content, read.record.id) == ("All was well.", body["data"]["id"])
    assert read.record.person_id == body["subject"]
    with pytest.raises(NotFound):
        await get(partner(SCHOOL), body["data"]["id"], "direct_care", None)


async def test_each_delivery_is_on_her_page_with_its_basis(amina: Partnership) -> None:
    await amina.subscribe()
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    [look] = [one for one in await amina.town.looks(amina.person_id) if one.what == "event"]
    assert (look.organisation_id, look.data_classes, look.share_id) == (PARTNER, ("social_care",), amina.share_id)
    assert "consent" in look.because


async def test_an_event_is_let_go_in_the_log_before_it_is_sent(amina: Partnership) -> None:
    await amina.subscribe()
    await amina.add_record()
    await amina.fan_out()
    seen: list[list[str]] = []

    async def look() -> None:
        async with amina.town.work() as work:
            seen.append(await work.deliveries.in_flight(amina.person_id))
        seen.append([one.what for one in await amina.town.looks(amina.person_id)])

    amina.town.endpoints.meanwhile = look
    await amina.attempt_all()
    assert len(seen[0]) == 1
    assert "event" in seen[1]


async def test_a_queued_a_retried_and_a_replayed_delivery_are_dropped_after_a_withdrawal(amina: Partnership) -> None:
    subscription_id, _ = await amina.subscribe(PARTNER, "case.record.added")
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()  # delivered, to be replayed
    amina.town.endpoints.answer = Answer(503)
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()  # failed, to be retried
    await amina.add_record()
    await amina.fan_out()  # queued
    amina.town.endpoints.answer = Answer(204)
    assert [d.state for d in await amina.deliveries(subscription_id)].count(DeliveryState.DELIVERED) == 1
    sent = len(amina.bodies())

    await amina.withdraw()
    assert await Replay(amina.town.work, amina.town.clock)(partner(), subscription_id, NOW) == 1
    await amina.later(days=1)
    await amina.attempt_all()
    assert len(amina.bodies()) == sent, "nothing left after the withdrawal"
    dropped = await amina.dropped()
    assert [d.dropped_because for d in dropped] == ["share-withdrawn"] * 3
    assert {d.recipient_id for d in dropped} == {PARTNER}
    assert await amina.deliveries(subscription_id) == [], "the partner does not learn what it was not sent"


async def test_what_waits_for_another_try_is_decided_at_once_when_she_withdraws(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.added")
    amina.town.endpoints.answer = Answer(503)
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    await amina.attempt_all()  # its second try failed as well: the next would be minutes away
    await amina.withdraw()
    await amina.attempt_all()
    assert [d.dropped_because for d in await amina.dropped()] == ["share-withdrawn"]


async def test_what_has_another_live_basis_still_flows_and_cites_it(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.added")
    other = await amina.share_on("legal_obligation")
    await amina.add_record()
    await amina.withdraw()
    await amina.fan_out()
    await amina.attempt_all()
    assert amina.types() == ["case.record.added"]
    [look] = [one for one in await amina.town.looks(amina.person_id) if one.what == "event"]
    assert (look.share_id, look.consent_id) == (other, "")


async def test_a_data_class_that_is_not_shared_is_dropped_with_its_reason(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.added")
    await amina.add_record("health")
    await amina.fan_out()
    await amina.attempt_all()
    assert amina.bodies() == []
    assert [d.dropped_because for d in await amina.dropped()] == ["absent"]


async def test_who_was_never_entitled_gets_not_even_a_row(amina: Partnership) -> None:
    await amina.subscribe(SCHOOL)
    await amina.subscribe(NHS)
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    assert amina.bodies() == []
    assert await amina.dropped() == []


async def test_the_end_of_a_share_reaches_its_recipients_with_the_handle_alone(amina: Partnership) -> None:
    await amina.subscribe()
    await amina.subscribe(SCHOOL)
    await amina.withdraw()
    await amina.fan_out()
    await amina.attempt_all()
    [body] = amina.bodies()
    assert (body["type"], set(body["data"]), "subject" in body) == ("share.ended", {"id"}, False)
    assert amina.town.endpoints.posted[0].url == "https://org_partner.example/hook"


async def test_a_grant_withdrawn_before_it_was_announced_is_not_announced(amina: Partnership) -> None:
    await amina.subscribe()
    share_id = await amina.share_on("legal_obligation")
    await amina.end_share(share_id)
    await amina.fan_out()
    await amina.attempt_all()
    assert amina.types() == ["share.ended"]
    assert [d.dropped_because for d in await amina.dropped()] == ["share-ended"]


async def test_the_same_event_has_the_same_id_and_number_on_each_retry(amina: Partnership) -> None:
    subscription_id, _ = await amina.subscribe()
    amina.town.endpoints.answer = Answer(500)
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    assert len(amina.bodies()) == 1, "the next attempt waits"
    await amina.later(seconds=5)
    await amina.attempt_all()
    amina.town.endpoints.answer = Answer(204)
    await amina.later(minutes=5)
    await amina.attempt_all()
    first, second, third = amina.bodies()
    assert first == second == third
    assert len({posted.headers["webhook-id"] for posted in amina.town.endpoints.posted}) == 1
    [delivered] = await amina.deliveries(subscription_id)
    assert (delivered.state, delivered.attempts) == (DeliveryState.DELIVERED, 3)


async def test_numbers_count_what_this_subscription_was_sent_without_holes(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.added")
    for data_class in ("social_care", "health", "social_care", "health", "social_care"):
        await amina.add_record(data_class)
    await amina.fan_out()
    await amina.attempt_all()
    assert sorted(body["sequence"] for body in amina.bodies()) == ["1", "2", "3"]


async def test_two_partners_cannot_join_their_data(amina: Partnership) -> None:
    await amina.share_on("legal_obligation", SCHOOL)
    await amina.fan_out()
    await amina.subscribe(PARTNER, "case.record.added")
    await amina.subscribe(SCHOOL, "case.record.added")
    await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    one, other = amina.bodies()
    assert one["type"] == other["type"]
    for field in ("id", "subject"):
        assert one[field] != other[field]
        assert one[field][:8] != other[field][:8], "not even when they were made"
    assert one["data"]["id"] != other["data"]["id"]


async def test_gone_disables_the_subscription_and_nothing_more_is_sent(amina: Partnership) -> None:
    await amina.subscribe()
    amina.town.endpoints.answer = Answer(410)
    for _ in range(2):
        await amina.add_record()
        await amina.fan_out()
        await amina.attempt_all()
    assert len(amina.bodies()) == 1
    [subscription] = await ListSubscriptions(amina.town.work)(partner())
    assert subscription.state == "disabled"


async def test_an_attempt_whose_courier_was_killed_is_made_again_with_the_same_id(amina: Partnership) -> None:
    await amina.subscribe()
    await amina.add_record()
    await amina.fan_out()

    class Killed(BaseException):
        """As if by signal 9, after the event was let go."""

    async def killed() -> None:
        raise Killed

    amina.town.endpoints.meanwhile = killed
    [delivery_id] = await amina.due()
    with pytest.raises(Killed):
        await amina.attempt()(delivery_id)
    amina.town.endpoints.meanwhile = None
    await amina.attempt_all()
    assert amina.bodies() == [], "it may still be in flight"
    await amina.later(seconds=21)
    await amina.attempt_all()
    [body] = amina.bodies()
    assert body["sequence"] == "1"


async def test_an_event_that_comes_twice_from_the_bus_is_sent_once(amina: Partnership) -> None:
    await amina.subscribe()
    await amina.add_record()
    await amina.fan_out()
    amina.heard.clear()
    await amina.fan_out()
    await amina.attempt_all()
    assert amina.types() == ["case.record.added"]


async def test_the_secret_is_told_once_and_kept_sealed(amina: Partnership) -> None:
    _, secret = await amina.subscribe()
    assert secret.startswith("whsec_")
    [subscription] = await ListSubscriptions(amina.town.work)(partner())
    assert secret.encode() not in subscription.sealed_secret
    assert await ListSubscriptions(amina.town.work)(partner(SCHOOL)) == []


async def test_a_partner_sees_its_own_deliveries_and_only_councils_what_was_dropped(amina: Partnership) -> None:
    subscription_id, _ = await amina.subscribe()
    with pytest.raises(NotFound):
        await ListDeliveries(amina.town.work)(partner(SCHOOL), subscription_id, "", 10)
    with pytest.raises(NotFound):
        await Replay(amina.town.work, amina.town.clock)(partner(SCHOOL), subscription_id, NOW)
    with pytest.raises(Denied):
        await ListDropped(amina.town.work)(partner(), "", 10)
    with pytest.raises(Denied):
        await ListDropped(amina.town.work)(worker(COUNCIL), "", 10)


async def test_a_partner_has_no_more_subscriptions_than_it_may_also_where_it_asks_for_many_at_once(
    amina: Partnership,
) -> None:
    for _ in range(SUBSCRIPTIONS_EACH - 1):
        await amina.subscribe_to_pull()
    said = await amina.town.at_once(*(amina.subscribe_to_pull() for _ in range(4)))
    assert [one.code for one in said if isinstance(one, Conflict)] == ["too-many"] * 3
    assert len(await ListSubscriptions(amina.town.work)(partner())) == SUBSCRIPTIONS_EACH
