"""What is kept back is looked at again on its day by somebody who neither looked nor kept it back; what nobody looks at
is taken further.
"""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Ground, ToReview
from services.cases.usecases.audit.escalate_withheld import EscalateWithheld
from services.cases.usecases.audit.keep_withheld import KeepWithheld
from services.cases.usecases.audit.list_withheld import ListWithheld
from tests.cases.audit.test_withheld import ENQUIRY, looked
from tests.cases.sharing_town import HEALTH_VISITOR, PAGE, SOCIAL_WORKER, UNTOLD, SharingTown, holding
from tests.cases.town import COUNCIL, NHS, worker

GUARDIAN = holding(worker(NHS, "acc_guardian", "guardian"), "withheld:release")
DPO = holding(worker(NHS, "acc_dpo", "dpo"), "withheld:release")
ELSEWHERE = holding(worker(COUNCIL, "acc_council_dpo", "dpo"), "withheld:release")
THE_DAY = ENQUIRY.review_on


def on(town: SharingTown, day: date) -> None:
    town.later(days=(day - town.town.clock.at.date()).days)


async def queue(town: SharingTown, caller: Caller = GUARDIAN) -> list[ToReview]:
    return list((await ListWithheld(town.town.work, town.town.clock)(caller, PAGE)).items)


async def keep(town: SharingTown, disclosure_id: str, until: str, caller: Caller = GUARDIAN) -> None:
    keep_back = KeepWithheld(town.town.work, town.town.clock)
    await keep_back(caller, disclosure_id, "The enquiry is not over yet.", until)


async def timer(town: SharingTown) -> int:
    return await EscalateWithheld(town.town.work, town.town.clock)()


async def test_it_waits_for_a_reviewer_of_the_organisation_from_its_day_on(town: SharingTown) -> None:
    hidden = await looked(town, withholding=ENQUIRY)
    on(town, THE_DAY - timedelta(days=1))
    assert await queue(town) == []
    on(town, THE_DAY)
    [waiting] = await queue(town)
    assert (waiting.withheld.disclosure_id, waiting.withheld.withholding) == (hidden, ENQUIRY)
    assert (waiting.look.what, waiting.look.by) == ("network", HEALTH_VISITOR.subject)
    assert await queue(town, ELSEWHERE) == []
    with pytest.raises(Denied):
        await queue(town, HEALTH_VISITOR)


async def test_kept_back_again_it_waits_for_its_new_day_and_says_why(town: SharingTown) -> None:
    hidden = await looked(town, withholding=ENQUIRY)
    on(town, THE_DAY)
    with pytest.raises(Invalid):
        await KeepWithheld(town.town.work, town.town.clock)(GUARDIAN, hidden, "No.", "2027-03-31")
    with pytest.raises(Invalid):
        await keep(town, hidden, "2029-03-31")
    await keep(town, hidden, "2027-03-31")
    assert (await queue(town), (await town.my_disclosures()).total) == ([], 0)
    on(town, date(2027, 3, 31))
    [waiting] = await queue(town)
    assert waiting.withheld.kept_because == "The enquiry is not over yet."
    assert waiting.withheld.withholding == replace(ENQUIRY, review_on=date(2027, 3, 31))
    assert await town.leaves("withheld.kept") == 1
    await town.release(hidden, DPO)
    assert ([d.id for d in (await town.my_disclosures()).disclosures], await queue(town)) == ([hidden], [])
    with pytest.raises(Conflict):
        await keep(town, hidden, "2027-06-30")


async def test_nobody_reviews_what_he_looked_at_or_kept_back_himself(town: SharingTown) -> None:
    hidden = await looked(town, withholding=ENQUIRY, caller=GUARDIAN)
    on(town, THE_DAY)
    assert await queue(town, GUARDIAN) == []
    for refused in (town.release(hidden, GUARDIAN), keep(town, hidden, "2027-03-31", GUARDIAN)):
        with pytest.raises(Denied):
            await refused
    assert [one.withheld.disclosure_id for one in await queue(town, DPO)] == [hidden]


async def test_nor_does_who_decided_that_she_is_not_told_of_the_share_it_rests_on(town: SharingTown) -> None:
    record = await town.record("social_care")
    until, why = "2026-12-31", "safeguarding_adult"
    await town.share(SOCIAL_WORKER, data_classes=["social_care"], purpose=why, until=until, basis=UNTOLD)
    teller = holding(worker(NHS, SOCIAL_WORKER.subject, "dpo"), "withheld:release")
    await town.read(record, why=why)
    on(town, date(2027, 1, 1))
    [waiting] = await queue(town)
    assert waiting.withheld.withholding.ground is Ground.NOT_TOLD
    assert await queue(town, teller) == []
    with pytest.raises(Denied):
        await town.release(waiting.withheld.disclosure_id, teller)


async def test_a_reviewer_never_meets_what_is_kept_back_from_himself(town: SharingTown) -> None:
    hidden = await looked(town, withholding=ENQUIRY)
    await town.link(GUARDIAN.subject, town.amina)
    on(town, THE_DAY)
    assert await queue(town, GUARDIAN) == []
    for refused in (town.release(hidden, GUARDIAN), keep(town, hidden, "2027-03-31", GUARDIAN)):
        with pytest.raises(NotFound) as met:
            await refused
        with pytest.raises(NotFound) as absent:
            await town.release("dis_00000000000000000000000000", GUARDIAN)
        assert (met.value.detail, met.value.code) == (absent.value.detail, absent.value.code)


async def test_what_nobody_looks_at_again_goes_to_the_guardian_then_to_the_dpo_once_each(town: SharingTown) -> None:
    await looked(town, withholding=ENQUIRY)
    late = await looked(town, withholding=replace(ENQUIRY, review_on=THE_DAY - timedelta(days=9)))
    on(town, THE_DAY)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert [one.withheld.escalated.word for one in await queue(town)] == ["dpo", ""]
    assert (await queue(town))[0].withheld.disclosure_id == late
    on(town, THE_DAY + timedelta(days=1))
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert [one.withheld.escalated.word for one in await queue(town)] == ["dpo", "guardian"]
    told = [kind for kind, _ in await town.town.told()]
    assert (await town.leaves("withheld.overdue"), told.count("withheld.overdue")) == (2, 0)
    await keep(town, late, "2027-03-31")
    assert [one.withheld.escalated.word for one in await queue(town)] == ["guardian"]


async def test_two_timers_at_once_take_it_further_once(town: SharingTown) -> None:
    await looked(town, withholding=ENQUIRY)
    on(town, THE_DAY + timedelta(days=1))
    await asyncio.gather(timer(town), timer(town))
    assert await town.leaves("withheld.overdue") == 1
