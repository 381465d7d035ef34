"""What is kept, held and erased."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.retention.erasure import Erasure
from services.cases.domain.retention.held import Held
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.retention.recall import Recall, Recipient
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class Holdings(Protocol):
    async def of(self, organisation_id: str, person_id: str, today: date) -> Sequence[Held]:
        """What an organisation holds of a person, by class; of nobody it knows, nothing."""

    async def maybe_due(self, organisation_id: str, today: date, after: str, limit: int) -> Sequence[str]:
        """People, by id, of whom it may hold something that may go; each is to be decided on."""

    async def erase(self, organisation_id: str, person_id: str, retention: Retention) -> tuple[str, ...]:
        """Deletes the rows of a class, in this transaction; the names of the keys that then seal nothing."""

    async def sealed_by(self, names: Collection[str]) -> Sequence[tuple[str, str, Retention]]:
        """Of these keys' names, the organisations, people and classes of which rows are still here."""


class LegalHolds(Protocol):
    async def add(self, hold: LegalHold) -> None: ...

    async def get(self, hold_id: str) -> LegalHold:
        """Raises NotFound."""

    async def put(self, hold: LegalHold) -> None:
        """Keeps that it was lifted."""

    async def live(self, viewer: Viewer, person_id: str, page: Page) -> Sequence[LegalHold]:
        """Those of the viewer's organisation that are not lifted, the oldest first, none about himself; of one person
        where `person_id` is not empty.
        """


class Erasures(Protocol):
    async def add(self, erasure: Erasure) -> None: ...

    async def get(self, erasure_id: str) -> Erasure:
        """Raises NotFound."""

    async def finish(self, erasure_id: str, at: datetime) -> None: ...

    async def unfinished(self, limit: int) -> Sequence[Due]:
        """Those whose keys may still be there, the oldest first."""

    async def keys(self) -> Collection[str]:
        """The names of the keys of all of them."""


class Recalls(Protocol):
    """Who received what was erased or corrected since, or on a wrong link: the newest of each record and recipient."""

    async def corrected(self, record_id: str, now: datetime) -> None:
        """Every other organisation that a record left towards is to know."""

    async def erased(
        self, organisation_id: str, person_id: str, retention: Retention, erasure_id: str, now: datetime
    ) -> Sequence[str]:
        """The same of all records of a class, while they are still there; the ids of those that had left."""

    async def separated(self, person_id: str, reader_id: str, since: datetime, now: datetime) -> None:
        """The reader took the person for somebody else from `since` on: it is to know, of each record of hers that left
        towards it, and so is who holds that, as far as it may know of the look.
        """

    async def looked(self, looks: Sequence[Disclosure], person_id: str, now: datetime) -> None:
        """Whose looks these were is to know that they may have been at two people; they were after `person_id`."""

    async def parted(self, person_id: str, recipient_id: str, now: datetime) -> None:
        """The recipient took the person for somebody else: whoever shares anything about her with it is to know, until
        that share is over; unless it works with her privately.
        """

    async def find(self, record_id: str, recipient_id: str) -> Recall | None: ...

    async def still_shared(self, viewer: Viewer, share_id: str) -> bool:
        """Whether that share is among what waits for the viewer's organisation."""

    async def of_looker(self, account_id: str, recipient_id: str, page: Page) -> Sequence[Recall]:
        """Of an account's own looks for an organisation, of which nobody has said that he knows; the oldest first."""

    async def waiting(self, viewer: Viewer, page: Page) -> Sequence[Recall]:
        """Of which the viewer's organisation has not heard, the oldest first; none about himself."""

    async def put(self, recall: Recall) -> None:
        """Keeps that it was heard."""

    async def recipients(self, organisation_id: str, erasure_id: str) -> Sequence[Recipient]:
        """Of an organisation's erasure, as far as it may know of them; by id."""
