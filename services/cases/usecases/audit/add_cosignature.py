"""A witness hands over its cosignature of a checkpoint."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.ports.work import OpenWork


class AddCosignature:
    """Leaves no leaf: a cosignature is about the log, not in it. A leaf would make another checkpoint to cosign, for
    ever.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, note: str) -> int:
        """The size of the checkpoint that is cosigned now.

        Raises:
            Invalid: not a checkpoint, or a line that does not verify.
            NotFound: it is no checkpoint of this log.
            Denied: no line by a key that is registered for the caller's organisation.
        """
        caller.must("log:cosign")
        async with self._work() as work:
            registered = await work.witnesses.of(caller.claim("org"))
            size, signers = await work.witnesses.cosign(note, [one.verifier_key for one in registered])
            if not signers:
                raise Denied("no line under it is by a key registered for your organisation", code="not-a-witness")
            for one in registered:
                if one.verifier_key in signers:
                    await work.witnesses.put(replace(one, cosigned_size=size, cosigned_at=self._clock.now()))
        return size
