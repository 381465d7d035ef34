"""How people may safely be contacted, and what is to be told them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.cases.domain.contacts.message import Message
from services.cases.domain.contacts.safe_contact import SafeContact
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page


class SafeContacts(Protocol):
    """What organisations recorded; nothing here is ever changed, the newest word of each counts."""

    async def add(self, contact: SafeContact) -> None: ...

    async def get(self, contact_id: str) -> SafeContact:
        """Raises NotFound."""

    async def forget(self, person_id: str, organisation_id: str) -> None:
        """All that an organisation recorded of a person."""

    async def of(self, person_id: str) -> Sequence[SafeContact]:
        """All about a person, oldest first: for rules, never for show."""


class Messages(Protocol):
    """Messages to people, from the transaction of what they tell of until they are sent, given or over."""

    async def add(self, message: Message) -> None: ...

    async def get(self, message_id: str) -> Message:
        """Raises NotFound."""

    async def put(self, message: Message) -> None: ...

    async def due(self, now: datetime, limit: int) -> Sequence[Message]:
        """Those waiting whose time has come."""

    async def by_hand(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[Message]:
        """Those the viewer's organisation is to give, oldest first; none that is for himself."""

    async def call_off(self, about_id: str) -> None:
        """What was still to remind her of it is over."""
