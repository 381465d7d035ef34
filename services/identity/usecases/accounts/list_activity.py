"""What happened in somebody's account."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.tokens import Caller
from services.identity.domain.accounts.activity import Entry, failures_told_apart
from services.identity.ports import OpenWork


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """`names`: of the clients the entries concern, by id. `onward`: what the next page begins after."""

    entries: list[Entry]
    names: Mapping[str, str]
    onward: str


class ListActivity:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller, before: str, limit: int) -> ActivityPage:
        """Newest first."""
        caller.must("me:read")
        names = dict[str, str]()
        async with self._read() as work:
            entries = await work.activity.of(caller.subject, before, limit)
            for client_id in {entry.facts.get("client_id", "") for entry in entries} - {""}:
                if name := await work.clients.name_of(client_id):
                    names[client_id] = name
        return ActivityPage(failures_told_apart(entries), names, entries[-1].id if len(entries) == limit else "")
