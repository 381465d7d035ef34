"""What happened in somebody's account."""

from chassis.tokens import Caller
from services.identity.domain.activity import Entry, failures_told_apart
from services.identity.ports import OpenWork


class ListActivity:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller, before: str, limit: int) -> tuple[list[Entry], str]:
        """A page of it, newest first, and the `before` of the next page; empty where there is none."""
        caller.must("me:read")
        async with self._read() as work:
            entries = await work.activity.of(caller.subject, before, limit)
        onward = entries[-1].id if len(entries) == limit else ""
        return failures_told_apart(entries), onward
