"""How a person may safely be contacted, as each organisation that works with her has recorded it. Nobody recorded
anything: silence.

The most restrictive word wins, whoever said it, and nobody learns whose it was. A private service's only ever narrows
what others may do: it opens nothing to them, so where they recorded nothing themselves it cannot be told from none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from chassis.errors import Invalid
from chassis.ids import Ids
from services.cases.domain.consents.receipt import discreet
from services.cases.domain.days import LONDON, day
from services.cases.domain.networks.involvement import Involvement, Status

LONGEST = timedelta(days=366)
"""How far off the day of looking again may be."""
APART = timedelta(days=28)
"""How long what was recorded of two people as one still forbids, where it may be the other's."""
_LONGEST_WORDS = 500
_LANGUAGE = re.compile("[a-z]{2,3}")


class Channel(StrEnum):
    POST = "post"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    IN_PERSON = "in_person"
    THROUGH = "through"
    """A named worker or a trusted contact passes it on."""


class Weekday(StrEnum):
    """In the order of `date.weekday`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_WEEK = tuple(Weekday)


class WhyNot(StrEnum):
    MAY = ""
    NEVER = "never"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Limits:
    """No channel: do not contact her. `hours` are whole ones in London, from the first until the second (0 to 24); they
    and the days are those of what arrives at a moment, never of post.
    """

    channels: frozenset[Channel]
    days: frozenset[Weekday] = frozenset(Weekday)
    hours: tuple[int, int] = (0, 24)
    never_at_address: bool = False

    def within(self, other: "Limits") -> "Limits":
        """What both allow."""
        never = self.never_at_address or other.never_at_address
        channels = self.channels & other.channels
        return Limits(
            channels - {Channel.POST} if never else channels,
            self.days & other.days,
            (max(self.hours[0], other.hours[0]), min(self.hours[1], other.hours[1])),
            never,
        )

    def opens(self, moment: datetime) -> datetime | None:
        """The next instant from `moment` on at which something may arrive; None where there is none."""
        local, (first, last) = moment.astimezone(LONDON), self.hours
        for ahead in range(8):
            on = local.date() + timedelta(days=ahead)
            begins = datetime.combine(on, time(first % 24), LONDON) if first < last else None
            if begins is None or _WEEK[on.weekday()] not in self.days:
                continue
            if ahead or local.hour < first:
                return begins.astimezone(moment.tzinfo)
            if local.hour < last:
                return moment
        return None


SILENCE = Limits(frozenset())


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What one organisation recorded. `through` names who passes it on; `words` is what else is to be known: the
    number that is safe, what to say when somebody else answers. `recorded_by` is the account.
    """

    id: str
    person_id: str
    organisation_id: str
    limits: Limits
    language: str
    interpreter: bool
    through: str = field(repr=False)
    words: str = field(repr=False)
    recorded_by: str
    recorded_at: datetime
    review_on: date

    def checked(self) -> "SafeContact":
        """Raises Invalid naming the field."""
        first, last = self.limits.hours
        if not 0 <= first < last <= 24:
            raise Invalid.field("hours", "must be two whole hours, the first before the second")
        if not self.limits.days:
            raise Invalid.field("days", "must name at least one")
        if self.limits.never_at_address and Channel.POST in self.limits.channels:
            raise Invalid.field("channels", "post goes to her address, where she is never to be contacted")
        if (Channel.THROUGH in self.limits.channels) != bool(self.through):
            raise Invalid.field("through", "must say who passes it on, where somebody does")
        if not _LANGUAGE.fullmatch(self.language):
            raise Invalid.field("language", "must be a language tag such as en, cy or bfi")
        for name, text in (("through", self.through), ("words", self.words)):
            if len(text) > _LONGEST_WORDS:
                raise Invalid.field(name, f"is longer than {_LONGEST_WORDS} characters")
        return self


@dataclass(frozen=True, slots=True)
class Said:
    """A recorded contact, and where its organisation stands: `working` with her today, in `private` only."""

    contact: SafeContact
    working: bool
    private: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """How an organisation may reach her: never who said so. `details` are the words of those that allow it."""

    limits: Limits = SILENCE
    language: str = ""
    interpreter: bool = False
    details: tuple[str, ...] = ()


