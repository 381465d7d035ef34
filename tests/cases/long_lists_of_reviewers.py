"""The lists of those who keep and review that may grow long, as in `long_lists`."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from chassis.tokens import Caller
from services.cases.domain.access.clock import Move, Step
from services.cases.domain.access.request import AccessRequest, Way
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.people.possible_link import Decided, PossibleLink
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Share
from services.cases.ports.casework import Page, Place
from services.cases.usecases.access.list_access_requests import ListAccessRequests
from services.cases.usecases.looks.list_misread_looks import ListMisreadLooks
from services.cases.usecases.people.list_possible_links import ListPossibleLinks
from services.cases.usecases.retention.list_legal_holds import ListLegalHolds
from services.cases.usecases.retention.list_recalls import ListRecalls
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.long_lists import HERSELF, Ids, Listed, about, bela, further
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, SharingTown
from tests.cases.town import AMINA, COUNCIL, NHS, worker


async def _hold(town: SharingTown, person_id: str) -> None:
    async with town.town.work() as work:
        id_, now = town.town.ids.new("hld"), town.town.clock.now()
        await work.legal_holds.add(LegalHold(id_, person_id, COUNCIL, "A claim was announced.", "acc_x", now))


async def _holds(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListLegalHolds(town.town.work)(HERSELF, page)
    return [one.id for one in found.items], found.after


async def _misread(town: SharingTown, person_id: str, looker: Caller = SOCIAL_WORKER) -> None:
    before = await town.town.looks(person_id)
    await town.town.network(looker, person_id)
    looks = [one for one in await town.town.looks(person_id) if one not in before]
    async with town.town.work() as work:
        await work.recalls.looked(looks, person_id, town.town.clock.now())


async def _recalls(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListRecalls(town.town.work)(HERSELF, page)
    return [one.record_id for one in found.items], found.after


async def _misread_looks(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListMisreadLooks(town.town.work)(SOCIAL_WORKER, page)
    return [one.recall.record_id for one in found.items], found.after


async def _asked_for(town: SharingTown, person_id: str, *, released: bool = False) -> None:
    """The clock of some stands still, some were taken further, some are due sooner."""
    async with town.town.work() as work:
        id_, now = town.town.ids.new("sar"), town.town.clock.now()
        on = day(now) - timedelta(days=now.hour)
        stopped = (Move(Step.IDENTITY_AWAITED, day(now), now, "acc_x", "Who are you?"),) if now.hour % 3 else ()
        one = AccessRequest(id_, person_id, COUNCIL, Way.LETTER, "", on, "acc_x", now, escalated=further(now))
        await work.access_requests.add(one)
        await work.access_requests.put(replace(one, moves=stopped, released_at=now if released else None))


def _requests(*, released: bool) -> Listed:
    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        listed = ListAccessRequests(town.town.work, town.town.clock)
        found = await listed(HERSELF, page, released=released)
        return [one.id for one in found.items], found.after

    return Listed(**about(partial(_asked_for, released=released)), read=read)


async def _share(town: SharingTown, person_id: str, giver: str = "") -> None:
    """Given by the council, or received: both are in its list."""
    async with town.town.work() as work:
        id_, now = town.town.ids.new("shr"), town.town.clock.now()
        giver = giver or (COUNCIL if now.hour % 2 else NHS)
        taker = NHS if giver == COUNCIL else COUNCIL
        about = person_id, "", "", giver, frozenset({taker}), frozenset({DataClass.HOUSING})
        basis = Basis(BasisKind.PUBLIC_TASK, reason="Housing Act 1996")
        await work.shares.add(
            Share(id_, *about, Purpose.HOUSING_SUPPORT, day(now + timedelta(days=9)), basis, "", now, "acc_x")
        )


async def _recall(town: SharingTown, person_id: str) -> None:
    """Some are looks of the council's own, some shares that it gave."""
    now = town.town.clock.now()
    if now.hour % 2:
        await _misread(town, person_id)
        return
    await _share(town, person_id, COUNCIL)
    async with town.town.work() as work:
        await work.recalls.parted(person_id, NHS, now)


def _shares(*, about: str = "") -> Callable[[SharingTown, Page], Awaitable[tuple[Ids, Place | None]]]:
    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        whom = await town.town.person(COUNCIL, about) if about else ""
        found = await ListShares(town.town.work, town.town.clock)(HERSELF, whom, page)
        return [one.share.id for one in found.items], found.after

    return read


def _perhaps(decided: Decided) -> Listed:
    """A possible link about Bela is on the list; one that may be about whoever reads it is not, whoever's the entry."""

    async def add(town: SharingTown, local_id: str, person_id: str) -> None:
        async with town.town.work() as work:
            id_, now = town.town.ids.new("pln"), town.town.clock.now()
            entry = (await work.people.known(COUNCIL, [local_id]))[local_id]
            one = PossibleLink(
                id_, COUNCIL, entry.id, local_id, person_id, 0.7, {}, now, decided, now if decided else None
            )
            await work.possible_links.add([one])

    async def shown(town: SharingTown) -> None:
        await add(town, "9", await bela(town))

    async def hidden(town: SharingTown) -> None:
        await add(town, "9", town.amina)
        await add(town, AMINA.local_id, await bela(town))

    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        herself = worker(COUNCIL, AMINA_HERSELF.subject, "manager")
        found = await ListPossibleLinks(town.town.work)(herself, page, linked=decided is Decided.LINKED)
        return [one.id for one in found.items], found.after

    return Listed(shown, hidden, read)


LISTS: dict[str, Listed] = {
    "requests for a copy": _requests(released=False),
    "copies to hand over": _requests(released=True),
    "shares": Listed(**about(_share), read=_shares()),
    "shares about one person": Listed(**about(_share), read=_shares(about="9")),
    "legal holds": Listed(**about(_hold), read=_holds),
    "recalls": Listed(**about(_recall), read=_recalls),
    "looks that were misled": Listed(
        lambda town: _misread(town, town.amina),
        lambda town: _misread(town, town.amina, worker(COUNCIL, "acc_colleague")),
        _misread_looks,
    ),
    "possible links that wait": _perhaps(Decided.NOT),
    "possible links that were linked": _perhaps(Decided.LINKED),
}
