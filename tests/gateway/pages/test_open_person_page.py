"""From an organisation's own case system: the number stands in no address, the sign-in is kept, nothing is told before
a worker says why, and what is told is about her own organisation's records only.
"""

import re
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from kith.cases.v1.people_pb2 import FoundPerson

from services.gateway.web.pages.open_person import OPEN, SENT
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Answer, Visitor

NUMBER = "LCS-000001/é"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://cases.council.example"}
DIRECT = {"purpose": "direct_care"}


async def arrive(visitor: Visitor, local_id: str = NUMBER) -> Answer:
    """The case system's own form, as a browser sends it: from another site, so without our Lax cookies."""
    return await Visitor(visitor.http, visitor.base).post_bare(OPEN, {"local_id": local_id}, **ELSEWHERE)


def kept(answer: Answer) -> str:
    return SimpleCookie(answer.headers.get("Set-Cookie", ""))[SENT].value


async def with_it(visitor: Visitor, value: str, path: str = OPEN) -> Answer:
    cookie = f"__Host-kith={visitor.cookie}; {SENT}={value}"
    return await Visitor(visitor.http, visitor.base, "", visitor.behind).get(path, Cookie=cookie)


async def go(visitor: Visitor, value: str, **form: str) -> Answer:
    cookie = f"__Host-kith={visitor.cookie}; {SENT}={value}"
    visitor = Visitor(visitor.http, visitor.base, "", visitor.behind)
    return await visitor.post_bare(f"{OPEN}/person", {"form_token": "t-priya", **form}, Cookie=cookie)


async def test_the_number_is_kept_for_ten_minutes_out_of_reach_and_in_no_address(nobody: Visitor) -> None:
    answer = await arrive(nobody)
    assert (answer.status, answer.location) == (303, OPEN)
    told = answer.headers["Set-Cookie"]
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600", "Path=/"):
        assert word in told
    assert NUMBER not in told
    assert "Domain" not in told


async def test_who_is_signed_in_says_why_and_is_with_the_person(priya: Visitor) -> None:
    value = kept(await arrive(priya))
    page = await with_it(priya, value)
    assert f"Your own system sent you here for number {NUMBER}" in page.words
    assert priya.behind.people.asked == []
    done = await go(priya, value, **DIRECT)
    assert done.location == "/desk/people/per_7f3k?purpose=direct_care"
    assert "Max-Age=0" in done.headers["Set-Cookie"]
    [asked] = priya.behind.people.requests("FindPerson")
    assert (asked.identifier.scheme, asked.identifier.value, asked.purpose) == ("local_id", NUMBER, "direct_care")


async def test_who_is_not_signed_in_comes_back_after_it_and_nowhere_else(nobody: Visitor) -> None:
    value = kept(await arrive(nobody))
    asked = await with_it(nobody, value)
    assert (asked.status, urlsplit(asked.location).path) == (303, "/sign-in")
    assert parse_qs(urlsplit(asked.location).query) == {"next": [OPEN]}
    form = {"email": district.EMAILS[district.WORKER], "password": "correct horse battery", "next": OPEN}
    assert (await nobody.post_bare("/sign-in", form)).location == OPEN


async def test_a_worker_who_first_chooses_her_work_comes_back_too(nobody: Visitor) -> None:
    value = kept(await arrive(nobody))
    lee = nobody.as_(district.MANY)
    assert (await with_it(lee, value)).location == "/desk/context"
    lee = Visitor(lee.http, lee.base, "", lee.behind)
    form = {"form_token": "t-lee", "context": "ctx_1"}
    cookie = f"__Host-kith={district.MANY}"
    assert (await lee.post_bare("/desk/context", form, Cookie=f"{cookie}; {SENT}={value}")).location == OPEN
    assert (await lee.post_bare("/desk/context", form, Cookie=cookie)).location == "/desk"


async def test_without_a_reason_nobody_is_looked_up(priya: Visitor) -> None:
    value = kept(await arrive(priya))
    for form in ({}, {"purpose": "audit"}, {"purpose": "curiosity"}):
        page = await go(priya, value, **form)
        assert (page.status, "Choose why you open this person" in page.words) == (400, True)
    assert priya.behind.people.asked == []


@pytest.mark.parametrize("outcome", ["none", "several"])
async def test_an_unknown_number_says_so_and_nothing_of_others(priya: Visitor, outcome: str) -> None:
    priya.behind.people.answers["FindPerson"] = FoundPerson(outcome=outcome)
    page = await go(priya, kept(await arrive(priya)), **DIRECT)
    assert (page.status, "told us of nobody under this number" in page.words) == (404, True)
    assert "That says nothing of others" in page.words


async def test_no_outcome_can_be_told_from_outside_before_she_says_why(priya: Visitor) -> None:
    """A site that makes her browser come here, with a number that is known or one that is not, gets the same."""
    shown = list[str]()
    for found in (FoundPerson(outcome="match", person_id="per_7f3k"), FoundPerson(outcome="none")):
        priya.behind.people.answers["FindPerson"] = found
        arrived = await arrive(priya)
        page = await with_it(priya, kept(arrived))
        html = re.sub(r'name="once" value="[^"]*"', "", page.html)
        shown.append(f"{arrived.status} {arrived.location} {html}")
    assert shown[0] == shown[1]
    assert priya.behind.people.asked == []


@pytest.mark.parametrize("value", ["", "%%%", "AAAA", "_w", "eHh4" * 50])
async def test_a_cookie_that_is_none_of_ours_opens_nothing(priya: Visitor, value: str) -> None:
    page = await with_it(priya, value)
    assert (page.status, "Open the person again" in page.words) == (200, True)
    assert (await go(priya, value, **DIRECT)).status == 200
    assert priya.behind.people.asked == []


@pytest.mark.parametrize("local_id", ["", "x" * 101, "a\nb", "\x07"])
async def test_what_can_be_no_number_is_not_kept(nobody: Visitor, local_id: str) -> None:
    answer = await arrive(nobody, local_id)
    assert (answer.location, "Set-Cookie" in answer.headers) == ("/desk", False)


async def test_a_number_in_an_address_is_not_read(priya: Visitor) -> None:
    page = await priya.get(f"{OPEN}?local_id=LCS-000001")
    assert "LCS-000001" not in page.html
