"""Messages leave by one door, which asks each time how she may be reached; what may not go is a worker's to give."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from chassis.tokens import Caller
from services.cases.domain.account_link import LinkState
from services.cases.domain.consents.consent import Consent
from services.cases.domain.contacts.message import KEEP_TRYING, Message, MessageKind, MessageState, Outcome, of_link
from services.cases.ports.casework import Page
from services.cases.usecases.contacts.give_message import GiveMessage
from services.cases.usecases.contacts.list_messages import ListMessages
from services.cases.usecases.contacts.send_messages import SendMessages
from services.cases.usecases.people.record_death import RecordDeath
from tests.cases.contacts.test_safe_contact import HELPER, said
from tests.cases.sharing.test_acting_for_another import BOLD
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SharingTown,
    again,
    holding,
)
from tests.cases.town import AMINA, COUNCIL, NOW, REFUGE, worker

BY_HAND, SENT, WAITING, OVER = MessageState.BY_HAND, MessageState.SENT, MessageState.WAITING, MessageState.OVER


@dataclass
class Door:
    """Identity's letter door: answers as told, keeps who was written to."""

    answer: Outcome = Outcome.SENT
    away: bool = False
    knocked: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, account_id: str, message_id: str) -> Outcome:
        self.knocked.append((account_id, message_id))
        if self.away:
            raise Unavailable("the mail system is away")
        return self.answer


async def reminder(town: SharingTown, consent: Consent | None = None) -> Message:
    about = consent or await town.consent()
    message = Message(
        id=town.town.ids.new("msg"),
        person_id=town.amina,
        organisation_id=COUNCIL,
        kind=MessageKind.REMINDER,
        about_id=about.id,
        state=WAITING,
        made_at=town.town.clock.now(),
        due_at=town.town.clock.now(),
        useful_until=NOW + timedelta(days=60),
    )
    async with town.town.work() as work:
        await work.messages.add(message)
    return message


async def send(town: SharingTown, door: Door) -> int:
    return await SendMessages(town.town.work, door, town.town.clock)()


async def state(town: SharingTown, message: Message) -> MessageState:
    async with town.town.work() as work:
        return (await work.messages.get(message.id)).state


async def give(town: SharingTown, message: Message, how: str, caller: Caller = SOCIAL_WORKER) -> Message:
    return await GiveMessage(town.town.work, town.town.clock)(caller, message.id, how)


async def by_hand(town: SharingTown, caller: Caller = SOCIAL_WORKER) -> list[str]:
    found = (await ListMessages(town.town.work, town.town.clock)(caller, Page(50))).items
    return [one.id for one in found]


async def test_where_nobody_objects_her_own_account_is_asked_and_told(town: SharingTown) -> None:
    message, door = await reminder(town), Door()
    assert [await send(town, door), await send(town, door)] == [1, 0]
    assert door.knocked == [(AMINA_HERSELF.subject, message.id)]
    assert (await state(town, message), await town.leaves("message.moved")) == (SENT, 2)


@pytest.mark.parametrize("by", [SOCIAL_WORKER, HEALTH_VISITOR, HELPER], ids=["council", "trust", "private"])
async def test_do_not_contact_by_whomever_is_heeded_and_nothing_leaves(town: SharingTown, by: Caller) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    message, door = await reminder(town), Door()
    await said(town, caller=by)
    await send(town, door)
    assert (door.knocked, await state(town, message)) == ([], BY_HAND)


async def test_both_must_allow_it(town: SharingTown) -> None:
    await said(town, "email", "phone")
    allowed, door = await reminder(town), Door()
    await send(town, door)
    refused, closed = await reminder(town), Door(Outcome.NEVER)
    await send(town, closed)
    assert [await state(town, each) for each in (allowed, refused)] == [SENT, BY_HAND]
    town.later(minutes=1)
    await said(town, "phone")
    other, open_door = await reminder(town), Door()
    await send(town, open_door)
    assert (open_door.knocked, await state(town, other)) == ([], BY_HAND)


