"""What was erased is read by no path, and the log's proofs stand; a crash or a backup brings none of it back."""

import asyncio
import itertools
import multiprocessing
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from chassis.clock import FixedClock
from chassis.db import database
from chassis.errors import NotFound
from chassis.ids import SeededIds
from chassis.keystore import KeyDestroyed, keystore
from chassis.merkle import KnownLog, Sequencer, Signer, verify
from services.cases.api.told import encode
from services.cases.domain.casework.case import Case
from services.cases.domain.networks.family import Kin
from services.cases.domain.networks.invitation import Inviting
from services.cases.domain.purposes import Purpose
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables import metadata
from services.cases.store.tables.casework import record as record_table
from services.cases.store.tables.metadata import log
from services.cases.store.work import open_work
from services.cases.usecases.networks.answer_invitation import DeclineInvitation
from services.cases.usecases.networks.invite import Invite
from services.cases.usecases.networks.record_family_link import RecordFamilyLink
from services.cases.usecases.objections.list_my_objections import ListMyObjections
from tests.cases.referrals.referral_town import Referrals
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE
from tests.cases.sharing_town import AMINA_HERSELF, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, holding, sharing_town
from tests.cases.town import AMINA, COUNCIL, NOW, NUMBERS, REFUGE, SCHOOL, Town, row, worker
from tests.chassis import outsider

SIGNER = Signer("kith/cases", Ed25519PrivateKey.from_private_bytes(b"k" * 32))
_OPENINGS = itertools.count()
LOG_KEY = str(SIGNER.verifier)


@pytest.fixture
def keeping(town: SharingTown) -> Keeping:
    return Keeping(town)


async def rows_of(town: Town) -> dict[str, list[Any]]:
    """Every row of every table."""
    async with town.db.reading() as tx:
        return {t.name: list(await tx.execute(select(t))) for t in metadata.sorted_tables}


async def checkpoint(town: Town) -> tuple[str, int]:
    while await Sequencer(town.db, log, SIGNER, town.clock).run_once():
        pass
    return await SqlTransparency(town.db).checkpoint()


async def test_nothing_of_a_class_that_was_erased_is_read_by_any_path_and_other_classes_are(
    town: SharingTown, keeping: Keeping
) -> None:
    health = await town.open_case(kind="health")
    record = await town.correct(await town.record())
    illness = await town.record("health", case=health.id)
    await town.share_on_consent()
    await town.read(record)
    async with town.town.db.reading() as tx:
        sealed = (await tx.execute(select(record_table).where(record_table.c.id == record.id))).one()
        name = str(sealed.key)
    assert await town.town.keys.open(name, sealed.content, f"{record.id}/content".encode())
    await keeping.close()
    town.later(days=7 * 365)
    erased = await keeping.erase()
    assert (erased.keys, erased.finished_at) == ((name,), town.town.clock.now())
    with pytest.raises(KeyDestroyed):
        await town.town.keys.open(name, sealed.content, f"{record.id}/content".encode())
    for caller in (SOCIAL_WORKER, HEALTH_VISITOR):
        for path in (town.read, town.history):
            with pytest.raises(NotFound):
                await path(record, caller)
        for looks in (town.look, town.records):
            with pytest.raises(NotFound):
                await looks(caller)
    assert [case.id for case in (await town.cases(SOCIAL_WORKER)).cases] == [health.id]
    assert (await town.read(illness, SOCIAL_WORKER, "direct_care")).record.content == "What was said."
    assert "housing" not in await keeping.held()
    after = await rows_of(town.town)
    assert not [row for row in after["record_version"] if row.record_id == record.id]
    assert not [row for row in after["share"] if row.case_id == town.case.id]


