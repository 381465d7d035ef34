"""A message to a person: that something waits for her, never what.

    waiting ──her account's letter door took it──▶ sent
     │ └──may not go that way──▶ by hand ──a worker gave it, as is safe, or at the counter──▶ given
     └──what it is about is over──▶ over ◀── by hand

How she may be reached is asked at each attempt, a worker's too; a message that may not go is never sent.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.consents.consent import Consent
from services.cases.domain.contacts.safe_contact import Channel, Limits, WhyNot, may_reach
from services.cases.domain.days import end_of

KEEP_TRYING = timedelta(days=7)
"""How long the letter door is tried, before a worker is asked."""
COUNTER = "counter"
"""She came herself: nobody contacted her."""
_PAPER = frozenset({Channel.POST, Channel.IN_PERSON, Channel.THROUGH})
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)


class MessageKind(StrEnum):
    REMINDER = "reminder"
    """A consent ends soon."""
    RECEIPT = "receipt"
    """A consent was taken back by another's hand."""
    LINK = "link"
    """An account became hers, or ceased to be."""
    LINK_UNDONE = "link_undone"
    """An account that was taken for hers was not: told to her, since its letters reach somebody else."""


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    BY_HAND = "by_hand"
    GIVEN = "given"
    OVER = "over"


class Outcome(StrEnum):
    """What the letter door of her account answered."""

    SENT = "sent"
    NOT_NOW = "not_now"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Message:
    """`organisation_id` is whose workers give it by hand, empty for nobody; `about_id` the consent, or the link of an
    account. From `useful_until` on it is over; None: it keeps. `how` is the channel by which a worker gave it, or
    `COUNTER`.
    """

    id: str
    person_id: str
    organisation_id: str
    kind: MessageKind
    about_id: str
    state: MessageState
    made_at: datetime
    due_at: datetime
    useful_until: datetime | None
    tries: int = 0
    how: str = ""

    def tried(self, now: datetime) -> "Message":
        """An attempt begins: should nothing more be heard of it, the next is due after 1 min, doubled each time, 4 h
        at most.
        """
        wait = min(_FIRST_WAIT * (1 << min(self.tries, 10)), _LONGEST_WAIT)
        return replace(self, tries=self.tries + 1, due_at=now + wait)

    @property
    def unsent(self) -> MessageState:
        """What becomes of it where it may not be sent."""
        return MessageState.BY_HAND if self.organisation_id else MessageState.OVER

    def is_over(self, now: datetime) -> bool:
        return self.useful_until is not None and now >= self.useful_until

    def given(self, how: str, within: Limits, now: datetime) -> "Message":
        """A worker gives it now.

        Raises:
            Invalid: that is no way.
            Conflict: nobody is to give it, any more or yet; she may be reached this way, but not now.
            Denied: nothing says that she may safely be reached this way.
        """
        if how not in (COUNTER, *Channel):
            raise Invalid.field("how", f"must be one of {', '.join((COUNTER, *Channel))}")
        if self.kind is MessageKind.RECEIPT and how not in (COUNTER, *_PAPER):
            raise Invalid.field("how", "a receipt is posted or handed to her")
        if self.state is not MessageState.BY_HAND or self.is_over(now):
            raise Conflict("there is nothing to give", code="message-over")
        why_not = WhyNot.MAY if how == COUNTER else may_reach(within, Channel(how), now)
        if why_not is WhyNot.NEVER:
            raise Denied("nothing says that she may safely be reached this way", code="not-safe")
        if why_not is WhyNot.NOT_NOW:
            raise Conflict("she may be reached this way, but not now", code="not-now")
        return replace(self, state=MessageState.GIVEN, how=how)


def receipt_by_hand(message_id: str, consent: Consent, organisation_id: str, now: datetime) -> Message:
    """The receipt of a consent that an organisation took back for her: on paper, however long it takes."""
    kind, state = MessageKind.RECEIPT, MessageState.BY_HAND
    return Message(message_id, consent.person_id, organisation_id, kind, consent.id, state, now, now, None)


def reminder(message_id: str, consent: Consent, now: datetime) -> Message:
    """That a consent ends soon; over with it."""
    kind, state, over = MessageKind.REMINDER, MessageState.WAITING, end_of(consent.expires_on)
    return Message(message_id, consent.person_id, consent.from_organisation_id, kind, consent.id, state, now, now, over)


def of_link(message_id: str, link: AccountLink, organisation_id: str, now: datetime) -> Message:
    """That an account became hers, which the organisation may tell her by hand; or ceased to be."""
    by_hand = organisation_id if link.state is LinkState.LIVE else ""
    kind, state = MessageKind.LINK, MessageState.WAITING
    return Message(message_id, link.person_id, by_hand, kind, link.id, state, now, now, None)


def undone_by_hand(message_id: str, link: AccountLink, organisation_id: str, now: datetime) -> Message:
    """That the account was not hers, for the organisation that undid the link to tell her, however long it takes."""
    kind, state = MessageKind.LINK_UNDONE, MessageState.BY_HAND
    return Message(message_id, link.person_id, organisation_id, kind, link.id, state, now, now, None)
