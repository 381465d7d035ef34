"""What is sent from the page of one person changes nothing of another's: whoever sent it had read of her."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.networks.hand_over import Successor
from services.cases.domain.networks.involvement import Involvement
from services.cases.store.tables.metadata import log
from services.cases.usecases.consents.end_confidence import EndConfidence
from services.cases.usecases.consents.withdraw_consent import WithdrawConsent
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.networks.note_contact import NoteContact
from services.cases.usecases.networks.record_family_link import EndFamilyLink
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.retention.lift_legal_hold import LiftLegalHold
from services.cases.usecases.retention.set_legal_hold import SetLegalHold
from services.cases.usecases.sharing.end_share import EndShare
from services.cases.usecases.sharing.hear_share_end import HearShareEnd
from tests.cases.access.answering_access import DPO
from tests.cases.networks.around_amina import ZED, belongs
from tests.cases.sharing.test_acting_for_another import confide
from tests.cases.sharing_town import HEALTH_VISITOR, RANG, RECEIPTS, SOCIAL_WORKER, SharingTown, holding, sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, SCHOOL, TODAY, row, worker

LAST_WEEK = TODAY - timedelta(days=7)
MANAGER = worker(COUNCIL, "acc_boss", role="manager")
NURSE = holding(HEALTH_VISITOR, "shares:write")
Sent = Callable[[str], Awaitable[object]]
"""A form, sent from the page of this person."""


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        await there.town.take(COUNCIL, [AMINA, ZED, row("3", given="Zofia", family="Nowak", birth="1988-10-11")])
        yield there


async def stop(town: SharingTown) -> Sent:
    consent = await town.consent()
    withdraw = WithdrawConsent(town.town.work, RECEIPTS, town.town.ids, town.town.clock)
    return lambda page: withdraw(SOCIAL_WORKER, consent.id, "phone", RANG, page)


async def end_share(town: SharingTown) -> Sent:
    share = (await town.share(agreement_id=await town.agree(COUNCIL, NHS))).share
    return lambda page: EndShare(town.town.work, town.town.clock)(SOCIAL_WORKER, share.id, "No longer needed.", page)


async def hear(town: SharingTown) -> Sent:
    share = (await town.share(agreement_id=await town.agree(COUNCIL, NHS))).share
    await town.end(share.id)
    return lambda page: HearShareEnd(town.town.work, town.town.clock)(NURSE, share.id, page)


async def let_go(town: SharingTown) -> Sent:
    kept = await confide(town)
    end = EndConfidence(town.town.work, town.town.mandates, town.town.clock)
    return lambda page: end(HEALTH_VISITOR, kept.id, page)


async def confirm(town: SharingTown) -> Sent:
    one = await town.town.record(worker(SCHOOL, "acc_teacher"), Working(person_id=town.amina, role="teacher"))
    return lambda page: ConfirmInvolvement(town.town.work, town.town.clock)(SOCIAL_WORKER, one.id, page)


async def sams(town: SharingTown) -> Involvement:
    """Sam of the council has worked with her for a week."""
    working = Working(person_id=town.amina, professional_id="pro_sam", role="social worker", since=LAST_WEEK)
    return await town.town.record(MANAGER, working)


async def note(town: SharingTown) -> Sent:
    one = await sams(town)
    note = NoteContact(town.town.work, town.town.clock)
    return lambda page: note(SOCIAL_WORKER, one.id, one.version, TODAY, None, page)


async def hand_over(town: SharingTown) -> Sent:
    one = await sams(town)
    hand_over = HandOverInvolvement(town.town.work, town.town.ids, town.town.clock)
    return lambda page: hand_over(MANAGER, one.id, Successor("pro_lee", ""), person_id=page)


async def leave(town: SharingTown) -> Sent:
    one = await sams(town)
    end = EndInvolvement(town.town.work, town.town.clock)
    return lambda page: end(MANAGER, one.id, None, page)


async def end_family(town: SharingTown) -> Sent:
    link = await belongs(town)
    return lambda page: EndFamilyLink(town.town.work, town.town.clock)(SOCIAL_WORKER, link.id, None, page)


async def lift(town: SharingTown) -> Sent:
    officer: Caller = holding(DPO, "retention:decide")
    hold = await SetLegalHold(town.town.work, town.town.ids, town.town.clock)(officer, town.amina, "A claim.")
    return lambda page: LiftLegalHold(town.town.work, town.town.clock)(officer, hold.id, "It was withdrawn.", page)


async def leaves(town: SharingTown) -> int:
    async with town.town.db.reading() as tx:
        return int((await tx.execute(select(func.count()).select_from(log.leaf))).scalar_one())


@pytest.mark.parametrize(
    "form",
    [stop, end_share, hear, let_go, confirm, note, hand_over, leave, end_family, lift],
    ids=lambda form: form.__name__,
)
async def test_from_the_page_of_somebody_else_it_is_not_there(
    town: SharingTown, form: Callable[[SharingTown], Awaitable[Sent]]
) -> None:
    send = await form(town)
    before = await leaves(town)
    with pytest.raises(NotFound, match=r"there is (no such|nothing here)"):
        await send(await town.town.person(COUNCIL, "3"))
    assert await leaves(town) == before
    await send(town.amina)
    assert await leaves(town) > before


async def test_a_family_link_ends_from_the_page_of_either(town: SharingTown) -> None:
    send = await end_family(town)
    await send(await town.town.person(COUNCIL, ZED.local_id))
