"""What organisations recorded of how she may be contacted: asked by those who work with her, told by whom to nobody."""

from typing import Any

import pytest
from sqlalchemy import select

from chassis.errors import Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.contacts.safe_contact import SILENCE, Channel, Reach, SafeContact
from services.cases.store.tables.contacts import safe_contact
from services.cases.store.tables.metadata import log
from services.cases.usecases.contacts.get_safe_contact import GetSafeContact, Reachable
from services.cases.usecases.contacts.record_safe_contact import ContactWish, RecordSafeContact
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.sharing.test_acting_for_another import BOLD
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SharingTown,
    again,
    holding,
)
from tests.cases.town import AMINA, NHS, REFUGE, SCHOOL, worker

HELPER = worker(REFUGE, "acc_helper", "manager")
SAY = "Say it is the library. 07700 900123"


async def said(town: SharingTown, *channels: str, caller: Caller = SOCIAL_WORKER, **more: object) -> SafeContact:
    wanted: dict[str, object] = {
        "person_id": town.amina,
        "channels": channels,
        "days": (),
        "from_hour": 0,
        "to_hour": 24,
        "never_at_address": False,
        "language": "en",
        "interpreter": False,
        "through": "",
        "words": "",
        "review_on": "2027-05-01",
    }
    record = RecordSafeContact(town.town.work, town.town.ids, town.town.clock)
    return await record(caller, ContactWish(**(wanted | more)))  # type: ignore[arg-type]  # fields of ContactWish


async def asked(town: SharingTown, caller: Caller = SOCIAL_WORKER) -> Reachable:
    get = GetSafeContact(town.town.work, town.town.ids, town.town.clock)
    return await get(caller, town.amina, "direct_care")


async def test_nobody_recorded_anything_silence(town: SharingTown) -> None:
    assert await asked(town) == Reachable(Reach(), frozenset(), None)


async def test_what_one_recorded_another_that_works_with_her_can_act_on(town: SharingTown) -> None:
    mine = await said(town, "phone", language="so", interpreter=True, words=SAY, from_hour=9, to_hour=17)
    told = await asked(town, HEALTH_VISITOR)
    assert (told.reach.limits, told.reach.language, told.reach.interpreter) == (mine.limits, "so", True)
    assert told == Reachable(told.reach, frozenset({Channel.PHONE}), None)
    assert told.reach.details == (SAY,)
    town.later(hours=12)
    assert (await asked(town, HEALTH_VISITOR)).now == frozenset()
    assert (await asked(town)).own == mine


async def test_the_newest_word_counts(town: SharingTown) -> None:
    await said(town, "phone", "post")
    town.later(minutes=1)
    await said(town)
    assert (await asked(town)).reach.limits == SILENCE


async def test_a_private_services_no_protects_her_and_nobody_learns_that_it_knows_her(town: SharingTown) -> None:
    await said(town, "phone", "post", words=SAY)
    await town.town.take(REFUGE, [AMINA], shielded=True)
    before = await asked(town)
    await said(town, caller=HELPER, words="He reads her post.")
    after = await asked(town)
    assert [before.now, after.now] == [{Channel.PHONE, Channel.POST}, set()]
    # What the council gets is what it would get had a plain service said the same.
    town.later(minutes=1)
    await said(town, "phone", "post", caller=HELPER)
    assert await asked(town) == before
    await said(town, caller=HEALTH_VISITOR)
    assert await asked(town) == after


