"""What has left, and the log of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.cases.domain.disclosed import Disclosure
from services.cases.domain.withheld import Withheld, Withholding
from services.cases.ports.casework import Page


class Disclosures(Protocol):
    async def add(
        self, disclosure: Disclosure, withholding: Withholding | None, record_ids: Collection[str] = ()
    ) -> None:
        """Row and leaf, in this transaction; of which records it was."""

    async def shown(self, person_id: str, page: Page) -> Sequence[Disclosure]:
        """To the person: newest first, without what is withheld."""

    async def shown_count(self, person_id: str) -> int: ...

    async def shown_to(self, person_id: str, disclosure_id: str) -> bool:
        """Whether it is one of hers and not withheld."""

    async def of_organisation(self, organisation_id: str, disclosure_id: str) -> bool:
        """Whether it went to an organisation, or was of what it holds."""

    async def withheld(self, disclosure_id: str) -> Withheld:
        """Locked for this unit of work. Raises NotFound where it is not withheld."""

    async def put(self, withheld: Withheld) -> None:
        """Keeps its release."""


@dataclass(frozen=True, slots=True)
class Proven:
    """That a leaf is at `index` among the first `size`: its hash and the path from it to the root, 32 bytes each."""

    index: int
    size: int
    leaf_hash: bytes
    path: tuple[bytes, ...]


class Transparency(Protocol):
    """The log as it can be shown to anybody."""

    async def checkpoint(self) -> tuple[str, int]:
        """The newest signed note, and its size. Raises NotFound while the log is empty."""

    async def inclusion(self, leaf_id: str, size: int) -> Proven:
        """Raises NotFound: no such leaf among the first `size`."""

    async def consistency(self, old: int, new: int) -> Sequence[bytes]:
        """That the log of `new` leaves begins with that of `old`. Raises NotFound, Invalid."""


class Receipts(Protocol):
    def sign(self, claims: Mapping[str, object]) -> str:
        """Claims as a compact JWS (RFC 7515, ES256)."""

    @property
    def public_key(self) -> str:
        """The JWK of the public key, as JSON text."""
