"""What has left, and the log of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.cases.domain.disclosed import Disclosure
from services.cases.domain.withheld import Withheld, Withholding
from services.cases.ports.casework import Page


class Disclosures(Protocol):
    async def add(self, disclosure: Disclosure, withholding: Withholding | None) -> None:
        """Row and leaf, in this transaction."""

    async def shown(self, person_id: str, page: Page) -> Sequence[Disclosure]:
        """To the person: newest first, without what is withheld."""

    async def shown_count(self, person_id: str) -> int: ...

    async def shown_to(self, person_id: str, disclosure_id: str) -> bool:
        """Whether it is one of hers and not withheld."""

    async def withheld(self, disclosure_id: str) -> Withheld:
        """Locked for this unit of work. Raises NotFound where it is not withheld."""

    async def put(self, withheld: Withheld) -> None:
        """Keeps its release."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Of a withdrawal: `jws` is the signed receipt to keep (RFC 7515, compact, ES256)."""

    id: str
    consent_id: str
    person_id: str
    jws: str


class Receipts(Protocol):
    async def add(self, receipt: Receipt) -> Receipt:
        """The receipt that is kept for the consent: this one, or the one that was first."""

    async def of(self, consent_id: str) -> Receipt | None: ...
