"""A worker looks for a colleague, as she types."""

from zoneinfo import ZoneInfo

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.tokens import Caller
from services.directory.domain import cursor
from services.directory.domain.area import area
from services.directory.domain.card import Card
from services.directory.domain.column import BadColumn
from services.directory.domain.ids import OrganisationId
from services.directory.domain.page import Page, page_size
from services.directory.domain.professional import DAYS
from services.directory.domain.registration import typed
from services.directory.domain.visibility import Viewer, as_seen_by
from services.directory.domain.wanted import Wanted
from services.directory.ports import Index, OpenReading, Reading
from services.directory.usecases.viewing import viewer

LONGEST_QUERY = 200
DEEPEST = 500
"""Results anybody may page through; who has not found by then should type another word."""

_HERE = ZoneInfo("Europe/London")


class SearchProfessionals:
    """The index says who, in which order; the database says what is known of them now.

    An exact mail address or registration number is looked up in the database, and asks no index.
    """

    def __init__(self, reading: OpenReading, index: Index, clock: Clock) -> None:
        self._reading, self._index, self._clock = reading, index, clock

    async def __call__(
        self, caller: Caller, *, text: str, near: str, within: str, limit: int, after: str
    ) -> Page[Card]:
        """Raises Denied without `professionals:read`; Invalid for nothing typed, or an area, limit or cursor that means
        nothing; Unavailable while the index is first built."""
        caller.must("professionals:read")
        looking, wanted, size = viewer(caller), self._wanted(text, near, within), page_size(limit)
        place = cursor.decode(after, int)
        start = int(place[0]) if place else 0
        if start < 0:
            raise Invalid.field("cursor", "is not one that this list gave out")
        enough = min(start + size + 1, DEEPEST)
        async with self._reading() as reading:
            found = await self._exact(reading, looking, wanted, enough)
            if not found:
                found = await reading.professionals.cards(await self._index.find(wanted, enough))
        cards = [as_seen_by(looking, card) for card in found[start : start + size]]
        return Page(cards, cursor.encode([start + size]) if len(found) > start + size else "")

    def _wanted(self, text: str, near: str, within: str) -> Wanted:
        if not text.strip():
            raise Invalid.field("query", "is empty")
        if len(text) > LONGEST_QUERY:
            raise Invalid.field("query", f"is longer than {LONGEST_QUERY} characters")
        try:
            place = area("near_area_gss", near)
        except BadColumn as bad:
            raise Invalid.field(bad.column, bad.reason) from None
        today = DAYS[self._clock.now().astimezone(_HERE).weekday()]
        return Wanted(text.strip(), place, today, OrganisationId(within) if within else None)

    async def _exact(self, reading: Reading, looking: Viewer, wanted: Wanted, limit: int) -> list[Card]:
        if "@" in wanted.text:
            found = await reading.professionals.with_email(wanted.text.lower(), limit)
            # Finding somebody by an address says that it is hers.
            found = [card for card in found if as_seen_by(looking, card).professional.facts.email]
        elif registration := typed(wanted.text):
            found = await reading.professionals.registered(registration, limit)
        else:
            return []
        return [card for card in found if wanted.within in (None, card.professional.organisation)]
