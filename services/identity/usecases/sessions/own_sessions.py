"""Which of the caller's own sessions the one that asks may know of, and end."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.tokens import Caller
from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.sessions.session import Session
from services.identity.ports import Work


@dataclass(frozen=True, slots=True)
class Reach:
    """`here`: the session that asks, None where it is gone. `contexts`: what its owner may act in, by id."""

    here: Session | None
    contexts: Mapping[str, ActingContext]

    @property
    def everywhere(self) -> bool:
        return self.here is not None and self.here.upstream is None

    def context(self, session: Session) -> ActingContext | None:
        return self.contexts.get(session.context_id)

    def covers(self, session: Session) -> bool:
        return self.here is not None and self.here.sees(session, self.context(session))


async def reach_of(work: Work, caller: Caller) -> Reach:
    here = await work.sessions.get(caller.claim("sid"))
    if here is None or here.account_id != caller.subject:
        return Reach(None, {})
    account = await work.accounts.get(caller.subject)
    return Reach(here, {context.id: context for context in account.contexts})
