"""What the use cases need to know of workers' rounds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.rounds.round import OnRound, Round
from services.cases.domain.viewer import Viewer


class Rounds(Protocol):
    async def of(self, account_id: str, organisation_id: str) -> Round | None: ...

    async def locked(self, account_id: str, organisation_id: str) -> Round | None:
        """The same, locked until the unit of work ends."""

    async def due(self, today: date, limit: int) -> Sequence[Round]:
        """Those of whoever wants the daily message and was not asked for today."""

    async def add(self, one: Round) -> None:
        """Unless there is one: the first stands."""

    async def put(self, one: Round) -> None: ...

    async def looked(self, one: Round, person_id: str, now: datetime) -> None:
        """She looks at somebody on her round: what changes from now on is new to her."""

    async def people(self, viewer: Viewer, one: Round, now: datetime, after: str, limit: int) -> Sequence[OnRound]:
        """Whom it goes to, in the order of ids, beyond `after`; what changed is counted as the gate lets the viewer
        see it, in one statement."""

    async def changed(self, one: Round, now: datetime) -> bool:
        """Whether anything changed, since she was last told or looked, that any worker of hers may know of."""

    async def forget(self, account_id: str) -> None:
        """The account is closed."""


class Colleagues(Protocol):
    """Only `TellWorkers` may use it (`.importlinter`)."""

    async def tell(self, account_id: str, organisation_id: str, message_id: str) -> None:
        """One letter that says that something changed, and never what; once for one id, however often it is asked.

        Raises Unavailable: ask again, with the same id.
        """
