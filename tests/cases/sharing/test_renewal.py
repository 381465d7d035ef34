"""A consent is renewed by a new one on the present notice: the old ends as the new begins, and nothing is extended."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Denied, Invalid
from services.cases.domain.consents.consent import Consent, ConsentState
from services.cases.domain.sharing.share import Ended
from tests.cases.contacts.test_safe_contact import HELPER
from tests.cases.sharing.test_acting_for_another import BOLD, PARENT
from tests.cases.sharing.test_reminders import reminded
from tests.cases.sharing.test_withdrawal import rested_on
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    CONSENTED,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SharingTown,
    again,
)
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, REFUGE, SCHOOL, TODAY, worker

AFTER = date(2027, 7, 1)


async def renew(town: SharingTown, old: Consent, caller: object = AMINA_HERSELF, **wish: object) -> Consent:
    wanted: dict[str, object] = {"renews": old.id, "expires_on": "2028-06-30"}
    return await town.consent(caller, **(wanted | wish))  # type: ignore[arg-type]  # a caller


async def kept(town: SharingTown, consent: Consent) -> Consent:
    async with town.town.work() as work:
        return await work.consents.get(consent.id)


async def test_the_old_ends_as_the_new_begins_and_each_says_so(town: SharingTown) -> None:
    old = await town.consent()
    new = await renew(town, old)
    was = await kept(town, old)
    assert (was.state(TODAY), was.renewed_by, was.expires_on) == (ConsentState.RENEWED, new.id, old.expires_on)
    assert (new.state(AFTER), was.withdrawn_at, new.given_at) == (ConsentState.GIVEN, new.given_at, new.given_at)
    events = (await town.consent_record(old, AMINA_HERSELF)).events
    assert [(each.type, each.state) for each in events] == [("given", "given"), ("renewed", "renewed")]
    assert await town.leaves("consent.renewed") == 1


async def test_what_was_shared_goes_on_under_the_new_until_the_day_it_had(town: SharingTown) -> None:
    record = await town.record()
    old, standing = await town.share_on_consent()
    new = await renew(town, old)
    await town.read(record)
    assert (await rested_on(town, old.id), len(await rested_on(town, new.id))) == ([], 1)
    [shown] = (await town.my_sharing()).shares
    assert (shown.share.id, shown.share.until, shown.last_day) == (
        standing.share.id,
        date(2027, 6, 30),
        shown.share.until,
    )
    assert shown.ended(AFTER) is Ended.EXPIRED


async def test_renewed_for_a_shorter_time_it_is_shared_no_longer_than_that_and_the_timer_ends_it(
    town: SharingTown,
) -> None:
    old, _ = await town.share_on_consent()
    await renew(town, old, expires_on="2027-01-31")
    [shown] = (await town.my_sharing()).shares
    assert (shown.share.until, shown.last_day) == (date(2027, 1, 31), date(2027, 1, 31))
    assert await town.expire() == 0
    town.later(days=90)
    assert await town.expire() == 1


async def test_what_the_new_does_not_cover_ends(town: SharingTown) -> None:
    old = await town.consent(to_organisation_ids=[NHS, SCHOOL], data_classes=["housing", "social_care"])
    basis = replace(CONSENTED, consent_id=old.id)
    await town.share(to_organisation_ids=[SCHOOL], basis=basis)
    await town.share(data_classes=["social_care"], basis=basis)
    await town.share(basis=basis)
    record = await town.record("social_care")
    await renew(town, old)
    ended = {s.share.data_classes: s.share.ended for s in (await town.my_sharing()).shares}
    assert sorted(ended.values()) == ["", "withdrawn"]
    with pytest.raises(Denied):
        await town.read(record)
    assert [kind for kind, _ in await town.town.told()].count("share.ended") == 2


async def test_taking_back_either_stops_it(town: SharingTown) -> None:
    """She presses what an old page shows her: what it became stops."""
    record = await town.record()
    old, standing = await town.share_on_consent()
    new = await renew(town, old)
    receipt = await town.withdraw(old)
    assert (receipt.consent_id, receipt.ended_share_ids) == (new.id, (standing.share.id,))
    assert (await town.withdraw(new)).id == receipt.id
    with pytest.raises(Denied):
        await town.read(record)


async def test_who_is_not_named_any_more_takes_nothing_back_and_learns_of_nothing_new(town: SharingTown) -> None:
    old, named = await town.consent(to_organisation_ids=[NHS, PARTNER]), worker(PARTNER, "acc_named")
    new = await renew(town, old)
    assert (await town.withdraw(old, named)).consent_id == old.id
    assert (await kept(town, new)).withdrawn_at is None
    told = await town.consent_record(old, named)
    assert (told.consent.state(TODAY), [each.type for each in told.events]) == ("withdrawn", ["given", "withdrawn"])


async def test_a_proxy_is_not_told_that_something_took_its_place_which_he_may_not_see(town: SharingTown) -> None:
    old = await town.consent()
    await renew(town, old, data_classes=["housing", "sexual_health"])
    [shown] = (await town.my_sharing(PARENT)).consents
    assert (shown.id, shown.state(TODAY), shown.renewed_by) == (old.id, ConsentState.WITHDRAWN, "")
    assert {each.state(TODAY) for each in (await town.my_sharing()).consents} == {"given", "renewed"}


async def test_a_shared_screen_does_not_tell_that_a_private_service_joined_nor_stops_it(town: SharingTown) -> None:
    old = await town.consent()
    await town.town.take(REFUGE, [AMINA], shielded=True)
    aloud = {"person_id": town.amina, "method": "spoken", "to_organisation_ids": [NHS, REFUGE]}
    new = await renew(town, old, SOCIAL_WORKER, **aloud)
    [shown] = (await town.my_sharing()).consents
    assert (shown.id, shown.state(TODAY), shown.renewed_by) == (old.id, ConsentState.WITHDRAWN, "")
    # The receipt that the page offers for what was stopped.
    assert (await town.withdraw(old)).consent_id == old.id
    assert (await kept(town, new)).withdrawn_at is None


async def test_a_worker_records_it_when_she_says_so(town: SharingTown) -> None:
    old = await town.consent(SOCIAL_WORKER, person_id=town.amina)
    new = await renew(town, old, SOCIAL_WORKER, person_id=town.amina)
    assert (new.method, (await kept(town, old)).renewed_by) == ("spoken", new.id)


async def test_renewed_twice_by_the_same_request_is_renewed_once(town: SharingTown) -> None:
    old = await town.consent()
    first = await renew(town, old, again(AMINA_HERSELF))
    assert await renew(town, old, again(AMINA_HERSELF)) == first
    assert await town.leaves("consent.renewed") == 1


@pytest.mark.parametrize("state", ["withdrawn", "renewed", "expired"])
async def test_only_what_is_given_is_renewed(town: SharingTown, state: str) -> None:
    old = await town.consent()
    if state == "withdrawn":
        await town.withdraw(old)
    elif state == "renewed":
        await renew(town, old)
    else:
        town.later(days=300)
    with pytest.raises(Invalid, match=state):
        await renew(town, old)


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": "direct_care"},
        {"from_organisation_id": NHS, "to_organisation_ids": [COUNCIL]},
        {"data_classes": ["finance"]},
    ],
    ids=["purpose", "holder", "classes"],
)
async def test_a_new_consent_to_something_else_renews_nothing(town: SharingTown, other: dict[str, object]) -> None:
    old = await town.consent()
    with pytest.raises(Invalid, match="renews"):
        await renew(town, old, **other)
    assert (await kept(town, old)).state(TODAY) is ConsentState.GIVEN


async def test_what_is_not_on_her_page_is_not_renewed_from_it_nor_by_whom_it_does_not_name(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    aloud = {"person_id": town.amina, "method": "spoken", "to_organisation_ids": [REFUGE]}
    secret = await town.consent(HELPER, **aloud)
    for caller, wish in (
        (AMINA_HERSELF, {"to_organisation_ids": [REFUGE]}),
        (HEALTH_VISITOR, {"person_id": town.amina, "to_organisation_ids": [NHS, REFUGE]}),
    ):
        with pytest.raises(Invalid, match="names no consent"):
            await renew(town, secret, caller, **wish)
    assert (await renew(town, secret, HELPER, **aloud)).id


async def test_nobody_who_acts_for_her_renews(town: SharingTown) -> None:
    old = await town.consent()
    with pytest.raises(Denied):
        await renew(town, old, BOLD)


async def test_she_is_reminded_of_the_new_and_no_more_of_the_old(town: SharingTown) -> None:
    old = await town.consent(expires_on="2027-01-11")
    town.later(days=25)
    await reminded(town)
    await renew(town, old)
    town.later(days=20)
    assert await reminded(town) == (0, 0)
    town.later(days=520)
    assert await reminded(town) == (1, 1)


async def test_renewing_is_no_refusal(town: SharingTown) -> None:
    """What she took back stands against whoever acts for her; what she renewed does not."""
    old = await town.consent()
    await renew(town, old)
    async with town.town.work() as work:
        consents = await work.consents.of(town.amina)
    assert [each.taken_back_at for each in consents] == [None, None]
