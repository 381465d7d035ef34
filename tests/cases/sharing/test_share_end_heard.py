"""A share is over: whoever received it says that it knows, and the giver sees who has."""

from pathlib import Path

import pytest

from chassis.errors import Conflict, NotFound
from chassis.tokens import Caller
from services.cases.domain.sharing.share import Standing
from services.cases.ports.casework import Page
from services.cases.usecases.sharing.hear_share_end import HearShareEnd
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.partnership import partnership
from tests.cases.sharing_town import AMINA_HERSELF, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import COUNCIL, NHS, PARTNER, SCHOOL, Town, town_at, worker

TEACHER = holding(worker(SCHOOL), "shares:write", "shares:read")


async def hear(town: Town, caller: Caller, share_id: str) -> Standing:
    return await HearShareEnd(town.work, town.clock)(holding(caller, "shares:write"), share_id)


async def heard(town: Town, caller: Caller, share_id: str) -> set[str]:
    """Of whom the caller sees that they know that it is over."""
    found = (await ListShares(town.work, town.clock)(holding(caller, "shares:read"), "", Page(50))).items
    return set(next(one for one in found if one.share.id == share_id).heard)


async def test_each_that_received_it_says_so_once_and_the_giver_sees_who_has(town: SharingTown) -> None:
    agreement = await town.agree(COUNCIL, NHS, SCHOOL)
    share = (await town.share(to_organisation_ids=[NHS, SCHOOL], agreement_id=agreement)).share
    await town.end(share.id)
    assert await heard(town.town, SOCIAL_WORKER, share.id) == set()
    assert (await hear(town.town, HEALTH_VISITOR, share.id)).heard == {NHS}
    assert await town.leaves("share.end-heard") == 1
    assert await heard(town.town, SOCIAL_WORKER, share.id) == {NHS}
    assert await heard(town.town, TEACHER, share.id) == set()
    with pytest.raises(Conflict):
        await hear(town.town, HEALTH_VISITOR, share.id)
    await hear(town.town, TEACHER, share.id)
    assert await heard(town.town, SOCIAL_WORKER, share.id) == {NHS, SCHOOL}
    assert await heard(town.town, HEALTH_VISITOR, share.id) == {NHS}


async def test_what_a_withdrawal_ended_is_acknowledged_alike(town: SharingTown) -> None:
    consent, standing = await town.share_on_consent()
    await town.withdraw(consent)
    await hear(town.town, HEALTH_VISITOR, standing.share.id)
    assert await heard(town.town, SOCIAL_WORKER, standing.share.id) == {NHS}


async def test_nobody_says_so_of_a_live_share_or_of_anothers(town: SharingTown) -> None:
    share = (await town.share(agreement_id=await town.agree(COUNCIL, NHS))).share
    with pytest.raises(Conflict, match="not over"):
        await hear(town.town, HEALTH_VISITOR, share.id)
    await town.end(share.id)
    for stranger in (SOCIAL_WORKER, TEACHER, AMINA_HERSELF):
        with pytest.raises(NotFound):
            await hear(town.town, stranger, share.id)
    assert await heard(town.town, SOCIAL_WORKER, share.id) == set()


async def test_a_client_that_took_the_event_has_said_so(database_url: str, tmp_path: Path) -> None:
    async with town_at(database_url, tmp_path) as town:
        amina = await partnership(town)
        share_id = await amina.share_on("legal_obligation")
        await amina.subscribe(PARTNER, "share.ended")
        await amina.fan_out()
        await amina.end_share(share_id)
        await amina.fan_out()
        assert await heard(town, SOCIAL_WORKER, share_id) == set()
        await amina.attempt_all()
        assert await heard(town, SOCIAL_WORKER, share_id) == {PARTNER}
