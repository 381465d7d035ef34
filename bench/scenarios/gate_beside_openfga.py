"""The same question put to OpenFGA's server: may this worker see this case, for this purpose, today?

Over HTTP with the connection kept open, as its SDKs ask. Ours is decided in the process that answers, where the data is
read (`gate at size`): that there is no second server to ask is the point, so the distance is left in. It is asked one
question after the other, and eight at once.
"""

import itertools
import shutil

from bench.floors import HTTP
from bench.measure import Measurement, timed_async
from bench.peers.openfga import NAME, NEEDED, VERSION, Store, account, openfga
from bench.population import ORGANISATIONS, about, case, holder, kind, recipient
from bench.run import Run
from bench.sizes import SIZES

_STEP = 7_919
_FAR = 10
_SIDE_BY_SIDE = 8


async def gate_beside_openfga(run: Run) -> list[Measurement]:
    if not shutil.which(NEEDED):
        print(f"{NAME} is left out: this machine has no {NEEDED}")
        return []
    size = SIZES[0] if run.quick else SIZES[-1]
    async with openfga(size, run.say) as store:
        run.say(f"{NAME} among {size:,}")
        return [
            await _asked(run, store, size, "on a share", 1, expected=True),
            await _asked(run, store, size, "refused", 1, expected=False),
            await _asked(run, store, size, "on a share", _SIDE_BY_SIDE, expected=True),
        ]


async def _asked(run: Run, store: Store, size: int, what: str, many: int, *, expected: bool) -> Measurement:
    numbers = itertools.count()

    async def ask() -> None:
        share = next(numbers) * _STEP % size
        number = about(share)
        by = recipient(share) if expected else (holder(number) + _FAR) % ORGANISATIONS
        data_class = kind(number).data_class.value
        assert await store.may_see(account(by), case(number), data_class, "direct_care") is expected

    name = f"{NAME} {VERSION}, {what}, {store.tuples:,} tuples" + (f", {many} at once" if many > 1 else "")
    return await timed_async(name, ask, run.calls(4_000), HTTP, side_by_side=many, servers={NAME: store.pid})
