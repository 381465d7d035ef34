"""A manager compares an entry of his agency with one he is not shown, decides, and can undo; nobody else sees it."""

import re

import pytest
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, NotFound
from services.cases.domain.people.likeness import Evidence, Level, Likeness
from services.cases.domain.people.possible_link import AT_SOURCE
from services.gateway.web.pages.possible_links import FIELDS, SAYS
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import possible_link

QUEUE, LINK = "/desk/possible-links", "/desk/possible-links/lnk_1"
DECIDED: Fields = {"same": "yes", "reason": "I rang her: she moved in March."}


@pytest.fixture
def mo(nobody: Visitor) -> Visitor:
    """A manager."""
    return nobody.as_(district.MANAGER)


def test_the_page_has_words_for_every_field_and_all_that_one_says() -> None:
    assert set(FIELDS) == set(Likeness.__dataclass_fields__) - {"score", "evidence"} | {AT_SOURCE}
    assert set(SAYS) == {Evidence("phone", level, 0.0).said for level in Level}


@pytest.mark.parametrize("role", ["worker", "duty", "guardian", "dpo", "officer", "organisation-admin"])
async def test_who_is_no_manager_sees_neither_page_nor_the_way_there(priya: Visitor, role: str) -> None:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    priya.behind.sessions.answers["GetSession"] = session
    for path in (QUEUE, LINK):
        assert (await priya.get(path)).status == 403
    for path in (LINK, f"{LINK}/undo"):
        assert (await priya.post(path, DECIDED)).status == 403
    assert "possible-links" not in (await priya.get("/desk/sessions")).html
    assert [name for name, _ in priya.behind.people.asked if "Possible" in name or "Separate" in name] == []


async def test_the_queue_says_what_waits_and_what_can_be_undone(mo: Visitor) -> None:
    page = await mo.get(QUEUE)
    assert page.html.count(f'href="{LINK}"') == 2
    assert "3 of 7 things agree" in page.words
    assert "Linked by somebody of yours" in page.words
    mo.behind.people.answers["ListPossibleLinks"] = pb.ListPossibleLinksResponse()
    page = await mo.get(QUEUE)
    assert "None wait" in page.words
    assert "Linked by somebody of yours" not in page.words


async def test_what_ones_own_system_merged_says_so_and_why_it_waits(mo: Visitor) -> None:
    merged = possible_link()
    merged.fields.insert(0, pb.FieldSays(field=AT_SOURCE, says="agree"))
    mo.behind.people.answers["GetPossibleLink"] = merged
    page = await mo.get(LINK)
    assert "Your own system They are one person Agrees with theirs" in page.words
    assert "It was not done by itself" in page.words
    assert "What the other organisation wrote" not in page.words
    merged.decided = "linked"
    page = await mo.get(LINK)
    assert "They are taken for one person" in page.words
    assert "Undo the link" in page.words


async def test_each_field_says_in_words_how_it_compares_beside_the_agencys_own_value(mo: Visitor) -> None:
    page = await mo.get(LINK)
    for row in (
        "First name Zofia Agrees with theirs",
        "Last name Nowak Close to theirs, but not the same",
        "Date of birth 11 October 1988 Agrees with theirs",
        "NHS number Nothing Missing in yours or theirs",
        "Address 4 Mill Lane, Walsall, WS1 1AA Differs from theirs",
        "Telephone 01922 496001 Agrees with theirs",
    ):
        assert row in page.words
    assert " checked" not in page.html
    assert "Zofia" not in re.findall(r"<title>(.*?)</title>", page.html)[0]


async def test_it_is_decided_with_a_reason_and_said_what_became_of_it(mo: Visitor) -> None:
    for left_out in DECIDED:
        page = await mo.post(LINK, {key: value for key, value in DECIDED.items() if key != left_out})
        assert (page.status, f'href="#{left_out}"' in page.html) == (400, True)
    assert mo.behind.people.requests("DecidePossibleLink") == []
    assert (await mo.post(LINK, DECIDED)).location == f"{QUEUE}?done=one-person"
    assert (await mo.post(LINK, {**DECIDED, "same": "no"})).location == f"{QUEUE}?done=two-people"
    yes, no = mo.behind.people.requests("DecidePossibleLink")
    assert (yes.link_id, yes.same, yes.reason) == ("lnk_1", True, "I rang her: she moved in March.")
    assert (no.HasField("same"), no.same) == (True, False)
    assert "Your organisation is in their network" in (await mo.get(f"{QUEUE}?done=one-person")).words


async def test_what_was_decided_asks_nothing_and_a_link_can_be_undone(mo: Visitor) -> None:
    mo.behind.people.answers["GetPossibleLink"] = possible_link("refused")
    page = await mo.get(LINK)
    assert f'action="{LINK}' not in page.html
    assert "two people" in page.words
    mo.behind.people.answers["GetPossibleLink"] = possible_link("linked")
    page = await mo.get(LINK)
    assert f'action="{LINK}"' not in page.html
    assert page.form_fields(f"{LINK}/undo")["local_id"] == "H-77"
    page = await mo.post(f"{LINK}/undo", {"local_id": "H-77", "undo_reason": ""})
    assert (page.status, 'href="#undo_reason"' in page.html) == (400, True)
    assert mo.behind.people.requests("SeparatePerson") == []
    done = await mo.post(f"{LINK}/undo", {"local_id": "H-77", "undo_reason": "It was her cousin."})
    assert done.location == f"{QUEUE}?done=taken-apart"
    [asked] = mo.behind.people.requests("SeparatePerson")
    assert (asked.local_id, asked.reason) == ("H-77", "It was her cousin.")


async def test_what_stands_in_the_way_is_said_in_the_services_words_and_what_was_typed_is_kept(mo: Visitor) -> None:
    in_use = Conflict("your organisation has cases or shares about this person; settle those first", code="in-use")
    mo.behind.people.answers["DecidePossibleLink"] = in_use
    page = await mo.post(LINK, DECIDED)
    assert page.status == 400
    assert "settle those first" in page.words
    assert "she moved in March" in page.html


async def test_one_of_another_agency_or_about_himself_is_no_page(mo: Visitor) -> None:
    mo.behind.people.answers["GetPossibleLink"] = NotFound("there is no such possible link of yours")
    page = await mo.get(LINK)
    assert page.status == 404
    assert "Zofia" not in page.html
