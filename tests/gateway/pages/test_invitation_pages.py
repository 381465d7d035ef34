"""Somebody of another organisation is invited, and a manager there answers without being told whom it is about."""

import pytest
from kith.cases.v1 import networks_pb2
from kith.directory.v1 import directory_pb2

from chassis.errors import Conflict, Denied, Invalid
from tests.gateway.pages.around_her import invitation
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.district import DPO, MANAGER, SCHOOL

PERSON = "/desk/people/per_7f3k"
PAGE, QUEUE = f"{PERSON}/invite", "/desk/invitations"
AMINA: Fields = {
    "given_name": "Amina",
    "family_name": "Begum",
    "date_of_birth-day": "17",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1992",
}


@pytest.fixture
def found(priya: Visitor) -> Visitor:
    """A teacher is found."""
    one = directory_pb2.Professional(
        id="pro_cole",
        given_name="Ann",
        family_name="Cole",
        role="teacher",
        organisation_id=SCHOOL,
        organisation_name="Chadsmead School",
    )
    answer = directory_pb2.SearchProfessionalsResponse(professionals=[one])
    priya.behind.directory.answers["SearchProfessionals"] = answer
    return priya


async def test_the_persons_page_leads_there_and_it_says_that_it_names_nobody(priya: Visitor) -> None:
    assert f'href="{PAGE}?purpose=direct_care"' in (await priya.get(PERSON)).html
    assert "does not say whom it is about" in (await priya.get(PAGE)).words
    assert [one.person_id for one in priya.behind.networks.requests("ListInvitations")] == ["per_7f3k"]


async def test_whoever_was_found_is_invited_for_a_purpose(found: Visitor) -> None:
    page = await found.get(f"{PAGE}?q=cole&purpose=direct_care")
    assert "Ann Cole, teacher, Chadsmead School" in page.words
    wish = {"professional_id": "pro_cole", "role": "form tutor", "purpose": "education_support"}
    done = await found.post(f"{PAGE}?q=cole&purpose=direct_care", wish)
    assert done.location == f"{PAGE}?done=invited&purpose=direct_care"
    [asked] = found.behind.networks.requests("Invite")
    assert (asked.person_id, asked.professional_id, asked.to_organisation_id) == ("per_7f3k", "pro_cole", SCHOOL)
    assert (asked.role, asked.purpose) == ("form tutor", "education_support")


@pytest.mark.parametrize(
    "wish", [{"purpose": "direct_care"}, {"professional_id": "pro_cole"}, {"professional_id": "x", "purpose": "audit"}]
)
async def test_nobody_is_invited_by_half_a_form(found: Visitor, wish: Fields) -> None:
    assert (await found.post(f"{PAGE}?q=cole", wish)).status == 400
    assert found.behind.networks.requests("Invite") == []


async def test_it_says_how_each_ended_and_why(priya: Visitor) -> None:
    ended = [invitation(state) for state in ("accepted", "declined", "lapsed")]
    priya.behind.networks.answers["ListInvitations"] = networks_pb2.ListInvitationsResponse(invitations=ended)
    words = (await priya.get(PAGE)).words
    assert "Samantha Jones, social worker, yesterday Accepted" in words
    assert "Declined “She left.”" in words
    assert "Nobody answered" in words


async def test_what_cases_refuses_to_invite_is_said(found: Visitor) -> None:
    refusal = Conflict("you have invited them already", code="invitation-exists")
    found.behind.networks.answers["Invite"] = refusal
    page = await found.post(f"{PAGE}?q=cole", {"professional_id": "pro_cole", "purpose": "direct_care"})
    assert (page.status, "You have invited them already" in page.words) == (400, True)


async def test_a_manager_is_told_that_one_waits_and_reads_of_nobody(priya: Visitor) -> None:
    manager = priya.as_(MANAGER)
    assert "1 invitation waits for an answer" in (await manager.get("/desk")).words
    for page in (await manager.get(QUEUE), await manager.get(f"{QUEUE}/ivt_1")):
        assert "Midlands NHS Trust invites Samantha Jones" in page.words
        assert "Amina" not in page.html
    assert (await manager.get(f"{QUEUE}/ivt_9")).status == 404


async def test_it_is_accepted_by_saying_whom_it_is_about(priya: Visitor) -> None:
    manager = priya.as_(MANAGER)
    done = await manager.post(f"{QUEUE}/ivt_1/accept", AMINA)
    assert done.location == f"{PERSON}?done=invitation-accepted"
    [asked] = manager.behind.networks.requests("AcceptInvitation")
    assert (asked.invitation_id, asked.name_and_birth.family_name) == ("ivt_1", "Begum")
    assert asked.name_and_birth.date_of_birth == "1992-05-17"
    await manager.post(f"{QUEUE}/ivt_1/accept", {"nhs_number": "943 476 5919"})
    assert manager.behind.networks.requests("AcceptInvitation")[1].identifier.value == "943 476 5919"


async def test_a_wrong_guess_is_refused_in_one_sentence_and_guessing_is_slow(priya: Visitor) -> None:
    manager = priya.as_(MANAGER)
    refusal = Denied("this is not whom the invitation is about, or not enough to be sure", code="not-whom")
    manager.behind.networks.answers["AcceptInvitation"] = refusal
    page = await manager.post(f"{QUEUE}/ivt_1/accept", AMINA)
    assert (page.status, "This is not whom the invitation is about" in page.words) == (400, True)
    statuses = [(await manager.post(f"{QUEUE}/ivt_1/accept", AMINA)).status for _ in range(35)]
    assert 429 in statuses
    assert (await manager.post(f"{QUEUE}/ivt_1/accept", {"given_name": "Amina"})).status == 400


async def test_a_number_that_is_none_is_said_at_its_place(priya: Visitor) -> None:
    manager = priya.as_(MANAGER)
    manager.behind.networks.answers["AcceptInvitation"] = Invalid.field("identifier.value", "must be an NHS number")
    page = await manager.post(f"{QUEUE}/ivt_1/accept", {"nhs_number": "1"})
    assert (page.status, 'href="#nhs_number"' in page.html) == (400, True)


async def test_it_is_declined_with_a_reason(priya: Visitor) -> None:
    manager = priya.as_(MANAGER)
    assert (await manager.post(f"{QUEUE}/ivt_1/decline", {"reason": " "})).status == 400
    done = await manager.post(f"{QUEUE}/ivt_1/decline", {"reason": "She left."})
    assert done.location == f"{QUEUE}?done=invitation-declined"
    assert [one.reason for one in manager.behind.networks.requests("DeclineInvitation")] == ["She left."]


async def test_only_managers_answer_and_only_caseworkers_invite(priya: Visitor) -> None:
    for path in (QUEUE, f"{QUEUE}/ivt_1"):
        assert (await priya.get(path)).status == 403
    for path in (f"{QUEUE}/ivt_1/accept", f"{QUEUE}/ivt_1/decline"):
        assert (await priya.post(path, AMINA)).status == 403
    assert (await priya.as_(DPO).get(PAGE)).status == 403
    assert priya.behind.networks.asked == []
