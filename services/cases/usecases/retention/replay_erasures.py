"""What was erased stays erased, whichever of the two databases comes from a backup."""

from services.cases.domain.events import ErasureReplayed
from services.cases.domain.retention.schedule import Retention
from services.cases.ports.keys import DestroysKeys
from services.cases.ports.work import OpenWork


class ReplayErasures:
    """Before anything is served. A key store of before an erasure has keys that the erasure names: they are destroyed.
    Rows of before it are sealed by keys that are destroyed: they go.
    """

    def __init__(self, work: OpenWork, keys: DestroysKeys) -> None:
        self._work, self._keys = work, keys

    async def __call__(self) -> int:
        """How many classes of people's rows went again."""
        async with self._work() as work:
            named = set(await work.erasures.keys())
        destroyed = set(await self._keys.destroyed())
        if missing := named - destroyed:
            await self._keys.destroy(*missing)
        async with self._work() as work:
            back = await work.holdings.sealed_by(named | destroyed)
        # Dealings last: they go where no case is left.
        for organisation_id, person_id, kept in sorted(back, key=lambda one: one[2] is Retention.DEALINGS):
            await self._again(organisation_id, person_id, kept)
        return len(back)

    async def _again(self, organisation_id: str, person_id: str, kept: Retention) -> None:
        async with self._work() as work:
            await work.people.locked(person_id)
            await work.holdings.erase(organisation_id, person_id, kept)
            work.tell(ErasureReplayed(person_id=person_id, organisation_id=organisation_id, by="timer", retention=kept))
