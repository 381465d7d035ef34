"""Nothing in a hub shows anywhere else: not on her pages, in lists, searches, networks, events, exports or proofs."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.errors import NotFound
from services.cases.ports.casework import Page
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.usecases.audit.get_inclusion import GetInclusion
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.audit.her_pages import her_pages
from tests.cases.audit.test_export_disclosures import export
from tests.cases.hubs.hub_town import CHAIR, DETECTIVE, GUARDIAN, LAW, NURSE, HubTown, hub_town
from tests.cases.private_services.worlds import executed
from tests.cases.sharing_town import AMINA_HERSELF, holding
from tests.cases.town import COUNCIL, NHS, worker

DPO = "disclosures:export"


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


async def all_of_it(town: HubTown) -> None:
    """An enquiry that she is not told of, read by everybody in it, released and refused, closed and looked over."""
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    for who in (CHAIR, DETECTIVE, NURSE):
        await town.see(enquiry, who)
        await town.read(made, who)
    await town.decide(await town.ask(made))
    await town.read(made, holding(DETECTIVE))
    await town.decide(await town.ask(made, CHAIR), outcome="refused", reason="They need not know.")
    await town.close(enquiry)
    await town.read(made, GUARDIAN, "audit")


async def test_her_pages_are_the_same_bytes_with_an_enquiry_she_is_not_told_of_and_without(
    town: HubTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await her_pages(town.there, monkeypatch)
    await all_of_it(town)
    assert await her_pages(town.there, monkeypatch) == before


async def test_of_one_she_is_told_of_she_sees_who_looked(town: HubTown) -> None:
    enquiry = await town.open(basis=LAW)
    made = await town.contribute(enquiry)
    await town.read(made)
    [look] = (await town.there.my_disclosures()).disclosures
    assert (look.what, look.organisation_name, look.purpose) == (
        "contribution",
        "Staffordshire Police",
        "safeguarding_adult",
    )
    assert look.data_classes == ("health",)


async def test_a_colleague_who_does_not_sit_there_is_answered_with_the_same_statements_and_the_same_rows(
    town: HubTown,
) -> None:
    outside = holding(worker(NHS, "acc_outside"), "decisions:read")

    async def looks() -> list[object]:
        with executed(town.there.town) as log:
            network = await town.there.town.network(outside, town.there.amina)
            listed = await town.there.cases(outside)
            shares = (await ListShares(town.there.town.work, town.there.town.clock)(outside, "", Page(50))).items
        shapes = [statement for statement, _ in log.statements]
        return [network, listed, shares, shapes]

    before = await looks()
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    await town.read(made)
    await town.close(enquiry)
    assert await looks() == before


async def test_what_happened_inside_is_in_the_file_of_the_hosts_dpo_and_in_no_other(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    town.there.later(seconds=1)
    await town.read(made)
    openly = await town.open(basis=LAW)
    town.there.later(seconds=1)
    await town.see(openly)
    for organisation, role in ((NHS, "dpo"), ("org_police", "dpo"), (COUNCIL, "guardian")):
        taken = await export(town.there, holding(worker(organisation, "acc_x", role), DPO))
        assert taken.disclosures == [], f"{role} of {organisation}"
    taken = await export(town.there, holding(worker(COUNCIL, "acc_dpo", "dpo"), DPO))
    said = [(json.loads(row.payload)["what"], row.organisation_id, row.withheld) for row in taken.disclosures]
    assert said == [("enquiry", "org_police", False), ("contribution", "org_police", True)]
    assert "acc_detective" not in repr(taken.disclosures)


async def test_what_was_taken_home_is_in_the_files_of_both_as_any_share_is(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    await town.decide(await town.ask(made))
    await town.close(enquiry)
    await town.read(made)
    [theirs] = (await export(town.there, holding(worker("org_police", "acc_x", "dpo"), DPO))).disclosures
    assert (theirs.holder_id, theirs.withheld) == (NHS, True)
    assert (await export(town.there, holding(worker(COUNCIL, "acc_x", "dpo"), DPO))).disclosures == []


async def test_she_proves_nothing_of_it(town: HubTown) -> None:
    enquiry = await town.open()
    await town.see(enquiry)
    taken = await export(town.there, holding(worker(COUNCIL, "acc_dpo", "dpo"), DPO))
    [look] = [row.id for row in taken.disclosures]
    prove = GetInclusion(town.there.town.work, SqlTransparency(town.there.town.db))
    with pytest.raises(NotFound):
        await prove(holding(AMINA_HERSELF, "audit:read"), look, 0)


async def test_an_emergency_opens_no_enquiry(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    breaker = worker("org_police", "acc_breaker")
    await town.there.break_in("health", caller=breaker)
    with pytest.raises(NotFound):
        await town.read(made, holding(breaker, "enquiries:read"))
