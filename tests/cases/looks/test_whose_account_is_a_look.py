"""Whoever says whose an account is has looked at who she is: who knows her privately is brought before the guardian."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.cases.domain.account_link import AccountLink, Proven
from services.cases.domain.people.person import Identity
from services.cases.ports.casework import Page
from services.cases.usecases.account_links.confirm_account_link import ConfirmAccountLink
from services.cases.usecases.account_links.end_account_link import EndAccountLink
from services.cases.usecases.account_links.propose_account_link import ProposeAccountLink
from services.cases.usecases.audit.list_my_disclosures import ListMyDisclosures
from tests.cases.looks.test_look_reviews import BY_NUMBER, HIM, Watch
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, resident, town_at, worker

HERS = Identity("Amina", "Begum", date(1992, 3, 4), NUMBERS[0], "WS13 6YY")


@pytest.fixture
async def watch(database_url: str, tmp_path: Path) -> AsyncIterator[Watch]:
    async with town_at(database_url, tmp_path) as town:
        await town.take(COUNCIL, [AMINA])
        await town.take(NHS, [replace(AMINA, local_id="77")])
        yield Watch(town)


async def proposed(watch: Watch, event: str = "evt_1") -> AccountLink:
    """Somebody proved to be Amina: she, or her ex-partner with her papers."""
    town = watch.town
    town.proofs.proven_by_account["acc_amina"] = Proven("prf_1", "medium", HERS)
    await ProposeAccountLink(town.work, town.proofs, town.ids, town.clock)(event, "acc_amina")
    async with town.work() as work:
        link = await work.account_links.open_of("acc_amina")
    assert link
    return link


async def test_a_link_made_by_somebody_who_knows_her_privately_waits_for_the_guardian(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    link = await proposed(watch)
    await ConfirmAccountLink(watch.town.work, watch.town.ids, watch.town.clock)(HIM, link.id, "in_person", "")
    await watch.sift()
    assert await watch.reasons() == [("acc_ex", "known_privately")]


async def test_one_refused_by_him_waits_too_and_a_colleagues_does_not(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    end = EndAccountLink(watch.town.work, watch.town.ids, watch.town.clock)
    await end(worker(COUNCIL), (await proposed(watch)).id, "Another Amina Begum.")
    await watch.sift()
    assert await watch.reasons() == []
    await end(HIM, (await proposed(watch, "evt_2")).id, "Another Amina Begum.")
    await watch.sift()
    assert await watch.reasons() == [("acc_ex", "known_privately")]


async def test_she_reads_that_an_agency_said_that_the_account_is_hers(watch: Watch) -> None:
    town, link = watch.town, await proposed(watch)
    await ConfirmAccountLink(town.work, town.ids, town.clock)(worker(COUNCIL), link.id, "in_person", "")
    [look] = (await ListMyDisclosures(town.work)(resident("acc_amina"), Page(50))).disclosures
    assert (look.organisation_id, look.what, look.data_classes) == (COUNCIL, "account-link", ("identity",))
