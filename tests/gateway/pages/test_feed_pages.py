"""A manager declares the organisation's lists and looks at a delivery that waits; a worker reads how fresh one is and
notes contact; she reads in plain words that a list has gone silent.
"""

import pytest
from kith.cases.v1 import feeds_pb2 as pb
from kith.cases.v1 import me_pb2, people_pb2

from chassis.errors import Conflict, Invalid, Stale
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor

FEEDS, DECLARE, ROLL = "/desk/feeds", "/desk/feeds/declare", "/desk/feeds/rolls/rol_1"
PERSON = "/desk/people/per_7f3k"
CONTACT = f"{PERSON}/involvements/inv_1/contact?purpose=direct_care"
DECLARED: Fields = {
    "name": "housing",
    "kind": "housing",
    "coverage": "Every tenancy in Lichfield",
    "every_days": "7",
    "may_shrink": "10",
    "age_from": "18",
    "age_to": "",
    "statuses": "Open, in arrears",
    "months_after_closing": "0",
    "shielded": "no",
}
NOTED: Fields = {
    "version": "3",
    "last_contact-day": "20",
    "last_contact-month": "11",
    "last_contact-year": "2026",
    "next_contact-day": "",
    "next_contact-month": "",
    "next_contact-year": "",
}


@pytest.fixture
def mo(nobody: Visitor) -> Visitor:
    """A manager."""
    return nobody.as_(district.MANAGER)


@pytest.mark.parametrize("role", ["worker", "duty", "guardian", "dpo", "officer", "organisation-admin"])
async def test_who_is_no_manager_sees_none_of_them_nor_the_way_there(priya: Visitor, role: str) -> None:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    priya.behind.sessions.answers["GetSession"] = session
    for path in (FEEDS, DECLARE, ROLL):
        assert (await priya.get(path)).status == 403
    for path, fields in ((DECLARE, DECLARED), (ROLL, {"end": "yes", "reason": "IT"})):
        assert (await priya.post(path, fields)).status == 403
    assert FEEDS not in (await priya.get("/desk/sessions")).html
    assert priya.behind.feeds.asked == []


async def test_the_list_says_what_is_silent_what_is_not_declared_and_what_waits(mo: Visitor) -> None:
    page = await mo.get(FEEDS)
    assert "Silent since 19 November 2026" in page.words
    assert "Not declared: only people you work with now are shown to others" in page.words
    assert "190 of 1000 people would leave it at once" in page.words
    assert "1 delivery of a list waits" in (await mo.get("/desk")).words


async def test_a_list_is_declared_with_what_others_see_of_it(mo: Visitor) -> None:
    page = await mo.post(DECLARE, DECLARED)
    assert page.location.startswith(f"{FEEDS}?done=feed-declared")
    [asked] = mo.behind.feeds.requests("DeclareFeed")
    rules = pb.VisibilityRules(age_from=18, statuses=["Open", "in arrears"], months_after_closing=0)
    assert asked == pb.DeclareFeedRequest(
        name="housing",
        kind="housing",
        coverage="Every tenancy in Lichfield",
        every_days=7,
        may_shrink=10,
        shown=rules,
        shielded=False,
    )


async def test_what_was_declared_stands_in_the_form(mo: Visitor) -> None:
    html = (await mo.get(f"{DECLARE}?name=housing")).html
    assert 'value="in-arrears, open"' in html or 'value="open, in-arrears"' in html
    assert "Every tenancy in Lichfield" in html
    assert (await mo.get(f"{DECLARE}?name=nothing")).status == 404


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"kind": "cats"}, {"coverage": ""}, {"every_days": "often"}, {"may_shrink": ""}, {"age_from": "-1"}],
    ids=str,
)
async def test_a_form_that_is_not_whole_is_shown_again_and_declares_nothing(mo: Visitor, wrong: Fields) -> None:
    page = await mo.post(DECLARE, {**DECLARED, **wrong})
    assert page.status == 400
    assert "There is a problem" in page.words
    assert mo.behind.feeds.requests("DeclareFeed") == []


async def test_what_cases_refuses_is_said_beside_the_field(mo: Visitor) -> None:
    mo.behind.feeds.answers["DeclareFeed"] = Invalid.field("shown.age_from", "and age_to must be whole years")
    assert "And age_to must be whole years" in (await mo.post(DECLARE, DECLARED)).words


async def test_a_manager_decides_about_a_delivery_that_waits(mo: Visitor) -> None:
    assert "190 of the 1000 people" in (await mo.get(ROLL)).words
    assert (await mo.post(ROLL, {"end": "", "reason": "IT"})).status == 400
    assert (await mo.post(ROLL, {"end": "no", "reason": ""})).status == 400
    assert mo.behind.feeds.requests("DecideRoll") == []
    for end in ("no", "yes"):
        await mo.post(ROLL, {"end": end, "reason": f"IT said {end}."})
    no, yes = mo.behind.feeds.requests("DecideRoll")
    assert (no.roll_id, no.end, no.HasField("end"), no.reason) == ("rol_1", False, True, "IT said no.")
    assert yes.end


