"""What somebody is told by hand: asked before it is done, and not done where it is not safe."""

import pytest
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Denied
from services.cases.domain.contacts.message import COUNTER
from services.cases.domain.contacts.safe_contact import Channel
from services.gateway.web.pages import messages
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

WAITING, GIVE = "/desk/messages", "/desk/messages/msg_2"


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


def test_the_page_knows_every_way_that_cases_knows() -> None:
    assert set(messages.HOW) == {*Channel, COUNTER}
    assert set(messages.OF_A_RECEIPT) < set(messages.HOW)


@pytest.mark.parametrize("role", ["guardian", "dpo", "officer"])
async def test_who_tells_nobody_anything_has_no_such_page(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert WAITING not in (await other.get("/desk/sessions")).html
    assert (await other.get(WAITING)).status == (await other.get(f"{GIVE}/receipt")).status == 403
    assert (await other.post(GIVE, {"how-msg_2": "phone"})).status == 403
    assert other.behind.people.asked == other.behind.sharing.asked == []


async def test_what_waits_says_what_it_is_and_leads_to_how_they_may_be_reached(priya: Visitor) -> None:
    page = await priya.get(WAITING)
    assert f'href="{WAITING}"' in (await priya.get("/desk/all")).html
    assert "Something they agreed to ends soon" in page.words
    assert page.html.count('href="/desk/people/per_7f3k/contact"') == 3
    assert "Somebody else’s account was connected" in page.words
    assert " checked" not in page.html


async def test_a_receipt_is_paper(priya: Visitor) -> None:
    page = await priya.get(WAITING)
    receipt = page.html.partition(f'action="{WAITING}/msg_1"')[2].partition("</form>")[0]
    assert 'value="post"' in receipt
    assert 'value="phone"' not in receipt
    printed = await priya.get(f"{WAITING}/msg_1/receipt")
    assert "Receipt rcp_1" in printed.words
    assert priya.behind.sharing.requests("WithdrawConsent")[0].consent_id == "con_1"


async def test_nothing_but_a_receipt_that_waits_is_opened(priya: Visitor) -> None:
    for other in ("msg_2", "msg_9"):
        assert (await priya.get(f"{WAITING}/{other}/receipt")).status == 404
    assert priya.behind.sharing.requests("WithdrawConsent") == []


async def test_it_is_asked_before_it_is_done_and_a_refusal_means_that_it_must_not(priya: Visitor) -> None:
    page = await priya.post(GIVE, {"how-msg_2": ""})
    assert (page.status, 'href="#how-msg_2"' in page.html) == (400, True)
    assert priya.behind.people.requests("GiveMessage") == []
    unsafe = Denied("nothing says that she may safely be reached this way", code="not-safe")
    later = Conflict("she may be reached this way, but not now", code="not-now")
    for refused, said in ((unsafe, "Nothing says that they may safely be reached"), (later, "but not now")):
        priya.behind.people.answers["GiveMessage"] = refused
        page = await priya.post(GIVE, {"how-msg_2": "phone"})
        assert (page.status, said in page.words, "Do not do it" in page.words) == (400, True, True)


async def test_where_it_is_safe_it_is_done_and_waits_no_more(priya: Visitor) -> None:
    done = await priya.post(GIVE, {"how-msg_2": "counter"})
    assert done.location == f"{WAITING}?done=message-given"
    asked = priya.behind.people.requests("GiveMessage")[0]
    assert (asked.message_id, asked.how) == ("msg_2", "counter")


async def test_nobody_waits(priya: Visitor) -> None:
    priya.behind.people.answers["ListMessages"] = pb.ListMessagesResponse()
    assert "Nobody waits to be told anything" in (await priya.get(WAITING)).words
