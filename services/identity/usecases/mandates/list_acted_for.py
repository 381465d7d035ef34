"""For whom an account was ever recorded to act, for the service that keeps things from whoever does."""

from services.identity.ports import OpenWork


class ListActedFor:
    """Cases only (the caller list sees to that)."""

    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, account_id: str) -> frozenset[str]:
        """Suspended, stopped and over as well: a parent whose authority ended is still her parent."""
        async with self._read() as work:
            return frozenset(mandate.account_id for mandate in await work.mandates.held_by(account_id))
