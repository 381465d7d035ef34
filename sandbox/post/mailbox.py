"""Letters as they arrived."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy

_MOST = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """`at`: when it arrived."""

    at: datetime
    sender: str
    to: str
    subject: str
    text: str

    @classmethod
    def parse(cls, raw: bytes) -> "Letter":
        """From a message as it came over SMTP (RFC 5322)."""
        message = message_from_bytes(raw, policy=policy.default)
        body = message.get_body(("plain",))
        return cls(
            at=datetime.now(UTC),
            sender=str(message["From"]),
            to=str(message["To"]),
            subject=str(message["Subject"]),
            text=body.get_content() if body else "",
        )


class Mailbox:
    """The newest 500 letters, newest first."""

    def __init__(self) -> None:
        self.letters: deque[Letter] = deque(maxlen=_MOST)

    def take(self, raw: bytes) -> None:
        self.letters.appendleft(Letter.parse(raw))
