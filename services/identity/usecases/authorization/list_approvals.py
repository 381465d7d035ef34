"""Which councils a resident lets know what."""

from chassis.tokens import Caller
from services.identity.domain.authorization.interaction import Approval
from services.identity.domain.clients.client import Client
from services.identity.ports import OpenWork


class ListApprovals:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> list[tuple[Approval, Client]]:
        """Oldest first, each with its client."""
        caller.must("me:read")
        async with self._read() as work:
            approvals = await work.approvals.of(caller.subject)
            return [(approval, await work.clients.get(approval.client_id)) for approval in approvals]
