"""The one door by which messages leave for residents: how she may be reached is asked at each attempt."""

from dataclasses import replace
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import Unavailable
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.consents.receipt import discreet, spoken_of
from services.cases.domain.contacts.message import KEEP_TRYING, Message, MessageKind, MessageState, Outcome
from services.cases.domain.contacts.safe_contact import Channel, WhyNot, limits, may_reach, said
from services.cases.domain.days import day
from services.cases.domain.people.events import MessageMoved
from services.cases.ports.letters import Letters
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.each_by_itself import each_by_itself

_BATCH = 50
_ASK_AGAIN = timedelta(minutes=30)


class SendMessages:
    """An attempt is committed, under the person's lock, before it is made: whoever recorded "do not contact" before
    that is heeded, and a process that dies tries again. Both must allow it: what organisations recorded of her, and
    she herself, whom her account's letter door asks. What may not go becomes a worker's to give.
    """

    def __init__(self, work: OpenWork, letters: Letters, clock: Clock) -> None:
        self._work, self._letters, self._clock = work, letters, clock

    async def __call__(self) -> int:
        """Handles a batch; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.messages.due(self._clock.now(), most), self._send, _BATCH
        )

    async def _send(self, message: Message) -> None:
        async with self._work() as work:
            account = await self._attempt(work, message)
        if account is None:
            return
        try:
            outcome = await self._letters.send(account, message.id)
        except Unavailable:
            return
        async with self._work() as work:
            await work.people.locked(message.person_id)
            message = await work.messages.get(message.id)
            if message.state is not MessageState.WAITING:
                return
            if outcome is Outcome.NOT_NOW:
                await work.messages.put(replace(message, due_at=self._clock.now() + _ASK_AGAIN))
                return
            sent = outcome is Outcome.SENT
            await _move(work, message, MessageState.SENT if sent else message.unsent)

    async def _attempt(self, work: Work, message: Message) -> str | None:
        """The account whose door to knock at; None where it may not go, now or at all."""
        now = self._clock.now()
        # Before the person, as by the agency that ends it: else each would wait for what the other holds.
        link = await _link(work, message)
        await work.people.locked(message.person_id)
        message = await work.messages.get(message.id)
        if message.state is not MessageState.WAITING or message.due_at > now:
            return None
        consent = None if link else await work.consents.find(message.about_id)
        if message.is_over(now) or not (link or consent) or await work.deaths.died_on(message.person_id):
            await _move(work, message, MessageState.OVER)
            return None
        if link and link.state is not LinkState.LIVE and now < message.made_at + KEEP_TRYING:
            # It is not hers, so how she may be reached has no say.
            return await self._tried(work, message, link.account_id)
        involvements = await work.involvements.of_person(message.person_id)
        left = limits(said(await work.safe_contacts.of(message.person_id), involvements, day(now)), day(now))
        why_not = WhyNot.MAY if left is None else may_reach(left, Channel.EMAIL, now)
        account = await work.account_links.account_of(message.person_id)
        # Her page does not show what a private service was told: a letter would send somebody looking.
        hidden = consent is not None and spoken_of(consent, discreet(involvements))
        if account is None or hidden or why_not is WhyNot.NEVER or now >= message.made_at + KEEP_TRYING:
            await _move(work, message, message.unsent)
            return None
        if left and why_not is WhyNot.NOT_NOW:
            await work.messages.put(replace(message, due_at=left.opens(now) or now + _ASK_AGAIN))
            return None
        return await self._tried(work, message, account)

    async def _tried(self, work: Work, message: Message, account: str) -> str:
        await work.messages.put(message.tried(self._clock.now()))
        work.tell(_moved(message, "tried"))
        return account


async def _link(work: Work, message: Message) -> AccountLink | None:
    return await work.account_links.get(message.about_id) if message.kind is MessageKind.LINK else None


async def _move(work: Work, message: Message, state: MessageState) -> None:
    await work.messages.put(replace(message, state=state))
    work.tell(_moved(message, state))


def _moved(message: Message, state: str) -> MessageMoved:
    return MessageMoved(
        person_id=message.person_id,
        organisation_id=message.organisation_id,
        by="courier",
        message_id=message.id,
        state=state,
    )
