"""How somebody may be reached, and whether she is at risk. Nobody was asked: silence."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from chassis.errors import Denied, Invalid
from services.identity.domain.language import first_of

Channel = Literal["email", "text", "call", "post"]
CHANNELS = frozenset[str]({"email", "text", "call", "post"})
TIMES = frozenset({"any", "weekday-daytime", "weekday-evening", "weekend"})
LANGUAGES = frozenset({"en", "cy", "ar", "bn", "pa", "pl", "ro", "so", "ur", "bsl"})
_LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5
_LONGEST_PHONE = 20
_DIGITS = frozenset("0123456789+ ()-")


@dataclass(frozen=True, slots=True)
class SafeContact:
    """The channels that are safe, none for "do not contact me"; when, in what language, on which number."""

    channels: frozenset[str] = frozenset()
    times: str = "any"
    language: str = "en"
    phone: str = field(default="", repr=False)

    def checked(self) -> "SafeContact":
        """Raises Invalid."""
        if not self.channels <= CHANNELS:
            raise Invalid.field("channels", f"must be among {', '.join(sorted(CHANNELS))}")
        if self.times not in TIMES:
            raise Invalid.field("times", f"must be one of {', '.join(sorted(TIMES))}")
        if self.language not in LANGUAGES:
            raise Invalid.field("language", f"must be one of {', '.join(sorted(LANGUAGES))}")
        if self.channels & {"text", "call"} and not any(character.isdigit() for character in self.phone):
            raise Invalid.field("phone", "enter the number that is safe to text or call")
        if len(self.phone) > _LONGEST_PHONE or not set(self.phone) <= _DIGITS:
            raise Invalid.field("phone", "enter a phone number")
        return self


@dataclass(frozen=True, slots=True)
class Care:
    """`contact` is None until she was asked. `review_since`: she said that something was not her doing."""

    account_id: str
    contact: SafeContact | None = None
    at_risk: bool = False
    reason: str = field(default="", repr=False)
    review_since: datetime | None = None

    def may_be_told_by(self, channel: Channel) -> bool:
        return self.contact is not None and channel in self.contact.channels

    def is_time(self, now: datetime) -> bool:
        """Whether what may be sent may arrive now: in London, the day from 9 to 5, the evening till 9."""
        local, said = now.astimezone(_LONDON), self.contact.times if self.contact else "any"
        weekend = local.weekday() >= _SATURDAY
        if said == "weekday-daytime":
            return not weekend and 9 <= local.hour < 17
        if said == "weekday-evening":
            return not weekend and 17 <= local.hour < 21
        return weekend or said == "any"

    def letters_in(self, asked_in: str = "") -> str:
        """The language of a letter to her: as she said; else that of the page it was asked for on; else English."""
        said = self.contact.language if self.contact else ""
        return first_of((said, asked_in)) or "en"

    def must_not_be_at_risk(self) -> None:
        """Raises OfficerNeeded: what an abuser would change first is only changed face to face."""
        if self.at_risk:
            raise OfficerNeeded("this can only be changed in person, at your council")


class OfficerNeeded(Denied):
    code = "officer-needed"
