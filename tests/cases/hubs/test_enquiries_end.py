"""What a hub's enquiry held has a class of retention: kept, held, and let go of by each member for itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from chassis.errors import Conflict, Invalid, NotFound
from chassis.keystore import KeyDestroyed
from chassis.tokens import Caller
from services.cases.ports.keys import enquiry_key
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables.hubs import contribution as contribution_table
from services.cases.store.tables.hubs import enquiry as enquiry_table
from services.cases.store.tables.keeping import person_key
from tests.cases.hubs.hub_town import DETECTIVE, GUARDIAN, POLICE, HubTown, hub_town
from tests.cases.retention.keeping_town import DPO, NHS_DPO, Keeping
from tests.cases.retention.test_erasure import LOG_KEY, checkpoint, rows_of
from tests.cases.sharing_town import holding
from tests.cases.town import COUNCIL, NHS, worker
from tests.chassis import outsider

POLICE_DPO = holding(worker(POLICE, "acc_police_dpo", "dpo"), "retention:decide")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def keeping(town: HubTown) -> Keeping:
    return Keeping(town.there)


async def enquiries(keeping: Keeping, town: HubTown, caller: Caller = NHS_DPO) -> str:
    """Why they may not go today, in one line; nothing where they may."""
    today = town.there.town.clock.now().date()
    return " ".join((await keeping.held(caller))["enquiries"].verdict(today).reasons)


async def test_what_was_brought_to_an_enquiry_is_kept_from_the_day_it_closed(town: HubTown, keeping: Keeping) -> None:
    enquiry = await town.open()
    await town.contribute(enquiry)
    assert "An enquiry or concern is open" in await enquiries(keeping, town)
    await town.close(enquiry)
    assert "It is kept until 22 November 2032" in await enquiries(keeping, town)
    town.there.later(days=6 * 365 + 3)
    assert await enquiries(keeping, town) == await enquiries(keeping, town, DPO) == ""
    assert [one.retention for one in (await keeping.due(NHS_DPO)).held] == ["enquiries"]


async def test_an_enquiry_that_nobody_closed_is_kept_from_its_last_day(town: HubTown, keeping: Keeping) -> None:
    await town.contribute(await town.open(until="2026-12-31"))
    town.there.later(days=60)
    assert "It is kept until 31 December 2032" in await enquiries(keeping, town)


async def test_a_hold_keeps_it_and_dealings_go_after_it(town: HubTown, keeping: Keeping) -> None:
    enquiry = await town.open()
    await town.contribute(enquiry)
    await town.close(enquiry)
    await keeping.end_work(NHS)
    town.there.later(days=7 * 365)
    hold = await keeping.hold(NHS_DPO)
    with pytest.raises(Conflict, match="legal hold"):
        await keeping.erase("enquiries", NHS_DPO)
    await keeping.lift(hold, NHS_DPO)
    with pytest.raises(Conflict, match="enquiries about this person are held"):
        await keeping.erase("dealings", NHS_DPO)
    await keeping.erase("enquiries", NHS_DPO)
    await keeping.erase("dealings", NHS_DPO)


async def test_each_member_lets_go_of_its_own_and_of_nothing_else(town: HubTown, keeping: Keeping) -> None:
    enquiry = await town.open(sources=["pro_acc_helper"])
    health = await town.contribute(enquiry)
    police = await town.contribute(enquiry, DETECTIVE, data_class="risk", text="Called out twice.")
    asked = await town.ask(health)
    await town.close(enquiry)
    town.there.later(days=7 * 365)
    erased = await keeping.erase("enquiries", NHS_DPO)
    with pytest.raises(NotFound):
        await town.read(health, GUARDIAN, "audit")
    assert (await town.read(police, GUARDIAN, "audit")).brought.text == "Called out twice."
    rows = await rows_of(town.there.town)
    assert [row.id for row in rows["contribution"]] == [police.id]
    assert asked.id not in {row.id for row in rows["hub_release"]}
    assert set(erased.keys) <= set(await town.there.town.keys.destroyed())
    with pytest.raises(Invalid, match="holds nothing of this class"):
        await keeping.erase("enquiries", NHS_DPO)
    assert (await keeping.held(POLICE_DPO))["enquiries"].verdict(town.there.town.clock.now().date()).may_go


async def test_a_host_that_erased_it_sees_nothing_of_it_and_the_others_keep_theirs(
    town: HubTown, keeping: Keeping
) -> None:
    enquiry = await town.open(sources=["pro_acc_helper"])
    health = await town.contribute(enquiry)
    await town.close(enquiry)
    town.there.later(days=7 * 365)
    async with town.there.town.db.reading() as tx:
        before = (await tx.execute(select(enquiry_table))).one()
    assert await town.there.town.keys.open(before.key, before.words, f"{enquiry.id}/enquiry".encode())
    await keeping.erase("enquiries")
    with pytest.raises(KeyDestroyed):
        await town.there.town.keys.open(before.key, before.words, f"{enquiry.id}/enquiry".encode())
    for look in (town.see(enquiry, GUARDIAN, "audit"), town.read(health, GUARDIAN, "audit")):
        with pytest.raises(NotFound):
            await look
    assert list((await town.listed(GUARDIAN, "audit")).enquiries) == []
    rows = await rows_of(town.there.town)
    [left] = rows["enquiry"]
    assert (left.words, left.opened_by, left.closed_by, left.host_id) == (b"", "", "", COUNCIL)
    assert len(rows["enquiry_source"]) == 1, "whoever may harm her is kept from what is left of it"
    assert "enquiries" not in await keeping.held()
    await keeping.erase("enquiries", NHS_DPO)
    rows = await rows_of(town.there.town)
    assert rows["contribution"] == rows["enquiry_source"] == []


async def test_what_is_still_shared_out_of_it_is_not_erased(town: HubTown, keeping: Keeping) -> None:
    enquiry = await town.open()
    health = await town.contribute(enquiry)
    await town.decide(await town.ask(health), review_on="2027-01-31")
    await town.close(enquiry)
    held = (await keeping.held(NHS_DPO))["enquiries"]
    assert held.shares == 1
    town.there.later(days=7 * 365)
    await town.there.expire()
    await keeping.erase("enquiries", NHS_DPO)
    assert [row for row in (await rows_of(town.there.town))["share"] if row.contribution_id] == []


async def test_proofs_of_what_happened_inside_stand(town: HubTown, keeping: Keeping) -> None:
    enquiry = await town.open()
    health = await town.contribute(enquiry)
    await town.read(health)
    await town.close(enquiry)
    before, small = await checkpoint(town.there.town)
    town.there.later(days=7 * 365)
    for officer in (DPO, NHS_DPO):
        await keeping.erase("enquiries", officer)
    after, large = await checkpoint(town.there.town)
    old, new = outsider.read_checkpoint(before, LOG_KEY), outsider.read_checkpoint(after, LOG_KEY)
    path = list(await SqlTransparency(town.there.town.db).consistency(small, large))
    assert outsider.roots_by_consistency(small, large, old.root, path) == (old.root, new.root)


async def test_what_was_sealed_before_there_was_a_class_is_read_erased_and_let_go_of_again_from_a_backup(
    town: HubTown, keeping: Keeping
) -> None:
    enquiry = await town.open()
    health = await town.contribute(enquiry)
    there, old = town.there.town, enquiry_key(town.there.amina, NHS)
    place = f"{health.id}/contribution".encode()
    async with there.db.transaction() as tx:
        row = (await tx.execute(select(contribution_table))).one()
        words = await there.keys.seal(old, await there.keys.open(row.key, row.words, place), place)
        await tx.execute(update(contribution_table).values(key=None, words=words))
        await tx.execute(delete(person_key).where(person_key.c.organisation_id == NHS))
    assert (await town.read(health)).brought.text == "She came in with a broken wrist."
    await town.close(enquiry)
    town.there.later(days=7 * 365)
    async with there.db.reading() as tx:
        backup = (await tx.execute(select(contribution_table))).one()
    assert old in (await keeping.erase("enquiries", NHS_DPO)).keys
    async with there.db.transaction() as tx:
        await tx.execute(insert(contribution_table).values(**backup._asdict()))
    assert [await keeping.replay(), await keeping.replay()] == [1, 0]
    assert (await rows_of(there))["contribution"] == []
