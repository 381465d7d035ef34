"""What an organisation is told of the shares it gives and receives, and that a page of them is read from indexes."""

from dataclasses import replace

import jwt
import pytest

from chassis.tokens import Caller
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.store.sharing.shares import of_viewer
from services.cases.usecases.sharing.hear_share_end import HearShareEnd
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.plans import plan_of
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    CONSENTED,
    HEALTH_VISITOR,
    RECEIPTS,
    SOCIAL_WORKER,
    SharingTown,
)
from tests.cases.town import NHS, SCHOOL


async def listed(town: SharingTown, caller: Caller) -> list[frozenset[str]]:
    shares = await ListShares(town.town.work, town.town.clock)(caller, town.amina, Page(50))
    return [one.share.to_organisation_ids for one in shares.items]


async def test_one_recipient_is_not_told_of_the_others(town: SharingTown) -> None:
    """Which may work with her privately: it is the giver's to know, and hers."""
    both = frozenset({NHS, SCHOOL})
    consent = await town.consent(to_organisation_ids=both)
    on_it = replace(CONSENTED, consent_id=consent.id)
    ended = (await town.share(to_organisation_ids=both, basis=on_it)).share.id
    assert await listed(town, HEALTH_VISITOR) == [{NHS}]
    assert await listed(town, SOCIAL_WORKER) == [both]
    assert [one.share.to_organisation_ids for one in (await town.my_sharing()).shares] == [both]
    await town.end(ended)
    heard = await HearShareEnd(town.town.work, town.town.clock)(HEALTH_VISITOR, ended)
    assert heard.share.to_organisation_ids == {NHS}


async def test_one_recipient_is_not_told_of_the_others_by_the_consent_it_rests_on(town: SharingTown) -> None:
    both = frozenset({NHS, SCHOOL})
    consent = await town.consent(to_organisation_ids=both)
    for caller, told in ((HEALTH_VISITOR, {NHS}), (SOCIAL_WORKER, both), (AMINA_HERSELF, both)):
        read = await town.consent_record(consent, caller)
        assert read.record
        signed = jwt.decode(read.record.signature, jwt.PyJWK.from_json(RECEIPTS.public_key), algorithms=["ES256"])
        assert read.consent.to_organisation_ids == set(signed["recipients"]) == told
    alone = await town.consent()
    first, again = [(await town.consent_record(alone, HEALTH_VISITOR)).record for _ in range(2)]
    assert first
    assert again
    assert first.signature != again.signature, "nor by one that is the kept one where it is alone"


@pytest.mark.parametrize("deep", [False, True])
async def test_no_page_reads_shares_from_end_to_end(town: SharingTown, deep: bool) -> None:
    place = Place(town.town.clock.now(), "shr_01J9ZK3M5T8Q4R7V2W6X0Y1B3C") if deep else None
    wanted = of_viewer(viewer_of(SOCIAL_WORKER), "", Page(51, place))
    async with town.town.db.reading() as tx:
        plan = await plan_of(tx, wanted)
    assert "share_given" in plan, plan
    assert "share_received" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert not [line for line in plan.splitlines() if line.startswith("SCAN share")], plan
