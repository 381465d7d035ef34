"""Feeds of a town's organisations: declared, delivered row by row and as a whole, looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.feeds.arrival import Feed
from services.cases.domain.feeds.caseload import Row
from services.cases.domain.feeds.declared_feed import DeclaredFeed, FeedKind, Roll, Shown
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.networks.network import Seat
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.feeds.begin_roll import AddToRoll, BeginRoll
from services.cases.usecases.feeds.decide_roll import DecideRoll, ListRolls
from services.cases.usecases.feeds.declare_feed import DeclareFeed
from services.cases.usecases.feeds.finish_roll import CheckRoll, FinishRoll
from services.cases.usecases.feeds.import_caseload import CaseloadReport, ImportCaseload
from services.cases.usecases.networks.get_my_network import GetMyNetwork, MyNetwork
from tests.cases.town import NHS, NOW, TODAY, Town, feed, resident, worker

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NAME = "community nursing"
MANAGER = worker(NHS, "acc_manager", role="manager")
EVERYTHING = DeclaredFeed(
    NHS, NAME, FeedKind.NHS_COMMUNITY, "Every open referral in Lichfield", every_days=2, may_shrink=10, shown=Shown()
)


async def declare(town: Town, shown: Shown | None = None, caller: Caller = MANAGER, **more: Any) -> DeclaredFeed:
    wish = replace(EVERYTHING, shown=shown or Shown(), **more)
    return await DeclareFeed(town.work)(caller, wish)


async def send(
    town: Town, rows: Iterable[Row], as_of: date = TODAY, name: str = NAME, organisation: str = NHS, **more: Any
) -> CaseloadReport:
    take = ImportCaseload(town.work, town.keys, town.ids, town.clock)
    return await take(feed(organisation), Feed(organisation, name, as_of, **more), list(rows))


async def begin(town: Town, local_ids: Sequence[str], as_of: date = TODAY, entries: int | None = None) -> Roll:
    begun = BeginRoll(town.work, town.ids, town.clock)
    roll = await begun(feed(NHS), NHS, NAME, as_of, len(local_ids) if entries is None else entries)
    if local_ids:
        await AddToRoll(town.work)(feed(NHS), roll.id, local_ids)
    return roll


async def check(town: Town, roll: Roll) -> Roll:
    return await CheckRoll(town.work)(feed(NHS), roll.id)


async def finish(town: Town, roll: Roll) -> Roll:
    return await FinishRoll(town.work)(feed(NHS), roll.id)


async def whole(town: Town, rows: Sequence[Row], as_of: date = TODAY) -> Roll:
    """As the console delivers one: the roll, its check, the rows, its end."""
    roll = await check(town, await begin(town, [row.local_id for row in rows], as_of))
    if roll.state != "open":
        return roll
    await send(town, rows, as_of)
    return await finish(town, roll)


async def waiting(town: Town, caller: Caller = MANAGER) -> Sequence[Roll]:
    return await ListRolls(town.work)(caller)


async def decide(
    town: Town, roll: Roll, *, end: bool | None, caller: Caller = MANAGER, reason: str = "Rang IT."
) -> Roll:
    return await DecideRoll(town.work)(caller, roll.id, end, reason)


async def hers(town: Town, person_id: str) -> MyNetwork:
    async with town.work() as work:
        if await work.account_links.person_of("acc_amina") is None:
            await work.account_links.add(AccountLink("lnk_1", "acc_amina", "prf_1", person_id, LinkState.LIVE, "", NOW))
    return await GetMyNetwork(town.work, Disclose(town.ids, town.clock), town.clock)(resident())


async def fed(town: Town, local_id: str = "1", organisation: str = NHS) -> Involvement:
    """What an organisation's feed says of somebody it knows, whoever may see it."""
    person_id = await town.person(organisation, local_id)
    async with town.work() as work:
        found = await work.involvements.of_person(person_id)
    [one] = [one for one in found if (one.organisation_id, one.source) == (organisation, NAME)]
    return one


def shown(seats: Iterable[Seat], organisation: str = NHS) -> list[Involvement]:
    return [seat.involvement for seat in seats if seat.involvement.organisation_id == organisation]
