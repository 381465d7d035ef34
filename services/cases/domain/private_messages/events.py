"""What becomes of private messages; ids only, and published to nobody."""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessageLeft(Act):
    kind = "private-message.left"
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessageHandled(Act):
    """At a private service. `step` is "answered" or "laid-aside"."""

    kind = "private-message.handled"
    message_id: str
    step: str
