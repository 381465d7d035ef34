"""What every way of signing out ends with."""

from datetime import datetime

from chassis.errors import NotFound
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.claims.tokens import session_for, subject_for
from services.identity.domain.events import Event
from services.identity.domain.sessions.logout import USEFUL_FOR, LogoutNotice
from services.identity.domain.sessions.session import Session
from services.identity.ports import Work


async def end_session(work: Work, session: Session, now: datetime, why: str, *, by: str) -> None:
    """The session is over, and so are the tokens that were issued in it; relying parties that knew it will hear of it.

    `by`: an account, an organisation, a client or a service; empty when time did it.

    Only those: a client that had nothing of this session learns nothing (Back-Channel Logout 1.0 section 2.3).
    """
    await work.sessions.end(session.id, now)
    await work.revocations.add(Revocation.for_good("session", session.id, now))
    work.tell(Event("session.ended", session.account_id, {"session_id": session.id, "why": why}), by)
    for client_id in await work.logouts.clients_of(session.id):
        try:
            client = await work.clients.get(client_id)
        except NotFound:  # it ended its registration
            continue
        if client.registration.backchannel_logout_uri:
            account = (await work.sessions.standing(session)).account
            subject = subject_for(client, account.id, account.subject_salt)
            sid = session_for(client, session.id, account.subject_salt)
            notice = LogoutNotice(f"{session.id}/{client_id}", client_id, subject, session.id, sid, now + USEFUL_FOR)
            await work.logouts.add(notice, now)
