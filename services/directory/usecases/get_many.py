"""A page that has the ids of professionals asks who they are."""

from collections.abc import Sequence

from chassis.errors import Invalid
from chassis.tokens import Caller
from services.directory.domain.card import Card
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.visibility import as_seen_by
from services.directory.ports import Cards
from services.directory.usecases.viewing import viewer

MOST_IDS = 200


class GetMany:
    """For workers, and for residents: the page "who is supporting you" names professionals by ids that cases gave out.
    An id is 80 random bits, so knowing one is having been told."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards

    async def __call__(self, caller: Caller, ids: Sequence[ProfessionalId]) -> list[Card]:
        """In the order of the ids; unknown ones are left out.

        Raises:
            Denied: neither `professionals:read` nor `me:read`.
            Invalid: more than 200 ids.
        """
        if "me:read" not in caller.scopes:
            caller.must("professionals:read")
        if len(ids) > MOST_IDS:
            raise Invalid.field("ids", f"holds more than {MOST_IDS}")
        return [as_seen_by(viewer(caller), card) for card in await self._cards(ids)]