async def test_proofs_of_what_was_logged_about_it_stand_for_an_outsider(town: SharingTown, keeping: Keeping) -> None:
    record = await town.record()
    await town.share_on_consent()
    await town.read(record)
    looked = (await town.my_disclosures()).disclosures[0].id
    before, small = await checkpoint(town.town)
    async with town.town.db.reading() as tx:
        leaves = list((await tx.execute(select(log.leaf.c.id).where(log.leaf.c.index.is_not(None)))).scalars())
    await keeping.erase_everything()
    after, large = await checkpoint(town.town)
    old, new = outsider.read_checkpoint(before, LOG_KEY), outsider.read_checkpoint(after, LOG_KEY)
    shown = SqlTransparency(town.town.db)
    path = list(await shown.consistency(small, large))
    assert outsider.roots_by_consistency(small, large, old.root, path) == (old.root, new.root)
    assert looked in leaves
    for leaf_id in leaves:
        proof = await shown.inclusion(leaf_id, large)
        assert outsider.root_by_inclusion(proof.leaf_hash, proof.index, large, list(proof.path)) == new.root
    async with town.town.db.reading() as tx:
        known = KnownLog("kith/cases", (SIGNER.verifier,))
        report = await verify(tx, log, known, now=town.town.clock.now(), patience=timedelta(seconds=5))
    assert (report.whole, report.leaves) == (True, large)
    assert await town.leaves("erasure.decided") == await town.leaves("erasure.finished") == 2


async def test_who_she_is_is_gone_from_every_table_and_every_search(town: SharingTown, keeping: Keeping) -> None:
    await town.town.take(COUNCIL, [AMINA])  # nothing new
    consent = await town.consent()
    await town.object_to()
    referrals = Referrals(town)
    await referrals.revoke(await referrals.request())
    await keeping.erase_everything()
    rows = await rows_of(town.town)
    of_hers = ("consent", "consent_record", "consent_event", "objection", "share", "referral")
    for name in ("knowledge", "involvement", "person_key", *of_hers):
        theirs = [row for row in rows[name] if COUNCIL in tuple(row) or consent.id in tuple(row)]
        assert theirs == [], name
    assert [row.organisation_id for row in rows["knowledge"]] == ["org_nhs"], "what another organisation knows stays"
    async with town.town.work() as work:
        assert await work.people.known(COUNCIL, ["1"]) == {}
    destroyed = set(await town.town.keys.destroyed())
    assert {name for row in rows["erasure"] for name in row.key_names.splitlines()} == destroyed
    assert len([name for name in destroyed if name.endswith("/knowledge")]) == 1


async def test_whom_they_invited_and_who_belongs_to_her_goes_with_the_rest(town: SharingTown, keeping: Keeping) -> None:
    there = town.town
    await there.take(COUNCIL, [row("9", given="Zed", nhs_number=NUMBERS[2])])
    await there.take("org_nhs", [row("99", given="Zed", nhs_number=NUMBERS[2])])
    zed, manager = await there.person(COUNCIL, "9"), worker(SCHOOL, role="manager")
    to = Inviting(SCHOOL, "pro_cole", "", "", Purpose.DIRECT_CARE)
    sent = await Invite(there.work, there.ids, there.clock)(worker(COUNCIL), town.amina, to)
    await DeclineInvitation(there.work, there.clock)(manager, sent.id, "She left.")
    link = RecordFamilyLink(there.work, there.ids, there.clock)
    await link(worker(COUNCIL), town.amina, zed, Kin.CHILD, None)
    await link(worker(COUNCIL), zed, town.amina, Kin.CARER, None)
    kept = await link(worker("org_nhs"), zed, town.amina, Kin.PARENT, None)
    await keeping.erase_everything()
    rows = await rows_of(there)
    assert rows["invitation"] == []
    assert [one.id for one in rows["family_link"]] == [kept.id], "what another organisation recorded stays"


async def test_what_partners_and_residents_still_have_refers_to_nothing(town: SharingTown, keeping: Keeping) -> None:
    record = await town.record()
    await town.share_on_consent()
    await town.read(record)
    await keeping.erase_everything()
    assert list((await town.my_sharing()).shares) == []
    assert {one.what for one in (await town.my_disclosures()).disclosures} >= {"record"}, "who looked is kept longer"