async def test_what_a_private_service_allows_opens_nothing_to_others(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    await said(town, "text", caller=HELPER, words=SAY)
    assert await asked(town) == Reachable(Reach(), frozenset(), None)
    assert (await asked(town, HELPER)).reach.details == (SAY,)


async def test_only_who_works_with_her_asks_or_records(town: SharingTown) -> None:
    stranger, herself = worker(SCHOOL, "acc_teacher"), worker("org_council", AMINA_HERSELF.subject)
    for caller, refusal in ((stranger, NotFound), (herself, Denied), (BOLD, NotFound)):
        with pytest.raises(refusal):
            await asked(town, holding(caller, "people:read"))
    for caller in (stranger, herself, holding(BOLD, "people:write"), holding(AMINA_HERSELF, "people:write")):
        with pytest.raises(Denied):
            await said(town, "phone", caller=caller)
    assert await town.leaves("safe-contact.recorded") == 0


async def test_the_same_wish_twice_is_recorded_once(town: SharingTown) -> None:
    first = await said(town, "phone", caller=again(SOCIAL_WORKER))
    assert await said(town, "phone", caller=again(SOCIAL_WORKER)) == first
    assert await town.leaves("safe-contact.recorded") == 1


@pytest.mark.parametrize(
    "wrong",
    [{"channels": ["pigeon"]}, {"days": ["noon"]}, {"review_on": "2028-12-01"}, {"from_hour": 17, "to_hour": 9}],
)
async def test_what_is_wrong_is_named_and_nothing_kept(town: SharingTown, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await said(town, **wrong)
    assert (await asked(town)).own is None


async def test_the_look_is_on_her_page_and_says_nothing_of_what_was_read(town: SharingTown) -> None:
    await said(town, "phone", words=SAY)
    await asked(town, HEALTH_VISITOR)
    [look] = (await town.my_disclosures()).disclosures
    assert (look.what, look.organisation_name) == ("contact", "Midlands NHS Trust")
    assert SAY not in str(look)


async def test_what_was_recorded_is_sealed_and_no_leaf_has_it(town: SharingTown) -> None:
    kept = await said(town, "phone", "through", through="Rosa at the library", words=SAY)
    async with town.town.db.reading() as tx:
        [row] = await tx.execute(select(safe_contact))
        leaves = str((await tx.execute(select(log.leaf))).all())
    for secret in ("Rosa", "library", "900123"):
        assert secret not in str(row) + repr(kept)
        assert secret not in leaves


async def told_apart(town: SharingTown) -> str:
    """The NHS trust's entry turns out to be of Amina's twin, who is the answer."""
    separate = SeparatePerson(town.town.work, town.town.ids, town.town.clock)
    return await separate(worker(NHS, "acc_manager", "manager"), "1", "Her twin; the number was mistyped.")


async def test_of_two_people_told_apart_neither_is_contacted_on_words_that_may_be_the_others(town: SharingTown) -> None:
    await said(town, "phone", "post", words="07700 900123")
    await said(town, "phone", caller=HEALTH_VISITOR, words=SAY)
    twin = await told_apart(town)
    get = GetSafeContact(town.town.work, town.town.ids, town.town.clock)
    hers = await get(HEALTH_VISITOR, twin, "direct_care")
    assert (hers.reach, hers.now) == (Reach(), frozenset())
    assert hers.own is not None
    assert (hers.own.limits, hers.own.words) == (SILENCE, "")
    assert hers.own.review_on < town.town.clock.now().date(), "to be asked anew at once"
    aminas = await asked(town)
    assert (aminas.reach.limits.channels, aminas.reach.details) == (frozenset({Channel.PHONE}), ("07700 900123",))
    async with town.town.work() as work:
        assert [one.words for one in await work.safe_contacts.of(town.amina) if one.organisation_id == NHS] == [""]


async def test_what_was_forbidden_about_the_wrong_person_stands_for_four_weeks_and_no_longer(town: SharingTown) -> None:
    await said(town, "phone")
    await said(town, caller=HEALTH_VISITOR)
    await told_apart(town)
    town.later(days=28)
    assert (await asked(town)).reach.limits.channels == frozenset()
    town.later(days=1)
    assert (await asked(town)).reach.limits.channels == {Channel.PHONE}


async def test_whoever_recorded_nothing_says_nothing_of_either_when_they_are_told_apart(town: SharingTown) -> None:
    await said(town, "phone")
    twin = await told_apart(town)
    assert (await asked(town)).reach.limits.channels == {Channel.PHONE}
    async with town.town.work() as work:
        assert list(await work.safe_contacts.of(twin)) == []
