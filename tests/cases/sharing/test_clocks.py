"""Clocks that jump, and periods that overlap: what has ended stays ended, and each share stands on its own days."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Row, select

from chassis.errors import Denied, Problem
from services.cases.store.tables.disclosures import disclosure
from tests.cases.sharing_town import CONSENTED, SOCIAL_WORKER, SharingTown


async def read(town: SharingTown, record: str) -> Row[Any]:
    """What the look that was just taken rested on."""
    await town.read(record)
    newest = select(disclosure).where(disclosure.c.share_id != "").order_by(disclosure.c.at.desc()).limit(1)
    async with town.town.db.reading() as tx:
        return (await tx.execute(newest)).one()


async def refused(town: SharingTown, record: str) -> str:
    with pytest.raises(Problem) as caught:
        await town.read(record)
    return caught.value.code


async def test_a_withdrawal_by_a_clock_that_fell_behind_stops_everything_all_the_same(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    record = (await town.record()).id
    epoch = (await read(town, record)).epoch
    town.later(days=-30)
    receipt = await town.withdraw(consent)
    assert receipt.withdrawn_at < consent.given_at
    assert receipt.epoch > epoch  # the order is by sequence and not by the clock
    assert await refused(town, record) == "share-withdrawn"
    town.later(days=60)
    assert await refused(town, record) == "share-withdrawn"


async def test_what_the_timer_ended_is_not_live_again_when_the_clock_goes_back(town: SharingTown) -> None:
    await town.share(purpose="safeguarding_adult", until="2027-01-31")
    record = (await town.record()).id
    await town.read(record, why="safeguarding_adult")
    town.later(days=120)
    assert await town.expire() == 1
    assert await town.expire() == 0
    town.later(days=-120)
    with pytest.raises(Denied):
        await town.read(record, why="safeguarding_adult")


async def test_a_clock_that_goes_back_opens_no_emergency_access_for_longer(town: SharingTown) -> None:
    record = (await town.record()).id
    await town.break_in("housing")
    await town.read(record)
    town.later(days=-1)
    assert await refused(town, record) == "emergency-over"


async def test_of_two_shares_that_overlap_each_ends_alone_and_the_longer_carries_the_rest(town: SharingTown) -> None:
    first, second = await town.consent(), await town.consent(expires_on="2027-01-31")
    for consent, until in ((first, "2027-06-30"), (second, "2027-01-31")):
        await town.share(SOCIAL_WORKER, basis=replace(CONSENTED, consent_id=consent.id), until=until)
    record = (await town.record()).id
    assert (await read(town, record)).consent_id == first.id
    await town.withdraw(first)
    town.later(seconds=1)
    assert (await read(town, record)).consent_id == second.id
    town.later(days=120)
    assert await refused(town, record) in ("share-expired", "share-withdrawn")
