"""One enquiry from its opening to what is taken home, on the desk's own pages before cases on a real database."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from kith.identity.v1 import sessions_pb2

from chassis.tokens import Caller
from services.cases.api.rpc.casework import CaseworkServicer, CaseworkVerbs
from services.cases.api.rpc.hubs import HubsServicer, HubVerbs
from services.cases.api.rpc.people import PeopleServicer, PeopleVerbs
from services.cases.api.rpc.rounds import RoundsServicer, RoundVerbs
from tests.cases.audit.her_browser import Straight
from tests.cases.hubs.hub_town import CHAIR, COLLEAGUE, DETECTIVE, NURSE, HubTown, hub_town, runs
from tests.cases.sharing_town import holding
from tests.cases.town import PARTNER
from tests.gateway.pages import answering, district
from tests.gateway.pages.conftest import Answer, Visitor, pages, served
from tests.gateway.pages.test_hub_pages import ASKING, CONDITION, LAWFUL, REVIEW, TOLD
from tests.gateway.pages.test_share_pages import Step, kept

WORRY = "Neighbours heard shouting, twice."
SAID = "She came in with a broken wrist."


class Desk(Visitor):
    """Whoever sits at it, one after the other."""

    who: Caller = CHAIR

    def is_now(self, who: Caller) -> None:
        self.who = holding(who, "hubs:read", "people:read")

    async def through(self, page: Answer, steps: list[Step], path: str) -> Answer:
        """The page after these questions, each sent as a browser sends its form."""
        action = re.findall(rf'action="({re.escape(path)}[^"]*)"', page.html)[0]
        for name, says, values in steps:
            assert says in page.words, (name, page.words)
            form = kept(page, action)
            already = form.get("answered", [])
            done = [*(already if isinstance(already, list) else [already]), name]
            page = await self.post_bare(action, {**form, **values, "answered": done})
        return await self.post_bare(action, {**kept(page, action), "record": "yes"})

    async def inside(self) -> tuple[str, Answer]:
        """The one open enquiry: its address, and what is there."""
        listed = await self.get("/desk/enquiries")
        assert WORRY in listed.words
        [address] = re.findall(r'href="(/desk/enquiries/enq_[^"]*)"', listed.html)
        return address, await self.get(address)


@asynccontextmanager
async def desk(town: HubTown, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    there, behind = town.there.town, answering.behind()
    made: Desk

    def session(_: sessions_pb2.GetSessionRequest) -> sessions_pb2.Session:
        found, who = district.sessions()[district.WORKER], made.who
        found.context.organisation_id, found.context.role = who.claim("org"), who.claim("role")
        return found

    for module in ("hubs", "people", "casework", "rounds"):
        monkeypatch.setattr(f"services.cases.api.rpc.{module}.caller", lambda: made.who)
    work, ids, clock = there.work, there.ids, there.clock
    behind.hubs = cast(Any, Straight(HubsServicer(HubVerbs.over(work, ids, clock, None))))
    behind.people = cast(Any, Straight(PeopleServicer(PeopleVerbs.over(work, there.mandates, there.keys, ids, clock))))
    behind.rounds = cast(Any, Straight(RoundsServicer(RoundVerbs.over(work, ids, clock))))
    behind.casework = cast(Any, Straight(CaseworkServicer(CaseworkVerbs.over(work, ids, clock))))
    behind.sessions.answers["GetSession"] = session
    async with served(pages(behind)) as base, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        made = Desk(http, base, district.WORKER, behind)
        yield made


async def opened(at: Desk, hub_id: str) -> None:
    path = f"/desk/hubs/{hub_id}/enquiry"
    page = await at.get(path)
    form = {**kept(page, path), "purpose": "safeguarding_adult", "answered": "why"}
    page = await at.post_bare(path, form)
    named = {"given_name": "Amina", "family_name": "Begum"}
    born = {"date_of_birth-day": "4", "date_of_birth-month": "3", "date_of_birth-year": "1992"}
    page = await at.post_bare(path, {**kept(page, path), **named, **born, "change": "whom"})
    [person] = re.findall(r'name="person_id"[^>]*value="([^"]*)"', page.html)
    steps: list[Step] = [
        ("whom", "Amina Begum, born 4 March 1992", {"person_id": person}),
        ("happened", "What are you worried about?", {"happened": WORRY}),
        LAWFUL,
        TOLD,
        ("sources", "source of harm", {}),
        ("until", "Until when?", {"until-day": "31", "until-month": "12", "until-year": "2026"}),
    ]
    assert (await at.through(page, steps, path)).location == "/desk/enquiries?done=enquiry-opened"


async def test_an_enquiry_is_opened_fed_taken_home_from_and_closed_at_the_desk(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hub_town(database_url, tmp_path) as town, desk(town, monkeypatch) as at:
        at.is_now(CHAIR)
        await opened(at, town.hub.id)

        at.is_now(NURSE)
        address, page = await at.inside()
        [bring] = re.findall(r'href="([^"]*/contribute[^"]*)"', page.html)
        steps: list[Step] = [
            ("what", "What do you bring?", {"what": "words"}),
            ("words", "What do you know?", {"data_class": "health", "text": SAID}),
            LAWFUL,
            CONDITION,
            ASKING,
            TOLD,
        ]
        brought = await at.through(await at.get(bring), steps, bring.partition("?")[0])
        assert "It is in the hub." in (await at.get(brought.location)).words

        at.is_now(DETECTIVE)
        address, page = await at.inside()
        [read] = re.findall(r'href="(/desk/contributions/[^"]*)"', page.html)
        assert SAID in (await at.get(read)).words
        [ask] = re.findall(r'action="([^"]*/ask[^"]*)"', page.html)
        name = f"reason-{read.partition('?')[0].rpartition('/')[2]}"
        assert (await at.post(ask, {name: "To charge him."})).status == 303

        at.is_now(NURSE)
        _, page = await at.inside()
        [decide] = re.findall(r'href="([^"]*/releases/[^"]*)"', page.html)
        steps = [
            ("outcome", "May they take it home?", {"outcome": "released"}),
            LAWFUL,
            CONDITION,
            ASKING,
            TOLD,
            REVIEW,
        ]
        decided = await at.through(await at.get(decide), steps, decide.partition("?")[0])
        assert "They may take it home" in (await at.get(decided.location)).words

        at.is_now(CHAIR)
        _, page = await at.inside()
        [close] = re.findall(r'action="([^"]*/close[^"]*)"', page.html)
        assert (await at.post(close, {"outcome": "A plan was made."})).location == "/desk/enquiries?done=enquiry-closed"
        assert WORRY not in (await at.get("/desk/enquiries")).words

        at.is_now(DETECTIVE)
        assert SAID in (await at.get(read)).words
        assert (await at.get(address)).status == 403


async def test_for_who_sits_nowhere_an_enquiry_is_as_if_it_did_not_exist(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hub_town(database_url, tmp_path) as town, desk(town, monkeypatch) as at:
        enquiry = await town.open()
        made = await town.contribute(enquiry)
        at.is_now(COLLEAGUE)
        for template, real in (
            ("/desk/enquiries/{}?purpose=safeguarding_adult", enquiry.id),
            ("/desk/enquiries/{}?purpose=audit", enquiry.id),
            ("/desk/enquiries/{}/contribute?purpose=safeguarding_adult", enquiry.id),
            ("/desk/contributions/{}?purpose=safeguarding_adult", made.id),
            ("/desk/hubs/{}/enquiry", town.hub.id),
        ):
            there, nowhere = await at.get(template.format(real)), await at.get(template.format("enq_nobodys"))
            assert (there.status, there.html) == (nowhere.status, nowhere.html) == (404, nowhere.html), template
        assert (await at.get("/desk/hubs")).html == (await at.get("/desk/enquiries")).html == nowhere.html
        assert "hub" not in (await at.get("/desk")).html.lower()
        # A manager of a member that has not accepted finds the terms, and nothing inside.
        at.is_now(holding(runs(PARTNER), "enquiries:read"))
        assert "What is said here stays." in (await at.get("/desk/hubs")).words
        assert (await at.get(f"/desk/enquiries/{enquiry.id}?purpose=safeguarding_adult")).status == 404
