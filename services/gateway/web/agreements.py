"""The agreements of a worker's organisation that are in force, or were lately."""

from collections.abc import Sequence
from datetime import date

from kith.cases.v1.sharing_pb2 import Agreement, ListAgreementsRequest

from services.gateway.clients import Clients


async def agreements_to(clients: Clients, day: date) -> Sequence[Agreement]:
    """All that end on that day or later, read page after page; older ones may stand at the end."""
    found, cursor = list[Agreement](), ""
    while True:
        page = await clients.sharing.ListAgreements(ListAgreementsRequest(limit=100, cursor=cursor))
        found += page.agreements
        cursor = page.next_cursor
        if not cursor or date.fromisoformat(found[-1].expires_on) < day:
            return found
