"""Taking something home from a hub is a recorded decision of whoever contributed it, and a share from then on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.hubs.enquiry import ReleaseState
from services.cases.ports.casework import Page
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.sharing.list_decisions_not_to_share import ListDecisionsNotToShare
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.audit.her_pages import her_pages
from tests.cases.hubs.hub_town import CHAIR, COVERT, DETECTIVE, LAW, NURSE, POLICE, PURPOSE, HubTown, hub_town, runs
from tests.cases.sharing_town import again, holding
from tests.cases.town import NHS, worker

OFFICER = holding(worker(POLICE, "acc_officer"), "enquiries:read")
OPENLY = replace(LAW, informed=True)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


async def test_what_is_released_is_read_at_home_as_any_share_is_when_the_enquiry_is_over(town: HubTown) -> None:
    enquiry = await town.open()
    made, other = await town.contribute(enquiry), await town.contribute(enquiry, text="Her son was there.")
    asked = await town.ask(made)
    assert (await town.see(enquiry, NURSE)).releases == [asked]
    assert (await town.see(enquiry, CHAIR)).releases == []
    released = await town.decide(asked, advice_sought="Our Caldicott guardian agreed.")
    assert (released.state, released.decided_by) == (ReleaseState.RELEASED, "acc_duty_nurse")
    await town.close(enquiry)
    read = await town.read(made, OFFICER)
    assert read.brought.text == made.text
    assert read.because == "Shared on a public task, for safeguarding an adult, until 31 January 2027."
    for one, who in ((other, OFFICER), (made, CHAIR)):
        with pytest.raises((NotFound, Denied)):
            await town.read(one, who)
    listing = ListShares(town.there.town.work, town.there.town.clock)
    [theirs] = (await listing(OFFICER, "", Page(50))).items
    [given] = (await listing(holding(NURSE, "shares:read"), "", Page(50))).items
    assert (theirs.share.id, theirs.share.contribution_id, theirs.share.advice_sought) == (
        released.made_id,
        made.id,
        "",
    )
    assert given.share.advice_sought == "Our Caldicott guardian agreed."


async def test_it_opens_that_contribution_and_no_record_of_its_class(town: HubTown) -> None:
    nurse = worker(NHS, "acc_duty_nurse", "duty")
    case = await town.there.open_case(nurse, kind="health")
    record = await town.there.record("health", caller=nurse, case=case.id)
    enquiry = await town.open()
    await town.decide(await town.ask(await town.contribute(enquiry)))
    with pytest.raises(NotFound):
        await town.there.read(record, OFFICER, why=PURPOSE)
    assert (await town.there.cases(OFFICER)).total == 0


async def test_ended_by_the_giver_or_by_its_day_it_is_refused_as_any_share_is(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    first = await town.decide(await town.ask(made))
    await town.there.end(first.made_id, NURSE)
    with pytest.raises(Denied, match="has ended the share"):
        await town.read(made, OFFICER)
    town.there.later(seconds=1)
    await town.decide(await town.ask(made), review_on="2026-11-30")
    assert await town.read(made, OFFICER)
    town.there.later(days=9)
    assert await town.there.expire() == 1
    with pytest.raises(Denied, match="share it again"):
        await town.read(made, OFFICER)


async def test_a_refusal_is_a_decision_not_to_share(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    refused = await town.decide(
        await town.ask(made), outcome="refused", reason="It would tell him who spoke.", review_on="2027-01-15"
    )
    assert refused.state is ReleaseState.REFUSED
    manager = holding(runs(NHS), "decisions:read")
    [kept] = await ListDecisionsNotToShare(town.there.town.work)(manager, "")
    assert (kept.id, kept.reason, kept.to_organisation_ids) == (
        refused.made_id,
        "It would tell him who spoke.",
        frozenset({POLICE}),
    )
    with pytest.raises(NotFound):
        await town.read(made, OFFICER)
    assert await town.there.leaves("share.decided-against") == 1
    [asked], [decided] = (await town.see(enquiry)).releases, (await town.see(enquiry, NURSE)).releases
    assert (asked.state, asked.made_id, decided.made_id) == (ReleaseState.REFUSED, "", refused.made_id)


async def test_the_contributor_decides_and_nobody_else_and_nobody_what_he_asked_himself(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    asked = await town.ask(made)
    for who in (CHAIR, DETECTIVE):
        with pytest.raises(NotFound):
            await town.decide(asked, who)
    # Two employers, one account: rights never add up.
    both = replace(NURSE, subject=DETECTIVE.subject)
    with pytest.raises(Denied, match="somebody else"):
        await town.decide(asked, both)
    with pytest.raises(Invalid, match="your organisation contributed it"):
        await town.ask(made, NURSE)
    await town.decide(asked)
    with pytest.raises(Conflict):
        await town.decide(asked)
    waiting = await town.ask(made)
    await town.close(enquiry)
    with pytest.raises(Denied, match="closed"):
        await town.decide(waiting)
    with pytest.raises(Denied, match="closed"):
        await town.ask(made)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"basis": replace(COVERT, condition="")}, "basis.condition"),
        ({"basis": OPENLY}, "basis.informed"),
        ({"review_on": "2027-03-01"}, "review_on"),
        ({"outcome": "refused", "reason": "No."}, "reason"),
        ({"outcome": "refused", "reason": "It would tell him.", "review_on": "2027-03-01"}, "review_on"),
    ],
)
async def test_what_is_missing_is_named_and_nothing_is_decided(town: HubTown, wish: dict[str, Any], field: str) -> None:
    enquiry = await town.open()
    asked = await town.ask(await town.contribute(enquiry))
    with pytest.raises(Invalid) as refused:
        await town.decide(asked, **wish)
    assert [wrong.field for wrong in refused.value.fields] == [field]
    [kept] = (await town.see(enquiry)).releases
    assert kept.state is ReleaseState.ASKED
    with pytest.raises(Invalid):
        await town.ask(await town.contribute(enquiry), why="Hm.")


async def test_sent_twice_it_is_asked_and_decided_once(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    asked = await town.ask(made, again(DETECTIVE))
    assert await town.ask(made, again(DETECTIVE)) == asked
    decided = await town.decide(asked, again(NURSE))
    assert await town.decide(asked, again(NURSE)) == decided
    assert await town.there.leaves("share.granted") == 1


async def test_only_its_recipients_hear_that_something_was_taken_home_and_of_the_hub_nobody(town: HubTown) -> None:
    before = await town.there.town.told()
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    await town.read(made)
    asked = await town.ask(made)
    assert await town.there.town.told() == before
    await town.decide(asked)
    assert await town.there.town.told() == [*before, ("share.granted", town.there.amina)]
    await town.close(enquiry)
    assert len(await town.there.town.told()) == len(before) + 1
    for kind in ("enquiry.opened", "enquiry.contributed", "enquiry.closed"):
        assert await town.there.leaves(kind) == 1
    assert await town.there.leaves("enquiry.release-moved") == 2


async def test_a_private_service_taken_home_is_on_no_page_of_hers(
    town: HubTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = Working(person_id=town.there.amina, professional_id="pro_n", shielded=True)
    hidden = await town.there.town.record(runs(NHS), private)
    enquiry = await town.open(basis=LAW)
    made = await town.contribute(enquiry, refers="involvement", object_id=hidden.id, data_class="sexual_health")
    before = await her_pages(town.there, monkeypatch)
    released = await town.decide(await town.ask(made), basis=OPENLY)
    assert await her_pages(town.there, monkeypatch) == before
    seats = (await town.there.town.network(OFFICER, town.there.amina)).seats
    assert hidden.id in {seat.involvement.id for seat in seats}
    listing = ListShares(town.there.town.work, town.there.town.clock)
    assert [one.share.id for one in (await listing(OFFICER, "", Page(50))).items] == [released.made_id]
