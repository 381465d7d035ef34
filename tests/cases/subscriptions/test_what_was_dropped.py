"""What was not sent: its councils are named nobody of whom they do not know, and a partner is told nothing of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.cases.domain.feeds.declared_feed import Shown
from services.cases.domain.subscriptions.delivery import Answer
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.subscriptions.list_dropped import ListDropped
from services.cases.usecases.subscriptions.replay import Replay
from tests.cases.feeds.feed_town import declare, send
from tests.cases.partnership import Partnership, partnership
from tests.cases.referrals.referral_town import Referrals
from tests.cases.sharing_town import sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, PARTNER, REFUGE, partner, town_at, worker


@pytest.fixture
async def amina(database_url: str, tmp_path: Path) -> AsyncIterator[Partnership]:
    async with town_at(database_url, tmp_path) as town:
        yield await partnership(town)


async def told(amina: Partnership, organisation: str = COUNCIL) -> set[tuple[str, str]]:
    """What an organisation's manager, guardian and data protection officer are shown: of what, and who was not told."""
    seen = set[tuple[str, str]]()
    for role in ("manager", "guardian", "dpo"):
        caller = replace(worker(organisation, role=role), scopes=frozenset({"dropped:read"}))
        seen |= {(one.type, one.recipient_id) for one in await ListDropped(amina.town.work)(caller, "", 100)}
    return seen


async def test_a_private_service_that_a_feeds_rules_keep_it_from(amina: Partnership) -> None:
    await amina.town.take(REFUGE, [AMINA], shielded=True)
    await amina.subscribe(REFUGE)
    await declare(amina.town, Shown(age_from=60))
    await send(amina.town, [AMINA])
    await amina.fan_out()
    await amina.attempt_all()
    assert await told(amina, NHS) == set()


async def test_a_private_service_that_has_ended_its_work_meanwhile(amina: Partnership) -> None:
    await amina.town.take(REFUGE, [AMINA], shielded=True)
    await amina.subscribe(REFUGE)
    amina.town.endpoints.answer = Answer(503)
    await amina.town.record(worker(COUNCIL, "acc_manager", "manager"), Working(amina.person_id, "pro_priya", "Nurse"))
    await amina.fan_out()
    await amina.attempt_all()
    async with amina.town.work() as work:
        [haven] = [one for one in await work.involvements.of_person(amina.person_id) if one.organisation_id == REFUGE]
    await EndInvolvement(amina.town.work, amina.town.clock)(worker(REFUGE, role="manager"), haven.id, None)
    await amina.later(days=2)
    await amina.attempt_all()
    assert await told(amina) == set()


async def test_a_private_service_to_which_she_was_referred(database_url: str, tmp_path: Path) -> None:
    """Which is the brokers' alone to know, not their guardian's nor their data protection officer's."""
    async with sharing_town(database_url, tmp_path) as town:
        await Referrals(town).privately()
        there = Partnership(town.town, town.amina, town.case.id, "", "")
        await there.fan_out()
        await there.subscribe(REFUGE)
        await town.record()
        await there.fan_out()
        await there.attempt_all()
        assert await told(there) == set()


async def test_a_partner_whose_endpoint_is_gone_learns_of_nothing_that_was_never_let_go(amina: Partnership) -> None:
    """It may say so itself, at the first of several, and look what else was on its way."""
    subscription_id, _ = await amina.subscribe(PARTNER, "case.record.added")
    await amina.add_record()
    await amina.add_record("health")
    await amina.fan_out()
    amina.town.endpoints.answer = Answer(410)
    [first] = [one.id for one in await amina.deliveries(subscription_id)]
    await amina.attempt()(first)
    await amina.attempt_all()
    assert [one.data_class for one in await amina.deliveries(subscription_id)] == ["social_care"]
    replay = Replay(amina.town.work, amina.town.clock)
    assert await replay(partner(), subscription_id, NOW) == 1
