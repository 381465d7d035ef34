"""An inspector's file: what left of one organisation, provable by anybody, with nothing that is not theirs to know."""

import hashlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.errors import Denied, Invalid, NotFound
from chassis.merkle import Sequencer, Signer
from chassis.tokens import Caller
from services.cases.ports.casework import Page
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables.metadata import log
from services.cases.usecases.audit.export_disclosures import Export, ExportDisclosures
from tests.cases.audit.test_withheld import ENQUIRY, looked
from tests.cases.sharing_town import AMINA_HERSELF, HEALTH_VISITOR, TASK, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, partner, worker
from tests.chassis import outsider

LOG = Signer("kith/cases", Ed25519PrivateKey.generate())
SCOPE = "disclosures:export"
DPO = holding(worker(NHS, "acc_dpo", "dpo"), SCOPE)
GUARDIAN = holding(worker(NHS, "acc_guardian", "guardian"), SCOPE)
COUNCIL_DPO = holding(worker(COUNCIL, "acc_council_dpo", "dpo"), SCOPE)


async def export(
    town: SharingTown,
    caller: Caller = DPO,
    page: Page = Page(100),
    size: int = 0,
    days: tuple[str, str] = ("2026-11-01", "2026-11-30"),
) -> Export:
    while await Sequencer(town.town.db, log, LOG, town.town.clock).run_once():
        continue
    return await ExportDisclosures(town.town.work, SqlTransparency(town.town.db), town.town.clock)(
        caller, *days, size, page
    )


def ids(export: Export) -> list[str]:
    return [one.id for one in export.disclosures]


async def test_each_row_is_proved_to_an_outsider_and_is_what_was_committed_to(town: SharingTown) -> None:
    looks = []
    for _ in range(3):
        town.later(seconds=1)
        looks.append(await looked(town, withholding=None))
    taken = await export(town)
    assert ids(taken) == looks[::-1]
    head = outsider.read_checkpoint(taken.checkpoint, str(LOG.verifier))
    for row in taken.disclosures:
        assert row.proof
        hashed = outsider.leaf_hash(row.entry.encode())
        assert outsider.root_by_inclusion(hashed, row.proof.index, head.size, list(row.proof.path)) == head.root
        committed = json.loads(row.entry)
        assert committed["id"] == row.id
        assert hashlib.sha256(row.salt + row.payload.encode()).hexdigest() == committed["payload"]
        assert json.loads(row.payload)["by"] == HEALTH_VISITOR.subject


async def test_what_is_withheld_is_there_for_the_dpo_of_who_withheld_it_and_for_nobody_else(town: SharingTown) -> None:
    shown, hidden = await looked(town, withholding=None), await looked(town, withholding=ENQUIRY)
    taken = await export(town)
    assert {one.id: one.withheld for one in taken.disclosures} == {shown: False, hidden: True}
    assert ids(await export(town, GUARDIAN)) == [shown]
    assert ids(await export(town, COUNCIL_DPO)) == []
    for nobody in (AMINA_HERSELF, partner(NHS), replace(DPO, kind="operator")):
        with pytest.raises(Denied):
            await export(town, holding(nobody, SCOPE))
    with pytest.raises(Denied, match=SCOPE):
        await export(town, worker(NHS, "acc_manager", "manager"))


async def test_nor_does_whose_records_were_read_learn_of_it_while_it_is_withheld(town: SharingTown) -> None:
    record = await town.record("social_care")
    await town.share(data_classes=["social_care"], purpose="safeguarding_adult", until="2026-12-31", basis=TASK)
    assert (await town.read(record, why="safeguarding_adult", withholding=ENQUIRY)).record.content
    assert [one.withheld for one in (await export(town)).disclosures] == [True]
    assert ids(await export(town, COUNCIL_DPO)) == []


async def test_of_what_others_read_the_holder_learns_the_organisation_and_role_and_no_account(
    town: SharingTown,
) -> None:
    record = await town.record("social_care")
    await town.share(data_classes=["social_care"], purpose="safeguarding_adult", until="2026-12-31", basis=TASK)
    await town.read(record, why="safeguarding_adult")
    [row] = (await export(town, COUNCIL_DPO)).disclosures
    said = json.loads(row.payload)
    assert (row.organisation_id, row.holder_id, said["role"], row.salt) == (NHS, COUNCIL, "worker", b"")
    assert "by" not in said
    assert HEALTH_VISITOR.subject not in repr(row)
    [theirs] = (await export(town)).disclosures
    assert json.loads(theirs.payload)["by"] == HEALTH_VISITOR.subject


async def test_a_private_service_is_in_its_own_export_and_in_nobody_elses(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    helper = worker(REFUGE, "acc_refuge")
    record = await town.record("social_care")
    before = ids(await export(town, COUNCIL_DPO))
    task = replace(TASK, kind="vital_interests")
    await town.share(
        data_classes=["social_care"],
        to_organisation_ids=[REFUGE],
        purpose="safeguarding_adult",
        until="2026-12-31",
        basis=task,
    )
    assert (await town.read(record, helper, why="safeguarding_adult")).record.content
    assert ids(await export(town, COUNCIL_DPO)) == before
    assert len(ids(await export(town, holding(worker(REFUGE, "acc_dpo", "dpo"), SCOPE)))) == 1


async def test_nobody_takes_out_what_is_about_himself(town: SharingTown) -> None:
    await looked(town, withholding=ENQUIRY)
    himself = replace(DPO, subject=AMINA_HERSELF.subject)
    assert ids(await export(town, himself)) == []


async def test_every_page_is_logged_and_all_pages_lead_to_one_checkpoint(town: SharingTown) -> None:
    looks = []
    for _ in range(5):
        town.later(seconds=1)
        looks.append(await looked(town, withholding=None))
    first = await export(town, page=Page(2))
    second = await export(town, page=Page(2, first.after), size=first.size)
    third = await export(town, page=Page(2, second.after), size=first.size)
    assert [*ids(first), *ids(second), *ids(third)] == looks[::-1]
    assert third.after is None
    assert {first.checkpoint} == {second.checkpoint, third.checkpoint}
    assert await town.leaves("disclosures.exported") == 3


async def test_a_period_is_days_in_london_and_at_most_a_year(town: SharingTown) -> None:
    await looked(town, withholding=None)
    assert len(ids(await export(town, days=("2026-11-22", "2026-11-22")))) == 1
    for days in (("2026-11-23", "2026-11-30"), ("2026-11-01", "2026-11-21")):
        assert ids(await export(town, days=days)) == []
    for days in (("2026-11-23", "2026-11-22"), ("2025-11-01", "2026-11-30"), ("soon", "later")):
        with pytest.raises(Invalid):
            await export(town, days=days)
    with pytest.raises(NotFound):
        await export(town, size=999)
