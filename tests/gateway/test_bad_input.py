"""Bad input gets a clear problem document that names the field, and no service is asked."""

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from kith.cases.v1 import casework_pb2

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound, Problem, Stale, TooMany, Unavailable
from tests.gateway.test_every_route import BODIES, NAMED, ORG, PERSON, problem
from tests.gateway.world import OF_ALL, World

FIND, CASES = "/v1/people/find", "/v1/cases"
URGENT = "/v1/emergency-accesses"
OPEN, SHARE, WORKER = BODIES[URGENT], BODIES["/v1/shares"], BODIES["/v1/workers"]
BY_NUMBER = {"purpose": "audit"}
_JSON = {"Content-Type": "application/json"}

WRONG: list[tuple[str, str, Any, str]] = [
    # what is wrong, path, body, the field that is named
    ("no purpose", FIND, NAMED, "purpose"),
    ("unknown purpose", FIND, {**NAMED, "purpose": "curiosity"}, "purpose"),
    ("a name alone", FIND, {"purpose": "direct_care", "given_name": "A", "family_name": "B"}, "body"),
    ("nothing to find by", FIND, {"purpose": "direct_care"}, "body"),
    ("both ways to find", FIND, {**BODIES[FIND], "identifier": {"scheme": "local_id", "value": "7"}}, "body"),
    ("unknown field", FIND, {**BODIES[FIND], "wildcard": "*"}, "wildcard"),
    ("unknown field that is no text", FIND, {**BODIES[FIND], "\ud800": 1}, "body"),
    ("unknown inner field", FIND, {**BY_NUMBER, "identifier": {"scheme": "local_id", "x": 1}}, "identifier.x"),
    ("unknown scheme", FIND, {**BY_NUMBER, "identifier": {"scheme": "passport", "value": "7"}}, "identifier.scheme"),
    ("a date that is none", FIND, {**BODIES[FIND], "date_of_birth": "1992-02-30"}, "date_of_birth"),
    ("a date as number", FIND, {**BODIES[FIND], "date_of_birth": 699321600}, "date_of_birth"),
    ("a date with time", FIND, {**BODIES[FIND], "date_of_birth": "1992-02-29T00:00:00"}, "date_of_birth"),
    ("a number for a text", FIND, {**BODIES[FIND], "given_name": 7}, "given_name"),
    ("an empty text", FIND, {**BODIES[FIND], "given_name": ""}, "given_name"),
    ("a control character", FIND, {**BODIES[FIND], "given_name": "A\u0000"}, "given_name"),
    ("a lone surrogate", FIND, {**BODIES[FIND], "given_name": "\ud800"}, "given_name"),
    ("a text too long", FIND, {**BODIES[FIND], "given_name": "A" * 301}, "given_name"),
    ("a list for an object", FIND, [1, 2], "body"),
    ("a text for an object", FIND, "find her", "body"),
    ("null for an object", CASES, None, "body"),
    ("a foreign id", CASES, {**BODIES[CASES], "person_id": "../../etc/passwd"}, "person_id"),
    ("an id too long", CASES, {**BODIES[CASES], "person_id": "p" * 129}, "person_id"),
    ("an unknown kind", CASES, {**BODIES[CASES], "kind": "gossip"}, "kind"),
    ("a text for a bool", "/v1/emergency-accesses/e/review", {"justified": "yes", "comment": "x"}, "justified"),
    ("a text for a number", URGENT, {**OPEN, "minutes": "15"}, "minutes"),
    ("too many minutes", URGENT, {**OPEN, "minutes": 61}, "minutes"),
    ("a huge number", URGENT, {**OPEN, "minutes": 10**30}, "minutes"),
    ("an unknown class", URGENT, {**OPEN, "data_classes": ["x"]}, "data_classes.0"),
    ("no class", URGENT, {**OPEN, "data_classes": []}, "data_classes"),
    ("no basis", "/v1/shares", {k: v for k, v in BODIES["/v1/shares"].items() if k != "basis"}, "basis"),
    ("an unknown basis", "/v1/shares", {**SHARE, "basis": {"kind": "hunch", "reason": "x"}}, "basis.kind"),
    ("a time without zone", "/v1/subscriptions/s/replay", {"since": "2026-11-01T00:00:00"}, "since"),
    ("a time before all time", "/v1/subscriptions/s/replay", {"since": "0001-01-01T00:00:00+23:59"}, "since"),
    ("a time after all time", "/v1/subscriptions/s/replay", {"since": "9999-12-31T23:59:59-23:59"}, "since"),
    ("a target that is no URL", "/v1/subscriptions", {"url": "file:///etc/passwd"}, "url"),
    ("no rows", "/v1/imports/organisations", {"rows": []}, "rows"),
    ("rows that are none", "/v1/imports/organisations", {"rows": [7]}, "rows.0"),
    ("too many rows", "/v1/imports/organisations", {"rows": [{}] * 10_001}, "rows"),
    ("an address that is none", "/v1/workers", {**WORKER, "email": "priya"}, "email"),
    ("a role nobody has", "/v1/workers", {**WORKER, "context": {"organisation_id": ORG, "role": "r"}}, "context.role"),
]  # fmt: skip

