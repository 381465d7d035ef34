"""Follows the database's change stream into the index.

The index is its own cursor: the highest revision among its documents says how far it got, and one commit makes
documents and cursor durable together. Nothing is lost by a crash at any point; the last revision is merely read again.
"""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

import tantivy

from chassis.log import logger
from chassis.run import wait
from services.directory.domain.entry import Entry
from services.directory.ports import OpenReading
from services.directory.search.document import SCHEMA, document

_BATCH = 5_000
_POLL_SECONDS = 0.2
_WRITER_BYTES = 50_000_000


class Indexer:
    """The one writer of a folder. A second one on the same folder is refused by the index's own lock."""

    def __init__(self, path: Path, reading: OpenReading) -> None:
        self._path, self._reading = path, reading
        self._writer: tantivy.IndexWriter | None = None
        self._place = (0, "")
        self._newest = -1

    async def run(self, stopping: asyncio.Event) -> None:
        """Keep up until told to stop."""
        while not stopping.is_set():
            await self.catch_up()
            await wait(stopping, _POLL_SECONDS)

    def ready(self) -> bool:
        """Whether the index has caught up once."""
        return self._newest >= 0

    async def catch_up(self) -> int:
        """Index everything that changed; how many documents that were."""
        async with self._reading() as reading:
            newest = await reading.changes.newest()
        if newest == self._newest:
            return 0
        if self._writer is None:
            self._writer = await asyncio.to_thread(self._opened, newest)
        done = 0
        while entries := await self._next():
            await asyncio.to_thread(self._write, self._writer, entries)
            self._place = (entries[-1].revision, entries[-1].card.professional.id)
            done += len(entries)
        self._newest = newest
        return done

    async def _next(self) -> list[Entry]:
        async with self._reading() as reading:
            return await reading.changes.after(*self._place, _BATCH)

    def _write(self, writer: tantivy.IndexWriter, entries: Sequence[Entry]) -> None:
        for entry in entries:
            writer.delete_documents_by_term("id", entry.card.professional.id)
            writer.add_document(document(entry))
        writer.commit()

    def _opened(self, newest: int) -> tantivy.IndexWriter:
        """A writer on the folder, emptied where it cannot be a picture of this database."""
        for other in self._path.parent.glob("*"):
            if other != self._path:
                shutil.rmtree(other)
        index = self._index()
        indexed = _revision(index)
        if indexed > newest:
            logger().warning("index is ahead of the database; it is built anew", cursor=indexed)
            shutil.rmtree(self._path)
            index, indexed = self._index(), 0
        self._place = (indexed, "")
        return index.writer(heap_size=_WRITER_BYTES, num_threads=1)

    def _index(self) -> tantivy.Index:
        self._path.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(SCHEMA, path=str(self._path))
        except ValueError as error:
            logger().warning("index cannot be read; it is built anew", error=type(error).__name__)
            shutil.rmtree(self._path)
            self._path.mkdir()
            return tantivy.Index(SCHEMA, path=str(self._path))


def _revision(index: tantivy.Index) -> int:
    """The highest revision in the index; 0 when it is empty."""
    hits = index.searcher().search(tantivy.Query.all_query(), 1, order_by_field="revision", count=False).hits
    return int(hits[0][0]) if hits else 0
