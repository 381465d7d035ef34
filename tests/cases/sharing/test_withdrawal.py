"""Nothing ordered after a withdrawal leaves on the withdrawn consent, whoever races it; and the receipt can be kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from sqlalchemy import select

from chassis.errors import Denied
from services.cases.domain.gate.disclosure import Permit, decide
from services.cases.domain.subscriptions.delivery import Delivery, DeliveryState
from services.cases.domain.subscriptions.subscription import Subscription, SubscriptionState
from services.cases.domain.viewer import viewer_of
from services.cases.store.tables.disclosures import disclosure
from services.cases.store.tables.metadata import log
from services.cases.usecases.casework.permit_record import reading
from services.cases.usecases.disclose import Disclose
from tests.cases.sharing_town import HEALTH_VISITOR, RECEIPTS, SOCIAL_WORKER, SharingTown, sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, SCHOOL, partner, row, worker

READERS = 12
EPOCH = round(NOW.timestamp() * 1_000_000)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        yield there


async def rested_on(town: SharingTown, consent_id: str) -> list[int]:
    """The epochs at which something left on a consent."""
    wanted = select(disclosure.c.epoch).where(disclosure.c.consent_id == consent_id)
    async with town.town.db.reading() as tx:
        return list((await tx.execute(wanted)).scalars())


async def all_ordered_before_the_withdrawal(town: SharingTown) -> None:
    """In the log every disclosure stands before the withdrawal: under the person's lock, the order of commits."""
    wanted = select(log.leaf.c.kind).where(log.leaf.c.kind.in_(("disclosure", "consent.withdrawn")))
    async with town.town.db.reading() as tx:
        kinds = list((await tx.execute(wanted.order_by(log.leaf.c.seq))).scalars())
    assert kinds.index("consent.withdrawn") == len(kinds) - 1


async def test_no_disclosure_ordered_after_the_withdrawal_rests_on_it_however_many_race_it(town: SharingTown) -> None:
    record = await town.record()
    consent, _ = await town.share_on_consent()
    started = asyncio.Event()

    async def read_until_refused(reader: int) -> int:
        caller, times = worker(NHS, f"acc_reader_{reader}"), 0
        while True:
            try:
                await (town.read(record, caller) if reader % 2 else town.records(caller))
            except Denied:
                return times
            times += 1
            started.set()

    async def withdraw() -> int:
        await started.wait()
        return (await town.withdraw(consent)).epoch

    epoch, *reads = await asyncio.gather(withdraw(), *map(read_until_refused, range(READERS)))
    left = await rested_on(town, consent.id)
    assert len(left) == sum(reads) > 0
    assert max(left) < epoch
    await all_ordered_before_the_withdrawal(town)


async def test_a_withdrawal_waits_for_a_reader_who_has_decided_and_not_yet_committed(town: SharingTown) -> None:
    record = await town.record()
    consent, _ = await town.share_on_consent()
    viewer, disclose = viewer_of(HEALTH_VISITOR), Disclose(town.town.ids, town.town.clock)
    async with town.town.work() as work:
        person = (await work.people.held([town.amina]))[town.amina]
        facts = (await work.gate.facts(viewer, [town.amina], NOW))[town.amina]
        permit = decide(viewer, reading(record, None), facts)
        assert isinstance(permit, Permit)
        withdrawing = asyncio.create_task(town.withdraw(consent))
        # Were it not held up, it would be over long before this.
        await asyncio.wait({withdrawing}, timeout=1)
        await disclose(work, viewer, person, permit, what="record", holder_id=COUNCIL, classes=["housing"])
    assert (await withdrawing).epoch == EPOCH
    assert await rested_on(town, consent.id) == [0]
    await all_ordered_before_the_withdrawal(town)


async def test_the_receipt_is_signed_and_says_what_ended_when(town: SharingTown) -> None:
    consent, standing = await town.share_on_consent()
    receipt = await town.withdraw(consent)
    said = jwt.decode(receipt.signature, jwt.PyJWK.from_json(RECEIPTS.public_key), algorithms=["ES256"])
    assert said["consent"] == consent.id
    assert said["ended"] == [standing.share.id]
    assert said["epoch"] == receipt.epoch == EPOCH
    assert said["withdrawn_at"] == NOW.isoformat()


