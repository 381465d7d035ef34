"""What every way of signing out ends with."""

from datetime import datetime

from services.identity.domain.events import Event
from services.identity.domain.revocation import Revocation
from services.identity.domain.session import Session
from services.identity.ports import Work


async def end_session(work: Work, session: Session, now: datetime, why: str) -> None:
    """The session is over, and so are the tokens that were issued in it."""
    await work.sessions.end(session.id, now)
    await work.revocations.add(Revocation.for_good("session", session.id, now))
    work.tell(Event("session.ended", session.account_id, {"session_id": session.id, "why": why}), by=session.account_id)
