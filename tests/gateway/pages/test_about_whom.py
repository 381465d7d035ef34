"""Every page on which something is recorded about a person says whom, and so does the page before the button."""

import re

import pytest
from kith.cases.v1 import people_pb2

from chassis.errors import Denied, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.test_concern_pages import BEGUN as CONCERN
from tests.gateway.pages.test_concern_pages import NOBODY_LEFT_OUT
from tests.gateway.pages.test_contact_pages import ALL as CONTACT
from tests.gateway.pages.test_opening_pages import OPENED, broker
from tests.gateway.pages.test_share_pages import ON_A_TASK, Step, answered

AMINAS = "/desk/people/per_7f3k"
ABOUT = "About Amina Begum, born 17 May 1992"
UNKNOWN = "Somebody your organisation has no entry of that you may see"
AWAY = "We cannot say just now whom this is about. Be sure of it before you go on."
PAGES = (
    "concern",
    "share",
    "refer",
    "not-share",
    "consent",
    "shares",
    "involvements/inv_9/open",
    "contact",
    "contact/record",
    "emergency",
    "involvements/inv_1/hand-over",
    "involvements/inv_1/end",
    "invite",
    "confidence",
    "private-message",
    "copy",
    "family",
    "records",
    "/desk/records/rec_1",
    "/desk/cases/cas_1",
    "/desk/cases/cas_1/documents",
    "/desk/cases/cas_1/note",
    "concerns",
    "case",
    "retention",
)
CHECKED: dict[str, list[Step]] = {
    "concern": [*CONCERN, NOBODY_LEFT_OUT],
    "share": ON_A_TASK,
    "involvements/inv_9/open": OPENED,
    "contact/record": CONTACT,
}


async def _page(visitor: Visitor, page: str) -> str:
    whose = visitor.as_(district.DPO) if page == "retention" else broker(visitor)
    path = page if page.startswith("/") else f"{AMINAS}/{page}"
    answer = await whose.get(f"{path}?purpose=direct_care")
    assert answer.status == 200
    return answer.words


@pytest.mark.parametrize("page", PAGES)
async def test_it_says_whom_it_is_about(priya: Visitor, page: str) -> None:
    assert (await _page(priya, page)).count(ABOUT) == 1
    assert [list(asked.person_ids) for asked in priya.behind.people.requests("TellWhom")] == [["per_7f3k"]]


@pytest.mark.parametrize("page", PAGES)
async def test_whom_the_own_organisation_has_no_entry_of_it_does_not_name(priya: Visitor, page: str) -> None:
    priya.behind.people.answers["TellWhom"] = people_pb2.TellWhomResponse()
    words = await _page(priya, page)
    assert words.count(UNKNOWN) == 1
    assert "Amina" not in words


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("refused", [Unavailable("away"), Denied("only workers")])
async def test_where_it_cannot_be_told_the_page_says_so_and_goes_on(
    priya: Visitor, page: str, refused: Exception
) -> None:
    priya.behind.people.answers["TellWhom"] = refused
    words = await _page(priya, page)
    assert words.count(AWAY) == 1
    assert "Amina" not in words


async def test_another_persons_name_is_never_taken_for_this_ones(priya: Visitor) -> None:
    other = people_pb2.Whom(person_id="per_other", given_name="Zara", family_name="Khan", date_of_birth="1990-01-01")
    priya.behind.people.answers["TellWhom"] = people_pb2.TellWhomResponse(people=[other])
    words = await _page(priya, "concern")
    assert UNKNOWN in words
    assert "Zara" not in words


@pytest.mark.parametrize("page", CHECKED)
async def test_each_question_and_the_page_before_the_button_say_it_again(priya: Visitor, page: str) -> None:
    path = f"{AMINAS}/{page}" + ("" if "open" in page or page == "share" else "?purpose=direct_care")
    for upto in range(len(CHECKED[page]) + 1):
        shown = await answered(broker(priya), CHECKED[page][:upto], path)
        assert shown.words.count(ABOUT) == 1, upto
    assert 'name="record" value="yes"' in shown.html


@pytest.mark.parametrize("page", ["emergency", "involvements/inv_1/hand-over", "invite", "concern", "family", "case"])
async def test_a_form_that_was_wrong_says_it_again(priya: Visitor, page: str) -> None:
    answer = await broker(priya).post(f"{AMINAS}/{page}?purpose=direct_care", {"answered": "about"})
    assert (answer.status, answer.words.count(ABOUT)) == (400, 1)


async def test_each_message_says_who_is_to_be_told(priya: Visitor) -> None:
    messages = people_pb2.ListMessagesResponse()
    messages.CopyFrom(priya.behind.people.answers["ListMessages"])
    del messages.messages[2:]
    messages.messages[1].person_id = "per_other"
    priya.behind.people.answers["ListMessages"] = messages
    first, second = re.split(r"Something they agreed to ends soon", (await priya.get("/desk/messages")).words)
    assert (first.count(ABOUT), second.count(ABOUT)) == (1, 0)
    assert (first.count(UNKNOWN), second.count(UNKNOWN)) == (0, 1)
    [asked] = priya.behind.people.requests("TellWhom")
    assert list(asked.person_ids) == ["per_7f3k", "per_other"]
    priya.behind.people.answers["TellWhom"] = Unavailable("away")
    wrong = await priya.post("/desk/messages/msg_2", {"how-msg_2": ""})
    assert (wrong.status, wrong.words.count(AWAY)) == (400, 2)


async def test_each_objection_says_whose_it_is(priya: Visitor) -> None:
    dpo = priya.as_(district.DPO)
    assert (await dpo.get("/desk/objections")).words.count(ABOUT) == 1
    priya.behind.people.answers["TellWhom"] = people_pb2.TellWhomResponse()
    assert (await dpo.get("/desk/objections")).words.count(UNKNOWN) == 1
    priya.behind.people.answers["TellWhom"] = Unavailable("away")
    assert (await dpo.get("/desk/objections")).words.count(AWAY) == 1


async def test_where_nobody_waits_nobody_is_asked_about(priya: Visitor) -> None:
    priya.behind.people.answers["ListMessages"] = people_pb2.ListMessagesResponse()
    assert (await priya.get("/desk/messages")).status == 200
    assert priya.behind.people.requests("TellWhom") == []


async def test_it_says_so_in_welsh(priya: Visitor) -> None:
    assert "Ynghylch Amina Begum, ganwyd 17 Mai 1992" in (await priya.get(f"{AMINAS}/concern?lang=cy")).words