async def test_a_second_consent_is_untouched_by_the_first_ones_withdrawal(town: SharingTown) -> None:
    record = await town.record()
    first, _ = await town.share_on_consent()
    second, standing = await town.share_on_consent()
    [goes_on] = (await town.withdraw(first)).continuing
    assert (goes_on.share_id, goes_on.because) == (standing.share.id, "It rests on another consent.")
    await town.read(record)
    assert await rested_on(town, second.id) == [EPOCH]
    assert (await town.withdraw(second)).ended_share_ids == (standing.share.id,)


async def leaving(town: SharingTown, delivery_id: str, recipient: str, type_: str = "case.record.added") -> Delivery:
    """A delivery to a partner that has left, and not ended."""
    delivery = Delivery(
        id=delivery_id,
        subscription_id=f"sub_{delivery_id}",
        recipient_id=recipient,
        event_id=f"evt_{delivery_id}",
        public_event_id=f"pub_{delivery_id}",
        type=type_,
        person_id=town.amina,
        organisation_id="org_council",
        object_id="rec_1",
        data_class="housing",
        happened_at=NOW,
        state=DeliveryState.IN_FLIGHT,
        attempts=1,
        last_status=0,
        next_attempt_at=NOW + timedelta(seconds=20),
        sequence=1,
        dropped_because="",
        updated_at=NOW,
    )
    async with town.town.work() as work:
        await work.subscriptions.add(
            Subscription(
                id=delivery.subscription_id,
                organisation_id=recipient,
                client_id=partner(recipient).subject,
                url="https://partner.example/hook",
                types=frozenset(),
                state=SubscriptionState.ACTIVE,
                sealed_secret=b"",
                sequence=1,
                created_at=NOW,
            )
        )
        await work.deliveries.add([delivery])
        await work.deliveries.put(delivery)
    return delivery


async def test_the_receipt_names_what_had_left_and_not_ended_and_nobody_elses(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    mine = await leaving(town, "dlv_mine", NHS)
    await leaving(town, "dlv_other", SCHOOL)
    receipt = await town.withdraw(consent, patience=timedelta(milliseconds=60))
    assert receipt.still_in_flight == (mine.id,)


async def test_the_receipt_waits_for_a_delivery_that_ends_in_time(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    mine = await leaving(town, "dlv_mine", NHS)
    withdrawing = asyncio.create_task(town.withdraw(consent, patience=timedelta(seconds=30)))
    for _ in range(2_000):
        if await town.leaves("consent.withdrawn"):
            break
        await asyncio.sleep(0.01)
    assert await town.leaves("consent.withdrawn") == 1
    assert not withdrawing.done()
    async with town.town.work() as work:
        await work.deliveries.put(replace(mine, state=DeliveryState.DELIVERED, next_attempt_at=None))
    assert (await withdrawing).still_in_flight == ()


async def test_a_receipt_tells_nobody_that_others_had_been_withdrawn_before(town: SharingTown) -> None:
    """Of two people, one took back besides what only the trust knew of: the council's receipts say the same."""
    ben = row("2", "Ben", "Okoro", "1980-05-06")
    for agency in (COUNCIL, NHS):
        await town.town.take(agency, [AMINA, ben])
    both, said = (town.amina, await town.town.person(COUNCIL, "2")), []
    trusts = await town.consent(
        HEALTH_VISITOR, person_id=town.amina, from_organisation_id=NHS, to_organisation_ids=[SCHOOL]
    )
    await town.withdraw(trusts, HEALTH_VISITOR)
    town.later(minutes=5)
    for person in both:
        receipt = await town.withdraw(await town.consent(SOCIAL_WORKER, person_id=person), SOCIAL_WORKER)
        said.append(receipt.epoch)
    assert said[0] == said[1]
