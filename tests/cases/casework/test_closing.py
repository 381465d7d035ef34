"""A case is closed with an outcome, and opened again: nothing new is written on it meanwhile, and its shares end."""

from dataclasses import replace

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Stale
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case, CaseStatus, Outcome
from services.cases.domain.sharing.share import Ended
from services.cases.ports.casework import Page
from services.cases.usecases.casework.close_case import CloseCase
from services.cases.usecases.casework.reopen_case import ReopenCase
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing_town import CONSENTED, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, again
from tests.cases.town import COUNCIL, NOW, partner

WHY = "She has a tenancy of her own and needs nothing more."


async def close(
    town: SharingTown, caller: Caller = SOCIAL_WORKER, version: int = 1, outcome: str = "completed", why: str = WHY
) -> Case:
    return await CloseCase(town.town.work, town.town.clock)(caller, town.case.id, version, outcome, why)


async def reopen(town: SharingTown, version: int = 2, caller: Caller = SOCIAL_WORKER) -> Case:
    return await ReopenCase(town.town.work, town.town.clock)(caller, town.case.id, version, "She lost her tenancy.")


async def test_a_closed_case_says_when_and_how_it_ended_to_those_who_hold_it(town: SharingTown) -> None:
    await town.share_on_consent(case_id="")
    closed = await close(town)
    assert (closed.status, closed.closed_at, closed.outcome, closed.version) == (
        CaseStatus.CLOSED,
        NOW,
        Outcome.COMPLETED,
        2,
    )
    assert await town.look(SOCIAL_WORKER) == closed
    [listed] = (await town.cases(SOCIAL_WORKER)).cases
    assert listed == closed
    elsewhere = await town.look(HEALTH_VISITOR)
    assert (elsewhere.status, elsewhere.outcome, elsewhere.why) == (CaseStatus.CLOSED, None, "")
    [listed] = (await town.cases(HEALTH_VISITOR)).cases
    assert (listed.outcome, listed.why) == (None, "")


async def test_others_cannot_tell_that_a_child_is_looked_after_now(town: SharingTown) -> None:
    town.case = await town.open_case(kind="children")
    consent = await town.consent(data_classes=["social_care"])
    basis = replace(CONSENTED, consent_id=consent.id)
    await town.share(data_classes=["social_care"], basis=basis)
    before = await town.look(HEALTH_VISITOR)
    moved = await Keeping(town).keep_as(town.case)
    assert await town.look(HEALTH_VISITOR) == before
    assert (await town.cases(HEALTH_VISITOR)).cases == [before]
    assert await town.look(SOCIAL_WORKER) == moved != before


async def test_it_is_told_and_logged(town: SharingTown) -> None:
    await close(town)
    await reopen(town)
    told = [kind for kind, _ in await town.town.told()]
    assert told[-2:] == ["case.closed", "case.reopened"]
    assert await town.leaves("case.closed") == await town.leaves("case.reopened") == 1


async def test_nothing_new_is_written_on_a_closed_case_but_what_is_wrong_is_corrected(town: SharingTown) -> None:
    record = await town.record()
    await close(town)
    with pytest.raises(Conflict) as refused:
        await town.record()
    assert refused.value.code == "case-closed"
    corrected = await town.correct(record)
    await town.mark(corrected, ("meant", "third_party"))
    await reopen(town)
    await town.record()
    assert (await town.records(SOCIAL_WORKER)).total == 2


async def test_a_record_that_was_added_before_is_answered_again_after_it_closed(town: SharingTown) -> None:
    record = await town.record(caller=again(SOCIAL_WORKER))
    await close(town)
    assert (await town.record(caller=again(SOCIAL_WORKER))).id == record.id


async def test_the_shares_of_the_case_end_with_it_and_stay_ended_and_no_other_does(town: SharingTown) -> None:
    record = await town.record()
    _, of_the_case = await town.share_on_consent()
    finance = await town.consent(data_classes=["finance"])
    basis = replace(CONSENTED, consent_id=finance.id)
    of_all = await town.share(case_id="", data_classes=["finance"], basis=basis)
    await close(town)
    shares = {
        s.share.id: s.share.ended
        for s in (await ListShares(town.town.work, town.town.clock)(SOCIAL_WORKER, town.amina, Page(50))).items
    }
    assert shares == {of_the_case.share.id: Ended.BY_GIVER, of_all.share.id: Ended.NOT}
    told = [kind for kind, _ in await town.town.told()]
    assert sorted(told[-2:]) == ["case.closed", "share.ended"]
    with pytest.raises(Denied):
        await town.read(record)
    await reopen(town)
    with pytest.raises(Denied):
        await town.read(record)


async def test_nobody_elsewhere_closes_it_nor_does_a_partner(town: SharingTown) -> None:
    with pytest.raises(NotFound):
        await close(town, HEALTH_VISITOR)
    await town.share_on_consent()
    with pytest.raises(Denied):
        await close(town, HEALTH_VISITOR)
    with pytest.raises(Denied):
        await close(town, partner(COUNCIL))
    assert (await town.look(SOCIAL_WORKER)).status is CaseStatus.OPEN


async def test_of_two_who_decide_one_is_told_and_nothing_is_closed_or_opened_twice(town: SharingTown) -> None:
    with pytest.raises(Conflict):
        await reopen(town, version=1)
    await close(town)
    with pytest.raises(Stale):
        await close(town)
    with pytest.raises(Conflict):
        await close(town, version=2)
    opened = await reopen(town)
    assert (opened.status, opened.closed_at, opened.outcome, opened.why) == (CaseStatus.OPEN, None, None, "")


@pytest.mark.parametrize(("outcome", "why"), [("bored", WHY), ("completed", " "), ("completed", "x" * 2_001)])
async def test_without_an_outcome_or_a_reason_it_stays_open(town: SharingTown, outcome: str, why: str) -> None:
    with pytest.raises(Invalid):
        await close(town, outcome=outcome, why=why)
    assert (await town.look(SOCIAL_WORKER)).status is CaseStatus.OPEN
