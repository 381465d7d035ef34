"""How somebody may safely be contacted: asked of them one question a page, silence until they said otherwise, and
never whose word it was.
"""

import pytest
from kith.cases.v1 import people_pb2

from chassis.errors import Denied, Invalid, NotFound
from services.cases.domain.contacts.safe_contact import Channel, Weekday
from services.gateway.web.pages import safe_contact
from services.gateway.web.words import SAFE_WAYS
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.dealings import reach
from tests.gateway.pages.test_share_pages import Filled, Step, answered, kept

SEEN = "/desk/people/per_7f3k/contact"
RECORD = f"{SEEN}/record?purpose=direct_care"
WAYS: Step = ("ways", "How may they safely be contacted?", {"channels": ["phone", "through"], "through": "Her sister"})
WHEN: Step = ("when", "When?", {"days": ["mon", "thu"], "from_hour": "9", "to_hour": "12"})
LANGUAGE: Step = ("language", "In which language?", {"language": "cy", "interpreter": "no"})
WORDS: Step = ("words", "What else must be known?", {"words": "Ask for the library."})
REVIEW: Step = (
    "review",
    "When are they asked again?",
    {f"review_on-{k}": v for k, v in zip(("day", "month", "year"), ("1", "3", "2027"), strict=True)},
)
ALL = [WAYS, WHEN, LANGUAGE, WORDS, REVIEW]


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


def test_the_pages_know_every_way_and_day_that_cases_knows() -> None:
    assert set(SAFE_WAYS) == set(Channel)
    assert list(safe_contact.DAYS) == list(Weekday)


async def test_a_worker_reads_what_is_safe_now_and_how_and_never_whose_word_it_was(priya: Visitor) -> None:
    page = await priya.get(SEEN)
    assert "Safe In person and phone call" in page.words
    assert "Safe just now In person" in page.words
    assert "Monday, from 10am to noon" in page.words
    assert "Where they live Never contact them there" in page.words
    assert "Somali, with an interpreter" in page.words
    for whose in ("acc_lee", district.NAMES[district.TRUST], district.NAMES[district.SCHOOL], "org_"):
        assert whose not in page.html
    asked = priya.behind.people.requests("GetSafeContact")[0]
    assert (asked.person_id, asked.purpose) == ("per_7f3k", "direct_care")


async def test_nobody_said_anything_and_somebody_said_no_read_the_same_and_mean_silence(priya: Visitor) -> None:
    priya.behind.people.answers["GetSafeContact"] = people_pb2.Reach()
    silent = await priya.get(SEEN)
    assert "Do not contact them" in silent.words
    assert "Do not look for another way" in silent.words
    refused = people_pb2.Reach(days=["mon"], from_hour=9, to_hour=12, never_at_address=True)
    priya.behind.people.answers["GetSafeContact"] = refused
    assert (await priya.get(SEEN)).html == silent.html


async def test_what_is_safe_at_another_hour_is_not_said_to_be_safe_now(priya: Visitor) -> None:
    later = reach()
    del later.now[:]
    priya.behind.people.answers["GetSafeContact"] = later
    assert "Safe just now Nothing" in (await priya.get(SEEN)).words


async def test_an_own_word_past_its_day_is_said_to_allow_nothing(priya: Visitor) -> None:
    old = reach()
    old.own.review_on = "2026-11-21"
    priya.behind.people.answers["GetSafeContact"] = old
    assert "Ask them again now: since then it allows nothing." in (await priya.get(SEEN)).words
    old.own.review_on = "2026-11-22"
    assert "since then it allows nothing" not in (await priya.get(SEEN)).words


async def test_a_look_has_a_purpose_or_the_page_asks_for_one(priya: Visitor) -> None:
    session = district.sessions()[district.WORKER]
    session.context.purpose = ""
    priya.behind.sessions.answers["GetSession"] = session
    assert "Why do you need to see this?" in (await priya.get(SEEN)).words
    assert priya.behind.people.requests("GetSafeContact") == []


@pytest.mark.parametrize("refused", [NotFound("org_refuge works with her"), Denied("org_refuge works with her")])
async def test_who_does_not_work_with_them_reads_nothing(priya: Visitor, refused: Exception) -> None:
    priya.behind.people.answers["GetSafeContact"] = refused
    page = await priya.get(SEEN)
    assert page.status in (403, 404)
    assert "refuge" not in page.html


async def test_what_they_said_is_asked_page_by_page_and_shown_before_it_is_recorded(priya: Visitor) -> None:
    page = await answered(priya, ALL, RECORD)
    assert "Check what they said" in page.words
    assert "Phone call and somebody passes it on" in page.words
    assert "Monday and Thursday, from 9am to noon" in page.words
    assert priya.behind.people.requests("RecordSafeContact") == []
    done = await priya.post_bare(RECORD, {**kept(page, RECORD), "record": "yes"})
    assert done.location == f"{SEEN}?done=contact-recorded&purpose=direct_care"
    wish = priya.behind.people.requests("RecordSafeContact")[0]
    assert (list(wish.channels), wish.through) == (["phone", "through"], "Her sister")
    assert (list(wish.days), wish.from_hour, wish.to_hour, wish.never_at_address) == (["mon", "thu"], 9, 12, False)
    assert (wish.language, wish.interpreter, wish.words) == ("cy", False, "Ask for the library.")
    assert wish.review_on == "2027-03-01"


