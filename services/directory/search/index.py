"""The index on disk: one reader's view of a folder that the indexer writes."""

import asyncio
from pathlib import Path

import tantivy

from chassis.errors import Unavailable
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.wanted import Wanted
from services.directory.search import query, words
from services.directory.search.document import version

_ENOUGH = 3
"""With fewer results than this of all words, those of all but one are shown below them."""


def folder(data: Path) -> Path:
    """Where this version of the code keeps its index."""
    return data / "directory-index" / version()


class TantivyIndex:
    """Answers from what the indexer last committed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._index: tantivy.Index | None = None

    async def find(self, wanted: Wanted, limit: int) -> list[ProfessionalId]:
        """Best first, at most `limit`. Raises Unavailable while there is no index."""
        return await asyncio.to_thread(self._find, wanted, limit)

    def _find(self, wanted: Wanted, limit: int) -> list[ProfessionalId]:
        typed = words.typed(wanted.text)
        if not typed:
            return []
        searcher = self._searcher()
        found = _ids(searcher, query.strict(typed, wanted), limit)
        if len(found) < min(_ENOUGH, limit) and (wider := query.loose(typed, wanted)):
            found = list(dict.fromkeys([*found, *_ids(searcher, wider, limit)]))[:limit]
        return found

    def _searcher(self) -> tantivy.Searcher:
        try:
            if self._index is None:
                self._index = tantivy.Index.open(str(self._path))
                self._index.config_reader("manual")
            # Costs some 50 µs, and a search then finds all that was committed before it.
            self._index.reload()
            return self._index.searcher()
        except ValueError:
            # Not there yet, or being built anew.
            self._index = None
            raise Unavailable("the search is being prepared; try again in a moment", retry_after=2) from None


def _ids(searcher: tantivy.Searcher, asked: tantivy.Query, limit: int) -> list[ProfessionalId]:
    hits = searcher.search(asked, limit, count=False).hits
    return [ProfessionalId(searcher.doc(address)["id"][0]) for _, address in hits]
