"""What the use cases need to know of workers' own ties, and of looks that are reviewed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.looks.review import Guesses, LookReview, LookToReview
from services.cases.domain.looks.tie import Tie
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class Ties(Protocol):
    async def add(self, tie: Tie) -> None: ...

    async def get(self, tie_id: str) -> Tie:
        """Raises NotFound."""

    async def of_organisation(self, organisation_id: str, page: Page) -> Sequence[Tie]:
        """Those declared there, the oldest first."""

    async def of_accounts(self, account_ids: Collection[str]) -> Sequence[Tie]: ...

    async def remove(self, tie: Tie) -> None: ...


class LookReviews(Protocol):
    async def unsifted(self, limit: int) -> tuple[Sequence[Disclosure], int]:
        """The looks among the next entries of the log, in its order, and how many entries that are. Nobody else gets
        them while this unit of work is open, nor ever once it ends well.
        """

    async def pass_over(self) -> tuple[int, str]:
        """The place and the id of the next entry of the log, which nobody gets any more either; it is not read."""

    async def add(self, reviews: Sequence[LookReview]) -> None: ...

    async def get(self, review_id: str) -> LookReview:
        """Raises NotFound."""

    async def locked(self, review_id: str) -> LookReview:
        """Raises NotFound."""

    async def put(self, review: LookReview) -> None:
        """What was judged, and how far it was taken."""

    async def waiting(self, viewer: Viewer, page: Page) -> Sequence[LookToReview]:
        """Of the viewer's organisation, what was taken furthest first, then the oldest; none of his own looks, and none
        at himself.
        """

    async def of_accounts(self, account_ids: Collection[str]) -> Sequence[LookReview]:
        """What nobody has judged yet of these workers' looks."""

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        """Not yet taken as far as they have to be."""


class RecentLooks(Protocol):
    """When each account last looked at each person, for as long as patterns reach back; told in the log's order."""

    async def add(self, look: Disclosure) -> None: ...

    async def not_hers(self, organisation_id: str, account_id: str, since: datetime, today: date) -> int:
        """At how many people the account looked for the organisation after `since`, but for those with whom it is named
        today in a confirmed involvement that somebody else recorded or confirmed.
        """

    async def not_theirs(self, organisation_id: str, since: datetime, today: date) -> Mapping[str, int]:
        """The same of each account that looked at any such."""

    async def lookers(self, organisation_id: str, person_id: str, since: datetime) -> int:
        """How many accounts looked at the person for the organisation after `since`."""

    async def miss(self, find_id: str, organisation_id: str, by: str, at: datetime) -> None:
        """A find of this account confirmed nobody."""

    async def missed(self, organisation_id: str, by: str, since: datetime, until: datetime) -> int:
        """How many finds of this account for the organisation confirmed nobody."""

    async def guesses(self, organisation_id: str, since: datetime, least: int) -> Sequence[Guesses]:
        """Of each account with so many at the least, after `since`; the most first."""

    async def forget(self, before: datetime) -> None: ...