WRONG_IN_ADDRESS = [
    (f"/v1/people/{PERSON}/network", "purpose"),
    (f"/v1/people/{PERSON}/network?purpose=curiosity", "purpose"),
    ("/v1/people/%00/network?purpose=audit", "person_id"),
    ("/v1/cases/..%2e", "case_id"),
    ("/v1/cases/%F0%9F%92%A9", "case_id"),
    ("/v1/cases?limit=0", "limit"),
    ("/v1/cases?limit=1000", "limit"),
    ("/v1/cases?limit=many", "limit"),
    ("/v1/cases?limit=99999999999999999999999999", "limit"),
    ("/v1/cases?cursor=a%00b", "cursor"),
    ("/v1/cases?cursor=%C3%A9", "cursor"),
    ("/v1/cases?cursor=" + "a" * 501, "cursor"),
    ("/v1/cases?person_id=;drop", "person_id"),
    ("/v1/teams", "organisation_id"),
    ("/v1/professionals?q=" + "a" * 201, "q"),
    ("/v1/professionals?q=a%00", "q"),
    ("/v1/audit/consistency?from=-1&to=2", "from"),
    ("/v1/audit/consistency?from=1&to=9223372036854775808", "to"),
    ("/v1/audit/inclusion?leaf_id=a", "size"),
]


def quiet(world: World) -> bool:
    """Whether no service was asked, but identity for a token."""
    heard = world.cases.heard + world.directory.heard + world.identity.heard
    return not [each for each in heard if each.method != "Trust/Exchange"]


@pytest.mark.parametrize(("path", "body", "field"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_body_is_refused_by_the_name_of_the_field(world: World, path: str, body: Any, field: str) -> None:
    response = world.ask("POST", path, data=json.dumps(body), headers=_JSON)
    document = problem(response, 400)
    assert field in [error["field"] for error in document["errors"]], document
    assert all(error["message"] for error in document["errors"])
    assert quiet(world)


@pytest.mark.parametrize(("path", "field"), WRONG_IN_ADDRESS)
def test_a_wrong_address_is_refused_by_the_name_of_the_field(world: World, path: str, field: str) -> None:
    document = problem(world.ask("GET", path), 400)
    assert [error["field"] for error in document["errors"]] == [field]
    assert quiet(world)


@pytest.mark.parametrize(
    "raw",
    [b"{", b"", b"null", b"\xff\xfe", b'{"purpose": NaN}', b"[" * 100_000, b"9" * 10_000, b'{"a":1}b', b'"\\ud800"'],
)
def test_a_body_that_is_not_json_is_refused(world: World, raw: bytes) -> None:
    document = problem(world.ask("POST", FIND, data=raw, headers=_JSON), 400)
    assert document["errors"]
    assert quiet(world)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense", ""]
)
def test_another_kind_of_content_is_refused(world: World, kind: str) -> None:
    document = problem(world.ask("POST", FIND, data=b"{}", headers={"Content-Type": kind}), 415)
    assert document["type"] == "urn:kith:problem:unsupported-media-type"
    assert quiet(world)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/cases", {"GET", "POST"}),
        ("PUT", "/v1/cases/c1", {"GET"}),
        ("GET", "/v1/people/find", {"POST"}),
        ("PATCH", "/v1/me", {"GET"}),
        ("OPTIONS", "/v1/cases", {"GET", "POST"}),
        ("GET", "/v1/me/approvals/x", {"DELETE"}),
    ],
)
def test_a_wrong_method_is_refused_and_the_right_ones_are_named(
    world: World, method: str, path: str, allowed: set[str]
) -> None:
    response = world.ask(method, path)
    problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/x",
        "/v1/cases/",
        "/v1/me/x",
        "/v1/people",
        "/docs/x",
        "/openapi.json/x",
        "/v2/x",
        "//v1/cases",
    ],
)
def test_what_is_not_there_is_said_not_to_be(world: World, path: str) -> None:
    assert problem(world.ask("GET", path), 404)["type"] == "urn:kith:problem:no-such-path"


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer é", "Bearer " + "a" * 9_000, "bearer unknown", "DPoP x"],
)  # fmt: skip
def test_a_bad_token_is_refused(world: World, authorization: str) -> None:
    response = world.ask("GET", CASES, token=None, headers={"Authorization": authorization.encode()})
    problem(response, 401)
    scheme = "DPoP" if authorization.startswith("DPoP") else "Bearer"
    assert response.headers["WWW-Authenticate"].startswith(f'{scheme} realm="kith"')
    assert quiet(world)


