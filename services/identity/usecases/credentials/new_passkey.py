"""What every way of adding a passkey ends with."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Conflict, Invalid
from services.identity.domain.credentials.challenge import Challenge
from services.identity.domain.credentials.passkey import MOST, Attested, Passkey
from services.identity.domain.events import Event
from services.identity.ports import BadCeremony, Ceremonies, Work


@dataclass(frozen=True, slots=True)
class Made:
    """A key that an authenticator made, in answer to this challenge."""

    challenge: Challenge
    key: Attested


def made(ceremonies: Ceremonies, response: str, challenge: Challenge | None) -> Made | None:
    """None where there is no challenge to answer, or the response proves nothing."""
    try:
        return Made(challenge, ceremonies.attested(response, challenge)) if challenge else None
    except BadCeremony:
        return None


async def keep_passkey(
    work: Work,
    new: Made | None,
    passkey_id: str,
    account_id: str,
    name: str,
    now: datetime,
    *,
    by: str,
    counts_from: datetime | None = None,
) -> Passkey:
    """The passkey, kept. Raises Invalid for what proves nothing or was used before, Conflict for one too many."""
    if new is None or not await work.passkeys.first_use(new.challenge, now):
        raise _not_added()
    if len(await work.passkeys.of(account_id)) >= MOST:
        raise Conflict(f"an account can have {MOST} passkeys; remove one first", code="too-many-passkeys")
    passkey = Passkey(passkey_id, account_id, name, new.key, now, counts_from=counts_from)
    if not await work.passkeys.add(passkey):
        raise _not_added()
    work.tell(Event("passkey.added", account_id, {"passkey_id": passkey.id}), by=by)
    return passkey


def _not_added() -> Invalid:
    return Invalid("the passkey was not added; try again", code="passkey-not-added")
