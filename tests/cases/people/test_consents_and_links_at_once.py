"""Two who decide at once about what is shared of her, or whose account it is: the more careful word stands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Conflict
from services.cases.domain.account_link import AccountLink, BadEnd, LinkState
from services.cases.domain.sharing.share import Ended, Standing
from services.cases.usecases.account_links.confirm_account_link import ConfirmAccountLink
from services.cases.usecases.account_links.end_account_link import EndAccountLink
from services.cases.usecases.account_links.end_closed_account import EndClosedAccount
from services.cases.usecases.account_links.suspend_account_link import SuspendAccountLink
from services.cases.usecases.contacts.send_messages import SendMessages
from services.cases.usecases.sharing.hear_share_end import HearShareEnd
from tests.cases.contacts.test_messages import Door
from tests.cases.sharing_town import CONSENTED, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, holding, sharing_town
from tests.cases.town import COUNCIL, NHS, NOW, TODAY, worker
from tests.locks import at_the_lock


@pytest.fixture
async def there(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as built:
        yield built


async def test_shared_on_a_consent_while_it_is_taken_back_nothing_stays_shared(there: SharingTown) -> None:
    for _ in range(3):
        consent = await there.consent()
        await asyncio.gather(
            there.share(SOCIAL_WORKER, basis=replace(CONSENTED, consent_id=consent.id)),
            there.withdraw(consent),
            return_exceptions=True,
        )
        async with there.town.work() as work:
            standings = await work.shares.of(there.amina)
        mine = [one for one in standings if one.share.basis.consent_id == consent.id]
        assert all(one.ended(TODAY) is not Ended.NOT for one in mine)


async def test_two_of_one_organisation_who_say_at_once_that_they_know_of_an_end_are_one(there: SharingTown) -> None:
    _, standing = await there.share_on_consent()
    await there.end(standing.share.id)
    hear, reader = HearShareEnd(there.town.work, there.town.clock), holding(HEALTH_VISITOR, "shares:write")
    said = await asyncio.gather(*(hear(reader, standing.share.id) for _ in range(3)), return_exceptions=True)
    assert [one.code for one in said if isinstance(one, Conflict)] == ["end-heard", "end-heard"]
    assert len([one for one in said if isinstance(one, Standing)]) == 1
    assert await there.leaves("share.end-heard") == 1


async def _proposed(there: SharingTown, number: int) -> AccountLink:
    link = AccountLink(
        f"lnk_at_once_{number}", f"acc_{number}", f"prf_{number}", there.amina, LinkState.PROPOSED, "", NOW
    )
    async with there.town.work() as work:
        await work.account_links.add(link)
    return link


async def test_a_link_ended_while_another_agency_confirms_it_is_over(there: SharingTown) -> None:
    town = there.town
    for number in range(4):
        link = await _proposed(there, number)
        confirm = ConfirmAccountLink(town.work, town.ids, town.clock)
        end = EndAccountLink(town.work, town.ids, town.clock)
        said = await asyncio.gather(
            confirm(worker(COUNCIL, "acc_a"), link.id, "in_person", ""),
            end(worker(NHS, "acc_b"), link.id, "It is not hers."),
            return_exceptions=True,
        )
        assert all(isinstance(one, (AccountLink, Conflict)) for one in said)
        async with town.work() as work:
            assert (await work.account_links.get(link.id)).state in (LinkState.ENDED, LinkState.REFUSED)


async def test_a_link_is_ended_at_once_though_the_courier_is_about_to_tell_of_it(there: SharingTown) -> None:
    """Neither waits for what the other holds."""
    town = there.town
    for number in range(8):
        link = await _proposed(there, number)
        await ConfirmAccountLink(town.work, town.ids, town.clock)(worker(COUNCIL, "acc_a"), link.id, "in_person", "")
        end = EndAccountLink(town.work, town.ids, town.clock)
        sent, ended = await asyncio.gather(
            SendMessages(town.work, Door(), town.clock)(),
            end(worker(NHS, "acc_b"), link.id, "It is not hers."),
            return_exceptions=True,
        )
        assert isinstance(ended, AccountLink), ended
        assert not isinstance(sent, BaseException), sent


async def _confirmed_meanwhile(there: SharingTown, closing: Awaitable[None], link: AccountLink) -> AccountLink:
    """As an agency confirms it, her account closes: begun while the confirmation is under way, over after it."""
    async with there.town.work() as work:
        held = await work.account_links.get(link.id)
        waiting = asyncio.ensure_future(closing)
        await at_the_lock(there.town.db)
        await work.account_links.put(held.made("acc_a", "in_person", ""))
    await waiting
    async with there.town.work() as work:
        return await work.account_links.get(link.id)


async def test_a_link_confirmed_as_its_proof_is_doubted_is_closed_and_both_sides_are_told(there: SharingTown) -> None:
    town, link = there.town, await _proposed(there, 1)
    suspend = SuspendAccountLink(town.work, town.proofs, town.ids, town.clock)
    closed = await _confirmed_meanwhile(there, suspend("evt_1", link.account_id, BadEnd.DOUBTED), link)
    assert (closed.state, closed.confirmed_by, closed.method) == (LinkState.SUSPENDED, "acc_a", "in_person")
    assert [kind for kind, _ in await town.told()].count("account-link.changed") == 1


async def test_a_link_confirmed_as_its_account_closes_was_hers_and_is_ended(there: SharingTown) -> None:
    town, link = there.town, await _proposed(there, 1)
    end = EndClosedAccount(town.work, town.ids, town.clock)
    closed = await _confirmed_meanwhile(there, end("evt_1", link.account_id), link)
    assert (closed.state, closed.confirmed_by) == (LinkState.ENDED, "acc_a")
    assert [kind for kind, _ in await town.told()].count("account-link.changed") == 1
