"""Two worlds that differ only by what is kept back from her: every answer she can get is the same."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.errors import Conflict, NotFound, Problem
from chassis.ids import SeededIds
from chassis.merkle import Sequencer, Signer
from services.cases.api.told import encode
from services.cases.domain.networks.family import Kin
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables.metadata import log
from services.cases.store.work import open_work
from services.cases.usecases.access.get_my_access_copy import GetMyAccessCopy
from services.cases.usecases.audit.get_inclusion import GetInclusion
from services.cases.usecases.sharing.decide_not_to_share import DecideNotToShare, NotSharingWish
from tests.cases.access.answering_access import (
    DPO,
    FRESH,
    GUARDIAN,
    LEE,
    decide,
    decide_rest,
    listed,
    release,
    second_look,
    take_up,
)
from tests.cases.access.test_access_requests import ask
from tests.cases.audit.her_pages import her_pages
from tests.cases.audit.test_withheld import ENQUIRY, looked
from tests.cases.conftest import NewDatabase
from tests.cases.networks.around_amina import ZED, belongs, invite, leave_message
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE, PARENT
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    UNTOLD,
    SharingTown,
    holding,
    sharing_town,
)
from tests.cases.town import COUNCIL, NHS

Kept = dict[str, str]
"""What is kept back in one of the worlds, by id."""
AMINA_ASKS = holding(AMINA_HERSELF, "audit:read", "consents:write")


def apart(town: SharingTown, seed: str) -> SharingTown:
    """The same town, drawing other ids: what is kept back changes none of hers."""
    there, ids = town.town, SeededIds(seed)
    return replace(town, town=replace(there, ids=ids, work=open_work(there.db, there.keys, encode, there.clock, ids)))


async def keep_back(town: SharingTown) -> Kept:
    """A look withheld by each side, a share that she is not told of and a look on it, what no copy holds."""
    hidden = apart(town, "kept back")
    soon: dict[str, Any] = {"purpose": "safeguarding_adult", "until": "2026-12-31"}
    untold = await hidden.share(data_classes=["social_care"], basis=UNTOLD, **soon)
    secret = await hidden.record("social_care")
    await hidden.read(secret, HEALTH_VISITOR, "safeguarding_adult")
    guarded = await hidden.record("protected_address")
    wish = NotSharingWish(
        town.amina, "", [NHS], ["housing"], "housing_support", "Her brother would hear.", "", "2027-02-01"
    )
    there = hidden.town
    not_shared = await DecideNotToShare(there.work, there.ids, there.clock)(SOCIAL_WORKER, wish)
    await there.take(COUNCIL, [ZED])
    return {
        "message": (await leave_message(hidden)).id,
        "home": (await belongs(hidden, Kin.HOUSEHOLD)).id,
        "child": (await belongs(hidden)).id,
        "invited": (await invite(hidden)).id,
        "seen": await looked(hidden, withholding=ENQUIRY),
        "own": await looked(hidden, withholding=ENQUIRY, caller=SOCIAL_WORKER),
        "untold": untold.share.id,
        "record": secret.id,
        "guarded": guarded.id,
        "decision": not_shared.id,
    }


async def refused(call: Callable[[], Any]) -> tuple[type[Problem], str, str]:
    with pytest.raises(Problem) as problem:
        await call()
    return type(problem.value), problem.value.code, problem.value.detail


async def everything_she_gets(town: SharingTown, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """One life at two agencies: asked, shared, looked at, objected, a copy fetched, consent taken back, proved."""
    there, answers = town.town, list[Any]()
    house = await town.record()
    consent, _ = await town.share_on_consent()
    town.later(minutes=1)
    await town.read(house)
    shown = await looked(town, withholding=None)
    answers.append(await town.object_to())
    asked = await ask(town)
    answers += [asked, *await her_pages(town, monkeypatch)]

    await take_up(town, asked)
    await exempt(town, asked, kept)
    await decide_rest(town, asked)
    ready = await release(town, asked)
    answers += [ready, await GetMyAccessCopy(there.work, there.clock)(FRESH, ready.id, 1)]
    answers.append(await refused(lambda: GetMyAccessCopy(there.work, there.clock)(FRESH, ready.id, 2)))
    answers += await her_pages(town, monkeypatch)

    record = await town.consent_record(consent, AMINA_ASKS)
    answers.append(repr(record).partition("signature=")[0])
    for caller in (PARENT, OFFICER_THERE):
        sharing = await town.my_sharing(caller)
        answers.append((list(sharing.consents), list(sharing.shares)))
    receipt = await town.withdraw(consent)
    answers.append(replace(receipt, signature=""))
    answers += await her_pages(town, monkeypatch)

    sequencer = Sequencer(there.db, log, Signer("kith/cases", Ed25519PrivateKey.generate()), there.clock)
    while await sequencer.run_once():
        continue
    prove = GetInclusion(there.work, SqlTransparency(there.db))
    assert (await prove(AMINA_ASKS, shown, 0)).leaf_hash
    for which in ("seen", "own"):
        hidden = kept.get(which, "dis_00000000000000000000000000")
        answers.append(await refused(lambda hidden=hidden: prove(AMINA_ASKS, hidden, 0)))  # type: ignore[misc]  # bound
    return answers


async def exempt(town: SharingTown, asked: Any, kept: Kept) -> None:
    """What the officer decides that she may not see, where it is there to be decided about."""
    found, town = await listed(town, asked), apart(town, "exempt")
    if ("record", kept.get("record", "")) in found:
        harm = [("record", kept["record"])]
        why: dict[str, Any] = {"exemption": "serious_harm", "reason": "It would harm her badly."}
        await decide(town, asked, harm, "exempt", DPO, opinion=LEE, **why)
        await second_look(town, asked, harm, GUARDIAN)
        third = [("decision_not_to_share", kept["decision"])]
        third += [("family_link", kept["child"]), ("invitation", kept["invited"])]
        await decide(town, asked, third, "exempt", exemption="third_party", reason="It is about her brother.")


async def test_with_and_without_what_is_kept_back_she_gets_the_same(
    new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        folders = [tmp_path_factory.mktemp("with"), tmp_path_factory.mktemp("without")]
        with_it, without = [await stack.enter_async_context(sharing_town(new_database(), each)) for each in folders]
        for town in (with_it, without):
            await town.object_to(kind="objection")  # which draws the name of the key that both use from here on
        kept = await keep_back(with_it)
        hers = await everything_she_gets(with_it, kept, monkeypatch)
        plain = await everything_she_gets(without, {}, monkeypatch)
    for position, (one, other) in enumerate(zip(hers, plain, strict=True)):
        assert one == other, position
    assert not [word for word in kept.values() if word in repr(hers)]


async def test_what_was_released_makes_the_difference(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sharing_town(new_database(), tmp_path) as town:
        kept = await keep_back(town)
        before = await her_pages(town, monkeypatch)
        await town.release(kept["own"], GUARDIAN)
        assert await her_pages(town, monkeypatch) != before
        assert [one.id for one in (await town.my_disclosures()).disclosures] == [kept["own"]]
        with pytest.raises(Conflict):
            await town.release(kept["own"], GUARDIAN)
        with pytest.raises(NotFound):
            await town.release(kept["seen"], GUARDIAN)
