"""Two worlds, with and without concerns about her: every answer that she, or who acts for her, can get is the same."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.errors import NotFound
from services.cases.store.tables.disclosures import withheld
from services.cases.usecases.access.get_my_access_copy import GetMyAccessCopy
from tests.cases.access.answering_access import FRESH, decide, decide_rest, items, listed, read, release, take_up
from tests.cases.access.answering_access import GUARDIAN as ANSWERING
from tests.cases.access.test_access_requests import ask, record
from tests.cases.audit.her_pages import her_pages
from tests.cases.audit.test_two_worlds_of_what_is_withheld import apart, refused
from tests.cases.concerns.concern_town import (
    COLLEAGUE,
    DUTY,
    GUARDIAN,
    LADO,
    acknowledge,
    at_the_door,
    close,
    concern_town,
    raised,
    seen,
    timer,
)
from tests.cases.conftest import NewDatabase
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE, PARENT
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, SharingTown, holding


async def worry(town: SharingTown) -> str:
    """Everything that can become of concerns: raised, read, late, acknowledged, closed, against staff."""
    hidden = apart(town, "worry")
    one = (await raised(hidden)).concern
    await raised(hidden, SOCIAL_WORKER, allegation=True)
    await raised(hidden, SOCIAL_WORKER, urgency="immediate")
    for caller in (SOCIAL_WORKER, DUTY, LADO, COLLEAGUE):
        assert (await seen(hidden, caller)).concerns
    assert (await at_the_door(hidden)).concerns
    hidden.later(hours=2)
    await timer(hidden)
    hidden.later(hours=-2)
    await acknowledge(hidden, one)
    await close(hidden, one)
    return one.id


async def hers(town: SharingTown, monkeypatch: pytest.MonkeyPatch, kept: str) -> list[object]:
    there, answers = town.town, list[object]()
    house = await town.record()
    await town.share_on_consent()
    town.later(minutes=1)
    await town.read(house)
    asked = await ask(town)
    answers += [asked, *await her_pages(town, monkeypatch)]
    await take_up(town, asked)
    found = await listed(town, asked)
    concerns = [key for key in found if key[0] == "concern"]
    assert bool(concerns) == bool(kept)
    if concerns:
        reason = "It says who is worried about her."
        await decide(apart(town, "exempt"), asked, concerns, "exempt", exemption="third_party", reason=reason)
    await decide_rest(town, asked)
    ready = await release(town, asked)
    answers += [ready, await GetMyAccessCopy(there.work, there.clock)(FRESH, ready.id, 1)]
    answers += await her_pages(town, monkeypatch)
    for caller in (PARENT, OFFICER_THERE):
        sharing = await town.my_sharing(caller)
        answers.append((list(sharing.consents), list(sharing.shares)))
    for caller in (AMINA_HERSELF, PARENT):
        answers.append(await refused(lambda caller=caller: seen(town, caller)))  # type: ignore[misc]  # bound
    return answers


async def test_with_and_without_concerns_she_gets_the_same(
    new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        folders = [tmp_path_factory.mktemp("with"), tmp_path_factory.mktemp("without")]
        with_it, without = [await stack.enter_async_context(concern_town(new_database(), each)) for each in folders]
        for town in (with_it, without):
            await town.object_to(kind="objection")  # which draws the name of the key that both use from here on
        kept = await worry(with_it)
        one, other = await hers(with_it, monkeypatch, kept), await hers(without, monkeypatch, "")
    for position, (left, right) in enumerate(zip(one, other, strict=True)):
        assert left == right, position


async def test_what_a_reviewer_releases_she_is_shown(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the comparison above would compare nothing."""
    async with concern_town(new_database(), tmp_path) as town:
        await raised(town)
        before = await her_pages(town, monkeypatch)
        await seen(town, DUTY)
        assert await her_pages(town, monkeypatch) == before
        async with town.town.db.reading() as tx:
            [row] = (await tx.execute(select(withheld))).all()
        await town.release(row.disclosure_id, holding(GUARDIAN, "withheld:release"))
        assert await her_pages(town, monkeypatch) != before


async def test_an_allegation_opens_to_nobody_because_a_copy_was_asked_for(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    """Least of all to the guardian whom it is about, who may have a colleague record such a request and answer it."""
    async with concern_town(new_database(), tmp_path) as town:
        worry = (await raised(town)).concern
        against_him = (await raised(town, allegation=True, alleged_professional_id="pro_acc_guardian")).concern
        asked = await record(town, way="letter")
        await take_up(town, asked, ANSWERING)
        shown = {one.item.key for one in (await items(town, asked, ANSWERING)).items if one.item.key[0] == "concern"}
        assert shown == {("concern", worry.id)}
        with pytest.raises(NotFound):
            await read(town, asked, ("concern", against_him.id), ANSWERING)
