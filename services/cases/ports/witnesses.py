"""Those who cosign the log, and what they signed."""

from collections.abc import Sequence
from typing import Protocol

from services.cases.domain.audit.witness import Witness


class Witnesses(Protocol):
    async def add(self, witness: Witness) -> None:
        """Raises Conflict where the key is registered already."""

    async def of(self, organisation_id: str) -> Sequence[Witness]: ...

    async def every(self) -> Sequence[Witness]: ...

    async def put(self, witness: Witness) -> None:
        """Keeps how far it has cosigned."""

    async def cosign(self, note: str, keys: Sequence[str]) -> tuple[int, Sequence[str]]:
        """Keep what these verifier keys put under a checkpoint of ours: its size, and which of them signed it.

        Raises:
            Invalid: not a checkpoint, or a line of theirs does not verify.
            NotFound: it is no checkpoint of this log.
        """
