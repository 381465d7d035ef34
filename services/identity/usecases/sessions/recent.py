"""Sensitive acts want somebody who proved a moment ago to be the owner of the account, as strongly as it can."""

from datetime import datetime

from chassis.errors import Denied
from chassis.tokens import Caller
from services.identity.domain.credentials.levels import MEDIUM, RECENT, weaker
from services.identity.domain.sessions.session import Session
from services.identity.ports import Work


class StepUpNeeded(Denied):
    code = "step-up-needed"


async def recent(work: Work, session: Session, now: datetime) -> bool:
    """Whether its owner proved themselves in this session within the last ten minutes.

    At the medium level, where the account has the means to reach it: a stolen password changes nothing there.
    """
    since = now - RECENT
    if session.signed_in_at <= since:
        return False
    ways = await work.codes.ways(session.account_id)
    return session.reached_since(weaker(MEDIUM, ways.strongest), since)


async def must_be_recent(work: Work, caller: Caller, now: datetime) -> Session:
    """The caller's session. Raises StepUpNeeded where it is not recent, or the caller has none."""
    session = await work.sessions.get(caller.claim("sid"))
    ours = session is not None and session.account_id == caller.subject and session.live(now)
    if session and session.upstream:
        # Whoever runs that sign-in could otherwise make a way in of their own, to what she does elsewhere too.
        raise Denied("your organisation looks after how you sign in", code="signed-in-by-organisation")
    if session is None or not ours or not await recent(work, session, now):
        raise StepUpNeeded("prove first that it is you")
    return session
