"""Which organisations have a sign-in of their own."""

from chassis.tokens import Caller
from services.identity.domain.workplaces.workplace import Workplace
from services.identity.ports import OpenWork


class ListWorkplaces:
    """An operator sees all, an organisation's administrator their own. Nobody is shown a secret."""

    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> list[Workplace]:
        """Raises Denied."""
        caller.must("accounts:write")
        async with self._read() as work:
            found = await work.workplaces.listed()
        operator = caller.claim("role") == "operator"
        return [each for each in found if operator or each.organisation_id == caller.claim("org")]


class ListEmployers:
    """The names that a sign-in page offers to choose from: organisations, never people."""

    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self) -> list[Workplace]:
        async with self._read() as work:
            return await work.workplaces.listed()
