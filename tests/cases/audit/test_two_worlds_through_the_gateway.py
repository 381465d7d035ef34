"""Two worlds that differ only by what is kept back from her, seen from outside: each page and each route of hers gives
the same status, headers and bytes, whatever it is asked for.
"""

import re
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from kith.cases.v1 import me_pb2

from tests.cases.access.answering_access import GUARDIAN, decide_rest, release, take_up
from tests.cases.access.test_access_requests import ask
from tests.cases.audit.her_browser import Hers, her_browser, her_routes
from tests.cases.audit.test_two_worlds_of_what_is_withheld import Kept, exempt, keep_back
from tests.cases.audit.test_withheld import looked
from tests.cases.browser import Route, Said
from tests.cases.conftest import NewDatabase
from tests.cases.sharing_town import AMINA_HERSELF, SharingTown, holding, sharing_town
from tests.cases.town import COUNCIL, NHS
from tests.gateway.pages.test_guarded_pages import IDS
from tests.gateway.test_every_route import BODIES

AMINA_NOW = replace(holding(AMINA_HERSELF, "audit:read"), claims={"fresh": "yes"})
UNKNOWN = "shr_00000000000000000000000000"
QUERIES: dict[Route, list[str]] = {
    ("GET", "/v1/me/disclosures"): ["", "?limit=1", "?limit=2"],
    ("GET", "/v1/me/access-requests/{request_id}/copy"): ["", "?part=1", "?part=2"],
}
SENT: dict[str, Any] = {
    **BODIES,
    "/v1/me/objections": {**BODIES["/v1/me/objections"], "organisation_id": COUNCIL},
    "/v1/me/access-requests": {"organisation_id": NHS},
    "/sharing/objections": {
        "organisation_id": [COUNCIL],
        "kind": ["dispute"],
        "data_classes": ["social_care"],
        "words": ["That is not so."],
    },
    "/sharing/copies": {"organisation_id": [COUNCIL], "wanted": ["All of it."]},
}
# What she reads of cases, and has to be given for the comparison to say anything.
READ = {
    "/",
    "/sharing",
    "/sharing/copies",
    "/sharing/copies/{request_id}/{part}",
    "/sharing/copies/{request_id}/{part}/copy.json",
    "/sharing/objections",
    "/sharing/{consent_id}/stop",
    "/supporting-you",
    "/who-has-looked",
    "/v1/me/access-requests",
    "/v1/me/access-requests/{request_id}/copy",
    "/v1/me/disclosures",
    "/v1/me/network",
    "/v1/me/objections",
    "/v1/me/sharing",
}


async def lived(town: SharingTown, kept: Kept) -> dict[str, str]:
    """One life: shared, looked at, objected, a copy ready. Her own ids, for the addresses."""
    house = await town.record()
    consent, _ = await town.share_on_consent()
    town.later(minutes=1)
    await town.read(house)
    await looked(town, withholding=None)
    await looked(town, withholding=None)
    asked = await ask(town)
    await take_up(town, asked)
    await exempt(town, asked, kept)
    await decide_rest(town, asked)
    await release(town, asked)
    return {"consent_id": consent.id, "request_id": asked.id, "part": "1"}


async def everything(hers: Hers, routes: list[Route], own: dict[str, str], kept: list[str]) -> dict[str, Said]:
    """Each route with her own ids, with each that is kept from her, and with one that nobody knows."""
    said, ids = dict[str, Said](), IDS | own
    for method, template in routes:
        names = re.findall(r"{(\w+)}", template)
        filled = [{name: ids.get(name, UNKNOWN) for name in names}]
        filled += [dict.fromkeys(names, each) for each in (*kept, UNKNOWN) if names]
        for each in filled:
            for query in QUERIES.get((method, template), [""]):
                path = template.format(**each) + query
                body = SENT.get(template, None if template.startswith("/v1") else {})
                answer = await hers.ask(method, path, body if method != "GET" else None)
                assert answer.status < 500, (method, path)
                said[f"{method} {path}"] = answer
    return said


async def test_with_and_without_what_is_kept_back_each_page_and_route_answers_the_same_bytes(
    new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = her_routes()
    reads = [route for route in routes if route[0] == "GET"]
    async with AsyncExitStack() as stack:
        folders = [tmp_path_factory.mktemp("with"), tmp_path_factory.mktemp("without")]
        with_it, without = [await stack.enter_async_context(sharing_town(new_database(), each)) for each in folders]
        for town in (with_it, without):
            await town.object_to(kind="objection")  # which draws the name of the key that both use from here on
        kept = await keep_back(with_it)
        answers = []
        for town in (with_it, without):
            own = await lived(town, kept if town is with_it else {})
            async with her_browser(town, AMINA_NOW, monkeypatch) as hers:
                first = await everything(hers, reads, own, [*kept.values()])
                then = await everything(hers, routes, own, [*kept.values()])
                assert hers.me.asked == {one.name for one in me_pb2.DESCRIPTOR.services_by_name["Me"].methods}
            answers.append((first, then))
    for one, other in zip(*answers, strict=True):
        assert one.keys() == other.keys()
        for what in one:
            assert one[what] == other[what], what
    first, then = answers[0]
    for template in READ:
        path = template.format(**IDS | own)
        assert first[f"GET {path}"].status == 200, path
    assert then[f"POST /sharing/{own['consent_id']}/stop"].status == 200
    assert then["POST /sharing/objections"].status == then["POST /sharing/copies"].status == 303
    assert then["POST /v1/me/objections"].status == then["POST /v1/me/access-requests"].status == 201
    assert not [word for word in kept.values() if any(word.encode() in each.body for each in then.values())]


async def test_what_was_released_makes_the_difference(
    database_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = [route for route in her_routes() if route[0] == "GET"]
    async with sharing_town(database_url, tmp_path) as town:
        kept = await keep_back(town)
        async with her_browser(town, AMINA_NOW, monkeypatch) as hers:
            before = await everything(hers, reads, {}, [])
        await town.release(kept["own"], GUARDIAN)
        async with her_browser(town, AMINA_NOW, monkeypatch) as hers:
            after = await everything(hers, reads, {}, [])
    differ = {what for what in before if before[what].body != after[what].body}
    assert differ == {
        "GET /",
        "GET /who-has-looked",
        *(f"GET /v1/me/disclosures{q}" for q in ("", "?limit=1", "?limit=2")),
    }
