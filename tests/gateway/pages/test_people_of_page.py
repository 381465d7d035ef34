"""What a leaver leaves, on one page: several are handed over at once, and of what could not be it is said why."""

import pytest
from kith.cases.v1 import networks_pb2, people_pb2
from kith.directory.v1 import directory_pb2

from chassis.errors import Conflict, Invalid, NotFound, Unavailable
from services.gateway.web.pages import people_of
from tests.gateway.pages import district
from tests.gateway.pages.around_her import in_hand
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.fakes import Behind

PAGE = "/desk/hand-over"
SAMS = f"{PAGE}?whose=pro_sam"
BOTH: Fields = {"involvement_ids": ["inv_1", "inv_2"]}
FOUND = f"{SAMS}&q=jon"
TO_JON: Fields = {"professional_id": "pro_hv", "since-day": "20", "since-month": "11", "since-year": "2026"}


@pytest.fixture(autouse=True)
def colleagues(behind: Behind) -> None:
    """Whoever is found works for the council; Samantha Jones has left."""
    found = district.professionals()
    for one in found:
        one.organisation_id, one.organisation_name = district.COUNCIL, "Lichfield District Council"
    found[0].disabled_at.CopyFrom(district.at(days=1))
    behind.directory.answers["SearchProfessionals"] = directory_pb2.SearchProfessionalsResponse(professionals=found)


@pytest.fixture
def mo(nobody: Visitor) -> Visitor:
    """A manager of the council."""
    return nobody.as_(district.MANAGER)


async def test_a_manager_finds_whose_people_one_who_has_left_too(mo: Visitor) -> None:
    assert f'href="{PAGE}"' in (await mo.get("/desk/cover")).html
    page = await mo.get(f"{PAGE}?who=sam")
    assert mo.behind.directory.requests("SearchProfessionals")[-1].organisation_id == district.COUNCIL
    assert "Samantha Jones, social worker Worker unavailable" in page.words
    assert f'href="{SAMS}"' in page.html
    assert mo.behind.networks.requests("ListPeopleOf") == []
    mo.behind.directory.answers["SearchProfessionals"] = Unavailable("away")
    assert "The directory is away just now" in (await mo.get(f"{PAGE}?who=sam")).words


async def test_the_way_there_stands_beside_the_name_on_the_persons_page(mo: Visitor) -> None:
    page = await mo.get("/desk/people/per_7f3k")
    assert page.html.count(f'href="{PAGE}?whose=') == 1


async def test_a_worker_is_shown_her_own(priya: Visitor) -> None:
    page = await priya.get(PAGE)
    [asked] = priya.behind.networks.requests("ListPeopleOf")
    assert (asked.professional_id, asked.limit) == ("pro_priya", 50)
    assert "Whom you work with, by the record (2)" in page.words


async def test_each_says_who_it_is_since_when_and_as_what(mo: Visitor) -> None:
    page = await mo.get(SAMS)
    assert "Whom Samantha Jones works with, by the record (2)" in page.words
    assert page.words.index("Zofia Abara, born 11 October 1988: social worker, since 2 March 2026") < page.words.index(
        "Amina Begum, born 17 May 1992: social worker, since 2 March 2026, a private service"
    )
    assert "Amina" not in page.html.partition("</title>")[0]
    mo.behind.networks.answers["ListPeopleOf"] = networks_pb2.PeopleOf(items=[in_hand()], next_cursor="aW52XzE=")
    page = await mo.get(SAMS)
    assert f'href="{SAMS}&amp;after=aW52XzE%3D"' in page.html
    await mo.get(f"{SAMS}&after=aW52XzE%3D")
    assert mo.behind.networks.requests("ListPeopleOf")[-1].cursor == "aW52XzE="
    mo.behind.networks.answers["ListPeopleOf"] = networks_pb2.PeopleOf()
    assert "Nobody: the record names them with nobody any more." in (await mo.get(SAMS)).words


async def test_several_are_handed_to_one_colleague_each_once(mo: Visitor) -> None:
    found = await mo.get(FOUND)
    assert "Jon Smythe, health visitor, Lichfield District Council" in found.words
    assert "Samantha Jones, social worker, Lichfield" not in found.words
    done = await mo.post(FOUND, {**BOTH, **TO_JON})
    assert done.location == f"{PAGE}?done=handed-over&whose=pro_sam"
    asked = mo.behind.networks.requests("HandOverInvolvement")
    assert [one.involvement_id for one in asked] == ["inv_1", "inv_2"]
    assert {(one.professional_id, one.team, one.since) for one in asked} == {("pro_hv", "", "2026-11-20")}


async def test_pressed_twice_it_is_handed_over_once_and_each_by_itself(
    mo: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is made is told apart by a key: one for each involvement, the same when the same form comes again."""
    used = list[str]()
    monkeypatch.setattr(people_of, "act_for", lambda credential: used.append(credential.idempotency_key))
    for _ in range(2):
        await mo.post(FOUND, {**BOTH, **TO_JON})
    assert used[:2] == used[2:]
    assert len({*used, ""}) == 3


async def test_to_a_team_as_well(mo: Visitor) -> None:
    await mo.post(SAMS, {**BOTH, "team": "Night team"})
    asked = mo.behind.networks.requests("HandOverInvolvement")
    assert {(one.professional_id, one.team, one.since) for one in asked} == {("", "Night team", "")}


async def test_what_cannot_be_is_said_by_name_and_the_rest_is_done(mo: Visitor) -> None:
    there = Conflict("whoever is to carry on works with this person already", code="involvement-exists")
    early = Invalid.field("since", "must be after the day it began")
    gone = NotFound("there is no such involvement")
    for refused, said, welsh in (
        (there, "Whoever it would be works with this person already", "Mae pwy bynnag fyddai hynny"),
        (early, "Must be after the day it began", "Rhaid iddo fod ar ôl y diwrnod y dechreuodd"),
        (gone, "It is not there any more", "Nid yw yno bellach"),
    ):
        mo.behind.networks.answers["HandOverInvolvement"] = _unless("inv_2", refused)
        page = await mo.post(FOUND, {**BOTH, **TO_JON})
        assert page.status == 400
        assert "Handed over: 1." in page.words
        assert f"Zofia Abara: {said}" in page.words
        assert f"Zofia Abara: {welsh}" in (await mo.post(f"{FOUND}&lang=cy", {**BOTH, **TO_JON})).words
        assert "Amina Begum: " not in page.words


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        (TO_JON, "Choose whom you hand over"),
        (BOTH, "Choose a colleague, or enter a team"),
        ({**BOTH, "professional_id": "pro_sam"}, "Choose one of the colleagues found"),
        ({"involvement_ids": "../inv", **TO_JON}, "Choose whom you hand over"),
    ],
)
async def test_what_is_missing_is_said_and_nothing_is_handed_over(mo: Visitor, sent: Fields, wrong: str) -> None:
    page = await mo.post(FOUND, sent)
    assert (page.status, wrong in page.words) == (400, True)
    assert mo.behind.networks.requests("HandOverInvolvement") == []


async def test_other_roles_have_no_such_page(nobody: Visitor) -> None:
    dpo = nobody.as_(district.DPO)
    assert (await dpo.get(PAGE)).status == (await dpo.post(PAGE, {**BOTH, **TO_JON})).status == 403
    assert dpo.behind.networks.asked == []


def _unless(involvement_id: str, refused: Exception) -> object:
    def answer(asked: networks_pb2.HandOverInvolvementRequest) -> people_pb2.Involvement:
        if asked.involvement_id == involvement_id:
            raise refused
        return people_pb2.Involvement(id="inv_9")

    return answer
