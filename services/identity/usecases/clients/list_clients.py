"""All clients, for an operator."""

from chassis.tokens import Caller
from services.identity.domain.clients.client import Client
from services.identity.ports import OpenWork


class ListClients:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> list[Client]:
        caller.must("clients:write")
        async with self._read() as work:
            return await work.clients.listed()
