"""What the caller can sign in with."""

from dataclasses import dataclass
from datetime import datetime

from chassis.tokens import Caller
from services.identity.domain.credentials.passkey import Passkey
from services.identity.ports import OpenWork


@dataclass(frozen=True, slots=True)
class Held:
    """`app_since`: None without an authenticator app."""

    password: bool
    app_since: datetime | None
    recovery_codes_left: int
    passkeys: list[Passkey]


class ListCredentials:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> Held:
        async with self._read() as work:
            ways = await work.codes.ways(caller.subject)
            return Held(
                password=ways.password,
                app_since=await work.codes.app_since(caller.subject),
                recovery_codes_left=await work.codes.recovery_codes_left(caller.subject),
                passkeys=await work.passkeys.of(caller.subject),
            )
