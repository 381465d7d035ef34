"""The lists that grow long with an organisation, whoever its people are: see `long_lists`."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.looks.tie import Tie
from services.cases.domain.networks.cover import Cover
from services.cases.domain.people.finding import ByIdentifier
from services.cases.ports.casework import Page, Place
from services.cases.usecases.looks.list_ties import ListTies
from services.cases.usecases.networks.list_covers import ListCovers
from services.cases.usecases.sharing.list_agreements import ListAgreements
from services.cases.usecases.sharing.propose_agreement import AgreementWish, ProposeAgreement
from tests.cases.long_lists import Ids, Listed
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import COUNCIL, NHS, NUMBERS, REFUGE, SCHOOL, worker


async def _agree(town: SharingTown, by: str = REFUGE, to: str = COUNCIL) -> None:
    """Some end on the same day."""
    until = day(town.town.clock.now()) + timedelta(days=30 + town.town.clock.now().hour % 3)
    wish = AgreementWish("Sharing", [by, to], ["direct_care"], ["social_care"], until.isoformat())
    manager = worker(by, f"acc_manager_of_{by}", "manager")
    await ProposeAgreement(town.town.work, town.town.ids, town.town.clock)(manager, wish)


async def _agree_elsewhere(town: SharingTown) -> None:
    await _agree(town, SCHOOL, NHS)


async def _agreements(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    refuge = holding(worker(REFUGE), "agreements:read")
    found = await ListAgreements(town.town.work)(refuge, page)
    return [one.id for one in found.items], found.after


def _covers(reader: Caller, shown: str, *hidden: str) -> Listed:
    """Covers of `organisation professional covering`; of the second kind are those that the reader is not shown."""

    async def cover(town: SharingTown, of: str, until: int = 7) -> None:
        organisation, professional, covering = of.split()
        today = day(town.town.clock.now())
        one = Cover(
            town.town.ids.new("cov"),
            organisation,
            professional,
            covering,
            today - timedelta(days=7),
            today + timedelta(days=until),
            "acc_manager",
        )
        async with town.town.work() as work:
            await work.covers.add(one)

    async def make(town: SharingTown) -> None:
        await cover(town, shown)

    async def hide(town: SharingTown) -> None:
        await cover(town, shown, until=-1)
        for one in hidden:
            await cover(town, one)

    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        found = await ListCovers(town.town.work, town.town.clock)(reader, page)
        return [one.id for one in found.items], found.after

    return Listed(make, hide, read)


def _tied(organisation: str) -> Callable[[SharingTown], Awaitable[None]]:
    async def declare(town: SharingTown) -> None:
        subject = ByIdentifier("nhs_number", NUMBERS[0])
        one = Tie(town.town.ids.new("tie"), "acc_ex", organisation, subject, "acc_manager", town.town.clock.now())
        async with town.town.work() as work:
            await work.ties.add(one)

    return declare


async def _ties(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListTies(town.town.work)(holding(worker(COUNCIL, "acc_dpo", "dpo"), "looks:review"), page)
    return [one.id for one in found.items], found.after


_ANOTHERS = f"{NHS} pro_acc_worker pro_2"
LISTS: dict[str, Listed] = {
    "agreements": Listed(_agree, _agree_elsewhere, _agreements),
    "covers of all": _covers(worker(COUNCIL, role="manager"), f"{COUNCIL} pro_1 pro_2", _ANOTHERS),
    "covers for oneself": _covers(SOCIAL_WORKER, f"{COUNCIL} pro_{SOCIAL_WORKER.subject} pro_2", _ANOTHERS),
    "covers by oneself": _covers(
        SOCIAL_WORKER, f"{COUNCIL} pro_1 pro_{SOCIAL_WORKER.subject}", _ANOTHERS, f"{COUNCIL} pro_1 pro_2"
    ),
    "ties that were declared": Listed(_tied(COUNCIL), _tied(NHS), _ties),
}
