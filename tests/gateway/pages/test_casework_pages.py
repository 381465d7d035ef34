"""A worker opens a case from a person's page, and writes a note into one; without a script."""

import pytest
from kith.cases.v1.casework_pb2 import ListCasesResponse

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound
from services.cases.domain.casework.case import CaseKind
from services.cases.domain.casework.record import LONGEST_CONTENT
from services.gateway.clients.credential import credential
from services.gateway.web.pages import casework
from services.gateway.web.words import CASES
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import child_case

PERSON, CASE = "/desk/people/per_7f3k", "/desk/cases/cas_1"
OPEN, NOTE = f"{PERSON}/case", f"{CASE}/note"
OPENED: Fields = {"title": "Keeping her home", "kind": "housing"}
NOTED: Fields = {
    "title": "Visit on Monday",
    "data_class": "housing",
    "content": "The wall is dry.\r\n\r\nShe slept well.",
}


def test_the_page_knows_every_kind_that_cases_knows_and_takes_no_more_than_it() -> None:
    assert set(CASES) == set(CaseKind)
    assert casework.LONGEST_NOTE <= LONGEST_CONTENT


async def test_a_case_is_opened_from_the_persons_page(priya: Visitor) -> None:
    assert f'href="{OPEN}?purpose=direct_care"' in (await priya.get(PERSON)).html
    page = await priya.get(OPEN)
    assert " checked" not in page.html
    done = await priya.post(f"{OPEN}?purpose=direct_care", OPENED)
    assert done.location == f"{CASE}?done=case-begun&purpose=direct_care"
    [asked] = priya.behind.casework.requests("CreateCase")
    assert (asked.person_id, asked.title, asked.kind) == ("per_7f3k", "Keeping her home", "housing")
    assert (
        "The case is open. Nobody outside your organisation sees it until it is shared."
        in (await priya.get(done.location)).words
    )


async def test_a_private_case_is_asked_for_and_says_who_sees_it(priya: Visitor) -> None:
    said = "Only your duty desk and managers"
    assert "Only our duty desk and managers" in (await priya.get(OPEN)).words
    for wished in ({}, {"private": "as-our-work"}, {"private": "private"}, {"private": "open"}):
        await priya.post(OPEN, {**OPENED, **wished})
    asked = priya.behind.casework.requests("CreateCase")
    assert [one.private if one.HasField("private") else None for one in asked] == [None, None, True, False]
    for path, mark in ((CASE, f"This case is private. {said}"), (f"{PERSON}/records", "private case")):
        assert mark not in (await priya.get(path)).words
    private = child_case()
    private.private = True
    priya.behind.casework.answers["GetCase"] = private
    priya.behind.casework.answers["ListCases"] = ListCasesResponse(cases=[private], total=1)
    for path, mark in ((CASE, f"This case is private. {said}"), (f"{PERSON}/records", "private case")):
        assert mark in (await priya.get(path)).words


async def test_to_whom_no_private_service_is_shown_that_is_said_at_the_box(priya: Visitor) -> None:
    priya.behind.casework.answers["CreateCase"] = Denied("the refuge team works with her", code="not-private")
    page = await priya.post(OPEN, {**OPENED, "private": "private"})
    assert (page.status, 'href="#private"' in page.html) == (400, True)
    assert "Choose another: you are told of no private service that works with them" in page.words
    assert "refuge" not in page.html


async def test_a_note_is_written_from_the_case_and_from_the_list_of_records(priya: Visitor) -> None:
    for path in (CASE, f"{PERSON}/records"):
        assert f'href="{NOTE}?purpose=direct_care"' in (await priya.get(path)).html
    page = await priya.get(NOTE)
    assert "To the case “Early help”" in page.words
    assert " checked" not in page.html
    done = await priya.post(f"{NOTE}?purpose=direct_care", NOTED)
    assert done.location == "/desk/records/rec_1?done=note-written&purpose=direct_care"
    [asked] = priya.behind.casework.requests("AddRecord")
    assert (asked.case_id, asked.data_class, asked.title) == ("cas_1", "housing", "Visit on Monday")
    assert asked.content == "The wall is dry.\n\nShe slept well."
    assert not asked.sealed
    await priya.post(NOTE, {**NOTED, "sealed": "yes"})
    assert priya.behind.casework.requests("AddRecord")[1].sealed


