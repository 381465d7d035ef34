"""How fresh what is shown of a network is."""

from collections.abc import Sequence
from datetime import date

from services.cases.domain.network import Feed, Seat, feeds_of
from services.cases.ports.work import Work


async def freshness(work: Work, seats: Sequence[Seat], today: date) -> tuple[Feed, ...]:
    """Asks for the feeds of the involvements shown, so that it is one question with and without any that are not."""
    fed = [seat.involvement for seat in seats if seat.involvement.as_of is not None]
    organisations, names = sorted({one.organisation_id for one in fed}), sorted({one.source for one in fed})
    return feeds_of(seats, await work.feeds.of(organisations, names), today)
