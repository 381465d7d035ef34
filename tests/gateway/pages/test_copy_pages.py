"""A resident asks for a copy of what an organisation holds about her, and reads it once she proved that it is she."""

import json

import pytest
from kith.cases.v1 import documents_pb2
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import Conflict, Denied, NotFound
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor

HERS, COPY = "/sharing/copies", "/sharing/copies/sar_1/1"
FILE = "/sharing/copies/sar_1/files/rec_1"
ASKED: Fields = {"organisation_id": district.COUNCIL, "wanted": "My housing file."}


async def test_she_reads_how_it_stands_and_what_they_asked_of_her(amina: Visitor) -> None:
    page = await amina.get(HERS)
    assert "stands still until you have said what you are asking for" in page.words
    assert "Which years do you mean?" in page.words
    assert "The copy is here until 22 December 2026" in page.words
    assert page.html.count('href="/sharing/copies/sar_1/') == 2


async def test_she_names_an_organisation_and_says_what_she_wants_or_nothing(amina: Visitor) -> None:
    for wanted in ("My housing file.", ""):
        done = await amina.post(HERS, {**ASKED, "wanted": wanted})
        assert done.location == f"{HERS}?done=copy-asked"
    asked = amina.behind.me.requests("AskForAccess")
    assert [(one.organisation_id, one.wanted) for one in asked] == [
        (district.COUNCIL, "My housing file."),
        (district.COUNCIL, ""),
    ]
    missing = await amina.post(HERS, {"wanted": "All."})
    assert (missing.status, "Choose which organisation" in missing.words) == (400, True)
    found = await amina.post(HERS, {"find": "chads", "more": "yes"})
    assert (found.status, district.SCHOOL in found.html) == (200, True)


async def test_what_cases_refuses_is_said_in_its_words(amina: Visitor) -> None:
    refused = Conflict("they have yet to answer what you asked for before", code="too-many-open")
    amina.behind.me.answers["AskForAccess"] = refused
    page = await amina.post(HERS, ASKED)
    assert (page.status, "They have yet to answer what you sent before" in page.words) == (400, True)


async def test_the_copy_can_be_read_and_taken_away(amina: Visitor) -> None:
    page = await amina.get(COPY)
    assert "It is damp." in page.words
    assert "This sentence stands on every copy." in page.words
    file = await amina.get(f"{COPY}/copy.json")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    assert json.loads(file.html)["items"][0]["content"] == "It is damp."
    assert [(one.request_id, one.part) for one in amina.behind.me.requests("GetMyAccessCopy")] == [("sar_1", 1)] * 2


async def test_a_file_that_it_lists_comes_with_it(amina: Visitor) -> None:
    page = await amina.get(COPY)
    assert f'href="{FILE}" download' in page.html
    assert "Save the file damp.pdf (9 Bytes)" in page.words
    amina.behind.documents.answers["GetMyAccessContent"] = [
        documents_pb2.GetContentResponse(
            head=documents_pb2.ContentHead(name="damp.pdf", media_type="application/pdf", size=9)
        ),
        documents_pb2.GetContentResponse(content=b"%PDF-1.7\n"),
    ]
    file = await amina.get(FILE)
    assert (file.html, file.headers["Content-Type"]) == ("%PDF-1.7\n", "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    [asked] = amina.behind.documents.requests("GetMyAccessContent")
    assert (asked.request_id, asked.record_id) == ("sar_1", "rec_1")


@pytest.mark.parametrize("path", [COPY, f"{COPY}/copy.json", FILE])
async def test_it_wants_a_recent_sign_in_and_comes_back(amina: Visitor, path: str) -> None:
    stale = Session()
    stale.CopyFrom(district.sessions()[district.RESIDENT])
    stale.recent = False
    amina.behind.sessions.answers["GetSession"] = stale
    assert (await amina.get(path)).location == f"/step-up?next={path.replace('/', '%2F')}"
    assert not amina.behind.me.asked
    assert not amina.behind.documents.asked


async def test_where_cases_wants_her_to_prove_it_once_more_she_does(amina: Visitor) -> None:
    amina.behind.me.answers["GetMyAccessCopy"] = Denied("prove first that it is you", code="step-up-needed")
    assert (await amina.get(COPY)).location.startswith("/step-up?next=")


@pytest.mark.parametrize("part", ["0", "-1", "99999999999", "x"])
async def test_a_part_that_cannot_be_is_no_page(amina: Visitor, part: str) -> None:
    amina.behind.me.answers["GetMyAccessCopy"] = NotFound("there is no such copy")
    assert (await amina.get(f"{HERS}/sar_1/{part}")).status in (400, 404)