def said(contacts: Iterable[SafeContact], involvements: Sequence[Involvement], today: date) -> list[Said]:
    """The newest contact of each organisation, oldest first. `involvements` are all of the person's."""
    newest = {one.organisation_id: one for one in sorted(contacts, key=lambda one: (one.recorded_at, one.id))}
    private = discreet(involvements)
    working = {one.organisation_id for one in involvements if one.confirmed and one.status(today) is Status.CURRENT}
    return [Said(one, one.organisation_id in working, one.organisation_id in private) for one in newest.values()]


def limits(heard: Iterable[Said], today: date) -> Limits | None:
    """What all of them together leave; None where nobody said anything. What an organisation forbade stands until its
    day of review, and as long as it works with her.
    """
    left: Limits | None = None
    for one in heard:
        if one.working or today <= one.contact.review_on:
            left = one.contact.limits if left is None else left.within(one.contact.limits)
    return left


def reach(heard: Sequence[Said], asking: str, today: date) -> Reach:
    """How the organisation that asks may reach her: where somebody who works with her, and whom that organisation may
    know of, said so and is not due to ask her again.
    """
    allowing = [
        one.contact
        for one in heard
        if one.working and today <= one.contact.review_on and (not one.private or one.contact.organisation_id == asking)
    ]
    left = limits(heard, today)
    if left is None or not allowing:
        return Reach()
    own = [one for one in allowing if one.organisation_id == asking]
    return Reach(
        left,
        (own or allowing)[-1].language,
        any(one.interpreter for one in allowing),
        tuple(text for one in allowing for text in (one.through, one.words) if text),
    )


def as_both_allow(one: SafeContact, other: SafeContact, now: datetime) -> SafeContact:
    """What an organisation recorded twice of somebody who turned out to be one person, under the other's id: to be
    looked at again by the earlier day. Hours that leave nothing are silence.
    """
    left = one.limits.within(other.limits)
    if Channel.THROUGH in left.channels and one.through != other.through:
        left = replace(left, channels=left.channels - {Channel.THROUGH})
    if left.hours[0] >= left.hours[1] or not left.days:
        left = replace(SILENCE, never_at_address=left.never_at_address)
    return replace(
        one,
        id=other.id,
        limits=left,
        interpreter=one.interpreter or other.interpreter,
        through=one.through if Channel.THROUGH in left.channels else "",
        words="\n".join(dict.fromkeys(filter(None, (one.words, other.words)))),
        recorded_at=now,
        review_on=min(one.review_on, other.review_on),
    )


def told_apart(recorded: SafeContact, right: str, ids: Ids, by: str, now: datetime) -> tuple[SafeContact, SafeContact]:
    """What an organisation recorded of somebody who turned out to be two people: of the one it goes on to work with
    (`right`) silence, to be looked at again at once; of the other what it forbade, for `APART` at most. In no words.
    """
    today = day(now)
    silent = replace(recorded, through="", words="", recorded_by=by, recorded_at=now)
    return (
        replace(silent, id=ids.new("sct"), person_id=right, limits=SILENCE, review_on=today - timedelta(days=1)),
        replace(silent, id=ids.new("sct"), review_on=min(recorded.review_on, today + APART)),
    )


def may_reach(within: Limits, channel: Channel, moment: datetime) -> WhyNot:
    """Whether something may go to her by a channel now."""
    if channel not in within.channels:
        return WhyNot.NEVER
    if channel is Channel.POST:
        return WhyNot.MAY
    opens = within.opens(moment)
    if opens is None:
        return WhyNot.NEVER
    return WhyNot.MAY if opens == moment else WhyNot.NOT_NOW


def ways(within: Limits, moment: datetime) -> frozenset[Channel]:
    """By which channels it may be now."""
    return frozenset(each for each in within.channels if may_reach(within, each, moment) is WhyNot.MAY)