@pytest.mark.parametrize("key", ["a b", "a" * 256, "é"])
def test_a_bad_idempotency_key_is_refused(world: World, key: str) -> None:
    document = problem(world.ask("POST", CASES, BODIES[CASES], headers={"Idempotency-Key": key.encode()}), 400)
    assert document["errors"][0]["field"] == "Idempotency-Key"
    assert quiet(world)


def test_a_body_too_large_is_refused_by_what_it_says(world: World) -> None:
    with socket.create_connection(("localhost", world.port), timeout=10) as line:
        head = (
            f"POST {FIND} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OF_ALL}\r\n"
            "Content-Type: application/json\r\nContent-Length: 5000000\r\n\r\n"
        )
        line.sendall(head.encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 413
        assert json.loads(answer.read())["type"] == "urn:kith:problem:too-large"
    assert quiet(world)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (FIND, "application/json"),
        ("/oauth2/token", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_too_large_is_refused_where_it_does_not_say(world: World, path: str, kind: str) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 65_536
            yield b"a" * 65_536

    try:
        response = world.ask("POST", path, data=pieces(), headers={"Content-Type": kind})
    except OSError:
        # The server hung up on a client that would not stop; it had answered first.
        assert sent > 1024 * 1024
    else:
        assert problem(response, 413)["type"] == "urn:kith:problem:too-large"
    assert quiet(world)


def test_a_batch_may_be_larger_than_a_question(world: World) -> None:
    rows = [{"line": line, "name": "A council with a long name " * 5} for line in range(10_000)]
    assert len(json.dumps(rows)) > 1024 * 1024
    assert world.ask("POST", "/v1/imports/organisations", {"rows": rows}).status_code == 200


def test_a_bad_row_is_named_and_the_rest_are_sent_on(world: World) -> None:
    rows = [
        {"line": 2, "name": "Lichfield District Council", "latitude": "", "longitude": "-1.82"},
        {"line": 3, "name": "Nul\u0000 Council"},
        {"line": 4, "name": "Far Council", "latitude": 1000},
        {"line": 5, "title": "Odd Council"},
        {"line": "six", "name": "Sixth Council"},
    ]
    rejected = world.ask("POST", "/v1/imports/organisations", {"rows": rows}).json()["rejected"][1:]
    assert [(row["line"], row["column"]) for row in rejected] == [
        (3, "name"),
        (4, "latitude"),
        (5, "name"),
        (0, "line"),
    ]
    sent = world.directory.calls("Directory/ImportOrganisations")[0].request.rows
    assert [(row.line, row.name) for row in sent] == [(2, "Lichfield District Council")]


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (Invalid("no", fields=[FieldError("title", "no")]), 400, "invalid-request"),
        (Denied("not yours", code="not-theirs"), 403, "not-theirs"),
        (NotFound("none"), 404, "not-found"),
        (Conflict("used", code="idempotency-key-reused"), 409, "idempotency-key-reused"),
        (Stale("changed"), 412, "stale"),
        (TooMany("slow", retry_after=7), 429, "too-many-requests"),
        (Unavailable("away", retry_after=2), 503, "unavailable"),
        (Problem("secret of the inside"), 500, "problem"),
    ],
)
def test_what_a_service_refuses_reaches_the_caller(world: World, refusal: Problem, status: int, code: str) -> None:
    world.cases.answers["Casework/CreateCase"] = refusal
    response = world.ask("POST", CASES, BODIES[CASES])
    document = problem(response, status)
    assert document["type"] == f"urn:kith:problem:{code}"
    assert document["instance"] == f"urn:kith:request:{response.headers['X-Request-Id']}"
    assert response.headers.get("Retry-After") == (str(refusal.retry_after) if refusal.retry_after else None)
    assert [error["field"] for error in document.get("errors", [])] == [f.field for f in refusal.fields]


def test_a_service_that_breaks_is_a_500_that_tells_nothing(world: World) -> None:
    def breaks(_: object) -> casework_pb2.Case:
        raise ZeroDivisionError("Amina Begum")

    world.cases.answers["Casework/GetCase"] = breaks
    assert "Amina" not in json.dumps(problem(world.ask("GET", "/v1/cases/c1"), 500))


def test_a_service_that_answers_nonsense_is_a_500_that_tells_nothing(world: World) -> None:
    world.cases.answers["Casework/GetCase"] = casework_pb2.Case(id="cas_1")
    document = problem(world.ask("GET", "/v1/cases/c1"), 500)
    assert document["type"] == "urn:kith:problem:problem"


def test_a_request_that_is_not_http_hurts_nobody(world: World) -> None:
    for raw in (b"\x16\x03\x01\x00\x00", b"GET /v1/me HTTP/9.9\r\n\r\n", b"\r\n" * 100):
        with socket.create_connection(("localhost", world.port), timeout=10) as line:
            line.sendall(raw)
    connection = http.client.HTTPConnection("localhost", world.port, timeout=10)
    connection.request("GET", "/v1/audit/checkpoint")
    assert connection.getresponse().status == 200
    connection.close()