async def test_who_has_no_account_is_never_written_to(town: SharingTown) -> None:
    await said(town, "email", "post")
    message, door = await reminder(town), Door()
    async with town.town.work() as work:
        link = await work.account_links.open_of(AMINA_HERSELF.subject)
        assert link
        await work.account_links.put(replace(link, state=LinkState.SUSPENDED))
    await send(town, door)
    assert (door.knocked, await state(town, message)) == ([], BY_HAND)


async def test_outside_the_hours_it_waits_for_them(town: SharingTown) -> None:
    await said(town, "email", days=["mon"], from_hour=9, to_hour=17)
    message, door = await reminder(town), Door()
    await send(town, door)
    assert (door.knocked, await state(town, message)) == ([], WAITING)
    town.later(hours=23, minutes=29, seconds=44)
    assert await send(town, door) == 0
    town.later(seconds=1)
    await send(town, door)
    assert (len(door.knocked), await state(town, message)) == (1, SENT)


async def test_it_is_asked_again_at_each_retry(town: SharingTown) -> None:
    message, door = await reminder(town), Door(away=True)
    await send(town, door)
    assert (len(door.knocked), await state(town, message), await send(town, door)) == (1, WAITING, 0)
    await said(town)
    door.away = False
    town.later(minutes=1)
    await send(town, door)
    assert (len(door.knocked), await state(town, message)) == (1, BY_HAND)


async def test_what_died_after_knocking_knocks_again_with_the_same_id(town: SharingTown) -> None:
    class Killed(BaseException):
        pass

    class Dying(Door):
        async def send(self, account_id: str, message_id: str) -> Outcome:
            await super().send(account_id, message_id)
            raise Killed

    message, dying, door = await reminder(town), Dying(), Door()
    with pytest.raises(Killed):
        await send(town, dying)
    assert await send(town, door) == 0
    town.later(minutes=1)
    await send(town, door)
    assert dying.knocked == door.knocked == [(AMINA_HERSELF.subject, message.id)]


async def test_two_couriers_at_once_knock_once(town: SharingTown) -> None:
    await reminder(town)
    door = Door()
    await asyncio.gather(send(town, door), send(town, door))
    assert len(door.knocked) == 1


async def test_her_own_hours_are_waited_for(town: SharingTown) -> None:
    message, door = await reminder(town), Door(Outcome.NOT_NOW)
    await send(town, door)
    door.answer = Outcome.SENT
    assert (await send(town, door), await state(town, message)) == (0, WAITING)
    town.later(minutes=30)
    await send(town, door)
    assert await state(town, message) is SENT


async def test_a_door_that_stays_shut_makes_it_a_workers(town: SharingTown) -> None:
    message, door = await reminder(town), Door(away=True)
    await send(town, door)
    town.town.clock.at += KEEP_TRYING
    await send(town, door)
    assert (len(door.knocked), await state(town, message)) == (1, BY_HAND)


async def test_nobody_writes_to_the_dead_nor_about_what_is_over(town: SharingTown) -> None:
    late, door = await reminder(town), Door()
    await RecordDeath(town.town.work, town.town.clock)(SOCIAL_WORKER, town.amina, "2026-11-20")
    await send(town, door)
    await RecordDeath(town.town.work, town.town.clock)(SOCIAL_WORKER, town.amina, "")
    later = await reminder(town)
    town.later(days=61)
    await send(town, door)
    assert (door.knocked, [await state(town, each) for each in (late, later)]) == ([], [OVER, OVER])


