"""A referral to a private service is known to the two duty desks and their managers, and to nobody else."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.errors import Denied, Invalid, NotFound, Problem
from chassis.ids import SeededIds
from chassis.tokens import Caller
from services.cases.api.told import encode
from services.cases.ports.casework import Page
from services.cases.store.work import open_work
from services.cases.usecases.referrals.accept_referral import Taking
from services.cases.usecases.sharing.list_shares import ListShares
from services.cases.usecases.subscriptions.list_dropped import ListDropped
from tests.cases.audit.her_pages import her_pages
from tests.cases.conftest import NewDatabase
from tests.cases.partnership import Partnership
from tests.cases.private_services.worlds import Statement, executed
from tests.cases.referrals.referral_town import ASKS, COUNCIL_DUTY, HAVEN, Referrals
from tests.cases.sharing.test_withdrawal import leaving
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    CONSENTED,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SharingTown,
    sharing_town,
)
from tests.cases.town import COUNCIL, NHS, PARTNER, REFUGE, SCHOOL, worker

Look = Callable[[SharingTown], Awaitable[object]]
_APART = SeededIds("apart")
_APART.new("shr")
GUESSED = _APART.new("rfr")
"""The id of the first private referral of the world where there are any."""
TEAM_OF_HAVEN = Taking(team="Haven")
HAVEN_WORKER = worker(REFUGE, "acc_haven_worker")
MANAGER_ELSEWHERE = worker(NHS, "acc_nhs_manager", "manager")


@pytest.fixture
def referrals(town: SharingTown) -> Referrals:
    return Referrals(town)


async def test_the_two_desks_read_it_and_nobody_they_work_with_does(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.privately()
    for desk in (COUNCIL_DUTY, HAVEN):
        read = await referrals.get(made, desk)
        assert (read.referral.asks, read.identity.given_name) == (ASKS, "Amina")
        assert await referrals.listed(desk) == [(made.id, "requested")]
    for other in (SOCIAL_WORKER, HAVEN_WORKER, HEALTH_VISITOR, MANAGER_ELSEWHERE):
        assert await referrals.listed(other) == []
        assert (await ListShares(town.town.work, town.town.clock)(other, town.amina, Page(50))).items == []
        with pytest.raises(NotFound):
            await referrals.get(made, other)


async def test_accepted_it_is_a_shielded_involvement(town: SharingTown, referrals: Referrals) -> None:
    accepted = await referrals.accept(await referrals.privately(), HAVEN)
    async with town.town.work() as work:
        [haven] = [i for i in await work.involvements.of_person(town.amina) if i.organisation_id == REFUGE]
    assert (haven.id, haven.confirmed, haven.shielded) == (accepted.involvement_id, True, True)


async def test_an_ordinary_referral_may_be_accepted_privately_too(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.request(to=REFUGE)
    await referrals.accept(made, HAVEN, replace(TEAM_OF_HAVEN, shielded=True))
    seats = (await town.town.network(HEALTH_VISITOR, town.amina)).seats
    assert {seat.involvement.organisation_id for seat in seats} == {COUNCIL, NHS}
    assert not (await town.my_sharing()).shares


async def test_who_works_with_her_in_private_only_takes_an_ordinary_one_on_so_unless_they_say_otherwise(
    town: SharingTown, referrals: Referrals
) -> None:
    """A word that was forgotten would place her with the refuge."""

    async def seen() -> set[str]:
        seats = (await town.town.network(HEALTH_VISITOR, town.amina)).seats
        return {seat.involvement.organisation_id for seat in seats}

    await referrals.accept(await referrals.privately(), HAVEN)
    open_team = replace(TEAM_OF_HAVEN, team="Outreach")
    await referrals.accept(await referrals.request(to=REFUGE), HAVEN, open_team)
    assert await seen() == {COUNCIL, NHS}
    await referrals.accept(await referrals.request(to=REFUGE), HAVEN, replace(open_team, shielded=False))
    assert await seen() == {COUNCIL, NHS, REFUGE}


async def test_only_the_duty_desk_or_a_manager_asks_and_in_words_only(referrals: Referrals) -> None:
    with pytest.raises(Denied, match="duty desk or a manager"):
        await referrals.privately(SOCIAL_WORKER)
    with pytest.raises(Invalid, match="no data class"):
        await referrals.privately(data_classes=["identity"])


async def test_it_opens_no_case_and_no_record(town: SharingTown, referrals: Referrals) -> None:
    record = await town.record("housing")
    with pytest.raises(Invalid, match="opens no case"):
        await referrals.privately(case_id=town.case.id)
    await referrals.privately()
    assert not (await town.cases(HAVEN)).cases
    with pytest.raises(NotFound):
        await town.read(record, HAVEN)


async def test_revoked_or_withdrawn_the_private_service_reads_it_no_more(
    town: SharingTown, referrals: Referrals
) -> None:
    revoked = await referrals.privately()
    await referrals.revoke(revoked, COUNCIL_DUTY)
    with pytest.raises(Denied, match="ended"):
        await referrals.get(revoked, HAVEN)
    consent = await town.consent(to_organisation_ids=[REFUGE], purpose="safeguarding_adult")
    on_consent = await referrals.privately(basis=replace(CONSENTED, consent_id=consent.id))
    await referrals.get(on_consent, HAVEN)
    await town.withdraw(consent)
    with pytest.raises(Denied, match="withdrawn"):
        await referrals.get(on_consent, HAVEN)


async def test_unanswered_it_is_taken_to_nobody_who_may_not_know(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.privately()
    town.town.clock.at += timedelta(days=30)
    assert await referrals.escalate() == 0
    assert await referrals.listed(COUNCIL_DUTY) == [(made.id, "requested")]


@asynccontextmanager
async def world(url: str, folder: Path, *, referred: bool) -> AsyncIterator[SharingTown]:
    """The same town, in which a private referral was made, read, accepted and done, one was rejected, one taken back,
    and one ran out; or none of it.
    """
    async with sharing_town(url, folder) as town:
        there, ids = town.town, SeededIds("apart")
        apart = replace(there, ids=ids, work=open_work(there.db, there.keys, encode, there.clock, ids))
        if referred:
            referrals = Referrals(replace(town, town=apart))
            made = await referrals.privately()
            assert made.id == GUESSED
            await referrals.get(made, HAVEN)
            await referrals.get(made, COUNCIL_DUTY)
            await referrals.accept(made, HAVEN)
            await referrals.finish(made, HAVEN)
            await referrals.reject(await referrals.privately(), HAVEN)
            await referrals.revoke(await referrals.privately(), COUNCIL_DUTY)
            await referrals.privately(until="2026-11-23")
        town.later(days=2)
        await replace(town, town=apart).expire()
        yield town


def _shares_by(organisation: str, role: str) -> Look:
    async def look(town: SharingTown) -> object:
        return (await ListShares(town.town.work, town.town.clock)(worker(organisation, role=role), "", Page(50))).items

    return look


def _referrals_by(organisation: str, role: str) -> Look:
    async def look(town: SharingTown) -> object:
        return await Referrals(town).listed(worker(organisation, role=role))

    return look


async def _network(town: SharingTown) -> object:
    return await town.town.network(worker(NHS, role="manager"), town.amina)


async def _cases(town: SharingTown) -> object:
    return await town.cases(HAVEN_WORKER)


async def _guess(town: SharingTown) -> object:
    """By an id that somebody was sent."""
    made = Referrals(town)
    answers = []
    for caller in (SOCIAL_WORKER, HAVEN_WORKER, MANAGER_ELSEWHERE):
        try:
            await made.get(GUESSED, caller)
        except Problem as problem:
            answers.append((problem.status, problem.code, problem.detail))
    return answers


async def _sharing(town: SharingTown) -> object:
    return await town.my_sharing(AMINA_HERSELF)


async def _told(town: SharingTown) -> object:
    return await town.town.told()


async def _partners(town: SharingTown) -> object:
    """What each other agency's client hears and was kept from, and what its managers may look over, while the private
    service's own client listens too.
    """
    there, heard = Partnership(town.town, town.amina, town.case.id, "", ""), list[object]()
    which = {one: await there.subscribe_to_pull(one) for one in (COUNCIL, NHS, REFUGE, PARTNER)}
    await there.fan_out()
    del which[REFUGE]
    for organisation, subscription in which.items():
        heard += [json.loads(one.body)["type"] for one in await there.pull(by=organisation, of=subscription)]
        dropped = await ListDropped(town.town.work)(worker(organisation, role="manager"), "", 100)
        heard += [(one.type, one.dropped_because) for one in dropped]
    return heard


LOOKS: dict[str, Look] = {
    "shares, by a worker who asked": _shares_by(COUNCIL, "worker"),
    "shares, by their guardian": _shares_by(COUNCIL, "guardian"),
    "shares, by a worker of the private service": _shares_by(REFUGE, "worker"),
    "shares, by a manager of another": _shares_by(NHS, "manager"),
    "referrals, by a worker who asked": _referrals_by(COUNCIL, "worker"),
    "referrals, by their data protection officer": _referrals_by(COUNCIL, "dpo"),
    "referrals, by a worker of the private service": _referrals_by(REFUGE, "worker"),
    "referrals, by a duty desk elsewhere": _referrals_by(SCHOOL, "duty"),
    "the network": _network,
    "cases at the private service": _cases,
    "a referral by its id": _guess,
    "her sharing": _sharing,
    "events": _told,
}


@pytest.mark.parametrize("name", LOOKS)
async def test_with_and_without_it_the_answers_and_the_statements_are_the_same(
    new_database: NewDatabase, tmp_path: Path, name: str
) -> None:
    seen: list[tuple[str, list[Statement]]] = []
    for referred in (True, False):
        async with world(new_database(), tmp_path / str(referred), referred=referred) as town:
            with executed(town.town) as log:
                answer = await LOOKS[name](town)
            seen.append((repr(answer), log.statements))
    assert seen[0] == seen[1]


async def test_with_and_without_it_every_page_of_hers_is_the_same(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []
    for referred in (True, False):
        async with world(new_database(), tmp_path / str(referred), referred=referred) as town:
            pages.append(await her_pages(town, monkeypatch))
    assert pages[0] == pages[1]


async def test_with_and_without_it_every_partner_hears_the_same(new_database: NewDatabase, tmp_path: Path) -> None:
    heard = []
    for referred in (True, False):
        async with world(new_database(), tmp_path / str(referred), referred=referred) as town:
            heard.append(await _partners(town))
    assert heard[0] == heard[1]


@pytest.mark.parametrize("hand", [AMINA_HERSELF, HEALTH_VISITOR, SOCIAL_WORKER])
async def test_the_receipt_of_a_withdrawal_counts_no_referral_that_is_kept_off_her_pages(
    town: SharingTown, referrals: Referrals, hand: Caller
) -> None:
    consent = await town.consent(to_organisation_ids=[NHS, REFUGE], purpose="safeguarding_adult")
    on_it = replace(CONSENTED, consent_id=consent.id)
    told = await town.share(basis=on_it, until="2026-12-31", purpose="safeguarding_adult")
    private = await referrals.privately(basis=on_it)
    await leaving(town, "dlv_haven", REFUGE)
    receipt = await town.withdraw(consent, hand, patience=timedelta(0))
    assert (receipt.ended_share_ids, receipt.still_in_flight) == ((told.share.id,), ())
    with pytest.raises(Denied, match="withdrawn"):
        await referrals.get(private, HAVEN)
