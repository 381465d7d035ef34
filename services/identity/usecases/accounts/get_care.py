"""How somebody may be reached, as she said."""

from chassis.tokens import Caller
from services.identity.domain.accounts.care import Care
from services.identity.ports import OpenWork


class GetCare:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> Care:
        caller.must("me:read")
        async with self._read() as work:
            return await work.care.of(caller.subject)
