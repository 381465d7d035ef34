"""Relying parties hear that a session is over."""

import asyncio

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.log import logger
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.keys.keyring import Keyring
from services.identity.domain.sessions.logout import TYPE, LogoutNotice, logout_claims
from services.identity.ports import LogoutCalls, OpenWork

_AT_ONCE = 16


class DeliverLogouts:
    """Posts what is due, each with a token of its own. What a relying party does not take is tried again, later each
    time; what nobody took while it mattered is given up. A process that dies in between says it once more: at least
    once, which section 2.8 has relying parties expect.
    """

    def __init__(
        self,
        read: OpenWork,
        write: OpenWork,
        calls: LogoutCalls,
        keyring: Keyring,
        issuer: str,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._read, self._write, self._calls = read, write, calls
        self._keyring, self._issuer, self._clock, self._ids = keyring, issuer, clock, ids

    async def __call__(self) -> int:
        """How many were due."""
        async with self._read() as work:
            due = await work.logouts.due(self._clock.now(), _AT_ONCE)
        await asyncio.gather(*(self._deliver(notice) for notice in due))
        return len(due)

    async def _deliver(self, notice: LogoutNotice) -> None:
        try:
            async with self._read() as work:
                client = await work.clients.get(notice.client_id)
        except NotFound:
            await self._forget(notice)
            return
        heard, now = await self._heard(notice, client), self._clock.now()
        async with self._write() as work:
            facts = {"session_id": notice.session_id, "client_id": client.id}
            if heard:
                await work.logouts.remove(notice.id)
                work.tell(Event("logout.delivered", client.id, facts))
            elif now + notice.wait() < notice.useful_until:
                await work.logouts.put_off(notice, now + notice.wait())
            else:
                await work.logouts.remove(notice.id)
                work.tell(Event("logout.given-up", client.id, facts))

    async def _heard(self, notice: LogoutNotice, client: Client) -> bool:
        """Whether the relying party took it. One over which we stumble ourselves keeps no other waiting."""
        try:
            claims = logout_claims(notice, client, self._issuer, self._ids.new("jti"), self._clock.now())
            token = self._keyring.sign(claims, TYPE, client.id_token_algorithm)
            return await self._calls.post(client.registration.backchannel_logout_uri, token)
        except Exception:
            logger().exception("sign-out not told")
            return False

    async def _forget(self, notice: LogoutNotice) -> None:
        """Its client ended its registration just when the session ended: nobody wants to hear of it."""
        async with self._write() as work:
            await work.logouts.remove(notice.id)
            facts = {"session_id": notice.session_id, "client_id": notice.client_id}
            work.tell(Event("logout.given-up", notice.client_id, facts))
