"""One run of the benchmark: what the scenarios share."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Measurement
from bench.stage import Stage, stage

Say = Callable[[str], None]


@dataclass(slots=True)
class Run:
    """`quick` asks for a fraction of the calls. `say` tells a person what is going on."""

    quick: bool
    say: Say
    folder: Path
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _stage: Stage | None = None

    def calls(self, full: int) -> int:
        """How many calls to time, of so many in a full run."""
        return max(8, full // 5) if self.quick else full

    async def stage(self) -> Stage:
        """The world, set when the first scenario asks for it."""
        if self._stage is None:
            self._stage = await self._open.enter_async_context(stage(self.folder / "stage", self.say))
        return self._stage


Scenario = Callable[[Run], Awaitable[list[Measurement]]]


@asynccontextmanager
async def run(*, quick: bool, say: Say) -> AsyncIterator[Run]:
    """For the block; then everything it started has ended and nothing is left on the disk."""
    with tempfile.TemporaryDirectory(prefix="kith-bench-") as folder:
        async with AsyncExitStack() as opened:
            yield Run(quick, say, Path(folder), opened)
