"""A worker adds a file to a case of his own organisation: it is a record once it has arrived whole and is clean."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.errors import Conflict, Problem
from chassis.ids import Ids
from chassis.tokens import Caller, IdempotencyKey
from services.cases.domain.classes import data_class
from services.cases.domain.documents.document import (
    ARRIVES_WITHIN,
    CHUNK,
    SCANNED_AGAIN,
    Document,
    DocumentState,
    file_name,
    kind_of,
)
from services.cases.domain.documents.inspection import Inspection
from services.cases.domain.events import DocumentArrived
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.held_case import held_case
from services.cases.usecases.documents.look_inside import LookInside
from services.cases.usecases.documents.scan_document import ScanDocument


@dataclass(frozen=True, slots=True)
class DocumentWish:
    """`name` and `declared` (a media type) are what the sender says of the file."""

    case_id: str
    name: str
    declared: str
    data_class: str
    sealed: bool = False


class NoScanner(Conflict):
    """Nothing here looks for viruses, so no file is taken."""

    code = "no-scanner"

    def __init__(self) -> None:
        super().__init__("documents are not taken here: no virus scanner is set up")


class AddDocument:
    """The gate is asked before the first byte is taken, and again, with all else, when the last has come. In between
    each chunk is a transaction of its own: nobody who writes waits for a slow line. What breaks off is no document, and
    is forgotten.
    """

    def __init__(
        self, work: OpenWork, look_inside: LookInside, scan: ScanDocument | None, ids: Ids, clock: Clock
    ) -> None:
        self._work, self._look_inside, self._scan = work, look_inside, scan
        self._ids, self._clock = ids, clock

    async def __call__(self, caller: Caller, wish: DocumentWish, parts: AsyncIterator[bytes]) -> Document:
        """As it stands after it was scanned: clean, or waiting where the scanner is away.

        Raises NoScanner, Invalid, NotFound for a case the caller may not see, Denied for another organisation's.
        """
        caller.must("records:write")
        if self._scan is None:
            raise NoScanner
        document = await self._begin(caller, wish)
        try:
            arrived, digest = await self._take(document, parts)
            if arrived.kind.is_container:
                await self._look_inside(arrived)
            arrived = await self._finish(_asking_for(caller, wish, digest), arrived)
        except Problem:
            async with self._work() as work:
                await work.documents.forget(document.record_id)
            raise
        return await self._scan(arrived.record_id)

    async def _begin(self, caller: Caller, wish: DocumentWish) -> Document:
        name, now = file_name(wish.name), self._clock.now()
        kind, sort = kind_of(name, wish.declared), data_class("data_class", wish.data_class)
        async with self._work() as work:
            case = await held_case(work, viewer_of(caller), wish.case_id, now)
            case.must_be_open()
            document = Document(
                record_id=self._ids.new("rec"),
                case_id=case.id,
                person_id=case.person_id,
                organisation_id=case.organisation_id,
                by=caller.subject,
                data_class=sort,
                title=name,
                sealed=wish.sealed,
                kind=kind,
                began_at=now,
            )
            await work.documents.begin(document, now + ARRIVES_WITHIN)
        return document

    async def _take(self, document: Document, parts: AsyncIterator[bytes]) -> tuple[Document, str]:
        inspection, digest, held, number = Inspection(document.kind), hashlib.sha256(), bytearray(), 0
        async for part in parts:
            inspection.take(part)
            digest.update(part)
            held += part
            while len(held) > CHUNK:
                await self._keep(document, number, bytes(held[:CHUNK]), last=False)
                del held[:CHUNK]
                number += 1
        inspection.end()
        await self._keep(document, number, bytes(held), last=True)
        return replace(document, size=inspection.size, chunks=number + 1), digest.hexdigest()

    async def _keep(self, document: Document, number: int, content: bytes, *, last: bool) -> None:
        async with self._work() as work:
            await work.documents.keep(document, number, content, last=last)

    async def _finish(self, caller: Caller, arrived: Document) -> Document:
        now = self._clock.now()
        async with self._work() as work:
            case = await held_case(work, viewer_of(caller), arrived.case_id, now)
            if earlier := await work.idempotency.earlier(caller):
                await work.documents.forget(arrived.record_id)
                return await work.documents.locked(earlier)
            case.must_be_open()
            await work.documents.locked(arrived.record_id)  # if it is still there
            whole = replace(arrived, state=DocumentState.WAITING)
            await work.documents.put(whole, now + SCANNED_AGAIN)
            await work.idempotency.keep(caller, whole.record_id)
            work.tell(
                DocumentArrived(
                    person_id=whole.person_id,
                    organisation_id=whole.organisation_id,
                    by=caller.subject,
                    case_id=whole.case_id,
                    record_id=whole.record_id,
                    data_class=whole.data_class,
                )
            )
        return whole


def _asking_for(caller: Caller, wish: DocumentWish, digest: str) -> Caller:
    """The caller, with a key that stands for all that was asked with it, the bytes too."""
    if caller.idempotency is None:
        return caller
    said = f"{wish!r}\0{digest}".encode(errors="surrogatepass")
    return replace(caller, idempotency=IdempotencyKey(caller.idempotency.key, hashlib.sha256(said).hexdigest()))
