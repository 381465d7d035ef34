"""Words left about a person for any service that works with her and is never shown; the broker of ContactPoint, who
passed a message on and confirmed nothing.

left ──a broker answers──▶ shown to who left it, as worded and signed
 ├──a broker lays it aside──▶ waits no more at that organisation; nobody is told
 └──nobody does anything in `WAITS`──▶ waits nowhere; nobody is told

To whom it goes is not written down: whoever works with her privately finds it when he looks. So leaving one does the
same, whether or not there is such a service.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.errors import Invalid, TooMany
from services.cases.domain.concerns.concern import said

STANDING = "If a service that is never shown here works with this person, it has your message. Nobody will confirm it."
WAITS = timedelta(days=28)
MOST_ABOUT_ONE, MOST_IN_ALL = 3, 20
"""By one worker in a day."""
_LONGEST_SIGNATURE = 200


@dataclass(frozen=True, slots=True)
class PrivateAnswer:
    """Of the broker of `organisation_id`; laid aside where it has no words. `signed` is whom it says it is from."""

    message_id: str
    person_id: str
    organisation_id: str
    words: str
    signed: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PrivateMessage:
    """A worker of `organisation_id` left it. `brokers` are the organisations that work with the person in confirmed,
    current, shielded services at the moment it is read.
    """

    id: str
    person_id: str
    organisation_id: str
    left_by: str
    words: str
    left_at: datetime
    brokers: frozenset[str] = frozenset()
    answers: tuple[PrivateAnswer, ...] = ()


def left(message: PrivateMessage, about_her: int, in_all: int) -> PrivateMessage:
    """The message as it may be left; the two counts are the worker's own of the last day.

    Raises Invalid, TooMany.
    """
    if about_her >= MOST_ABOUT_ONE or in_all >= MOST_IN_ALL:
        raise TooMany("you have left many of these messages today; ring the duty desk of whom you mean to reach")
    return replace(message, words=said("words", message.words))


def answered(answer: PrivateAnswer) -> PrivateAnswer:
    """The answer as it may be given. Raises Invalid."""
    signed = answer.signed.strip()
    if not signed:
        raise Invalid.field("signed", "must say whom the answer is from, in words of your choice")
    if len(signed) > _LONGEST_SIGNATURE:
        raise Invalid.field("signed", f"is longer than {_LONGEST_SIGNATURE} characters")
    return replace(answer, words=said("words", answer.words), signed=signed)
