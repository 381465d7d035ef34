"""What a sender, a front door and the network do with concerns, in a town on a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from chassis.tokens import Caller
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.concerns.front_door import Door, FrontDoor
from services.cases.domain.desk import Queue
from services.cases.ports.casework import Page
from services.cases.usecases.concerns.acknowledge_concern import AcknowledgeConcern
from services.cases.usecases.concerns.close_concern import CloseConcern
from services.cases.usecases.concerns.declare_front_door import DeclareFrontDoor
from services.cases.usecases.concerns.escalate_concerns import EscalateConcerns
from services.cases.usecases.concerns.list_concerns import ConcernList, ListConcerns
from services.cases.usecases.concerns.raise_concern import ConcernWish, RaiseConcern, Raised
from services.cases.usecases.rounds.count_waiting import CountWaiting
from tests.cases.sharing_town import HEALTH_VISITOR, SharingTown, sharing_town
from tests.cases.town import COUNCIL, NHS, PARTNER, worker

WORDS = "She had bruises on both arms and would not say how."
WEEKDAYS = frozenset(range(1, 6))
DUTY = worker(COUNCIL, "acc_duty", "duty")
LADO = worker(COUNCIL, "acc_lado")
MANAGER = worker(COUNCIL, "acc_manager", "manager")
GUARDIAN = worker(COUNCIL, "acc_guardian", "guardian")
NHS_MANAGER = worker(NHS, "acc_nhs_manager", "manager")
COLLEAGUE = worker(NHS, "acc_colleague")
OUTSIDER = worker(PARTNER, "acc_outsider", "duty")
DOORS = (
    FrontDoor(COUNCIL, Door.CHILDREN, "MASH", "01543 100", WEEKDAYS, "08:30", "17:00"),
    FrontDoor(COUNCIL, Door.ADULTS, "Adults first", "01543 200", WEEKDAYS, "08:30", "17:00"),
    FrontDoor(COUNCIL, Door.OUT_OF_HOURS, "Emergency duty team", "01543 300"),
    FrontDoor(COUNCIL, Door.ADULT_ALLEGATIONS, "Positions of trust", "01543 400", leads=frozenset({"pro_acc_lado"})),
)


async def raised(town: SharingTown, caller: Caller = HEALTH_VISITOR, **wish: Any) -> Raised:
    wanted: dict[str, Any] = {
        "person_id": town.amina,
        "council_id": COUNCIL,
        "about": "adult",
        "urgency": "same_day",
        "words": WORDS,
    }
    make = RaiseConcern(town.town.work, town.town.ids, town.town.clock)
    return await make(caller, ConcernWish(**(wanted | wish)))


async def seen(town: SharingTown, caller: Caller) -> ConcernList:
    """About Amina."""
    return await ListConcerns(town.town.work, town.town.ids, town.town.clock)(caller, town.amina, Page(50))


async def at_the_door(town: SharingTown, caller: Caller = DUTY) -> ConcernList:
    return await ListConcerns(town.town.work, town.town.ids, town.town.clock)(caller, "", Page(50))


async def counted(town: SharingTown, caller: Caller = DUTY) -> tuple[int, int]:
    """How many are open at the door, and how many of these nobody has acknowledged."""
    found = await CountWaiting(town.town.work, town.town.clock)(caller, ["concerns"])
    return found[Queue.CONCERNS].count, found[Queue.CONCERNS].urgent


async def acknowledge(town: SharingTown, concern: Concern, caller: Caller = DUTY) -> Concern:
    return await AcknowledgeConcern(town.town.work, town.town.clock)(caller, concern.id)


async def close(town: SharingTown, concern: Concern, caller: Caller = DUTY, outcome: str = "accepted") -> Concern:
    answer = "A social worker visits her today."
    return await CloseConcern(town.town.work, town.town.clock)(caller, concern.id, outcome, answer)


async def timer(town: SharingTown) -> int:
    return await EscalateConcerns(town.town.work, town.town.clock)()


async def declare(town: SharingTown, *doors: FrontDoor) -> None:
    for door in doors:
        await DeclareFrontDoor(town.town.work)(MANAGER, door)


@asynccontextmanager
async def concern_town(url: str, folder: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(url, folder) as town:
        await declare(town, *DOORS)
        yield town
