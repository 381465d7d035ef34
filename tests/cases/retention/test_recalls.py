"""Whoever received what is erased or corrected since is told, by the handle it holds and nothing else (UK GDPR Article
19).
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.errors import Conflict, NotFound
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.retention.erasure import Erasure
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.subscriptions.delivery import DeliveryState
from services.cases.usecases.casework.get_record import GetRecord
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.subscriptions.replay import Replay
from tests.cases.casework.test_corrections import corrected
from tests.cases.partnership import Partnership, partnership
from tests.cases.retention.keeping_town import DPO, NHS_DPO, Keeping
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, REFUGE, TODAY, partner, town_at, worker

YEARS = 9 * 365


@pytest.fixture
async def amina(database_url: str, tmp_path: Path) -> AsyncIterator[Partnership]:
    async with town_at(database_url, tmp_path) as town:
        yield await partnership(town)


@pytest.fixture
def keeping(town: SharingTown) -> Keeping:
    return Keeping(town)


async def read_by_partner(amina: Partnership) -> str:
    """A record that the partner was told of and read; its id."""
    record_id = await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    handle = amina.bodies()[-1]["data"]["id"]
    await look(amina, handle)
    return record_id


async def look(amina: Partnership, handle: str, withholding: Withholding | None = None) -> None:
    get = GetRecord(amina.town.work, Disclose(amina.town.ids, amina.town.clock), amina.town.clock)
    await get(partner(), handle, "direct_care", withholding)


async def erased(amina: Partnership) -> None:
    """All of her cases at the council, in their time."""
    async with amina.town.work() as work:
        case = await work.cases.get(amina.case_id)
    keeping = Keeping(SharingTown(amina.town, amina.person_id, case))
    await amina.later(days=300)  # the share has ended
    await keeping.close()
    await amina.later(days=YEARS)
    await keeping.erase("adult_social_care")
    await amina.fan_out()
    await amina.attempt_all()


async def test_who_received_a_record_is_told_by_its_handle_alone_that_it_was_erased(amina: Partnership) -> None:
    await amina.subscribe()
    await read_by_partner(amina)
    unread = await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    handle = amina.bodies()[0]["data"]["id"]
    await amina.withdraw()
    await erased(amina)
    told = [body for body in amina.bodies() if body["type"] == "case.record.erased"]
    assert [(body["data"], "subject" in body) for body in told] == [({"id": handle}, False)]
    assert unread not in str(amina.bodies())


async def test_a_correction_reaches_who_may_no_longer_read_it_and_says_nothing_else(amina: Partnership) -> None:
    subscription_id, _ = await amina.subscribe(PARTNER, "case.record.corrected")
    record_id = await amina.add_record()
    async with amina.town.work() as work:
        handle = await work.aliases.of(PARTNER, AliasKind.RECORD, record_id)
    await look(amina, handle)
    await amina.withdraw()
    await corrected(amina, record_id)
    [body] = amina.bodies()
    assert (body["data"], "subject" in body) == ({"id": handle}, False)
    [delivered] = await amina.deliveries(subscription_id)
    assert delivered.state is DeliveryState.DELIVERED


async def test_a_replay_tells_of_an_erasure_again_and_of_nothing_that_was_erased(amina: Partnership) -> None:
    subscription_id, _ = await amina.subscribe()
    await read_by_partner(amina)
    await erased(amina)
    before = amina.types()
    await Replay(amina.town.work, amina.town.clock)(
        partner(), subscription_id, amina.town.clock.now() - timedelta(9999)
    )
    await amina.attempt_all()
    assert amina.types()[len(before) :] == ["case.record.erased"]


async def of_council(town: SharingTown, keeping: Keeping) -> Erasure:
    """Everything about her housing, in its time."""
    await keeping.close()
    town.later(days=7 * 365)
    await town.expire()
    return await keeping.erase()


async def test_who_hears_no_events_finds_it_in_a_list_and_says_that_it_knows(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.share_on_consent()
    record = await town.record()
    await town.read(record)
    erased = await of_council(town, keeping)
    [waiting] = await keeping.recalls(NHS_DPO)
    assert (waiting.record_id, waiting.what, waiting.heard_at) == (record.id, "erased", None)
    assert await keeping.recalls(DPO) == []
    [told] = await keeping.recipients(erased)
    assert (told.organisation_id, told.records, told.heard, told.hers_to_know) == (NHS, 1, 0, True)
    for stranger in (DPO, holding(worker(PARTNER, "acc_p", "dpo"), "retention:decide")):
        with pytest.raises(NotFound):
            await keeping.hear(record.id, stranger)
    await keeping.hear(record.id, NHS_DPO)
    assert await keeping.recalls(NHS_DPO) == []
    assert [one.heard for one in await keeping.recipients(erased)] == [1]
    assert await town.leaves("recall.heard") == 1
    with pytest.raises(Conflict):
        await keeping.hear(record.id, NHS_DPO)
    with pytest.raises(NotFound):
        await keeping.recipients(erased, NHS_DPO)


async def test_whoever_read_the_corrected_version_has_heard_of_it(town: SharingTown, keeping: Keeping) -> None:
    await town.share_on_consent()
    record = await town.record()
    await town.read(record)
    town.later(hours=1)
    await town.correct(record)
    assert [one.what for one in await keeping.recalls(NHS_DPO)] == ["corrected"]
    town.later(hours=1)
    await town.read(record)
    assert await keeping.recalls(NHS_DPO) == []


async def test_a_look_that_is_kept_back_stays_so_though_its_organisation_hears_of_the_erasure(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.share_on_consent()
    record = await town.record()
    await town.read(record, withholding=Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", TODAY))
    erased = await of_council(town, keeping)
    assert [one.record_id for one in await keeping.recalls(NHS_DPO)] == [record.id]
    assert await keeping.recipients(erased) == [], "another organisation keeps it back"
    async with town.town.work() as work:
        recall = await work.recalls.find(record.id, NHS)
    assert recall is not None
    assert recall.kept_until == TODAY
    assert (await town.my_disclosures()).total == 0


async def test_what_is_told_to_who_keeps_its_look_back_is_not_on_her_page(amina: Partnership) -> None:
    await amina.subscribe(PARTNER, "case.record.erased")
    record_id = await amina.add_record()
    async with amina.town.work() as work:
        handle = await work.aliases.of(PARTNER, AliasKind.RECORD, record_id)
    await look(amina, handle, Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", TODAY))
    before = len(await amina.town.looks(amina.person_id))
    await erased(amina)
    assert amina.types() == ["case.record.erased"]
    assert len(await amina.town.looks(amina.person_id)) == before


async def test_that_a_recipient_works_with_her_privately_is_not_in_the_list_of_who_erased(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    agreement = await town.agree(COUNCIL, NHS, REFUGE)
    await town.share(to_organisation_ids=[NHS, REFUGE], agreement_id=agreement)
    record = await town.record()
    for reader in (HEALTH_VISITOR, worker(REFUGE, "acc_counsellor", "manager")):
        await town.read(record, reader)
    erased = await of_council(town, keeping)
    assert [one.organisation_id for one in await keeping.recipients(erased)] == [NHS]
    theirs = holding(worker(REFUGE, "acc_refuge_dpo", "dpo"), "retention:decide")
    assert [one.record_id for one in await keeping.recalls(theirs)] == [record.id]


async def test_nobody_is_told_of_what_never_left(town: SharingTown, keeping: Keeping) -> None:
    await town.share_on_consent()
    await town.read(await town.record(), SOCIAL_WORKER)
    erased = await of_council(town, keeping)
    assert list(await keeping.recalls(NHS_DPO)) == []
    assert list(await keeping.recipients(erased)) == []
    assert "case.record.erased" not in [kind for kind, _ in await town.town.told()]
