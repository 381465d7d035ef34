"""The one way by which anything goes out to a resident from here: only `SendMessages` may use it (`.importlinter`)."""

from typing import Protocol

from services.cases.domain.contacts.message import Outcome


class Letters(Protocol):
    async def send(self, account_id: str, message_id: str) -> Outcome:
        """Tell her that something waits in her account, where she herself said that this is safe: asked each time.

        Raises Unavailable: try again, with the same id.
        """
