"""Who is involved with a person: decided by cases, contacts added by directory, and nothing more said than that."""

import time
from typing import Any

import pytest
from kith.cases.v1 import people_pb2 as pb
from kith.directory.v1 import directory_pb2

from chassis.errors import Denied, NotFound, Problem, Unavailable
from tests.gateway.test_every_route import PERSON, problem
from tests.gateway.world import World

PATH = f"/v1/people/{PERSON}/network"
GET = f"{PATH}?purpose=direct_care"


def network(*professionals: str) -> pb.Network:
    made = pb.Network(person_id=PERSON, given_name="Amina", family_name="Begum", date_of_birth="1992-02-29")
    made.because = "Your organisation works with her."
    for each in professionals:
        made.involvements.add(
            id=f"inv_{each}",
            organisation_name="Midlands NHS Trust",
            professional_id=each,
            role="Health Visitor",
            status="current",
        )
    made.involvements.add(id="inv_team", organisation_name="Lichfield Council", team="Duty team", status="current")
    made.feeds.add(organisation_name="Lichfield Council", name="social care", as_of="2026-11-21")
    return made


@pytest.fixture
def jon(world: World) -> directory_pb2.Professional:
    made = directory_pb2.Professional(id="pro_1", given_name="Jonathan", known_as="Jon", family_name="Smythe")
    made.phone = "01543 496 0123"
    world.cases.answers["People/GetNetwork"] = network("pro_1")
    world.directory.answers["Directory/GetMany"] = directory_pb2.GetManyResponse(professionals=[made])
    return made


def test_each_professional_comes_with_name_and_number_in_one_question_to_directory(
    world: World, jon: directory_pb2.Professional
) -> None:
    world.cases.answers["People/GetNetwork"] = network("pro_1", "pro_2", "pro_1")
    page = world.ask("GET", GET).json()
    assert [(i["professional_id"], i["name"], i["phone"]) for i in page["involvements"]] == [
        ("pro_1", "Jon Smythe", "01543 496 0123"),
        ("pro_2", None, None),
        ("pro_1", "Jon Smythe", "01543 496 0123"),
        (None, None, None),
    ]
    assert page["contacts_available"] is True
    asked = world.directory.calls("Directory/GetMany")
    assert [list(each.request.ids) for each in asked] == [["pro_1", "pro_2"]]
    assert asked[0].caller is not None
    assert asked[0].caller.claim("aud") == "directory"


def test_an_involvement_of_somebody_who_left_stays_and_says_that_she_is_unavailable(
    world: World, jon: directory_pb2.Professional
) -> None:
    jon.disabled_at.FromJsonString("2026-11-20T09:00:00Z")
    jon.phone = ""
    world.directory.answers["Directory/GetMany"] = directory_pb2.GetManyResponse(professionals=[jon])
    page = world.ask("GET", GET).json()
    assert [(i["name"], i["worker_unavailable"], i["phone"]) for i in page["involvements"]] == [
        ("Jon Smythe", True, None),
        (None, False, None),
    ]


def test_with_directory_away_the_page_says_so_and_shows_who_is_there(world: World, jon: object) -> None:
    world.run(world.directory.stop())
    try:
        page = world.ask("GET", GET).json()
    finally:
        world.run(world.directory.start())
    assert page["contacts_available"] is False
    assert [(i["organisation_name"], i["role"], i["name"]) for i in page["involvements"]] == [
        ("Midlands NHS Trust", "Health Visitor", None),
        ("Lichfield Council", None, None),
    ]


@pytest.mark.parametrize("refusal", [Unavailable("away"), Denied("not you")])
def test_what_directory_refuses_does_not_hide_the_network(world: World, jon: object, refusal: Problem) -> None:
    world.directory.answers["Directory/GetMany"] = refusal
    page = world.ask("GET", GET).json()
    assert (page["contacts_available"], len(page["involvements"])) == (False, 2)


def test_the_page_always_says_that_some_services_are_never_shown(world: World) -> None:
    notice = "Some services are never shown here. Ask the duty desk."
    for answer in (network(), network("pro_1"), pb.Network(person_id=PERSON)):
        world.cases.answers["People/GetNetwork"] = answer
        assert world.ask("GET", GET).json()["notice"] == notice


def test_what_cases_does_not_show_leaves_no_trace(world: World, jon: object) -> None:
    """Two worlds in which cases answers alike are one world: no other call, no other header, no other byte."""

    def once() -> tuple[bytes, dict[str, Any], list[str]]:
        world.directory.heard.clear()
        world.cases.heard.clear()
        response = world.ask("GET", GET)
        headers = {k: v for k, v in response.headers.items() if k.lower() not in ("x-request-id", "date")}
        return response.content, headers, [each.method for each in world.cases.heard + world.directory.heard]

    until = time.monotonic() + 30
    while "Directory/GetMany" not in "".join(once()[2]):  # a busy machine connects when it can
        assert time.monotonic() < until
    assert once() == once()


def test_a_reason_to_withhold_travels_in_the_body_only(world: World) -> None:
    withholding = {"ground": "police_enquiry", "reason": "A covert enquiry.", "review_on": "2027-01-31"}
    body = {"purpose": "crime_prevention", "withholding": withholding}
    assert world.ask("POST", PATH, body).status_code == 200
    asked = world.cases.calls("People/GetNetwork")[0].request
    assert (asked.person_id, asked.purpose, asked.withholding.reason) == (
        PERSON,
        "crime_prevention",
        "A covert enquiry.",
    )
    assert asked.withholding.review_on == "2027-01-31"
    world.ask("GET", f"{GET}&withholding=police_enquiry")
    assert not world.cases.calls("People/GetNetwork")[1].request.HasField("withholding")


def test_a_person_not_for_this_caller_is_not_found_and_directory_is_not_asked(world: World) -> None:
    world.cases.answers["People/GetNetwork"] = NotFound("no such person")
    problem(world.ask("GET", GET), 404)
    assert world.directory.heard == []


def test_finding_by_name_and_by_number_ask_what_was_asked(world: World) -> None:
    name = {"given_name": "Amina", "family_name": "Begum", "date_of_birth": "1992-02-29"}
    world.ask("POST", "/v1/people/find", {"purpose": "direct_care", **name})
    world.ask("POST", "/v1/people/find", {"purpose": "audit", "identifier": {"scheme": "local_id", "value": "7"}})
    by_name, by_number = (each.request for each in world.cases.calls("People/FindPerson"))
    assert (by_name.WhichOneof("by"), by_name.name_and_birth.date_of_birth) == ("name_and_birth", "1992-02-29")
    assert (by_number.WhichOneof("by"), by_number.identifier.value) == ("identifier", "7")
    world.cases.answers["People/FindPerson"] = pb.FoundPerson(outcome="none")
    found = world.ask("POST", "/v1/people/find", {"purpose": "direct_care", **name}).json()
    assert found == {
        "outcome": "none",
        "person_id": None,
        "given_name": None,
        "family_name": None,
        "date_of_birth": None,
    }
