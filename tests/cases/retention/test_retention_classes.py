"""Each case is of a class of retention, under that class's key; a change of class moves it, and so does an upgrade."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import Denied, Invalid, NotFound, Stale
from chassis.keystore import KeyDestroyed
from services.cases.domain.casework.case import Case, CaseKind
from services.cases.domain.retention.schedule import Retention
from services.cases.ports.keys import one_key_for_all
from services.cases.store.casework.sealed_anew import SealedAnew
from services.cases.store.tables.casework import case as case_table
from services.cases.store.tables.casework import record as record_table
from services.cases.store.tables.keeping import person_key
from services.cases.usecases.retention.seal_by_class import SealByClass
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown
from tests.cases.town import COUNCIL, worker

MANAGER = worker(COUNCIL, "acc_manager", "manager")


async def key_of(town: SharingTown, kept: Retention) -> str:
    async with town.town.db.reading() as tx:
        name = (await tx.execute(select(person_key.c.name).where(person_key.c.retention == kept.value))).scalar_one()
    return str(name)


@pytest.mark.parametrize("kind", list(CaseKind))
def test_every_kind_of_case_begins_in_the_class_that_is_kept_shortest(kind: CaseKind) -> None:
    assert kind.classes


async def test_what_is_of_another_class_is_under_another_key(town: SharingTown) -> None:
    health = await town.open_case(kind="health")
    home, illness = await town.record(), await town.record("health", case=health.id)
    await town.town.keys.destroy(await key_of(town, Retention.HOUSING))
    assert (await town.read(illness, SOCIAL_WORKER)).record.content == "What was said."
    with pytest.raises(KeyDestroyed):
        await town.read(home, SOCIAL_WORKER)


async def test_a_child_who_is_looked_after_now_has_her_whole_case_moved_with_her(town: SharingTown) -> None:
    case = await town.open_case(kind="children")
    record = await town.record(
        "social_care", case=case.id, content="Seen by Mrs Jones.", marked=[("Jones", "reporter")]
    )
    record = await town.correct(record, content="Seen by Mrs Jones again.")
    moved = await Keeping(town).keep_as(case)
    assert (moved.retention, moved.version) == (Retention.LOOKED_AFTER_CHILD, case.version + 1)
    await town.town.keys.destroy(await key_of(town, Retention.CHILD_SOCIAL_CARE))
    read = await town.read(record, SOCIAL_WORKER, "direct_care")
    assert (read.record.content, read.record.parts[0].text) == ("Seen by Mrs Jones again.", "Jones")
    [earlier] = (await town.history(record, SOCIAL_WORKER, "direct_care")).versions
    assert (earlier.content, earlier.why) == ("Seen by Mrs Jones.", "She was misheard.")
    added = await town.record("social_care", case=case.id)
    assert (await town.read(added, SOCIAL_WORKER, "direct_care")).record.content == "What was said."
    assert await town.leaves("case.kept-as") == 1


async def test_only_a_manager_says_that_it_is_kept_shorter(town: SharingTown) -> None:
    moved = await Keeping(town).keep_as(await town.open_case(kind="children"))
    with pytest.raises(Denied) as refused:
        await Keeping(town).keep_as(moved, "child_social_care")
    assert refused.value.code == "kept-shorter"
    back = await Keeping(town).keep_as(moved, "child_social_care", MANAGER)
    assert back.retention is Retention.CHILD_SOCIAL_CARE


async def test_a_case_takes_no_class_that_its_kind_has_not(town: SharingTown) -> None:
    for word in ("looked_after_child", "dealings", "for ever", ""):
        with pytest.raises(Invalid):
            await Keeping(town).keep_as(town.case, word, MANAGER)
    assert await town.leaves("case.kept-as") == 0


async def test_nobody_elsewhere_decides_it_and_of_two_who_do_one_is_told(town: SharingTown) -> None:
    case = await town.open_case(kind="children")
    with pytest.raises(NotFound):
        await Keeping(town).keep_as(case, caller=HEALTH_VISITOR)
    await Keeping(town).keep_as(case)
    with pytest.raises(Stale):
        await Keeping(town).keep_as(case)


async def sealed_as_before(tx: AsyncConnection, town: SharingTown, case: Case) -> None:
    """As 0.2.0 left it: under the one key, which no row names."""
    one, own = one_key_for_all(case.person_id, case.organisation_id), await key_of(town, case.retention)
    await SealedAnew(tx, town.town.keys, own, one)(case.id)
    for table in (case_table, record_table):
        await tx.execute(update(table).values(key=None))


async def test_an_erasure_of_what_was_not_sealed_anew_yet_leaves_a_name_for_backups_too(town: SharingTown) -> None:
    await town.record()
    await Keeping(town).close()
    async with town.town.db.transaction() as tx:
        await sealed_as_before(tx, town, town.case)
        await tx.execute(delete(person_key))
    town.later(days=7 * 365)
    erased = await Keeping(town).erase()
    assert [name.split("/")[:3] for name in erased.keys] == [[town.amina, COUNCIL, "housing"]]
    assert await town.town.keys.destroyed() == list(erased.keys)


async def test_what_was_sealed_before_there_were_classes_opens_and_is_sealed_anew_once(town: SharingTown) -> None:
    record = await town.correct(await town.record())
    async with town.town.db.transaction() as tx:
        await sealed_as_before(tx, town, town.case)
    assert (await town.look(SOCIAL_WORKER)).title == "Keeping her home"
    record = await town.correct(record, content="Said once more.")
    added = await town.record("finance")
    seal = SealByClass(town.town.work)
    assert [await seal(), await seal()] == [1, 0]
    await town.town.keys.destroy(one_key_for_all(town.amina, COUNCIL))
    assert (await town.look(SOCIAL_WORKER)).title == "Keeping her home"
    assert (await town.read(record, SOCIAL_WORKER)).record.content == "Said once more."
    assert (await town.read(added, SOCIAL_WORKER)).record.content == "What was said."
    assert len((await town.history(record, SOCIAL_WORKER)).versions) == 2
    assert await town.leaves("case.kept-as") == 1