async def test_a_private_service_that_erased_what_it_held_is_on_no_page_of_hers_afterwards(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    counsellor = worker(REFUGE, "acc_counsellor", "manager")
    town.case = await town.open_case(counsellor, "adults")
    await town.read(await town.record("social_care", caller=counsellor), counsellor, "direct_care")
    asked = await town.object_to(OFFICER_THERE, organisation_id=REFUGE, kind="erasure", words="Forget me.")
    await keeping.close(caller=counsellor)
    await keeping.end_work(REFUGE)
    town.later(days=9 * 365)
    officer = holding(worker(REFUGE, "acc_refuge_dpo", "dpo"), "retention:decide", "objections:answer")
    for retention in ("adult_social_care", "dealings"):
        await keeping.erase(retention, officer)
    await town.answer(asked, officer, "upheld")
    assert (await town.my_disclosures()).total == 0
    assert await ListMyObjections(town.town.work)(AMINA_HERSELF) == []
    [left] = [row for row in (await rows_of(town.town))["involvement"] if row.organisation_id == REFUGE]
    assert (left.professional_id, left.team, left.role) == ("", "", "")


async def test_who_comes_back_is_written_about_anew_under_another_key(town: SharingTown, keeping: Keeping) -> None:
    await keeping.erase_everything()
    await town.town.take(COUNCIL, [AMINA])
    again = await town.town.person(COUNCIL)
    assert again == town.amina, "the other organisation knew her all the while"
    town.case = await town.open_case()
    record = await town.record()
    await town.object_to()
    assert (await town.read(record, SOCIAL_WORKER)).record.content == "What was said."
    assert await keeping.replay() == 0
    assert (await town.read(record, SOCIAL_WORKER)).record.content == "What was said."


class Dying:
    """A key store that is away, or whose process dies, when a key is to be destroyed."""

    def __init__(self, keys: Any) -> None:
        self._keys = keys

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keys, name)

    async def destroy(self, *names: str) -> None:
        raise ConnectionError("the key store is away")


async def test_where_the_key_store_is_away_the_rows_are_gone_and_the_timer_destroys_the_keys_later(
    town: SharingTown, keeping: Keeping
) -> None:
    record = await town.record()
    await keeping.close()
    town.later(days=7 * 365)
    with pytest.raises(ConnectionError):
        await Keeping(town, Dying(town.town.keys)).erase()
    with pytest.raises(NotFound):
        await town.read(record, SOCIAL_WORKER)
    assert await town.town.keys.destroyed() == []
    assert [await keeping.finish(), await keeping.finish()] == [1, 0]
    assert len(await town.town.keys.destroyed()) == 1
    assert await town.leaves("erasure.decided") == await town.leaves("erasure.finished") == 1


# What becomes of files: on SQLite only, as they are copied; the statements are the same.


@asynccontextmanager
async def reopened(folder: Path, case: Case | None = None) -> AsyncIterator[SharingTown]:
    """The town of a folder, as a process finds it that starts later: seven years and a day."""
    clock, ids = FixedClock(NOW + timedelta(days=7 * 365 + 1)), SeededIds(f"opening {next(_OPENINGS)}")
    async with (
        database(f"sqlite:///{folder}/cases.db") as db,
        keystore(f"sqlite:///{folder}/town-keys.db", b"m" * 32, clock) as keys,
    ):
        town = Town(db, keys, clock, ids, open_work(db, keys, encode, clock, ids))
        person = case.person_id if case else ""
        yield SharingTown(town, person, case)  # type: ignore[arg-type]  # not looked at where there is none


def _killed_between(folder: Path) -> None:
    """A process of its own: it erases, and is killed when it is to destroy the key."""

    class Killed(Dying):
        async def destroy(self, *names: str) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

    async def run() -> None:
        async with sharing_town(f"sqlite:///{folder}/cases.db", folder) as town:
            await town.record()
            await Keeping(town).close()
            town.later(days=7 * 365)
            await Keeping(town, Killed(town.town.keys)).erase()

    asyncio.run(run())


async def test_a_process_killed_between_the_two_databases_leaves_nothing_to_read_and_the_next_finishes(
    tmp_path: Path,
) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_killed_between, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    async with reopened(tmp_path) as town:
        rows = await rows_of(town.town)
        assert rows["record"] == rows["case_file"] == []
        [erasure] = rows["erasure"]
        assert (erasure.finished_at, await town.town.keys.destroyed()) == (None, [])
        assert [await Keeping(town).finish(), await Keeping(town).finish()] == [1, 0]
        assert await town.town.keys.destroyed() == erasure.key_names.splitlines()


