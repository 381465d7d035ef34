"""Whoever an allegation is about, and reviews the looks of his organisation, does not learn there that it was read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.errors import NotFound
from chassis.merkle import Sequencer, Signer
from chassis.tokens import Caller
from services.cases.domain.people.finding import ByIdentifier
from services.cases.ports.casework import Page
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables.metadata import log
from services.cases.usecases.audit.export_disclosures import ExportDisclosures
from services.cases.usecases.audit.list_withheld import ListWithheld
from services.cases.usecases.audit.release_withheld import ReleaseWithheld
from services.cases.usecases.looks.declare_tie import DeclareTie
from services.cases.usecases.looks.judge_look import JudgeLook
from services.cases.usecases.looks.list_look_reviews import ListLookReviews
from services.cases.usecases.looks.sift_looks import SiftLooks
from tests.cases.audit.test_withheld import ENQUIRY, looked
from tests.cases.concerns.concern_town import LADO, concern_town, raised, seen
from tests.cases.sharing_town import SharingTown, holding
from tests.cases.town import COUNCIL, NHS, NUMBERS, worker

LOG = Signer("kith/cases", Ed25519PrivateKey.generate())
REVIEWS = ("withheld:release", "disclosures:export", "looks:review")
DPO = holding(worker(COUNCIL, "acc_dpo", "dpo"), *REVIEWS)
ANOTHER = holding(worker(COUNCIL, "acc_other_dpo", "dpo"), *REVIEWS)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    """In which the lead read what the data protection officer is said to have done; she knows the person privately."""
    async with concern_town(database_url, tmp_path) as there:
        known = ByIdentifier("nhs_number", NUMBERS[0])
        await DeclareTie(there.town.work, there.town.ids, there.town.clock)(holding(LADO, "ties:declare"), "", known)
        await raised(there, allegation=True, alleged_professional_id="pro_acc_dpo")
        assert len((await seen(there, LADO)).concerns) == 1
        while await Sequencer(there.town.db, log, LOG, there.town.clock).run_once():
            continue
        sift = SiftLooks(there.town.work, there.town.keys, there.town.ids, there.town.clock, lambda: 0.99)
        while await sift():
            continue
        yield there


async def exported(town: SharingTown, caller: Caller) -> list[str]:
    export = ExportDisclosures(town.town.work, SqlTransparency(town.town.db), town.town.clock)
    return [one.id for one in (await export(caller, "2026-11-01", "2026-11-30", 0, Page(50))).disclosures]


async def test_no_file_for_an_inspector_tells_him(town: SharingTown) -> None:
    assert len(await exported(town, ANOTHER)) == 1
    assert await exported(town, DPO) == []


async def test_nor_does_what_is_kept_back_from_her_when_its_day_has_come(town: SharingTown) -> None:
    town.later(days=181)
    listed = ListWithheld(town.town.work, town.town.clock)
    [waiting] = (await listed(ANOTHER, Page(50))).items
    assert not (await listed(DPO, Page(50))).items
    release, which = ReleaseWithheld(town.town.work, town.town.clock), waiting.withheld.disclosure_id
    with pytest.raises(NotFound):
        await release(DPO, which, "Safe to show by now.")
    await release(ANOTHER, which, "Safe to show by now.")
    assert await exported(town, DPO) == []


async def test_nor_does_a_flagged_look(town: SharingTown) -> None:
    reviews = ListLookReviews(town.town.work, town.town.clock)
    [flagged] = (await reviews(ANOTHER, Page(50))).reviews
    assert not (await reviews(DPO, Page(50))).reviews
    with pytest.raises(NotFound):
        await JudgeLook(town.town.work)(DPO, flagged.review.id, "explained", "She leads on allegations here.")


async def test_of_other_looks_at_her_he_is_told(town: SharingTown) -> None:
    read, kept = await looked(town, withholding=None), await looked(town, withholding=ENQUIRY)
    where_he_works_too = holding(worker(NHS, "acc_dpo", "dpo"), *REVIEWS)
    assert set(await exported(town, where_he_works_too)) == {read, kept}
