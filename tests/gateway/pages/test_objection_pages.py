"""A resident objects or disputes on her page; the organisation answers with reasons on its own."""

import pytest
from kith.cases.v1 import casework_pb2, me_pb2

from chassis.errors import Conflict, Denied
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import objection

HERS, DESK = "/sharing/objections", "/desk/objections"
SAID: Fields = {
    "organisation_id": district.COUNCIL,
    "kind": "dispute",
    "data_classes": ["housing", "family"],
    "words": "I never left the flat in March.",
}


async def test_she_reads_what_she_said_and_what_they_answered(amina: Visitor) -> None:
    page = await amina.get(HERS)
    assert "I never left the flat in March." in page.words
    assert "Two visits in March found nobody there." in page.words
    assert "They did not agree; your words stay beside what they wrote" in page.words
    assert "They answer by 13 December 2026" in page.words


async def test_she_names_an_organisation_and_never_a_record(amina: Visitor) -> None:
    done = await amina.post(HERS, SAID)
    assert done.location == f"{HERS}?done=objected"
    asked = amina.behind.me.requests("ObjectTo")[0]
    assert (asked.organisation_id, asked.kind, list(asked.data_classes)) == (
        district.COUNCIL,
        "dispute",
        ["housing", "family"],
    )
    assert asked.words == "I never left the flat in March."


async def test_she_may_name_one_that_no_page_of_hers_names(amina: Visitor) -> None:
    unknown: Fields = {**SAID, "organisation_id": "org_refuge"}
    page = await amina.post(HERS, unknown)
    assert (page.status, "Choose which organisation" in page.words) == (400, True)
    found = await amina.post(HERS, {**SAID, "find": "chads", "more": "yes"})
    assert found.status == 200
    assert "I never left the flat in March." in found.html
    assert amina.behind.me.requests("ObjectTo") == []
    assert (await amina.post(HERS, {**SAID, "find": "chads", "organisation_id": district.SCHOOL})).status == 303


@pytest.mark.parametrize("left_out", ["kind", "data_classes", "words"])
async def test_what_is_missing_is_said_at_its_place(amina: Visitor, left_out: str) -> None:
    page = await amina.post(HERS, {name: value for name, value in SAID.items() if name != left_out})
    assert page.status == 400
    assert f'href="#{left_out}"' in page.html
    assert amina.behind.me.requests("ObjectTo") == []


async def test_what_cases_refuses_is_said_in_its_words(amina: Visitor) -> None:
    amina.behind.me.answers["ObjectTo"] = Conflict("they have yet to answer what you said before", code="too-many-open")
    page = await amina.post(HERS, SAID)
    assert (page.status, "They have yet to answer what you sent before" in page.words) == (400, True)


async def test_the_first_due_is_answered_with_reasons(priya: Visitor) -> None:
    page = await priya.get(DESK)
    assert "Overdue" in page.words
    page = await priya.post(f"{DESK}/obj_1", {"outcome": "refused", "reasons": ""})
    assert (page.status, "Say why" in page.words) == (400, True)
    done = await priya.post(f"{DESK}/obj_1", {"outcome": "refused", "reasons": "Two visits found nobody."})
    assert done.location == f"{DESK}?done=answered"
    asked = priya.behind.casework.requests("AnswerObjection")[0]
    assert (asked.objection_id, asked.outcome, asked.reasons) == ("obj_1", "refused", "Two visits found nobody.")


async def test_she_asks_to_be_erased_and_is_told_what_became_of_it(amina: Visitor) -> None:
    asked, done = objection("refused"), objection("upheld")
    asked.kind = done.kind = "erasure"
    amina.behind.me.answers["ListMyObjections"] = me_pb2.MyObjections(objections=[asked, done])
    page = await amina.get(HERS)
    assert "They have to keep some of it: they say why" in page.words
    assert "They hold nothing about you any more" in page.words
    await amina.post(HERS, {**SAID, "kind": "erasure"})
    assert amina.behind.me.requests("ObjectTo")[0].kind == "erasure"


async def test_an_erasure_is_not_said_to_be_done_while_something_is_held(priya: Visitor) -> None:
    asked = objection("open")
    asked.kind = "erasure"
    priya.behind.casework.answers["ListObjections"] = casework_pb2.ListObjectionsResponse(objections=[asked])
    page = await priya.get(DESK)
    assert "They want it erased" in page.words
    assert "We hold nothing about them any more" in page.words
    held = Conflict("your organisation still holds housing: A case is open: close it first.", code="still-held")
    priya.behind.casework.answers["AnswerObjection"] = held
    page = await priya.post(f"{DESK}/{asked.id}", {"outcome": "upheld", "reasons": "It is all gone."})
    assert (page.status, "Your organisation still holds housing" in page.words) == (400, True)


async def test_who_may_not_answer_is_shown_none(priya: Visitor) -> None:
    priya.behind.casework.answers["ListObjections"] = Denied("not your role")
    page = await priya.get(DESK)
    assert page.status == 403
    assert "flat" not in page.words