@pytest.mark.parametrize(
    ("path", "sent", "left_out"),
    [(OPEN, OPENED, one) for one in OPENED] + [(NOTE, NOTED, one) for one in NOTED],
)
async def test_what_is_missing_is_said_at_its_place_and_what_was_typed_stays(
    priya: Visitor, path: str, sent: Fields, left_out: str
) -> None:
    page = await priya.post(path, {name: value for name, value in sent.items() if name != left_out})
    assert (page.status, f'href="#{left_out}"' in page.html) == (400, True)
    assert all(str(value).partition("\r")[0] in page.html for name, value in sent.items() if name != left_out)
    assert {name for name, _ in priya.behind.casework.asked} <= {"GetCase"}


@pytest.mark.parametrize(("path", "sent", "method"), [(OPEN, OPENED, "CreateCase"), (NOTE, NOTED, "AddRecord")])
async def test_pressed_twice_it_is_made_once(priya: Visitor, path: str, sent: Fields, method: str) -> None:
    keys: list[str] = []
    made = priya.behind.casework.answers[method]

    def making(_: object) -> object:
        held = credential()
        keys.append(held.idempotency_key if held else "")
        return made

    priya.behind.casework.answers[method] = making
    form = {**(await priya.get(path)).form_fields(path), **sent}
    for _ in range(2):
        assert (await priya.post_bare(path, form)).status == 303
    await priya.post_bare(path, {**form, "title": "Another"})
    assert keys[0] == keys[1] != ""
    assert keys[2] not in ("", keys[0])


@pytest.mark.parametrize(("path", "sent", "method"), [(OPEN, OPENED, "CreateCase"), (NOTE, NOTED, "AddRecord")])
async def test_what_cases_finds_wrong_is_said_at_its_field(
    priya: Visitor, path: str, sent: Fields, method: str
) -> None:
    wrong = Invalid("title: is longer", fields=[FieldError("title", "is longer than 200 characters")])
    priya.behind.casework.answers[method] = wrong
    page = await priya.post(path, sent)
    assert (page.status, 'href="#title"' in page.html) == (400, True)


async def test_an_organisation_that_does_not_work_with_them_is_told_what_comes_first(priya: Visitor) -> None:
    priya.behind.casework.answers["CreateCase"] = Denied("org_refuge works with her", code="not-a-member")
    page = await priya.post(OPEN, OPENED)
    assert page.status == 400
    assert "Your organisation is not recorded as working with them" in page.words
    assert "refuge" not in page.html
    priya.behind.casework.answers["CreateCase"] = Denied("about you", code="own-person")
    page = await priya.post(OPEN, OPENED)
    assert (page.status, "This is about yourself" in page.words) == (403, True)
    priya.behind.casework.answers["CreateCase"] = NotFound("there is no such person")
    assert (await priya.post(OPEN, OPENED)).status == 404


async def test_nothing_is_written_on_a_closed_case_nor_on_another_organisations(priya: Visitor) -> None:
    priya.behind.casework.answers["GetCase"] = child_case("closed")
    page = await priya.get(NOTE)
    assert (page.status, "This case is closed: open it again to write on it" in page.words) == (200, True)
    assert 'name="content"' not in page.html
    assert NOTE not in (await priya.get(CASE)).html
    priya.behind.casework.answers["AddRecord"] = Conflict("this case is closed; open it again", code="case-closed")
    page = await priya.post(NOTE, NOTED)
    assert (page.status, "This case is closed: open it again to write on it" in page.words) == (400, True)
    theirs = child_case()
    theirs.organisation_id = district.TRUST
    priya.behind.casework.answers["GetCase"] = theirs
    assert NOTE not in (await priya.get(CASE)).html
    for answer in (await priya.get(NOTE), await priya.post(NOTE, NOTED)):
        assert answer.status == 403
    assert len(priya.behind.casework.requests("AddRecord")) == 1


async def test_a_note_wants_a_strong_sign_in_as_every_record_does(priya: Visitor) -> None:
    session = district.sessions()[district.WORKER]
    session.acr = "gpg44-medium"
    priya.behind.sessions.answers["GetSession"] = session
    for answer in (await priya.get(NOTE), await priya.post(NOTE, NOTED)):
        assert answer.status == 303
        assert answer.location.startswith("/step-up?")
    assert priya.behind.casework.asked == []


async def test_other_roles_open_and_write_nothing(priya: Visitor) -> None:
    dpo = priya.as_(district.DPO)
    assert OPEN not in (await dpo.get(PERSON)).html
    for path, sent in ((OPEN, OPENED), (NOTE, NOTED)):
        assert (await dpo.get(path)).status == (await dpo.post(path, sent)).status == 403
    assert {name for name, _ in dpo.behind.casework.asked} == set()


async def test_both_are_in_welsh(priya: Visitor) -> None:
    assert "Agor achos" in (await priya.get(f"{OPEN}?lang=cy")).words
    assert "Ysgrifennu nodyn" in (await priya.get(f"{NOTE}?lang=cy")).words
