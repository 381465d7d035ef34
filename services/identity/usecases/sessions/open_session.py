"""What every way of signing in ends with."""

from datetime import datetime

from chassis.ids import Ids
from services.identity.domain.accounts.account import Account
from services.identity.domain.credentials.levels import PASSWORD, Means
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import LIFE, Opened, Session, Upstream, new_value
from services.identity.ports import Work


async def open_session(
    work: Work, account: Account, now: datetime, ids: Ids, means: Means = PASSWORD, upstream: Upstream | None = None
) -> Opened:
    """A session for somebody who proved to be the account's. Somebody with one context only acts in that one.

    `upstream`: whose own sign-in it came from; the account is then given with the contexts it opens, and no others.
    """
    only = account.contexts[0] if len(account.contexts) == 1 else None
    begun = Session(
        ids.new("ses"), account.id, means.acr, now, now + LIFE, context_id=only.id if only else "", upstream=upstream
    )
    session = begun.proved(means, now)
    opened = Opened(session, new_value())
    await work.sessions.add(session, opened.value)
    facts = {"session_id": session.id, "acr": session.acr} | (only.facts if only else {})
    work.tell(Event("session.opened", account.id, facts), by=account.id)
    return opened
