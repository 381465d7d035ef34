"""The part that gives leaves their place in the log."""

import asyncio

from chassis.merkle import Sequencer
from chassis.run import Part

_POLL_SECONDS = 0.5


def sequencing(sequencer: Sequencer) -> Part:
    """Place leaves until told to stop. Run it under a lease."""

    async def part(stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            if await sequencer.run_once():
                continue
            try:
                await asyncio.wait_for(stopping.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue

    return part
