"""A worker reads that what he saw may have been about two people, and says that he knows."""

import pytest
from kith.cases.v1 import retention_pb2 as pb
from kith.cases.v1 import rounds_pb2

from chassis.errors import NotFound
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.dealings import misread_look, recall

QUEUE = "/desk/misread-looks"


def _told(visitor: Visitor) -> None:
    visitor.behind.retention.answers["ListMisreadLooks"] = pb.ListMisreadLooksResponse(looks=[misread_look()])
    waiting = [rounds_pb2.Waiting(queue="misread-looks", count=1)]
    visitor.behind.rounds.answers["CountWaiting"] = rounds_pb2.CountWaitingResponse(waiting=waiting)


async def test_a_look_is_its_day_and_our_own_number_and_one_button(priya: Visitor) -> None:
    _told(priya)
    assert "1 look of yours may have been at two people" in (await priya.get("/desk")).words
    page = await priya.get(QUEUE)
    assert "Our own number for them S-1042" in page.words
    assert 'href="/desk/people/per_7f3k"' in page.html
    done = await priya.post(f"{QUEUE}/dis_9/heard")
    assert done.location == f"{QUEUE}?done=misread-heard"
    assert [one.look_id for one in priya.behind.retention.requests("HearMisreadLook")] == ["dis_9"]


async def test_when_there_is_none_the_desk_says_nothing_and_the_page_says_so(priya: Visitor) -> None:
    assert "two people" not in (await priya.get("/desk")).words
    page = await priya.get(QUEUE)
    assert "None. A look of yours is listed here" in page.words
    assert "Two people were taken for one" not in page.words, "nothing of the kind happened"


async def test_anothers_look_is_none(priya: Visitor) -> None:
    priya.behind.retention.answers["HearMisreadLook"] = NotFound("there is no such look of yours")
    assert (await priya.post(f"{QUEUE}/dis_8/heard")).status == 404


@pytest.mark.parametrize("role", ["officer", "organisation-admin"])
async def test_who_looks_at_nobody_is_told_of_nothing(priya: Visitor, role: str) -> None:
    _told(priya)
    session = district.sessions()[district.WORKER]
    session.context.role = role
    priya.behind.sessions.answers["GetSession"] = session
    assert (await priya.get(QUEUE)).status == 403
    assert "two people" not in (await priya.get("/desk")).words


async def test_its_guardians_read_whose_look_it_was(nobody: Visitor) -> None:
    dee, looked = nobody.as_(district.DPO), recall("dis_9", "looked")
    looked.looker = "acc_priya"
    dee.behind.retention.answers["ListRecalls"] = pb.ListRecallsResponse(recalls=[looked])
    words = (await dee.get("/desk/recalls")).words
    assert "Number of the look dis_9" in words
    assert "account acc_priya. They find it on their own desk" in words
