"""What is done with documents in a town where two agencies share, with a scanner that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.documents.document import Document
from services.cases.ports.documents import ScannerAway
from services.cases.store.documents import SqlContents
from services.cases.store.tables.documents import document, document_chunk
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.documents.add_document import AddDocument, DocumentWish
from services.cases.usecases.documents.get_content import Content, GetContent
from services.cases.usecases.documents.list_documents import ListDocuments
from services.cases.usecases.documents.look_inside import LookInside
from services.cases.usecases.documents.scan_document import ScanDocument
from services.cases.usecases.documents.tend_documents import TendDocuments
from tests.cases.casework.documents import EICAR, PDF
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, sharing_town


@dataclass(slots=True)
class Scans:
    """Finds EICAR's test file. `away`: does not answer; `holding`: answers once it is set."""

    away: bool = False
    holding: asyncio.Event | None = None
    heard: int = 0
    both: asyncio.Event = field(default_factory=asyncio.Event)

    async def scan(self, content: AsyncIterator[bytes]) -> str:
        if self.away:
            raise ScannerAway("the virus scanner did not answer")
        self.heard += 1
        if self.heard == 2:
            self.both.set()
        found = b"".join([part async for part in content])
        if self.holding:
            await self.holding.wait()
        return "Eicar-Test" if EICAR in found else ""


async def parts(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@dataclass(slots=True)
class DocumentTown:
    there: SharingTown
    scans: Scans

    @property
    def contents(self) -> SqlContents:
        return SqlContents(self.there.town.db, self.there.town.keys)

    @property
    def scan(self) -> ScanDocument:
        return ScanDocument(self.there.town.work, self.contents, self.scans, self.there.town.clock)

    async def add(
        self,
        content: bytes | AsyncIterator[bytes] = PDF,
        caller: Caller = SOCIAL_WORKER,
        *,
        scanner: bool = True,
        **wish: Any,
    ) -> Document:
        town = self.there.town
        wanted: dict[str, Any] = {
            "case_id": self.there.case.id,
            "name": "tenancy.pdf",
            "declared": "",
            "data_class": "housing",
        }
        scan = self.scan if scanner else None
        add = AddDocument(town.work, LookInside(self.contents), scan, town.ids, town.clock)
        sent = parts(content) if isinstance(content, bytes) else content
        return await add(caller, DocumentWish(**(wanted | wish)), sent)

    async def content(
        self,
        record_id: str,
        caller: Caller = HEALTH_VISITOR,
        why: str = "housing_support",
        withholding: Withholding | None = None,
    ) -> Content:
        town = self.there.town
        get = GetContent(town.work, self.contents, Disclose(town.ids, town.clock), town.clock)
        return await get(caller, record_id, why, withholding)

    async def bytes_of(self, record_id: str, caller: Caller = HEALTH_VISITOR) -> bytes:
        return b"".join([part async for part in (await self.content(record_id, caller)).parts])

    async def listed(self, caller: Caller = SOCIAL_WORKER) -> Sequence[Document]:
        town = self.there.town
        return await ListDocuments(town.work, Disclose(town.ids, town.clock), town.clock)(caller, self.there.case.id)

    async def tend(self) -> int:
        return await TendDocuments(self.there.town.work, self.scan, self.there.town.clock)()

    async def rows(self) -> tuple[int, int]:
        """How many documents and how many chunks are kept."""
        async with self.there.town.db.reading() as tx:
            kept = [
                int((await tx.execute(select(func.count()).select_from(table))).scalar_one())
                for table in (document, document_chunk)
            ]
        return kept[0], kept[1]


@asynccontextmanager
async def document_town(url: str, folder: Path) -> AsyncIterator[DocumentTown]:
    async with sharing_town(url, folder) as there:
        yield DocumentTown(there, Scans())
