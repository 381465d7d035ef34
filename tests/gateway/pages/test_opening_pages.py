"""A private service is opened from the desk: to organisations, or to one worker of one."""

import pytest
from kith.cases.v1.sharing_pb2 import ListSharesResponse
from kith.directory.v1 import directory_pb2

from chassis.errors import Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.dealings import given_and_received
from tests.gateway.pages.fakes import Behind
from tests.gateway.pages.test_share_pages import AMINAS, BEGUN, SHARES, TOLD, UNTIL, Step, answered, kept, with_

OPEN = f"{AMINAS}/involvements/inv_9/open"
FOR_WHOM = "Is it for one worker of theirs?"
OPENED: list[Step] = [
    BEGUN[1],
    ("worker", FOR_WHOM, {"to_professional_id": "anybody"}),
    BEGUN[2],
    ("lawful", "How is it lawful?", {"basis_kind": "vital_interests"}),
    ("told", "Why do you open it?", TOLD),
    ("until", "Until when?", UNTIL),
]


def broker(visitor: Visitor, role: str = "duty") -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


async def test_a_private_service_is_opened_by_its_duty_desk_with_its_reason_and_a_last_day(priya: Visitor) -> None:
    page = await answered(broker(priya), OPENED, OPEN)
    assert "are shown that your private service works with them" in page.words
    done = await priya.post_bare(OPEN, {**kept(page, OPEN), "record": "yes"})
    assert done.location.startswith(f"{SHARES}?done=opened")
    [wish] = priya.behind.sharing.requests("CreateShare")
    assert (wish.person_id, wish.involvement_id, list(wish.data_classes)) == ("per_7f3k", "inv_9", [])
    assert (list(wish.to_organisation_ids), wish.until) == ([district.TRUST], "2027-01-31")
    assert (wish.to_professional_id, "To Anybody who works there" in page.words) == ("", True)
    assert wish.basis.kind == "vital_interests"
    assert priya.behind.casework.requests("ListCases") == []


@pytest.fixture
def trusts(behind: Behind) -> None:
    """Whoever is found or named works for the trust; Dr Okafor has left it."""
    there = district.professionals()
    for one in there:
        one.organisation_id = district.TRUST
    there[1].disabled_at.CopyFrom(district.at(days=1))
    behind.directory.answers["SearchProfessionals"] = directory_pb2.SearchProfessionalsResponse(professionals=there)
    behind.directory.answers["GetMany"] = lambda asked: directory_pb2.GetManyResponse(
        professionals=[one for one in there if one.id in asked.ids]
    )


@pytest.mark.usefixtures("trusts")
async def test_a_private_service_is_opened_to_one_worker_who_was_found(priya: Visitor) -> None:
    page = await answered(broker(priya), OPENED[:1], OPEN)
    found = await priya.post_bare(OPEN, {**kept(page, OPEN), "find": "smythe", "change": "worker"})
    [asked] = priya.behind.directory.requests("SearchProfessionals")
    assert (asked.query, asked.organisation_id) == ("smythe", district.TRUST)
    assert priya.behind.directory.requests("ListOrganisations") == []
    assert "Jon Smythe, health visitor, Midlands NHS Trust" in found.words
    assert "Okafor" not in found.words
    page = await answered(priya, [OPENED[0], ("worker", FOR_WHOM, {"to_professional_id": "pro_hv"}), *OPENED[2:]], OPEN)
    assert "To Jon Smythe, health visitor, Midlands NHS Trust" in page.words
    await priya.post_bare(OPEN, {**kept(page, OPEN), "record": "yes"})
    assert priya.behind.sharing.requests("CreateShare")[0].to_professional_id == "pro_hv"


@pytest.mark.usefixtures("trusts")
@pytest.mark.parametrize("chosen", ["", "pro_okafor", "pro_nobody", "../pro"])
async def test_nobody_is_opened_to_who_was_not_found_there_or_has_left(priya: Visitor, chosen: str) -> None:
    page = await answered(broker(priya), [OPENED[0], ("worker", FOR_WHOM, {"to_professional_id": chosen})], OPEN)
    assert (page.status, "Choose who it opens to" in page.words) == (400, True)


@pytest.mark.usefixtures("trusts")
async def test_who_was_chosen_of_one_organisation_is_not_taken_along_to_another(priya: Visitor) -> None:
    page = await answered(broker(priya), [OPENED[0], ("worker", FOR_WHOM, {"to_professional_id": "pro_hv"})], OPEN)
    page = await priya.post_bare(OPEN, {**kept(page, OPEN), "change": "whom", "find": "chads"})
    chosen = with_(kept(page, OPEN), "whom", {"to_organisation_ids": [district.SCHOOL]})
    page = await priya.post_bare(OPEN, chosen)
    assert (page.status, FOR_WHOM in page.words) == (400, True)


async def test_several_organisations_are_asked_for_no_worker(priya: Visitor) -> None:
    priya.behind.sharing.answers["ListAgreements"].agreements[0].parties.append(district.SCHOOL)
    both: Step = ("whom", "With whom?", {"to_organisation_ids": [district.SCHOOL, district.TRUST]})
    page = await answered(broker(priya), [both], OPEN)
    assert "What is it for?" in page.words


async def test_with_the_directory_away_it_still_opens_to_anybody_there(priya: Visitor) -> None:
    for call in ("SearchProfessionals", "GetMany"):
        priya.behind.directory.answers[call] = Unavailable("away")
    page = await answered(broker(priya), OPENED[:1], OPEN)
    away = await priya.post_bare(OPEN, {**kept(page, OPEN), "find": "smythe", "change": "worker"})
    assert "Anybody who works there" in away.words
    assert "Check what you say" in (await answered(priya, OPENED, OPEN)).words


async def test_what_is_opened_to_one_worker_says_so_where_it_is_listed(priya: Visitor) -> None:
    opened = given_and_received()[0]
    opened.to_professional_id = "pro_hv"
    del opened.data_classes[:]
    priya.behind.sharing.answers["ListShares"] = ListSharesResponse(shares=[opened])
    assert "To Midlands NHS Trust: Jon Smythe only" in (await priya.get(SHARES)).words
    priya.behind.directory.answers["GetMany"] = Unavailable("away")
    assert "To Midlands NHS Trust: one worker only" in (await priya.get(SHARES)).words


async def test_a_private_service_is_opened_by_no_other_role(priya: Visitor) -> None:
    for role in ("worker", "guardian", "dpo"):
        other = broker(priya, role)
        assert (await other.get(OPEN)).status == (await other.post(OPEN)).status == 403


async def test_the_way_to_open_it_stands_beside_an_own_private_service_for_its_brokers_only(priya: Visitor) -> None:
    network = district.network()
    own, other = network.involvements[0], network.involvements[1]
    own.id, own.organisation_id, own.shielded = "inv_9", district.COUNCIL, True
    other.organisation_id, other.shielded = district.TRUST, True
    priya.behind.people.answers["GetNetwork"] = network
    assert (await broker(priya).get(AMINAS)).html.count("Open it to another organisation") == 1
    assert OPEN in (await broker(priya, "manager").get(AMINAS)).html
    assert "Open it to another organisation" not in (await broker(priya, "worker").get(AMINAS)).html
