"""What has left, and the log of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.audit.withheld import ToReview, Withheld, Withholding
from services.cases.domain.audit.witness import Witness
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class Disclosures(Protocol):
    async def add(
        self, disclosure: Disclosure, withholding: Withholding | None, record_ids: Collection[str] = ()
    ) -> None:
        """Row and leaf, in this transaction; of which records it was."""

    async def add_all(self, disclosures: Sequence[tuple[Disclosure, Withholding | None]]) -> None:
        """The same for a page of a list."""

    async def shown(self, person_id: str, page: Page) -> Sequence[Disclosure]:
        """To the person: newest first, without what is withheld."""

    async def shown_count(self, person_id: str) -> int: ...

    async def get(self, disclosure_id: str) -> Disclosure:
        """Raises NotFound."""

    async def shown_to(self, person_id: str, disclosure_id: str) -> bool:
        """Whether it is one of hers and not withheld."""

    async def of_organisation(self, organisation_id: str, disclosure_id: str) -> bool:
        """Whether it went to an organisation, or was of what it holds."""

    async def against_him(self, viewer: Viewer, disclosure_id: str) -> bool:
        """Whether it may have been a look at an allegation that is about the viewer."""

    async def since(self, person_id: str, organisation_id: str, at: datetime) -> Sequence[Disclosure]:
        """Those of an organisation at a person since then, none inside a hub; the oldest first."""

    async def evidence(self, wanted: "Wanted", page: Page) -> Sequence["Evidence"]:
        """For inspection, newest first: those that the gate permits."""


class Withholdings(Protocol):
    """What is kept back from residents."""

    async def locked(self, disclosure_id: str) -> Withheld:
        """For this unit of work alone. Raises NotFound where it is not withheld."""

    async def put(self, withheld: Withheld) -> None:
        """Keeps its release, or its new day, and how far it was taken."""

    async def to_review(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[ToReview]:
        """Those whose day has come and that the viewer may look at again, what was taken furthest first, then the first
        due.
        """

    async def overdue(self, today: date, limit: int) -> Sequence[Due]:
        """Of every organisation, not looked at in time, and not yet taken as far as they have to be."""


@dataclass(frozen=True, slots=True)
class Proven:
    """That a leaf is at `index` among the first `size`: its hash and the path from it to the root, 32 bytes each."""

    index: int
    size: int
    leaf_hash: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom, of which time; proved in the tree of `size` leaves."""

    viewer: Viewer
    since: datetime
    until: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A disclosure as an inspector gets it. `payload` is JSON text, empty once the person was erased; the text that was
    committed to where there is a `salt`, else without the account that looked, which is the other organisation's.
    `entry` is what is hashed into the tree; `proof` is None where it has no place in it at that size. `kept_by` is
    the organisation that keeps it back from her for now, `host_id` that of the hub it happened in; empty for none.
    """

    id: str
    at: datetime
    person_id: str
    holder_id: str
    organisation_id: str
    kept_by: str
    host_id: str
    payload: str
    salt: bytes
    entry: str
    proof: Proven | None

    @property
    def withheld(self) -> bool:
        return self.kept_by != ""


class Transparency(Protocol):
    """The log as it can be shown to anybody."""

    async def checkpoint(self, *, witnessed: bool = False) -> tuple[str, int]:
        """The newest signed note, and its size; `witnessed`, the newest that a witness has cosigned. Raises NotFound
        while there is none.
        """

    async def signed_at(self, size: int) -> str:
        """The note signed at exactly that size. Raises NotFound."""

    async def witnesses(self) -> Sequence[Witness]: ...

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
