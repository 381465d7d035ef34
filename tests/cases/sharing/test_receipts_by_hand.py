"""Whoever takes consent back for her has a receipt to give: by a way that is safe, or kept for her at the counter."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from chassis.errors import Denied, Invalid
from chassis.tokens import Caller
from services.cases.domain.consents.consent import Consent
from services.cases.domain.contacts.message import Message, MessageState
from services.cases.ports.casework import Page
from services.cases.usecases.contacts.list_messages import ListMessages
from tests.cases.contacts.test_messages import Door, give, send
from tests.cases.contacts.test_safe_contact import HELPER, said
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, REFUGE, row, worker

KEPT = "kept for her at the counter of the organisation that took it back; sent nowhere that is not safe"


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    """With Zara in Amina's place: known to the council and the trust, and without an account."""
    async with sharing_town(database_url, tmp_path) as there:
        for organisation in (COUNCIL, NHS):
            zara = row("9", "Zara", "Khan", "1990-01-01", nhs_number="4000000004")
            await there.town.take(organisation, [AMINA, zara])
        there.amina = await there.town.person(COUNCIL, "9")
        yield there


async def agreed(town: SharingTown, caller: Caller = SOCIAL_WORKER, **wish: object) -> Consent:
    return await town.consent(caller, person_id=town.amina, method="spoken", **wish)


async def by_hand_of(town: SharingTown, caller: Caller = SOCIAL_WORKER) -> Sequence[Message]:
    return (await ListMessages(town.town.work, town.town.clock)(caller, Page(50))).items


async def receipt(town: SharingTown, consent: Consent, caller: Caller = SOCIAL_WORKER) -> str:
    record = await town.consent_record(consent, caller)
    return record.events[-1].receipt


async def test_nothing_says_how_she_may_be_reached_it_is_kept_for_her_and_sent_nowhere(town: SharingTown) -> None:
    consent, door = await agreed(town), Door()
    await town.withdraw(consent, HEALTH_VISITOR)
    assert await send(town, door) == 0
    [kept] = await by_hand_of(town, HEALTH_VISITOR)
    assert (kept.about_id, door.knocked, await receipt(town, consent)) == (consent.id, [], KEPT)
    for way in ("post", "in_person", "through"):
        with pytest.raises(Denied):
            await give(town, kept, way, HEALTH_VISITOR)
    assert (await give(town, kept, "counter", HEALTH_VISITOR)).state is MessageState.GIVEN
    assert await by_hand_of(town, HEALTH_VISITOR) == []


async def test_where_post_is_safe_it_is_posted_and_where_it_is_no_more_it_is_not(town: SharingTown) -> None:
    await said(town, "post")
    await town.withdraw(await agreed(town), SOCIAL_WORKER)
    await town.withdraw(await agreed(town), SOCIAL_WORKER)
    first, second = await by_hand_of(town, SOCIAL_WORKER)
    assert (await give(town, first, "post")).how == "post"
    await said(town, "post", never_at_address=False, caller=HEALTH_VISITOR)
    await said(town, "in_person", never_at_address=True, caller=HEALTH_VISITOR)
    with pytest.raises(Denied):
        await give(town, second, "post")


async def test_a_receipt_is_paper_no_call_and_no_text(town: SharingTown) -> None:
    await said(town, "phone", "text", "email")
    await town.withdraw(await agreed(town), SOCIAL_WORKER)
    [kept] = await by_hand_of(town, SOCIAL_WORKER)
    for way in ("phone", "text", "email"):
        with pytest.raises(Invalid):
            await give(town, kept, way)


async def test_a_private_services_no_keeps_it_off_the_post_and_the_record_says_the_same(town: SharingTown) -> None:
    await said(town, "post")
    zara = row("9", "Zara", "Khan", "1990-01-01", nhs_number="4000000004")
    await town.town.take(REFUGE, [zara], shielded=True)
    await said(town, caller=HELPER)
    consent = await agreed(town)
    await town.withdraw(consent, SOCIAL_WORKER)
    [kept] = await by_hand_of(town, SOCIAL_WORKER)
    with pytest.raises(Denied):
        await give(town, kept, "post")
    assert await receipt(town, consent) == KEPT


async def test_what_a_private_service_took_back_is_its_own_to_give(town: SharingTown) -> None:
    zara = row("9", "Zara", "Khan", "1990-01-01", nhs_number="4000000004")
    await town.town.take(REFUGE, [zara], shielded=True)
    await town.link("acc_zara", town.amina)
    consent = await agreed(town, HELPER, from_organisation_id=REFUGE)
    await town.withdraw(consent, HELPER)
    assert await receipt(town, consent, HELPER) == KEPT
    assert (len(await by_hand_of(town, HELPER)), await by_hand_of(town)) == (1, [])


async def test_on_her_own_page_nothing_is_to_be_given(town: SharingTown) -> None:
    await town.link("acc_zara", town.amina)
    consent = await agreed(town)
    await town.withdraw(consent, SOCIAL_WORKER)
    assert (await receipt(town, consent), await by_hand_of(town)) == ("on her account page", [])


async def test_taken_back_twice_there_is_one_receipt(town: SharingTown) -> None:
    consent = await agreed(town)
    for _ in range(2):
        await town.withdraw(consent, SOCIAL_WORKER)
    assert len(await by_hand_of(town)) == 1


async def test_who_does_not_work_with_her_learns_nothing_of_how_she_may_be_reached(town: SharingTown) -> None:
    await said(town, "post")
    named = worker(PARTNER, "acc_named")
    await town.withdraw(await agreed(town, to_organisation_ids=[PARTNER]), named)
    [kept] = await by_hand_of(town, named)
    with pytest.raises(Denied):
        await give(town, kept, "post", named)
    assert (await give(town, kept, "counter", named)).how == "counter"
