"""How people may safely be contacted."""

from collections.abc import Sequence
from typing import Protocol

from services.cases.domain.safe_contact import SafeContact


class SafeContacts(Protocol):
    """What organisations recorded; nothing here is ever changed, the newest word of each counts."""

    async def add(self, contact: SafeContact) -> None: ...

    async def get(self, contact_id: str) -> SafeContact:
        """Raises NotFound."""

    async def of(self, person_id: str) -> Sequence[SafeContact]:
        """All about a person, oldest first: for rules, never for show."""