async def test_a_delivery_that_was_overtaken_says_so_and_one_that_waits_no_more_is_gone(mo: Visitor) -> None:
    mo.behind.feeds.answers["DecideRoll"] = Conflict("this feed is current as of 2026-11-23 already")
    page = await mo.post(ROLL, {"end": "yes", "reason": "IT"})
    assert (page.status, "current as of 2026-11-23" in page.words) == (400, True)
    mo.behind.feeds.answers["ListRolls"] = pb.ListRollsResponse()
    assert (await mo.get(ROLL)).status == 404


def _feed(**more: str) -> people_pb2.Feed:
    return people_pb2.Feed(organisation_name="Lichfield", name="social care", as_of="2026-11-18", **more)


async def test_a_worker_reads_whom_a_list_holds_and_that_it_is_silent(priya: Visitor) -> None:
    network = district.network()
    del network.feeds[:]
    network.feeds.extend([_feed(coverage="Every open case", silent_since="2026-11-19"), _feed()])
    priya.behind.people.answers["GetNetwork"] = network
    page = await priya.get(f"{PERSON}?purpose=direct_care")
    assert "Lichfield social care has been silent since 19 November 2026" in page.words
    assert "Lichfield social care: Every open case" in page.words
    assert "Lichfield social care: coverage not stated" in page.words
    network.feeds[0].silent_since = ""
    assert "silent" not in (await priya.get(f"{PERSON}?purpose=direct_care")).words


async def test_she_reads_it_in_plain_words(amina: Visitor) -> None:
    silent = _feed(coverage="every open case", silent_since="2026-11-19")
    mine = me_pb2.MyNetwork(involvements=district.involvements()[:1], feeds=[silent])
    amina.behind.me.answers["GetMyNetwork"] = mine
    page = await amina.get("/supporting-you")
    assert "It holds: every open case." in page.words
    assert "A new one was due 19 November 2026 and has not come, so this may be out of date." in page.words
    assert "has not come" in (await amina.get("/")).words, "where it is only counted, too"
    mine.feeds[0].silent_since = ""
    assert "out of date" not in (await amina.get("/supporting-you")).words
    assert "out of date" not in (await amina.get("/")).words


async def test_an_officer_reads_it_to_her_with_who_supports_her(priya: Visitor) -> None:
    session = district.sessions()[district.WORKER]
    session.context.role = "officer"
    priya.behind.sessions.answers["GetSession"] = session
    silent = _feed(coverage="every open case", silent_since="2026-11-19")
    mine = me_pb2.MyNetwork(involvements=district.involvements()[:1], feeds=[silent])
    priya.behind.me.answers["GetMyNetwork"] = mine
    page = await priya.get("/desk/assist/sit_1/sharing")
    assert "A new one was due 19 November 2026 and has not come, so this may be out of date." in page.words
    mine.feeds[0].silent_since = ""
    assert "out of date" not in (await priya.get("/desk/assist/sit_1/sharing")).words


async def test_contact_is_shown_and_noted_at_the_version_that_was_read(priya: Visitor) -> None:
    network = district.network()
    network.involvements[0].last_contact, network.involvements[0].version = "2026-11-19", 3
    priya.behind.people.answers["GetNetwork"] = network
    assert "involvements/inv_1/contact" in (await priya.get(f"{PERSON}?purpose=direct_care")).html
    html = (await priya.get(CONTACT)).html
    assert 'name="version" value="3"' in html
    assert 'value="19"' in html, "what is noted stands in the form"
    priya.behind.people.answers["NoteContact"] = people_pb2.Involvement(id="inv_1", version=4)
    page = await priya.post(CONTACT, NOTED)
    assert "done=contact-noted" in page.location
    [asked] = priya.behind.people.requests("NoteContact")
    assert asked == people_pb2.NoteContactRequest(
        involvement_id="inv_1", person_id="per_7f3k", version=3, last_contact="2026-11-20"
    )


async def test_whoever_noted_it_second_is_told_and_another_organisation_s_is_not_there_to_note(priya: Visitor) -> None:
    priya.behind.people.answers["NoteContact"] = Stale("contact was noted since")
    page = await priya.post(CONTACT, NOTED)
    assert (page.status, "Contact was noted since" in page.words) == (400, True)
    assert (await priya.post(CONTACT, {**NOTED, "version": "x"})).status == 400
    assert (await priya.get(CONTACT.replace("inv_1", "inv_2"))).status == 404
