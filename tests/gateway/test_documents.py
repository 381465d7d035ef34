"""Files come and go as streams: a form that is no form is refused before cases hears of a byte, an answer is saved."""

import http.client
import socket
import struct
from collections.abc import Iterator
from typing import Any

import pytest
from kith.cases.v1 import documents_pb2 as pb

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound
from services.gateway.api.edge import LARGEST_DOCUMENT, LARGEST_UPLOAD
from tests.gateway.behind import filled
from tests.gateway.test_every_route import problem
from tests.gateway.world import OF_ALL, World

ADD, CONTENT = "/v1/cases/cas_1/documents", "/v1/records/rec_1/content?purpose=direct_care"
HOUSING = {"data_class": "housing"}
PDF = ("tenancy.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")


def heard(world: World) -> list[Any]:
    return [list(call.request) for call in world.cases.calls("Documents/AddDocument")]


def form(*parts: bytes, end: bytes = b"--b--\r\n") -> dict[str, Any]:
    body = b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + end
    return {"data": body, "headers": {"Content-Type": "multipart/form-data; boundary=b"}}


def field(name: str, value: bytes) -> bytes:
    return f'name="{name}"\r\n\r\n'.encode() + value


def file(content: bytes = b"%PDF-", name: bytes = b'filename="a.pdf"', of: str = "file") -> bytes:
    return f'name="{of}"; '.encode() + name + b"\r\nContent-Type: application/pdf\r\n\r\n" + content


def finishing(world: World) -> list[Any]:
    """What cases has heard to its end. gRPC hands on a sender who died as one who has finished; the end says which."""
    heard: list[Any] = []

    def finish(requests: Any) -> pb.Document:
        if requests[-1].HasField("end"):
            heard.append(requests)
        return pb.Document()

    world.cases.answers["Documents/AddDocument"] = finish
    return heard


CLASS = field("data_class", b"housing")


def test_a_file_goes_on_with_what_is_said_of_it(world: World) -> None:
    content = bytes(range(256)) * 4096
    world.ask("POST", ADD, data={**HOUSING, "sealed": "true"}, files={"file": ("Llŷn.pdf", content, "application/pdf")})
    [[first, *rest]] = heard(world)
    assert first.head == pb.DocumentHead(
        case_id="cas_1", name="Llŷn.pdf", media_type="application/pdf", data_class="housing", sealed=True
    )
    assert b"".join(part.content for part in rest) == content
    assert [part.HasField("end") for part in rest].index(True) == len(rest) - 1
    assert len(rest) > 4, "as it came, not at once"


def test_what_is_clean_is_created_and_what_waits_is_accepted(world: World) -> None:
    for state, status, location in (("clean", 201, "/v1/records/rec_1"), ("waiting", 202, None)):
        made = filled(pb.Document)
        made.MergeFrom(pb.Document(id="rec_1", state=state))
        world.cases.answers["Documents/AddDocument"] = made
        answer = world.ask("POST", ADD, data=HOUSING, files={"file": PDF})
        assert (answer.status_code, answer.headers.get("Location")) == (status, location)
        assert answer.json()["state"] == state


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (form(CLASS), "file"),
        (form(CLASS, field("file", b"%PDF-")), "file"),
        (form(file(), CLASS), "file"),
        (form(CLASS, file(), file()), "file"),
        (form(CLASS, file(), field("more", b"x")), "file"),
        (form(CLASS, file(of="upload")), "file"),
        (form(CLASS, field("data_class", b"health"), file()), None),
        (form(field("data_class", b"gossip"), file()), "data_class"),
        (form(field("", b"x"), file()), None),
        (form(file()), "data_class"),
        (form(CLASS, field("sealed", b"perhaps"), file()), "sealed"),
        (form(CLASS, field("by", b"acc_2"), file()), "by"),
        (form(field("data_class", b"x" * 5_000), file()), "data_class"),
        (form(field("data_class", b"\xff"), file()), None),
        (form(CLASS, file(name=b'filename="\xff\xfe.pdf"')), None),
        (form(*(field(f"f{number}", b"x") for number in range(30)), file()), None),
        (form(CLASS, file(), end=b""), "file"),
        (form(CLASS, end=b""), "file"),
        ({"data": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, None),
        ({"data": b"", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, "file"),
        (form(b"name=x\r\n" + b"X: y\r\n" * 50 + b"\r\n", CLASS, file()), None),
    ],
)
def test_a_form_that_is_none_is_refused_and_adds_nothing(world: World, sent: dict[str, Any], named: str | None) -> None:
    finished = finishing(world)
    document = problem(world.ask("POST", ADD, **sent), 400)
    assert [each["field"] for each in document.get("errors", [])] == ([named] if named else [])
    assert finished == []


