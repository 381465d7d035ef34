"""What every way of signing in ends with."""

from datetime import datetime

from chassis.ids import Ids
from services.identity.domain.account import Account
from services.identity.domain.credential import LOW
from services.identity.domain.events import Event
from services.identity.domain.session import LIFE, Opened, Session, new_value
from services.identity.ports import Work


async def open_session(work: Work, account: Account, now: datetime, ids: Ids) -> Opened:
    """A session for an account whose password was right. Somebody with one context only acts in that one."""
    only = account.contexts[0].id if len(account.contexts) == 1 else ""
    session = Session(ids.new("ses"), account.id, LOW, now, now + LIFE, context_id=only)
    opened = Opened(session, new_value())
    await work.sessions.add(session, opened.value)
    work.tell(Event("session.opened", account.id, {"session_id": session.id, "acr": session.acr}), by=account.id)
    return opened
