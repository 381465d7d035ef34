"""What officers do to answer a subject access request, and how the copy is fetched."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chassis.tokens import Caller
from services.cases.domain.access.request import AccessRequest
from services.cases.usecases.access.decide_held_items import DecideHeldItems, DecisionWish, OpinionWish
from services.cases.usecases.access.get_my_access_copy import GetMyAccessCopy
from services.cases.usecases.access.hand_over_access_copy import HandOverAccessCopy
from services.cases.usecases.access.held import Held
from services.cases.usecases.access.list_held_items import HeldItems, ListHeldItems
from services.cases.usecases.access.read_held_item import Opened, ReadHeldItem
from services.cases.usecases.access.release_access_copy import ReleaseAccessCopy
from services.cases.usecases.access.take_second_look import TakeSecondLook
from services.cases.usecases.access.take_up_access_request import TakeUpAccessRequest
from services.cases.usecases.disclose import Disclose
from tests.cases.sharing_town import AMINA_HERSELF, SharingTown, holding
from tests.cases.town import COUNCIL, worker

_SCOPES = ("access-requests:write", "access-requests:answer", "withheld:release")
DPO = holding(worker(COUNCIL, "acc_dpo", "dpo"), *_SCOPES)
GUARDIAN = holding(worker(COUNCIL, "acc_guardian", "guardian"), *_SCOPES)
FRESH = replace(AMINA_HERSELF, claims={"fresh": "yes"})
LEE = OpinionWish("Dr Lee, consultant psychiatrist", "health", "2026-11-01", "She would harm herself.")
Key = tuple[str, str]


async def take_up(town: SharingTown, request: AccessRequest, caller: Caller = DPO) -> AccessRequest:
    return await TakeUpAccessRequest(town.town.work, town.town.mandates)(caller, request.id)


async def items(
    town: SharingTown, request: AccessRequest, caller: Caller = DPO, limit: int = 100, after: Key | None = None
) -> HeldItems:
    return await ListHeldItems(town.town.work, town.town.mandates)(caller, request.id, limit, after)


async def listed(town: SharingTown, request: AccessRequest, caller: Caller = DPO) -> dict[Key, Held]:
    return {one.item.key: one for one in (await items(town, request, caller)).items}


async def read(town: SharingTown, request: AccessRequest, key: Key, caller: Caller = DPO) -> Opened:
    return await ReadHeldItem(town.town.work, town.town.mandates, town.town.clock)(caller, request.id, *key)


async def decide(
    town: SharingTown,
    request: AccessRequest,
    keys: Sequence[Key],
    outcome: str = "disclose",
    caller: Caller = DPO,
    **wish: Any,
) -> None:
    decision = DecisionWish(keys, outcome, **wish)
    await DecideHeldItems(town.town.work, town.town.mandates, town.town.clock)(caller, request.id, decision)


async def decide_rest(town: SharingTown, request: AccessRequest, caller: Caller = DPO) -> None:
    """Whatever is undecided leaves, without what is marked."""
    for outcome, marked in (("disclose", False), ("redacted", True)):
        waiting = [one.item for one in (await listed(town, request, caller)).values() if one.undecided]
        if keys := [item.key for item in waiting if item.marked is marked]:
            await decide(town, request, keys, outcome, caller)


async def second_look(
    town: SharingTown, request: AccessRequest, keys: Sequence[Key], caller: Caller = GUARDIAN, agrees: bool = True
) -> None:
    await TakeSecondLook(town.town.work, town.town.mandates)(caller, request.id, keys, agrees, "Dr Lee says so.")


async def release(town: SharingTown, request: AccessRequest, caller: Caller = DPO) -> AccessRequest:
    return await ReleaseAccessCopy(town.town.work, town.town.mandates, town.town.clock)(caller, request.id)


async def fetch(town: SharingTown, request: AccessRequest, caller: Caller = FRESH, part: int = 1) -> dict[str, Any]:
    text = await GetMyAccessCopy(town.town.work, town.town.clock)(caller, request.id, part)
    document: dict[str, Any] = json.loads(text)
    return document


async def hand_over(town: SharingTown, request: AccessRequest, caller: Caller = DPO, part: int = 1) -> dict[str, Any]:
    there = town.town
    over = HandOverAccessCopy(there.work, there.mandates, Disclose(there.ids, there.clock), there.clock)
    document: dict[str, Any] = json.loads(await over(caller, request.id, part))
    return document


async def answered(town: SharingTown, request: AccessRequest, caller: Caller = DPO) -> AccessRequest:
    """Taken up, all that leaves decided, released."""
    await take_up(town, request, caller)
    await decide_rest(town, request, caller)
    return await release(town, request, caller)