async def test_nothing_is_safe_before_they_say_so(priya: Visitor) -> None:
    """No box is ticked and no hour chosen for them: an answer left out is asked for, never filled in."""
    page = await priya.get(RECORD)
    assert " checked" not in page.html
    missing: list[Filled] = [{}, {"channels": ["none", "phone"]}, {"channels": ["pigeon"]}, {"channels": "through"}]
    for values in missing:
        page = await answered(priya, [("ways", WAYS[1], values)], RECORD)
        assert (page.status, WAYS[1] in page.words) == (400, True), values
    page = await answered(priya, [WAYS], RECORD)
    assert " checked" not in page.html
    assert " selected" not in page.html.replace('value="" selected', "")
    for left_out in WHEN[2]:
        page = await answered(
            priya, [WAYS, ("when", "When?", {k: v for k, v in WHEN[2].items() if k != left_out})], RECORD
        )
        assert page.status == 400, left_out


async def test_do_not_contact_asks_for_no_hours_and_is_recorded_as_no_way_at_all(priya: Visitor) -> None:
    never: Step = ("ways", WAYS[1], {"channels": "none", "never_at_address": "yes"})
    page = await answered(priya, [never, LANGUAGE, WORDS, REVIEW], RECORD)
    assert "Do not contact them" in page.words
    await priya.post_bare(RECORD, {**kept(page, RECORD), "record": "yes"})
    wish = priya.behind.people.requests("RecordSafeContact")[0]
    assert (list(wish.channels), wish.never_at_address) == ([], True)
    assert (list(wish.days), wish.from_hour, wish.to_hour) == ([], 0, 24)


async def test_a_letter_has_no_hours(priya: Visitor) -> None:
    page = await answered(priya, [("ways", WAYS[1], {"channels": "post"}), LANGUAGE, WORDS, REVIEW], RECORD)
    assert "Check what they said" in page.words


async def test_asking_again_begins_with_what_they_said_and_a_new_day(priya: Visitor) -> None:
    page = await priya.get(SEEN)
    page = await priya.post_bare(RECORD, kept(page, RECORD))
    assert REVIEW[1] in page.words
    form = {**kept(page, RECORD), **REVIEW[2]}
    page = await priya.post_bare(RECORD, {**form, "answered": [*form["answered"], "review"]})
    assert "Check what they said" in page.words
    await priya.post_bare(RECORD, {**kept(page, RECORD), "record": "yes"})
    wish, own = priya.behind.people.requests("RecordSafeContact")[0], reach().own
    assert (list(wish.channels), list(wish.days), wish.from_hour, wish.to_hour) == (
        list(own.channels),
        list(own.days),
        own.from_hour,
        own.to_hour,
    )
    assert (wish.language, wish.interpreter, wish.words, wish.review_on) == ("so", True, own.words, "2027-03-01")


async def test_what_cases_finds_wrong_is_said_at_its_question(priya: Visitor) -> None:
    page = await answered(priya, ALL, RECORD)
    record: Filled = {**kept(page, RECORD), "record": "yes"}
    for field, says, place in (("hours", "When?", "from_hour"), ("channels", WAYS[1], "channels")):
        priya.behind.people.answers["RecordSafeContact"] = Invalid.field(field, "cannot be so")
        page = await priya.post_bare(RECORD, record)
        assert (page.status, says in page.words) == (400, True)
        assert f'<a href="#{place}">Cannot be so' in page.html


@pytest.mark.parametrize("role", ["guardian", "dpo"])
async def test_who_only_reads_it_finds_no_way_to_record_it(priya: Visitor, role: str) -> None:
    reader = _acting(priya, role)
    assert f"{SEEN}/record" not in (await reader.get(SEEN)).html
    assert (await reader.get(RECORD)).status == 403
    assert (await reader.post(RECORD, {"record": "yes"})).status == 403
    assert reader.behind.people.requests("RecordSafeContact") == []


@pytest.mark.parametrize("role", ["officer", "organisation-admin", "operator"])
async def test_whoever_works_with_nobody_has_no_such_page(priya: Visitor, role: str) -> None:
    assert (await _acting(priya, role).get(SEEN)).status == 403
    assert priya.behind.people.requests("GetSafeContact") == []


async def test_their_own_page_says_that_it_is_kept_and_shows_nothing_of_it(amina: Visitor) -> None:
    page = await amina.get("/account/contact")
    assert "It is never shown here" in page.words
    assert amina.behind.people.asked == []


async def test_the_persons_page_leads_to_it(priya: Visitor) -> None:
    assert f'href="{SEEN}?purpose=direct_care"' in (await priya.get("/desk/people/per_7f3k")).html
