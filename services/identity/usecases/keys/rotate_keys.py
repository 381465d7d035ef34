"""An operator changes the signing keys before their time."""

from chassis.tokens import Caller
from services.identity.domain.keys.signing import SigningKey
from services.identity.usecases.keys.keep_keys import KeepKeys


class RotateKeys:
    """Relying parties notice nothing: what signs next has been published for long enough, what signed last stays."""

    def __init__(self, keys: KeepKeys) -> None:
        self._keys = keys

    async def __call__(self, caller: Caller) -> list[SigningKey]:
        """The keys that sign from now on, one for each algorithm. Raises Conflict when it is too soon."""
        caller.must("keys:write")
        return await self._keys.rotate(by=caller.subject)
