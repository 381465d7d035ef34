"""On what authority somebody acts for another, decided anew each time it is used."""

from datetime import datetime

from chassis.errors import NotFound
from services.identity.domain.mandates.acting import OFFICER, SCOPES_OF_MANDATE, SCOPES_OF_SITTING, Authority
from services.identity.domain.mandates.mandate import london_day, reach
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work

SITTING_PREFIX, MANDATE_PREFIX = "sit_", "man_"


async def authority(work: Work, actor: Standing, handle: str, now: datetime) -> Authority:
    """What `actor` may do for another on the mandate or sitting with this handle.

    Raises NotFound, the same whether there is no such authority, it is somebody else's, over, suspended or not enough.
    """
    found = None
    if handle.startswith(SITTING_PREFIX):
        found = await _of_sitting(work, actor, handle, now)
    elif handle.startswith(MANDATE_PREFIX):
        found = await _of_mandate(work, actor, handle, now)
    if found is None:
        raise NotFound("there is nothing here for you to act on", code="no-authority")
    return found


async def _of_sitting(work: Work, actor: Standing, handle: str, now: datetime) -> Authority | None:
    try:
        sitting, _ = await work.sittings.get(handle)
    except NotFound:
        return None
    if actor.role != OFFICER or not sitting.of(actor.account.id, actor.session.id, now):
        return None
    account = await work.accounts.get(sitting.account_id)
    # Whoever has a way in of her own is never acted for by an officer.
    if account.kind != "resident" or account.email:
        return None
    return Authority(handle, account.id, OFFICER, SCOPES_OF_SITTING, until=sitting.expires_at)


async def _of_mandate(work: Work, actor: Standing, handle: str, now: datetime) -> Authority | None:
    try:
        mandate = await work.mandates.get(handle)
    except NotFound:
        return None
    classes = reach(mandate, london_day(now))
    if mandate.proxy_id != actor.account.id or not classes or not known(actor):
        return None
    return Authority(handle, mandate.account_id, mandate.kind, SCOPES_OF_MANDATE, classes)


def known(proxy: Standing) -> bool:
    """Whether we know well enough who the proxy is: checked, or answered for by an organisation."""
    return proxy.level >= Level.MEDIUM or proxy.account.kind == "worker"
