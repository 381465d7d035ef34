"""Words for services that are never shown: left without learning whether there is one, answered by who chooses to."""

import pytest
from kith.cases.v1 import private_messages_pb2 as pb

from chassis.errors import Conflict, NotFound, TooMany
from services.cases.domain.private_messages.private_message import STANDING
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

LEAVE, QUEUE = "/desk/people/per_7f3k/private-message", "/desk/private-messages"
ANSWER, ASIDE = f"{QUEUE}/pmg_2/answer", f"{QUEUE}/pmg_2/lay-aside"
WORDS = "Please ring me before Friday."


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


async def test_the_page_of_a_person_leads_to_it_whoever_works_with_her(priya: Visitor) -> None:
    assert f'href="{LEAVE}?purpose=direct_care"' in (await priya.get("/desk/people/per_7f3k")).html
    dpo = await _acting(priya, "dpo").get("/desk/people/per_7f3k")
    assert LEAVE not in dpo.html


async def test_it_says_before_and_after_that_nobody_will_confirm_it(priya: Visitor) -> None:
    page = await priya.get(f"{LEAVE}?purpose=direct_care")
    assert STANDING in page.words
    done = await priya.post(f"{LEAVE}?purpose=direct_care", {"words": WORDS})
    assert done.location == f"{LEAVE}?done=privately-left&purpose=direct_care"
    asked = priya.behind.private_messages.requests("LeavePrivateMessage")[0]
    assert (asked.person_id, asked.words) == ("per_7f3k", WORDS)
    assert "Your message is left." in (await priya.get(done.location)).words


async def test_an_answer_shows_as_it_was_worded_and_signed_and_nothing_else_of_who_gave_it(priya: Visitor) -> None:
    page = await priya.get(LEAVE)
    assert "A duty manager answered yesterday: Ring us before you visit." in page.words
    priya.behind.private_messages.answers["ListPrivateMessages"] = pb.ListPrivateMessagesResponse()
    assert "What you left before" not in (await priya.get(LEAVE)).words


async def test_what_is_missing_or_too_much_is_said_where_it_was_written(priya: Visitor) -> None:
    page = await priya.post(LEAVE, {"words": ""})
    assert (page.status, 'href="#words"' in page.html) == (400, True)
    assert priya.behind.private_messages.requests("LeavePrivateMessage") == []
    priya.behind.private_messages.answers["LeavePrivateMessage"] = TooMany("you have left many of these messages today")
    page = await priya.post(LEAVE, {"words": WORDS})
    assert (page.status, "You have left many of these messages today" in page.words) == (400, True)
    assert WORDS in page.html


async def test_a_person_who_is_closed_to_the_worker_is_not_there(priya: Visitor) -> None:
    priya.behind.private_messages.answers["LeavePrivateMessage"] = NotFound("there is nothing here that you may see")
    assert (await priya.post(LEAVE, {"words": WORDS})).status == 404


@pytest.mark.parametrize("role", ["worker", "guardian", "dpo", "officer"])
async def test_who_is_no_broker_has_no_queue(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert (await other.get(QUEUE)).status == 403
    assert (await other.post(ANSWER, {"words-pmg_2": WORDS, "signed-pmg_2": "Us"})).status == 403
    assert (await other.post(ASIDE)).status == 403
    assert other.behind.private_messages.asked == []


@pytest.mark.parametrize("role", ["guardian", "dpo", "officer"])
async def test_who_works_with_nobody_leaves_none(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert (await other.get(LEAVE)).status == (await other.post(LEAVE, {"words": WORDS})).status == 403


@pytest.mark.parametrize("role", ["duty", "manager"])
async def test_a_broker_reads_what_was_left_and_what_an_answer_gives_away(priya: Visitor, role: str) -> None:
    page = (await _acting(priya, role).get(QUEUE)).words
    assert "About Amina Begum" in page
    assert f"by a worker of {district.NAMES[district.COUNCIL]}" in page
    assert WORDS in page
    assert "An answer tells that your service works with this person." in page
    assert "You need not answer" in page


async def test_an_answer_is_worded_and_signed_by_the_broker(priya: Visitor) -> None:
    broker = _acting(priya, "duty")
    page = await broker.post(ANSWER, {"words-pmg_2": "Ring us.", "signed-pmg_2": ""})
    assert (page.status, 'href="#signed-pmg_2"' in page.html, "Ring us." in page.html) == (400, True, True)
    done = await broker.post(ANSWER, {"words-pmg_2": "Ring us first.", "signed-pmg_2": "A duty manager"})
    assert done.location == f"{QUEUE}?done=privately-answered"
    asked = broker.behind.private_messages.requests("AnswerPrivateMessage")[0]
    assert (asked.message_id, asked.words, asked.signed) == ("pmg_2", "Ring us first.", "A duty manager")


async def test_it_is_laid_aside_with_one_button_and_what_was_dealt_with_is_said(priya: Visitor) -> None:
    broker = _acting(priya, "duty")
    assert (await broker.post(ASIDE)).location == f"{QUEUE}?done=laid-aside"
    dealt = Conflict("your organisation has dealt with this message")
    broker.behind.private_messages.answers |= {"LayPrivateMessageAside": dealt, "AnswerPrivateMessage": dealt}
    for path in (ASIDE, ANSWER):
        page = await broker.post(path, {"words-pmg_2": "Ring us first.", "signed-pmg_2": "Us"})
        assert (page.status, "Your organisation has dealt with this message" in page.words) == (400, True)


async def test_none_wait(priya: Visitor) -> None:
    nothing = pb.ListWaitingPrivateMessagesResponse()
    priya.behind.private_messages.answers["ListWaitingPrivateMessages"] = nothing
    page = (await _acting(priya, "manager").get(QUEUE)).words
    assert "None wait." in page
    assert "You need not answer" not in page