@pytest.mark.parametrize(
    "kind", ["application/json", "application/pdf", "multipart/mixed; boundary=b", "multipart/form-data"]
)
def test_anything_but_a_form_is_not_taken(world: World, kind: str) -> None:
    problem(world.ask("POST", ADD, data=b"{}", headers={"Content-Type": kind}), 415)
    assert heard(world) == []


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", 'a".pdf', "<svg>.pdf", "a%0d%0ab.pdf", "\u202e.pdf"])
def test_a_name_is_passed_on_and_never_into_a_header_or_path_of_ours(world: World, name: str) -> None:
    answer = world.ask("POST", ADD, data=HOUSING, files={"file": (name, PDF[1], PDF[2])})
    assert answer.status_code in (201, 202)
    [[first, *_]] = heard(world)
    assert "\r" not in first.head.name


def test_more_than_a_document_may_have_is_refused_before_it_is_read(world: World) -> None:
    connection = http.client.HTTPConnection("localhost", world.port, timeout=10)
    connection.putrequest("POST", ADD)
    for name, value in {
        "Authorization": f"Bearer {OF_ALL}",
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": str(LARGEST_UPLOAD + 1),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert heard(world) == []


def test_a_byte_too_many_is_refused_when_the_file_begins(world: World) -> None:
    before = form(CLASS, file(b""), end=b"")["data"].removesuffix(b"\r\n")
    for more, status in ((1, 413), (0, None)):
        head = (
            f"POST {ADD} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {OF_ALL}\r\n"
            f"Content-Length: {len(before) + LARGEST_DOCUMENT + more + len('--b--') + 4}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        )
        with socket.create_connection(("localhost", world.port), timeout=1) as line:
            line.sendall(head.encode() + before + b"%PDF-1.7")
            if status:
                assert line.recv(1000).startswith(b"HTTP/1.1 413 ")
            else:
                with pytest.raises(TimeoutError):
                    line.recv(1)


def test_one_that_cases_finds_too_large_is_413_and_other_refusals_stay_what_they_are(world: World) -> None:
    refused = Invalid("file: is larger", code="too-large", fields=[FieldError("file", "is larger")])
    for raised, status in (
        (refused, 413),
        (Invalid("x", code="document-infected"), 400),
        (Conflict("x", code="no-scanner"), 409),
        (NotFound("x"), 404),
        (Denied("x"), 403),
    ):
        world.cases.answers["Documents/AddDocument"] = raised
        answer = problem(world.ask("POST", ADD, data=HOUSING, files={"file": PDF}), status)
        assert answer["type"] == f"urn:kith:problem:{raised.code}"


def test_a_line_that_is_cut_adds_nothing(world: World) -> None:
    finished = finishing(world)
    head = (
        f"POST {ADD} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {OF_ALL}\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    begun = form(CLASS, file(bytes(20_000)), end=b"")["data"]
    with socket.create_connection(("localhost", world.port)) as line:
        line.sendall(head.encode() + begun)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert world.ask("GET", "/v1/cases").status_code == 200
    assert finished == []


def test_a_file_is_saved_never_shown_or_run_or_kept(world: World) -> None:
    answer = world.ask("GET", CONTENT)
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7\n")
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == "9"
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"Ll_n _a_.pdf\"; filename*=UTF-8''Ll%C5%B7n%20%22a%22.pdf"
    )
    assert headers["Content-Security-Policy"].endswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_what_may_not_leave_is_a_problem_and_no_file(world: World) -> None:
    for raised, status in ((NotFound("x"), 404), (Denied("x", code="share-withdrawn"), 403)):
        world.cases.answers["Documents/GetContent"] = raised
        problem(world.ask("GET", CONTENT), status)
    problem(world.ask("GET", "/v1/records/rec_1/content"), 400)


def test_a_file_that_breaks_off_is_not_taken_for_whole(world: World) -> None:
    def breaking(_: object) -> Iterator[pb.GetContentResponse]:
        yield pb.GetContentResponse(head=pb.ContentHead(name="a.pdf", media_type="application/pdf", size=100))
        yield pb.GetContentResponse(content=b"%PDF-")
        raise NotFound("erased")

    world.cases.answers["Documents/GetContent"] = breaking  # type: ignore[assignment]  # an iterator of messages
    connection = http.client.HTTPConnection("localhost", world.port, timeout=10)
    connection.request("GET", CONTENT, headers={"Authorization": f"Bearer {OF_ALL}"})
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        answer.read()
    connection.close()
