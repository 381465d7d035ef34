"""A partner pulls what it may know now: decided afresh at each pull, in order, by a cursor that tells nothing."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.subscriptions.delivery import DeliveryState
from services.cases.store.subscriptions.feed import open_feed
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.subscriptions.pull_events import AT_ONCE, Pulled, PullEvents
from services.cases.usecases.subscriptions.replay import Replay
from tests.cases.partnership import ISSUER, Partnership, partnership
from tests.cases.private_services.worlds import executed
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, PARTNER, SCHOOL, TODAY, partner, town_at, worker


@pytest.fixture
async def amina(database_url: str, tmp_path: Path) -> AsyncIterator[Partnership]:
    async with town_at(database_url, tmp_path) as town:
        yield await partnership(town)


def types(pulled: list[Pulled]) -> list[str]:
    return [json.loads(one.body)["type"] for one in pulled]


def numbers(pulled: list[Pulled]) -> list[str]:
    return [json.loads(one.body)["sequence"] for one in pulled]


async def records(amina: Partnership, *classes: str) -> None:
    for data_class in classes:
        await amina.add_record(data_class)
    await amina.fan_out()


async def test_what_is_pulled_is_what_would_be_posted_and_is_in_the_log(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.added")
    await records(amina, "social_care")
    [pulled] = await amina.pull()
    await amina.attempt_all()
    assert [json.loads(pulled.body)] == amina.bodies()
    looks = [one for one in await amina.town.looks(amina.person_id) if one.what == "event"]
    assert [(one.organisation_id, one.data_classes, one.share_id) for one in looks] == [
        (PARTNER, ("social_care",), amina.share_id)
    ] * 2, "once for the pull, once for the post"
    assert {one.by for one in looks} == {f"cli_{PARTNER}"}


async def test_pages_come_in_order_without_a_hole_and_the_end_keeps_its_cursor(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, "social_care", "health", "social_care", "health", "social_care")
    first = await amina.pull(limit=2)
    rest = await amina.pull(first[-1].cursor, limit=2)
    assert (numbers(first), numbers(rest)) == (["1", "2"], ["3"])
    assert await amina.pull(rest[-1].cursor) == []
    await records(amina, "social_care")
    assert numbers(await amina.pull(rest[-1].cursor)) == ["4"]


async def test_an_older_cursor_gives_the_same_events_again(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, "social_care", "social_care", "social_care")
    pulled = await amina.pull()
    assert await amina.pull(pulled[0].cursor) == pulled[1:]
    assert await amina.pull() == pulled


async def test_after_a_withdrawal_the_same_cursor_gives_nothing_that_rested_on_it(amina: Partnership) -> None:
    await amina.subscribe_to_pull()
    await records(amina, "social_care", "social_care", "social_care")
    first = await amina.pull(limit=1)
    await amina.withdraw()
    await amina.fan_out()
    for cursor in (first[-1].cursor, ""):
        pulled = await amina.pull(cursor)
        assert types(pulled) == ["share.ended"], "neither what it had, nor what it had not yet"
        assert b"subject" not in pulled[0].body
    dropped = await amina.dropped()
    assert [one.dropped_because for one in dropped] == ["share-withdrawn"] * 3


async def test_what_rests_on_another_basis_is_still_pulled_and_cites_it(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    other = await amina.share_on("legal_obligation")
    await records(amina, "social_care")
    await amina.withdraw()
    assert types(await amina.pull()) == ["case.record.added"]
    [look] = [one for one in await amina.town.looks(amina.person_id) if one.what == "event"]
    assert (look.share_id, look.consent_id) == (other, "")


async def test_when_its_share_is_over_nothing_of_the_case_is_pulled(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, "social_care")
    assert len(await amina.pull()) == 1
    await amina.end_share(amina.share_id)
    assert await amina.pull() == []
    assert [one.dropped_because for one in await amina.dropped()] == ["share-ended"]


async def test_when_the_consent_has_run_out_nothing_is_pulled(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await amina.later(days=219)  # the day it ends
    await records(amina, "social_care")
    assert len(await amina.pull()) == 1
    await amina.later(days=2)
    assert await amina.pull() == []


async def test_an_event_about_somebody_it_works_with_no_more_is_not_pulled(amina: Partnership) -> None:
    town = amina.town
    await town.take(PARTNER, [AMINA])
    await amina.fan_out()
    await amina.subscribe_to_pull(PARTNER, "involvement.changed")
    await town.take(NHS, [AMINA])
    await amina.fan_out()
    [pulled] = await amina.pull()
    async with town.work() as work:
        [own] = [one for one in await work.involvements.of_person(amina.person_id) if one.organisation_id == PARTNER]
    await EndInvolvement(town.work, town.clock)(worker(PARTNER, role="manager"), own.id, TODAY)
    await amina.later(days=1)
    assert await amina.pull() == [], pulled


async def test_what_was_refused_once_is_looked_at_no_more(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, *["social_care"] * (AT_ONCE + 1))
    await amina.withdraw()
    assert await amina.pull() == []
    with executed(amina.town) as log:
        assert await amina.pull() == []
    selects = [statement for statement, _ in log.statements if statement.startswith("SELECT")]
    assert len(selects) == 2, "whose subscription it is, and that there is nothing"
    assert not any(statement.startswith(("INSERT", "UPDATE")) for statement, _ in log.statements)


async def test_a_page_is_full_although_much_before_it_is_refused(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, *["social_care"] * (AT_ONCE + 3))
    await amina.withdraw()
    await amina.share_on("legal_obligation", data_class="housing")
    await records(amina, "housing", "housing", "housing")
    assert numbers(await amina.pull(limit=2)) == ["1", "2"]


async def test_what_the_gate_refused_when_it_happened_is_not_in_the_feed(amina: Partnership) -> None:
    subscription_id = await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, "health")
    assert await amina.pull() == []
    [dropped] = await amina.dropped()
    assert (dropped.state, dropped.dropped_because, dropped.position) == (DeliveryState.DROPPED, "absent", 0)
    assert await amina.deliveries(subscription_id) == []


async def test_what_waits_to_be_posted_or_pulled_and_will_not_be_is_not_listed(amina: Partnership) -> None:
    posted, _ = await amina.subscribe(PARTNER, "case.record.added")
    pulled = await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, "health", "social_care")
    assert len(await amina.deliveries(posted)) == 1, "the courier has refused nothing yet"
    assert await amina.deliveries(pulled) == []
    await amina.pull(of=pulled)
    [listed] = await amina.deliveries(pulled)
    assert (listed.state, listed.sequence) == (DeliveryState.READY, 1)


async def test_who_was_never_entitled_pulls_nothing(amina: Partnership) -> None:
    await amina.subscribe_to_pull(SCHOOL)
    await records(amina, "social_care")
    assert await amina.pull(by=SCHOOL) == []
    assert await amina.dropped() == []


async def test_another_partners_cursor_is_refused_as_one_that_never_was(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await amina.subscribe_to_pull(SCHOOL)
    await records(amina, "social_care")
    [theirs] = await amina.pull()
    said = []
    for cursor in (theirs.cursor, "evt_made_up"):
        with pytest.raises(Invalid, match="cursor") as refused:
            await amina.pull(cursor, by=SCHOOL)
        said.append((refused.value.detail, refused.value.code))
    assert said[0] == said[1]


async def test_a_cursor_older_than_thirty_days_says_to_begin_again(amina: Partnership) -> None:
    await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await records(amina, "social_care")
    [old] = await amina.pull()
    await amina.later(days=31)
    with pytest.raises(Invalid, match="begin again") as refused:
        await amina.pull(old.cursor)
    assert refused.value.code == "cursor-too-old"
    await records(amina, "social_care")
    assert numbers(await amina.pull()) == ["2"]


async def test_the_cursor_of_another_subscription_of_ones_own_leads_nowhere(amina: Partnership) -> None:
    one = await amina.subscribe_to_pull(PARTNER, "case.record.added")
    other = await amina.subscribe_to_pull(PARTNER, "share.ended")
    await records(amina, "social_care")
    [pulled] = await amina.pull(of=one)
    with pytest.raises(Invalid, match="another subscription's"):
        await amina.pull(pulled.cursor, of=other)


async def test_with_several_subscriptions_it_says_which(amina: Partnership) -> None:
    with pytest.raises(Conflict, match="make one"):
        await amina.pull()
    one = await amina.subscribe_to_pull(PARTNER, "case.record.added")
    await amina.subscribe_to_pull(PARTNER, "share.ended")
    await records(amina, "social_care")
    with pytest.raises(Invalid, match="subscription"):
        await amina.pull()
    assert types(await amina.pull(of=one)) == ["case.record.added"]
    with pytest.raises(NotFound):
        await amina.pull(of=one, by=SCHOOL)


async def test_only_a_partners_client_with_the_scope_pulls(amina: Partnership) -> None:
    town = amina.town
    pull = PullEvents(town.work, open_feed(town.db, town.ids), town.ids, town.clock, ISSUER)
    bare = partner()
    for caller in (worker(COUNCIL), Caller(bare.subject, bare.kind, frozenset(), bare.claims)):
        with pytest.raises(Denied):
            await pull(caller, "", "", 10)


async def test_what_is_pulled_is_not_sent_again_by_a_replay(amina: Partnership) -> None:
    subscription_id = await amina.subscribe_to_pull()
    await records(amina, "social_care")
    await amina.pull()
    assert await Replay(amina.town.work, amina.town.clock)(partner(), subscription_id, NOW) == 0
    await amina.attempt_all()
    assert amina.bodies() == []


async def test_events_to_be_posted_keep_their_numbers_whether_pulled_before_or_after(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.added")
    await records(amina, "social_care", "social_care")
    first = await amina.pull(limit=1)
    await amina.attempt_all()
    pulled = await amina.pull()
    assert pulled[:1] == first
    by_id = {one["id"]: one for one in amina.bodies()}
    assert by_id == {json.loads(one.body)["id"]: json.loads(one.body) for one in pulled}
