"""My people, and how a worker is told of what is new: that stands first, and the message can be turned off."""

import re

import pytest
from kith.cases.v1 import rounds_pb2 as pb

from chassis.errors import Invalid
from tests.gateway.pages import district
from tests.gateway.pages.around_her import round_page
from tests.gateway.pages.conftest import Visitor

MINE = "/desk/mine"


async def test_who_was_not_looked_at_for_longest_stands_first_with_what_is_new(priya: Visitor) -> None:
    page = await priya.get(MINE)
    assert "My people (2)" in page.words
    assert "Not looked at for 14 days, and changed: 1" in page.words
    assert page.words.index("Amina Begum") < page.words.index("Zofia Abara")
    assert "New: 1 joined, 2 concerns raised" in page.words
    assert "Nothing new" in page.words
    assert 'href="/desk/people/per_7f3k"' in page.html
    assert "Amina" not in re.findall(r"<title>(.*?)</title>", page.html)[0]
    assert f'href="{MINE}"' in (await priya.get("/desk")).html


async def test_nothing_new_is_said_with_the_list_that_is_overdue(priya: Visitor) -> None:
    page = round_page()
    page.people[0].list_overdue = True
    priya.behind.rounds.answers["ListRound"] = page
    said = "Nothing new, but a list that says who works with them is overdue: who joined or left may not be known."
    assert said in (await priya.get(MINE)).words
    page.people[0].list_overdue = False
    assert "overdue" not in (await priya.get(MINE)).words


async def test_more_than_a_page_leads_on(priya: Visitor) -> None:
    priya.behind.rounds.answers["ListRound"] = round_page("cGVyXzI=")
    page = await priya.get(MINE)
    assert f'href="{MINE}?after=cGVyXzI%3D"' in page.html
    await priya.get(f"{MINE}?after=cGVyXzI%3D")
    assert [one.cursor for one in priya.behind.rounds.requests("ListRound")] == ["", "cGVyXzI="]


async def test_who_has_nobody_is_told_what_to_do(priya: Visitor) -> None:
    priya.behind.rounds.answers["ListRound"] = pb.RoundPage()
    assert "name the team below" in (await priya.get(MINE)).words


async def test_teams_and_the_message_are_hers_to_choose(priya: Visitor) -> None:
    page = await priya.get(MINE)
    assert "Duty team</textarea>" in page.html
    done = await priya.post(MINE, {"teams": "Duty team\r\n\r\n Harbour team ", "daily": "no"})
    assert done.location == f"{MINE}?done=round-kept"
    [asked] = priya.behind.rounds.requests("SetRound")
    assert (list(asked.teams), asked.daily_message) == (["Duty team", "Harbour team"], False)
    assert "The list is made so from now on" in (await priya.get(f"{MINE}?done=round-kept")).words


async def test_what_is_left_out_or_refused_is_said_and_nothing_is_kept(priya: Visitor) -> None:
    page = await priya.post(MINE, {"teams": ""})
    assert (page.status, "Choose whether you want the message" in page.words) == (400, True)
    assert priya.behind.rounds.requests("SetRound") == []
    priya.behind.rounds.answers["SetRound"] = Invalid.field("teams", "must be at most 10")
    page = await priya.post(MINE, {"teams": "x", "daily": "yes"})
    assert (page.status, "Must be at most 10" in page.words) == (400, True)


@pytest.mark.parametrize("role", ["guardian", "dpo", "officer", "organisation-admin"])
async def test_who_does_no_casework_sees_neither_page_nor_the_way_there(priya: Visitor, role: str) -> None:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    priya.behind.sessions.answers["GetSession"] = session
    assert (await priya.get(MINE)).status == 403
    assert (await priya.post(MINE, {"teams": "", "daily": "no"})).status == 403
    assert MINE not in (await priya.get("/desk/sessions")).html
    assert priya.behind.rounds.asked == []