async def test_a_consent_said_aloud_to_a_private_service_is_nobodys_to_write_about(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    consent = await town.consent(SOCIAL_WORKER, person_id=town.amina, method="spoken", to_organisation_ids=[REFUGE])
    message, door = await reminder(town, consent), Door()
    await send(town, door)
    assert (door.knocked, await state(town, message)) == ([], BY_HAND)


async def test_a_worker_gives_it_only_as_is_safe_and_when(town: SharingTown) -> None:
    message = await reminder(town)
    await send(town, Door(Outcome.NEVER))
    assert await by_hand(town) == [message.id]
    with pytest.raises(Denied, match="safely"):
        await give(town, message, "phone")
    await said(town, "phone", days=["mon"])
    with pytest.raises(Conflict, match="not now"):
        await give(town, message, "phone")
    with pytest.raises(Invalid):
        await give(town, message, "pigeon")
    town.later(days=1)
    assert (await give(town, message, "phone")).how == "phone"
    with pytest.raises(Conflict):
        await give(town, message, "phone")
    assert await by_hand(town) == []


async def test_at_the_counter_she_is_told_whatever_is_recorded(town: SharingTown) -> None:
    message = await reminder(town)
    await said(town)
    await send(town, Door())
    assert (await give(town, message, "counter")).state is MessageState.GIVEN


async def test_a_private_services_no_binds_the_worker_too(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    message = await reminder(town)
    await said(town, "phone")
    await said(town, caller=HELPER)
    await send(town, Door())
    with pytest.raises(Denied, match="nothing says that she may safely be reached this way"):
        await give(town, message, "phone")


async def test_another_organisation_herself_and_a_proxy_find_nothing_to_give(town: SharingTown) -> None:
    message = await reminder(town)
    await send(town, Door(Outcome.NEVER))
    herself = worker(COUNCIL, AMINA_HERSELF.subject)
    for caller in (HEALTH_VISITOR, herself, holding(BOLD, "people:write"), holding(AMINA_HERSELF, "people:write")):
        assert await by_hand(town, caller) == []
        with pytest.raises(NotFound):
            await give(town, message, "counter", caller)


async def test_what_it_was_about_is_gone_and_the_others_still_leave(town: SharingTown) -> None:
    consent = await town.consent()
    gone = await reminder(town, replace(consent, id="con_erased"))
    town.later(seconds=1)
    other, door = await reminder(town, consent), Door()
    await send(town, door)
    assert [await state(town, each) for each in (gone, other)] == [OVER, SENT]


async def test_a_button_pressed_twice_is_one_act_and_is_asked_each_time_whether_it_is_safe(town: SharingTown) -> None:
    await said(town, "phone")
    message, pressing = await reminder(town), again(SOCIAL_WORKER)
    await send(town, Door())
    given = await give(town, message, "phone", pressing)
    told = await town.leaves("message.moved")
    assert (await give(town, message, "phone", pressing), await town.leaves("message.moved")) == (given, told)
    with pytest.raises(Conflict, match="nothing to give"):
        await give(town, message, "phone", again(SOCIAL_WORKER, "key-2"))
    town.later(minutes=1)
    await said(town)
    with pytest.raises(Denied):
        await give(town, message, "phone", pressing)


async def link_moved(town: SharingTown, state: LinkState) -> Message:
    """What is told of her account's link, which stands like this now."""
    async with town.town.work() as work:
        link = await work.account_links.open_of(AMINA_HERSELF.subject)
        assert link
        moved = replace(link, state=state)
        await work.account_links.put(moved)
        message = of_link(town.town.ids.new("msg"), moved, COUNCIL, town.town.clock.now())
        await work.messages.add(message)
    return message


async def test_that_an_account_became_hers_is_told_by_hand_where_she_is_not_to_be_written_to(town: SharingTown) -> None:
    """Whoever holds the account may not be her: she learns of it in a way that her agencies know to be safe."""
    await said(town)
    message, door = await link_moved(town, LinkState.LIVE), Door()
    await send(town, door)
    assert (door.knocked, await by_hand(town)) == ([], [message.id])


@pytest.mark.parametrize("state_now", [LinkState.ENDED, LinkState.SUSPENDED])
async def test_that_it_ceased_to_be_hers_goes_to_the_account_alone_whatever_is_safe_for_her(
    town: SharingTown, state_now: LinkState
) -> None:
    await said(town)
    message, door = await link_moved(town, state_now), Door()
    await send(town, door)
    assert door.knocked == [(AMINA_HERSELF.subject, message.id)]
    async with town.town.work() as work:
        other = replace(message, id=town.town.ids.new("msg"))
        await work.messages.add(other)
    await send(town, Door(Outcome.NEVER))
    assert (await state(town, other), await by_hand(town)) == (OVER, [])
