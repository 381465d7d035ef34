"""What goes into a hub's enquiry: words, or pointers to what a member holds; never what must not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Denied, Invalid, NotFound
from services.cases.store.tables.hubs import contribution, enquiry
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.hubs.hub_town import CHAIR, COVERT, DETECTIVE, LAW, NURSE, HubTown, hub_town, runs
from tests.cases.sharing_town import CONSENTED, holding
from tests.cases.town import COUNCIL, NHS, REFUGE, row, worker


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


async def test_a_record_is_pointed_to_and_read_as_it_is_then_without_who_reported(town: HubTown) -> None:
    record = await town.there.record(
        "housing", content="Mrs Jones rang: he hit her.", marked=[("Mrs Jones", "reporter")]
    )
    enquiry = await town.open()
    made = await town.contribute(enquiry, CHAIR, refers="record", object_id=record.id)
    assert (made.text, made.data_class) == ("", "housing")
    await town.there.correct(record, content="Mrs Jones rang: he shouted.")
    read = await town.read(made)
    assert read.brought.title == record.title
    assert read.contribution.object_id == "", "their own name for it is theirs"
    assert "he shouted" in read.brought.text
    assert "Jones" not in read.brought.text
    assert "Mrs Jones" in (await town.read(made, CHAIR)).brought.text
    with pytest.raises(NotFound):
        await town.there.read(record, DETECTIVE, why="safeguarding_adult")


async def test_a_case_or_an_involvement_is_pointed_to_as_well(town: HubTown) -> None:
    enquiry = await town.open()
    case = await town.contribute(enquiry, CHAIR, refers="case", object_id=town.there.case.id)
    assert ((await town.read(case)).brought.title, case.data_class) == ("Keeping her home", "housing")
    async with town.there.town.work() as work:
        [works] = [one for one in await work.involvements.of_person(town.there.amina) if one.organisation_id == NHS]
    involved = await town.contribute(enquiry, refers="involvement", object_id=works.id, data_class="health")
    assert (await town.read(involved)).brought.text.startswith("Since ")


async def test_what_another_holds_or_is_about_another_is_nothing_to_point_to(town: HubTown) -> None:
    record, enquiry = await town.there.record(), await town.open()
    for refers, object_id in (("record", record.id), ("case", town.there.case.id), ("record", "rec_none")):
        with pytest.raises(NotFound):
            await town.contribute(enquiry, refers=refers, object_id=object_id)
    await town.there.town.take(COUNCIL, [row("2", "Zara", "Khan", "1990-01-01")])
    zara = await town.there.town.person(COUNCIL, "2")
    about_her = await town.open(person_id=zara)
    with pytest.raises(NotFound):
        await town.contribute(about_her, CHAIR, refers="record", object_id=record.id)


async def test_neither_a_sealed_record_nor_a_protected_address_goes_in(town: HubTown) -> None:
    sealed, address = await town.there.record(sealed=True), await town.there.record("protected_address")
    enquiry = await town.open()
    with pytest.raises(Denied, match="stays where it is"):
        await town.contribute(enquiry, CHAIR, refers="record", object_id=sealed.id)
    for wish in ({"refers": "record", "object_id": address.id}, {"data_class": "protected_address"}):
        with pytest.raises(Invalid, match="never goes into a hub"):
            await town.contribute(enquiry, CHAIR, **wish)
    assert (await town.see(enquiry)).contributions == []


async def test_a_private_service_goes_in_by_its_broker_only(town: HubTown) -> None:
    counsellor = holding(worker(NHS, "acc_counsellor", professional="pro_counsellor"), "enquiries:write")
    await town.take_seat(NHS, "pro_counsellor")
    hidden = await town.there.town.record(
        runs(NHS), Working(person_id=town.there.amina, professional_id="pro_counsellor", shielded=True)
    )
    enquiry = await town.open()
    wish: dict[str, Any] = {"refers": "involvement", "object_id": hidden.id, "data_class": "sexual_health"}
    with pytest.raises(Denied, match="your duty desk or a manager"):
        await town.contribute(enquiry, counsellor, **wish)
    made = await town.contribute(enquiry, NURSE, **wish)
    assert (await town.read(made)).brought.text


async def test_who_works_with_her_privately_or_not_at_all_speaks_by_its_broker_and_the_refusal_says_not_which(
    town: HubTown,
) -> None:
    await town.there.town.take(NHS, [row("2", "Zara", "Khan", "1990-01-01")], shielded=True, name="sexual health")
    await town.there.town.take(COUNCIL, [row("2", "Zara", "Khan", "1990-01-01"), row("3", "Ann", "Lee", "1980-01-01")])
    await town.take_seat(NHS, "pro_acc_visitor")
    visitor = holding(worker(NHS, "acc_visitor"), "enquiries:write")
    refusals = []
    for local_id in ("2", "3"):
        enquiry = await town.open(person_id=await town.there.town.person(COUNCIL, local_id))
        with pytest.raises(Denied) as refused:
            await town.contribute(enquiry, visitor)
        refusals.append((refused.value.code, refused.value.detail))
        assert await town.contribute(enquiry, NURSE)
    assert refusals[0] == refusals[1]
    openly = await town.open()
    assert await town.contribute(openly, visitor)


async def test_a_basis_that_the_contributor_may_not_rely_on_is_named(town: HubTown) -> None:
    enquiry = await town.open()
    covert = replace(LAW, informed=False, not_informed_reason="He reads her messages.")
    for basis, field in (
        (replace(covert, condition=""), "basis.condition"),
        (replace(covert, para_18=""), "basis.para_18_reason"),
        (replace(covert, kind="recognised_legitimate_interest"), "basis.kind"),
        (replace(covert, kind="legal_duty_16LA"), "basis.kind"),
        (replace(CONSENTED, consent_id="con_1"), "basis.kind"),
        (replace(covert, reason="Law."), "basis.reason"),
        (LAW, "basis.informed"),
    ):
        with pytest.raises(Invalid) as refused:
            await town.contribute(enquiry, basis=basis)
        assert [wrong.field for wrong in refused.value.fields] == [field]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"data_class": "gossip"}, "data_class"),
        ({"refers": "rumour"}, "refers"),
        ({"object_id": "rec_1"}, "object_id"),
        ({"refers": "record"}, "object_id"),
    ],
)
async def test_what_is_missing_is_named(town: HubTown, wish: dict[str, Any], field: str) -> None:
    enquiry = await town.open()
    with pytest.raises(Invalid) as refused:
        await town.contribute(enquiry, **wish)
    assert [wrong.field for wrong in refused.value.fields] == [field]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"purpose": "crime_prevention"}, "purpose"),
        ({"purpose": "direct_care"}, "purpose"),
        ({"reason": "Hm."}, "reason"),
        ({"until": "2027-03-01"}, "until"),
        ({"until": "2026-11-01"}, "until"),
        ({"sources": [""]}, "sources"),
        ({"basis": replace(COVERT, kind="recognised_legitimate_interest")}, "basis.kind"),
        ({"basis": replace(COVERT, not_informed_reason="")}, "basis.not_informed_reason"),
        ({"basis": replace(CONSENTED, consent_id="con_1")}, "basis.kind"),
    ],
)
async def test_an_enquiry_is_to_safeguard_on_a_basis_in_law_for_a_while(
    town: HubTown, wish: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await town.open(**wish)
    assert [wrong.field for wrong in refused.value.fields] == [field]


async def test_she_herself_is_no_source_of_harm_to_herself_here(town: HubTown) -> None:
    with pytest.raises(Invalid, match="the person it is about"):
        await town.open(sources=[town.there.amina])


async def test_whom_only_a_private_service_knows_is_nobody_to_enquire_about(town: HubTown) -> None:
    await town.there.town.take(REFUGE, [row("9", "Zara", "Khan", "1990-01-01")], shielded=True)
    with pytest.raises(NotFound):
        await town.open(person_id=await town.there.town.person(REFUGE, "9"))


async def test_what_was_said_lies_sealed_in_the_database(town: HubTown) -> None:
    enq = await town.open()
    await town.contribute(enq)
    await town.close(enq, outcome="He was charged.")
    async with town.there.town.db.reading() as tx:
        rows = [*(await tx.execute(enquiry.select())).all(), *(await tx.execute(contribution.select())).all()]
    kept = b"".join(bytes(row.words) for row in rows)
    for words in (b"shouting", b"broken wrist", b"charged", b"messages"):
        assert words not in kept
    assert "wrist" not in str(rows)


async def test_a_declared_involvement_lets_nobody_speak_until_it_is_confirmed(town: HubTown) -> None:
    await town.there.town.take(COUNCIL, [row("3", "Ann", "Lee", "1980-01-01")])
    ann = await town.there.town.person(COUNCIL, "3")
    await town.take_seat(NHS, "pro_acc_visitor")
    visitor = holding(worker(NHS, "acc_visitor"), "enquiries:write")
    enquiry = await town.open(person_id=ann)
    declared = await town.there.town.record(worker(NHS, "acc_visitor"), Working(person_id=ann, role="visitor"))
    with pytest.raises(Denied):
        await town.contribute(enquiry, visitor)
    await ConfirmInvolvement(town.there.town.work, town.there.town.clock)(runs(NHS), declared.id)
    assert await town.contribute(enquiry, visitor)
