"""Somebody says yes or no to a device."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from services.identity.domain.authorization.grant import Grant
from services.identity.domain.authorization.interaction import Approval
from services.identity.domain.authorization.needs import granted
from services.identity.domain.claims.release import asked_for
from services.identity.domain.claims.tokens import session_for
from services.identity.domain.events import Event
from services.identity.ports import OpenWork, Work
from services.identity.usecases.authorization.find_device import tries, waiting
from services.identity.usecases.authorization.interacting import signed_in
from services.identity.usecases.sessions.tries import draw


class AnswerDevice:
    """Yes makes a grant in this session, for the device to fetch; no is told to it and ends the matter."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, value: str, user_code: str, *, yes: bool) -> None:
        """Raises Unauthenticated, TooMany, Denied, NotFound."""
        now = self._clock.now()
        # Not only to find it: whoever skips that page must not go through the codes here.
        async with self._write() as work:
            await draw(work, tries(await signed_in(work, value, now)), now)
        async with self._write() as work:
            standing = await signed_in(work, value, now)
            request, client = await waiting(work, standing, user_code, now)
            account_id = standing.account.id
            if not yes:
                await work.device_requests.put(replace(request, state="denied"))
                work.tell(Event("device.denied", account_id, {"client_id": client.id}), by=account_id)
                return
            approval = None
            if client.profile != "first-party":
                approval = await self._approved(work, account_id, client.id, asked_for(request.scopes, {}))
            grant = Grant(
                id=self._ids.new("grt"),
                client_id=client.id,
                account_id=account_id,
                session_id=standing.session.id,
                sid=session_for(client, standing.session.id, standing.account.subject_salt),
                scopes=granted(request.scopes, standing, approval),
                claims={},
                nonce="",
                acr=standing.session.acr,
                amr=standing.session.amr,
                signed_in_at=standing.session.signed_in_at,
            )
            await work.grants.add(grant)
            await work.device_requests.put(replace(request, state="approved", grant_id=grant.id))
            facts = {"grant_id": grant.id, "client_id": client.id, "scope": " ".join(sorted(grant.scopes))}
            work.tell(Event("device.approved", account_id, facts), by=account_id)

    async def _approved(self, work: Work, account_id: str, client_id: str, asked: frozenset[str]) -> Approval:
        before = await work.approvals.get(account_id, client_id)
        kept, refused = (before.claims, before.refused) if before else (frozenset[str](), frozenset[str]())
        approval = Approval(account_id, client_id, kept | asked, refused - asked, self._clock.now())
        await work.approvals.put(approval)
        facts = {"client_id": client_id, "claims": " ".join(sorted(approval.claims))}
        work.tell(Event("approval.given", account_id, facts), by=account_id)
        return approval
