"""Whose account matched nobody is linked at the desk by its reference, and a wrong link is undone there."""

import pytest
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Denied
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

PERSON = "/desk/people/per_7f3k"
PAGE = f"{PERSON}/account"
THERE = f"{PAGE}?purpose=direct_care"


def in_state(state: str) -> pb.AccountLink:
    one = district.link()
    one.state = state
    return one


def waits(visitor: Visitor, *states: str, of_person: bool = False) -> None:
    """What cases answers of the person, or else of the account that is asked for."""
    shown = pb.ListAccountLinksResponse(links=map(in_state, states))
    visitor.behind.people.answers["ListAccountLinks"] = lambda asked: (
        shown if bool(asked.person_id) == of_person else pb.ListAccountLinksResponse()
    )


async def test_the_persons_page_and_the_queue_lead_there(priya: Visitor) -> None:
    assert f'href="{THERE}"' in (await priya.get(PERSON)).html
    assert "“Their account” is on their page" in (await priya.get("/desk/links")).words


async def test_who_is_here_reads_out_the_reference_and_is_linked(priya: Visitor) -> None:
    waits(priya, "officer")
    assert "No account is linked with them" in (await priya.get(THERE)).words
    answer = await priya.post(THERE, {"reference": " acc_moved "})
    asked = [one.account_id for one in priya.behind.people.requests("ListAccountLinks")]
    assert "acc_moved" in asked
    [made] = priya.behind.people.requests("ConfirmAccountLink")
    assert (made.link_id, made.method, made.person_id) == ("lnk_1", "in_person", "per_7f3k")
    waits(priya, "live", of_person=True)
    page = await priya.get(answer.location)
    assert "The account and the person are linked" in page.words
    assert f'action="{PAGE}/lnk_1/undo?purpose=direct_care"' in page.html


@pytest.mark.parametrize("states", [(), ("proposed",), ("live",), ("suspended",)])
async def test_a_reference_that_does_not_wait_for_that_links_nobody(priya: Visitor, states: tuple[str, ...]) -> None:
    waits(priya, *states)
    page = await priya.post(THERE, {"reference": "acc_else"})
    assert page.status == 400
    assert "No account with this reference waits for that" in page.words
    assert (await priya.post(THERE, {"reference": ""})).status == 400
    assert priya.behind.people.requests("ConfirmAccountLink") == []


async def test_what_cases_refuses_is_said(priya: Visitor) -> None:
    waits(priya, "officer")
    answers = priya.behind.people.answers
    answers["ConfirmAccountLink"] = Denied("this person has another account", code="account-taken")
    assert "This person has another account" in (await priya.post(THERE, {"reference": "acc_moved"})).words
    answers["ConfirmAccountLink"] = Conflict("this link is ended", code="link-not-open")
    assert "This link is decided already" in (await priya.post(THERE, {"reference": "acc_moved"})).words


async def test_a_wrong_link_is_undone_with_a_reason(priya: Visitor) -> None:
    waits(priya, "live", of_person=True)
    assert "Whoever holds it sees who supports this person" in (await priya.get(THERE)).words
    undo = f"{PAGE}/lnk_1/undo?purpose=direct_care"
    assert (await priya.post(undo, {"reason": ""})).status == 400
    answer = await priya.post(undo, {"reason": "Her partner registered in her name"})
    [ended] = priya.behind.people.requests("EndAccountLink")
    assert (ended.link_id, ended.reason) == ("lnk_1", "Her partner registered in her name")
    waits(priya)
    assert "The link is undone" in (await priya.get(answer.location)).words


async def test_what_waits_to_be_confirmed_or_is_in_doubt_is_said(priya: Visitor) -> None:
    waits(priya, "proposed", of_person=True)
    assert 'href="/desk/links">Confirm or refuse it' in (await priya.get(THERE)).html
    waits(priya, "suspended", of_person=True)
    assert "There is a doubt about who signed up" in (await priya.get(THERE)).words
