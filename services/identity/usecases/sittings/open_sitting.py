"""An officer has somebody in front of them."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.accounts.account import Account, new_salt
from services.identity.domain.events import Event
from services.identity.domain.proofs.proof import Claims, check_claims
from services.identity.domain.sittings.sitting import (
    LIFE,
    OPENINGS,
    RECOGNISED,
    SITTINGS,
    Recognised,
    Sitting,
    Whom,
    check_place,
    not_oneself,
)
from services.identity.ports import OpenWork, Work
from services.identity.usecases.proofs.best_proof import best_proof
from services.identity.usecases.sittings.as_officer import as_officer
from services.identity.usecases.sittings.at_a_sitting import not_too_often


class OpenSitting:
    """With somebody new, who gets an account without address or way in; or with somebody who has sat here before."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def with_somebody_new(self, caller: Caller, claims: Claims, place: str) -> tuple[Sitting, Claims]:
        """Raises Invalid, TooMany, Denied for the officer's own name."""
        as_officer(caller, "assisted:write")
        now = self._clock.now()
        check_claims(claims, now.date())
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.sittings.get(earlier)
            await not_too_often(work, caller, "new", OPENINGS, now)
            account = Account(self._ids.new("acc"), "resident", "", "", now, subject_salt=new_salt())
            await work.accounts.add(account, "")
            work.tell(Event("account.opened-in-person", account.id), by=caller.subject)
            return await self._open(work, caller, account.id, claims, check_place(place), "new", now)

    async def with_somebody_known(
        self, caller: Caller, whom: Whom, place: str, recognised_by: Recognised
    ) -> tuple[Sitting, Claims]:
        """`recognised_by`: how the officer knows that it is them, this time too.

        Raises NotFound, Conflict where several fit, Invalid, TooMany, Denied for the officer's own name.
        """
        as_officer(caller, "assisted:write")
        if recognised_by not in RECOGNISED - {"new"}:
            raise Invalid.field("recognised_by", "say how you know that it is them")
        now = self._clock.now()
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.sittings.get(earlier)
            account_id = await self._found(work, whom)
            claims = await self._claims(work, account_id, now)
            return await self._open(work, caller, account_id, claims, check_place(place), recognised_by, now)

    async def _open(
        self,
        work: Work,
        caller: Caller,
        account_id: str,
        claims: Claims,
        place: str,
        recognised_by: Recognised,
        now: datetime,
    ) -> tuple[Sitting, Claims]:
        not_oneself(caller.claim("name"), claims.given_name, claims.family_name)
        await not_too_often(work, caller, "sittings", SITTINGS, now)
        sitting = Sitting(
            self._ids.new("sit"),
            account_id,
            caller.subject,
            caller.claim("sid"),
            caller.claim("org"),
            place,
            recognised_by,
            now,
            now + LIFE,
        )
        await work.sittings.add(sitting, claims)
        await work.idempotency.keep(caller, sitting.id)
        facts = {"sitting_id": sitting.id, "organisation_id": sitting.organisation_id, "recognised_by": recognised_by}
        work.tell(Event("sitting.opened", account_id, facts), by=caller.subject)
        return sitting, claims

    async def _found(self, work: Work, whom: Whom) -> str:
        nobody = NotFound("nobody here has sat with an officer under these details")
        if whom.reference:
            account = await work.accounts.get(whom.reference)
            if account.kind != "resident" or account.nobody:
                raise nobody
            return account.id
        if not (whom.given_name and whom.family_name and whom.born_on):
            raise Invalid.field("reference", "give the reference on their card, or full name and date of birth")
        found = await work.sittings.accounts_of(whom.given_name, whom.family_name, whom.born_on)
        if not found:
            raise nobody
        if len(found) > 1:
            raise Conflict("several people have these details; use the reference on their card", code="several-people")
        return found[0]

    async def _claims(self, work: Work, account_id: str, now: datetime) -> Claims:
        proof = await best_proof(work, account_id, now)
        if proof:
            return proof.claims
        before = await work.sittings.of(account_id)
        if not before:
            raise NotFound("nobody here has sat with an officer under these details")
        return before[0][1]
