"""Calls to addresses that somebody outside named: no address inside is ever connected to."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from chassis.addresses import forbidden

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class ForbiddenAddress(OSError):
    """The name leads inside a network."""


class PublicOnly(AbstractResolver):
    """A resolver that refuses a name if any of its addresses is inside. The connection is made to what it returned, so
    that a name cannot answer one thing to the check and another to the call."""

    def __init__(self, inner: AbstractResolver, *, allow_loopback: bool) -> None:
        self._inner, self._allow_loopback = inner, allow_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for one in found:
            allowed = self._allow_loopback and one["host"] in _LOOPBACK
            if forbidden(one["host"]) and not allowed:
                raise ForbiddenAddress("the name leads inside a network")
        return found

    async def close(self) -> None:
        await self._inner.close()
