"""Documents: their rows, their bytes, and who looks for viruses in them."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from chassis.errors import Unavailable
from services.cases.domain.documents.document import Document


class Documents(Protocol):
    async def begin(self, document: Document, until: datetime) -> None:
        """It arrives, and is forgotten at `until` if it is not whole by then."""

    async def keep(self, document: Document, number: int, content: bytes, *, last: bool) -> None:
        """Its next bytes, sealed for this place in it: they open nowhere else, and the last as the last only. Raises
        Conflict where it was forgotten.
        """

    async def put(self, document: Document, due_at: datetime | None) -> None:
        """Its new state, size and virus. `due_at` is when the timer has to look at it."""

    async def locked(self, record_id: str) -> Document:
        """Raises NotFound."""

    async def forget(self, record_id: str) -> None:
        """The row and the bytes."""

    async def destroy(self, record_id: str) -> None:
        """The bytes; the row stays and says why."""

    async def of_case(self, case_id: str, by: str) -> Sequence[Document]:
        """Those that wait or were refused, newest first, 100 at the most; of all accounts where `by` is empty."""

    async def sweep(self, now: datetime, most: int) -> int:
        """Forgets those that never arrived whole; how many that were."""

    async def claim(self, now: datetime, until: datetime, most: int) -> Sequence[str]:
        """The ids of those due to be scanned, which nobody else gets until then."""


class Contents(Protocol):
    async def chunk(self, document: Document, number: int) -> bytes:
        """Its bytes at that place, opened. Raises NotFound once they are gone, CannotOpen where they were changed."""


class ScannerAway(Unavailable):
    """It does not answer, or cannot say. Nothing is known of what it was given."""

    code = "scanner-away"


class Scanner(Protocol):
    """Looks for viruses."""

    async def scan(self, content: AsyncIterator[bytes]) -> str:
        """What the scanner calls what it found; empty where it found nothing. Raises ScannerAway."""


async def whole(contents: Contents, document: Document) -> AsyncIterator[bytes]:
    """The bytes from first to last, a chunk at a time."""
    for number in range(document.chunks):
        yield await contents.chunk(document, number)
