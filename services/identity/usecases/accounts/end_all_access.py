"""What signing out everywhere, closing an account and taking it back begin with."""

from datetime import datetime

from services.identity.ports import Work
from services.identity.usecases.authorization.end_grant import end_grant
from services.identity.usecases.sessions.end_session import end_session


async def end_all_access(work: Work, account_id: str, now: datetime, why: str, *, by: str, but: str = "") -> None:
    """Every session of the account, every grant with its refresh tokens, every half sign-in; `but`: a session kept."""
    for grant in await work.grants.all_live_of(account_id):
        if not but or grant.session_id != but:
            await end_grant(work, grant, now, why, by=by)
    for session in await work.sessions.live_of(account_id, now):
        if session.id != but:
            await end_session(work, session, now, why, by=by)
    await work.codes.end_halves(account_id)
