"""A document that waits is scanned: what is clean becomes a record, what is not is destroyed."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.casework.record import Record
from services.cases.domain.documents.document import Document, DocumentState, infected
from services.cases.domain.events import DocumentRefused, RecordAdded
from services.cases.ports.documents import Contents, Scanner, ScannerAway, whole
from services.cases.ports.work import OpenWork, Work


class ScanDocument:
    """Scanned twice at once it becomes one record, or is refused once. While the scanner is away it goes on waiting."""

    def __init__(self, work: OpenWork, contents: Contents, scanner: Scanner, clock: Clock) -> None:
        self._work, self._contents, self._scanner, self._clock = work, contents, scanner, clock

    async def __call__(self, record_id: str) -> Document:
        """As it is then: clean, or waiting. Raises NotTaken where it was refused, NotFound where it was forgotten."""
        async with self._work() as work:
            document = await work.documents.locked(record_id)
        if document.state is DocumentState.WAITING:
            try:
                virus = await self._scanner.scan(whole(self._contents, document))
            except ScannerAway:
                return document
            async with self._work() as work:
                document = await self._settled(work, document, virus)
        if document.state is DocumentState.REFUSED:
            raise infected(document.virus)
        return document

    async def _settled(self, work: Work, document: Document, virus: str) -> Document:
        await work.people.locked(document.person_id)
        document = await work.documents.locked(document.record_id)
        if document.state is not DocumentState.WAITING:
            return document
        if virus:
            document = replace(document, state=DocumentState.REFUSED, virus=virus)
            await work.documents.destroy(document.record_id)
            await work.documents.put(document, None)
            work.tell(
                DocumentRefused(
                    person_id=document.person_id,
                    organisation_id=document.organisation_id,
                    by="scanner",
                    case_id=document.case_id,
                    record_id=document.record_id,
                    virus=virus,
                )
            )
            return document
        document = replace(document, state=DocumentState.CLEAN)
        await work.documents.put(document, None)
        await work.records.add(self._record(document))
        work.tell(
            RecordAdded(
                person_id=document.person_id,
                organisation_id=document.organisation_id,
                by=document.by,
                case_id=document.case_id,
                record_id=document.record_id,
                data_class=document.data_class,
                private=(await work.cases.get(document.case_id)).private,
            )
        )
        return document

    def _record(self, document: Document) -> Record:
        return Record(
            id=document.record_id,
            case_id=document.case_id,
            person_id=document.person_id,
            organisation_id=document.organisation_id,
            data_class=document.data_class,
            title=document.title,
            content="",
            sealed=document.sealed,
            added_at=self._clock.now(),
            version=1,
        )
