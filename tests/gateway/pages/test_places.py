"""Where each role can go: the bar above a page, the page with everything, and that neither says more than the role."""

import re

import pytest
from fastapi.routing import APIRoute
from kith.cases.v1 import hubs_pb2

from chassis.errors import Unavailable
from services.gateway.web.pages import ROUTERS
from services.gateway.web.places import GROUPS
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Answer, Visitor
from tests.gateway.pages.hub_rooms import hub

ALL = "/desk/all"
ROLES = ("worker", "duty", "manager", "guardian", "dpo", "officer", "organisation-admin")
DAILY = {
    "worker": ["Desk", "My people", "Concerns", "Referrals", "All pages"],
    "duty": ["Desk", "My people", "Concerns", "Referrals", "All pages"],
    "manager": ["Desk", "My people", "Concerns", "Referrals", "Reviews", "All pages"],
    "guardian": ["Desk", "Concerns", "Referrals", "Reviews", "Looks", "All pages"],
    "dpo": ["Desk", "Referrals", "Reviews", "Looks", "All pages"],
    "officer": ["Desk", "Serve somebody", "Second looks", "Doubts", "Acting for others", "All pages"],
    "organisation-admin": ["Desk", "All pages"],
}
# Pages with an address of their own that are no place to go to: those for whoever sits in a hub, of which the first
# page leads there, since for others there are no such pages; where another system sends somebody; and what it is from
# which this list is.
ELSEWHERE = {"/desk", "/desk/all", "/desk/hubs", "/desk/enquiries", "/desk/open", "/desk/feeds/declare"}
ELSEWHERE |= {"/desk/assist/new", "/desk/assist/known"}


def acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor.as_(district.WORKER)


def bar(page: Answer) -> list[tuple[str, str, str]]:
    """Of each link of the bar in its order: where it leads, what it says, what it is to the page."""
    [nav] = re.findall(r'<nav aria-label="Desk".*?</nav>', page.html, re.DOTALL)
    links = re.findall(r'<a class="govuk-service-navigation__link" href="([^"]+)"([^>]*)>(.*?)</a>', nav, re.DOTALL)
    said = [(href, " ".join(re.sub(r"<[^>]+>", "", text).split()), more) for href, more, text in links]
    return [(href, text, "".join(re.findall(r'aria-current="(\w+)"', more))) for href, text, more in said]


def listed(page: Answer) -> list[tuple[str, str]]:
    found = re.findall(r'<li><a class="govuk-link" href="([^"]+)">([^<]+)</a></li>', page.html.partition("<main")[2])
    return [(href, text) for href, text in found]


def h1(page: Answer) -> str:
    [heading] = re.findall(r"<h1[^>]*>(.*?)</h1>", page.html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", heading).split())


@pytest.mark.parametrize("role", ROLES)
async def test_the_bar_holds_what_a_role_uses_each_day_and_the_way_to_the_rest(priya: Visitor, role: str) -> None:
    page = await acting(priya, role).get("/desk")
    assert [text for _, text, _ in bar(page)] == DAILY[role]
    assert [(text, current) for _, text, current in bar(page) if current] == [("Desk", "page")]


@pytest.mark.parametrize("role", ROLES)
async def test_every_page_of_a_role_is_listed_by_its_own_name_and_opens(priya: Visitor, role: str) -> None:
    visitor = acting(priya, role)
    page = await visitor.get(ALL)
    assert [current for _, text, current in bar(page) if text == "All pages"] == ["page"]
    links = listed(page)
    assert len(links) == len(set(links)) >= 2
    for href, text in links:
        there = await visitor.get(href)
        assert there.status == 200, href
        assert h1(there).startswith(text) or f"<title>{text} –" in there.html, href
        marked = [current for _, _, current in bar(there) if current]
        assert len(marked) == 1, href
        assert marked == (["page"] if href in {one for one, _, _ in bar(there)} else ["true"]), href


async def test_headings_are_in_order_and_none_is_empty(priya: Visitor) -> None:
    for role in ROLES:
        html = (await acting(priya, role).get(ALL)).html.partition("<main")[2].partition("</main>")[0]
        assert re.findall(r"<(h\d)", html) == ["h1"] + ["h2"] * html.count("<ul")
        assert len(re.findall(r"</h2>\s*<ul", html)) == html.count("<h2") <= 6


def test_every_page_with_an_address_of_its_own_is_a_place() -> None:
    paths = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    own = {path for path in paths if path.startswith("/desk") and "{" not in path}
    places = {one.href for group in GROUPS for one in group.places}
    assert own - ELSEWHERE == places - {"/security"}


async def test_a_page_below_marks_where_it_belongs(priya: Visitor) -> None:
    page = await priya.get("/desk/referrals/rfr_1")
    assert [(text, current) for _, text, current in bar(page) if current] == [("Referrals", "true")]
    page = await priya.get("/desk/people/per_7f3k")
    assert [current for *_, current in bar(page) if current] == [], "found from anywhere"


async def test_only_who_has_several_works_can_change_between_them(nobody: Visitor) -> None:
    session = district.sessions()[district.MANY]
    session.context.CopyFrom(session.contexts[1])
    nobody.behind.sessions.answers["GetSession"] = session
    several = await nobody.as_(district.MANY).get("/desk")
    assert ("/desk/context", "Change work", "") in bar(several)
    assert "Change work" not in (await acting(nobody, "duty").get("/desk")).words


@pytest.mark.parametrize("role", ROLES)
async def test_neither_differs_by_what_waits_or_is_there(priya: Visitor, role: str) -> None:
    """Everything there is, nothing at all, and everything away: the same bytes but for the form's moment."""
    visitor = acting(priya, role)
    seen = {(await visitor.get(ALL)).html}
    for name, fake in vars(priya.behind).items():
        if name != "sessions":
            fake.answers = dict.fromkeys(fake.answers, Unavailable("away"))
            fake.asked.clear()
    seen.add((await visitor.get(ALL)).html)
    assert all(fake.asked == [] for name, fake in vars(priya.behind).items() if name != "sessions")
    priya.behind.hubs.answers["ListHubs"] = hubs_pb2.ListHubsResponse(hubs=[hub()])
    seen.add((await visitor.get(ALL)).html)
    assert len(seen) == 1


async def test_it_is_said_in_welsh(priya: Visitor) -> None:
    page = await priya.get(f"{ALL}?lang=cy")
    assert h1(page) == "Pob tudalen"
    assert "Y bobl rydych yn gweithio gyda nhw" in page.words
