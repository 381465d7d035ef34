"""What a change of credentials ends with: whoever was signed in with the old ones is so no more."""

from datetime import datetime

from services.identity.domain.sessions.session import Session
from services.identity.ports import Work
from services.identity.usecases.sessions.end_session import end_session


async def end_other_sessions(work: Work, kept: Session, now: datetime, why: str) -> None:
    """Every session of the account but this one is over, and so is every sign-in that waits for a code."""
    for session in await work.sessions.live_of(kept.account_id, now):
        if session.id != kept.id:
            await end_session(work, session, now, why, by=kept.account_id)
    await work.codes.end_halves(kept.account_id)