async def test_a_name_that_was_erased_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    file = tmp_path / "cases.db"
    async with sharing_town(f"sqlite:///{file}", tmp_path) as town:
        await town.town.take(COUNCIL, [row("2", family="Zephyrine-Quill", nhs_number="")])
        town.amina = await town.town.person(COUNCIL, "2")
        town.case = await town.open_case()
        await Keeping(town).close()
    assert b"Zephyrine-Quill" in file.read_bytes()
    async with reopened(tmp_path, town.case) as later:
        async with later.town.db.transaction() as tx:
            await tx.exec_driver_sql("PRAGMA secure_delete=OFF")  # as most builds of SQLite begin
        await Keeping(later).end_work()
        later.later(days=7 * 365)
        await Keeping(later).erase()
        await Keeping(later).erase("dealings")
    assert b"Zephyrine" not in file.read_bytes()
    assert b"zephyrine" not in file.read_bytes()


@pytest.fixture
async def backed_up(tmp_path: Path) -> tuple[Path, Path, Case]:
    """A folder in which everything that the council held of Amina was erased, and a backup of it from before."""
    folder, backup = tmp_path / "data", tmp_path / "backup"
    folder.mkdir()
    async with sharing_town(f"sqlite:///{folder}/cases.db", folder) as town:
        await town.correct(await town.record())
        await town.share_on_consent()
        await town.object_to()
        case = await Keeping(town).close()
        await Keeping(town).end_work()
    shutil.copytree(folder, backup)
    async with reopened(folder, case) as town:
        await Keeping(town).erase()
        await Keeping(town).erase("dealings")
    return folder, backup, case


async def test_a_database_from_a_backup_lets_go_again_of_what_was_erased_since_before_it_serves(
    backed_up: tuple[Path, Path, Case],
) -> None:
    folder, backup, case = backed_up
    shutil.copy(backup / "cases.db", folder / "cases.db")
    async with reopened(folder, case) as town:
        rows = await rows_of(town.town)
        assert rows["record"], "the backup brings them back, sealed"
        assert [row.given_name for row in rows["knowledge"] if row.organisation_id == COUNCIL] == ["Amina"]
        with pytest.raises(KeyDestroyed):
            await town.read(rows["record"][0].id, SOCIAL_WORKER)
        assert [await Keeping(town).replay(), await Keeping(town).replay()] == [2, 0]
        rows = await rows_of(town.town)
        for name in ("record", "record_version", "case_file", "share", "consent", "objection", "person_key"):
            assert rows[name] == [], name
        assert [row.organisation_id for row in rows["knowledge"]] == ["org_nhs"]
        assert await town.leaves("erasure.replayed") == 2


async def test_a_key_store_from_a_backup_has_its_keys_destroyed_again_before_it_serves(
    backed_up: tuple[Path, Path, Case],
) -> None:
    folder, backup, case = backed_up
    async with reopened(folder, case) as town:
        destroyed = sorted(await town.town.keys.destroyed())
    assert len(destroyed) == 3
    shutil.copy(backup / "town-keys.db", folder / "town-keys.db")
    async with reopened(folder, case) as town:
        assert await town.town.keys.destroyed() == []
        assert await Keeping(town).replay() == 0
        assert sorted(await town.town.keys.destroyed()) == destroyed


async def test_a_backup_of_before_there_were_classes_lets_go_of_it_too(backed_up: tuple[Path, Path, Case]) -> None:
    folder, backup, case = backed_up
    shutil.copy(backup / "cases.db", folder / "cases.db")
    async with reopened(folder, case) as town:
        async with town.town.db.transaction() as tx:
            await tx.execute(delete(metadata.tables["person_key"]))
            for table in ("case_file", "record"):
                await tx.execute(update(metadata.tables[table]).values(key=None))
        await Keeping(town).replay()
        rows = await rows_of(town.town)
        assert rows["case_file"] == rows["record"] == []
        assert [row.organisation_id for row in rows["knowledge"]] == ["org_nhs"]
