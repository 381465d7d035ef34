"""If-Match: a change is made to the version that was read, or to none."""

from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from kith.cases.v1 import casework_pb2

from chassis.errors import Stale
from tests.gateway.test_every_route import BODIES, problem
from tests.gateway.world import World

PATH, BODY = "/v1/records/rec_1/corrections", BODIES["/v1/records/{record_id}/corrections"]


def correct(world: World, **headers: str) -> Any:
    return world.ask("POST", PATH, BODY, headers=headers)


def test_the_version_that_was_read_is_the_one_asked_to_be_corrected(world: World) -> None:
    added = Timestamp(seconds=1_795_000_000)
    world.cases.answers["Casework/CorrectRecord"] = casework_pb2.Record(id="rec_1", version=4, added_at=added)
    response = correct(world, **{"If-Match": '"3"'})
    assert (response.status_code, response.headers["ETag"]) == (200, '"4"')
    [asked] = [each.request for each in world.cases.heard if each.method == "Casework/CorrectRecord"]
    assert (asked.record_id, asked.version, asked.content) == ("rec_1", 3, "Damp in the bathroom.")


@pytest.mark.parametrize("tag", [None, "", "*", "3", 'W/"3"', '"3", "4"', '"x"', '"-1"', f'"{"9" * 30}"'])
def test_without_the_one_etag_that_was_read_nothing_is_changed(world: World, tag: str | None) -> None:
    response = correct(world, **({} if tag is None else {"If-Match": tag}))
    [wrong] = problem(response, 400)["errors"]
    assert wrong["field"].lower() == "if-match"
    assert world.cases.heard == []


CLOSE, CLOSING = "/v1/cases/cas_1/close", BODIES["/v1/cases/{case_id}/close"]


def test_a_case_is_closed_at_the_version_that_was_read(world: World) -> None:
    world.cases.answers["Casework/CloseCase"] = casework_pb2.Case(
        id="cas_1", version=4, status="closed", opened_at=Timestamp(seconds=1_795_000_000)
    )
    response = world.ask("POST", CLOSE, CLOSING, headers={"If-Match": '"3"'})
    assert (response.status_code, response.headers["ETag"], response.json()["status"]) == (200, '"4"', "closed")
    [asked] = [each.request for each in world.cases.heard if each.method == "Casework/CloseCase"]
    assert (asked.case_id, asked.version, asked.outcome) == ("cas_1", 3, "completed")


@pytest.mark.parametrize(("method", "path"), [("POST", "close"), ("POST", "reopen"), ("PUT", "retention")], ids=str)
def test_nothing_is_decided_about_a_case_that_was_not_read(world: World, method: str, path: str) -> None:
    response = world.ask(method, f"/v1/cases/cas_1/{path}", BODIES[f"/v1/cases/{{case_id}}/{path}"])
    assert problem(response, 400)["errors"][0]["field"].lower() == "if-match"
    assert world.cases.heard == []


def test_who_comes_second_is_told(world: World) -> None:
    world.cases.answers["Casework/CorrectRecord"] = Stale("it is at version 4 now")
    assert problem(correct(world, **{"If-Match": '"3"'}), 412)["type"] == "urn:kith:problem:stale"


def test_a_body_of_a_hundred_megabytes_is_refused_by_what_it_says(world: World) -> None:
    response = world.ask("POST", PATH, headers={"If-Match": '"3"', "Content-Length": str(100 * 1024 * 1024)})
    assert problem(response, 413)["type"] == "urn:kith:problem:too-large"
