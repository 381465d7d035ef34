"""What the store keeps of proofs, of meetings in person, of authority to act for another."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.identity.domain.mandates.mandate import Mandate
from services.identity.domain.proofs.checks import Check
from services.identity.domain.proofs.proof import Claims, Evidence, Proof
from services.identity.domain.proofs.upstream import Visit
from services.identity.domain.sittings.examination import Examination
from services.identity.domain.sittings.sitting import Sitting
from services.identity.domain.sittings.vouch import Vouch


class Proofs(Protocol):
    async def get(self, proof_id: str) -> tuple[Proof, tuple[Evidence, ...]]:
        """A proof and the evidence submitted for it, locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[Proof]:
        """Newest first."""

    async def add(self, proof: Proof, evidence: Sequence[Evidence]) -> None: ...

    async def put(self, proof: Proof) -> None: ...

    async def claim_evidence(self, evidence: Evidence, account_id: str, proof_id: str) -> bool:
        """False when the item already proves another account."""

    async def doubted(self, most: int) -> list[Proof]:
        """Proofs that are contra-indicated, the longest first."""


class CheckRecords(Protocol):
    """What was asked of the providers, and what they found."""

    async def add(self, checks: Sequence[Check]) -> None: ...

    async def of(self, proof_id: str) -> list[Check]: ...

    async def put(self, check: Check) -> None: ...

    async def due(self, now: datetime, most: int) -> list[str]:
        """Proofs (their ids) of which a check is to be asked now."""


class UpstreamVisits(Protocol):
    async def add(self, visit: Visit, now: datetime) -> None:
        """Keeps a visit, and forgets those that are too old."""

    async def by_state(self, state: str) -> Visit | None:
        """The visit, locked until the unit of work ends."""

    async def use(self, visit: Visit, at: datetime) -> None: ...


class Sittings(Protocol):
    async def add(self, sitting: Sitting, claims: Claims) -> None: ...

    async def put(self, sitting: Sitting) -> None: ...

    async def get(self, sitting_id: str) -> tuple[Sitting, Claims]:
        """A sitting, and who its person says they are. Raises NotFound."""

    async def locked(self, sitting_id: str) -> tuple[Sitting, Claims]:
        """Locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[tuple[Sitting, Claims]]:
        """Newest first."""

    async def accounts_of(self, given_name: str, family_name: str, born_on: date) -> list[str]:
        """The accounts of those who sat here before under these names, born that day."""

    async def bindings_waiting(self, now: datetime) -> list[tuple[Sitting, Claims]]:
        """Live sittings whose officer waits for leave to bind a passkey, oldest first."""


class Examinations(Protocol):
    async def add(self, examination: Examination) -> None: ...

    async def put(self, examination: Examination) -> None: ...

    async def locked(self, examination_id: str) -> Examination:
        """Raises NotFound."""

    async def waiting(self) -> list[Examination]:
        """Those that a second officer must look at, oldest first."""


class Vouches(Protocol):
    async def add(self, vouch: Vouch) -> None: ...

    async def of(self, sitting_id: str) -> list[Vouch]: ...

    async def given_by(self, professional_id: str, after: datetime) -> int:
        """How many this professional gave after an instant."""


class Mandates(Protocol):
    async def add(self, mandate: Mandate) -> None: ...

    async def put(self, mandate: Mandate) -> None: ...

    async def get(self, mandate_id: str) -> Mandate:
        """Raises NotFound."""

    async def locked(self, mandate_id: str) -> Mandate:
        """Locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[Mandate]:
        """All that were ever recorded about this account, oldest first."""

    async def held_by(self, proxy_id: str) -> list[Mandate]: ...
