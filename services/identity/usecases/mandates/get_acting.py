"""What somebody who acts for another may do for them now."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.mandates.mandate import london_day, reach
from services.identity.ports import OpenWork
from services.identity.usecases.mandates.list_mandates import Listed
from services.identity.usecases.proofs.best_proof import best_proof


class GetActing:
    """With a token of token exchange. The name is all that is told of the other."""

    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller) -> Listed:
        """Raises NotFound once there is no authority."""
        caller.must("acting:read")
        now = self._clock.now()
        async with self._read() as work:
            mandate = await work.mandates.get(caller.claim("act_for"))
            classes = reach(mandate, london_day(now))
            if not classes or (mandate.account_id, mandate.proxy_id) != (caller.subject, caller.actor):
                raise NotFound("there is nothing here for you to act on", code="no-authority")
            proof = await best_proof(work, mandate.account_id, now)
            name = f"{proof.claims.given_name} {proof.claims.family_name}" if proof else ""
            return Listed(mandate, name, classes)
