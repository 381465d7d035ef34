"""An operator takes back a signing key that may be stolen."""

from chassis.tokens import Caller
from services.identity.domain.keys.signing import SigningKey
from services.identity.usecases.keys.keep_keys import KeepKeys


class RetireKey:
    """Nothing it signed is good any more, here at once and at our services within their next poll. Sessions and
    refresh tokens are signed by no key, and stand.
    """

    def __init__(self, keys: KeepKeys) -> None:
        self._keys = keys

    async def __call__(self, caller: Caller, kid: str) -> list[SigningKey]:
        """The keys that sign from now on, one for each algorithm. Raises NotFound unless the key is published."""
        caller.must("keys:write")
        return await self._keys.take_back(kid, by=caller.subject)
