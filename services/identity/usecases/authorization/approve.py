"""A resident lets a relying party have claims about them."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from services.identity.domain.authorization.interaction import Approval
from services.identity.domain.claims.release import asked_for
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.authorization.interacting import View, live_interaction, signed_in, view


class Approve:
    """Keeps what was said yes to, and what was asked and not said yes to; earlier answers to other questions stand.

    `groups`: said yes to. `shown`: asked on the page that is answered, which another page may have overtaken.
    """

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, interaction_id: str, value: str, groups: Sequence[str], shown: Sequence[str]) -> View:
        """Raises NotFound, Unauthenticated, Denied when another session is at it."""
        now = self._clock.now()
        async with self._write() as work:
            interaction = await live_interaction(work, interaction_id, now)
            standing = await signed_in(work, value, now)
            if interaction.session_id != standing.session.id or standing.account.kind != "resident":
                raise Denied("sign in again to approve this", code="other-session")
            request = interaction.request
            before = await work.approvals.get(standing.account.id, request.client_id)
            asked = asked_for(request.scopes, request.claims) & frozenset(shown)
            yes = asked & frozenset(groups)
            kept, refused = (before.claims, before.refused) if before else (frozenset[str](), frozenset[str]())
            approval = Approval(
                standing.account.id, request.client_id, (kept - asked) | yes, (refused - asked) | (asked - yes), now
            )
            await work.approvals.put(approval)
            facts = {"client_id": request.client_id, "claims": " ".join(sorted(approval.claims))}
            work.tell(Event("approval.given", standing.account.id, facts), by=standing.account.id)
            return await view(work, interaction, standing, now)
