"""What happened. Each event leaves a leaf in the log, in the act's transaction; five kinds are published as well.

Events hold ids and plain facts, never names, addresses or numbers of documents.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` names the act in the log, `about` is the account (or client) it is about, `facts` go under its key."""

    kind: str
    about: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProofCompleted(Event):
    """A resident reached a level of confidence. Published."""

    @classmethod
    def of(cls, account_id: str, proof_id: str, confidence: str) -> "ProofCompleted":
        return cls("proof.completed", account_id, {"proof_id": proof_id, "confidence": confidence})


@dataclass(frozen=True, slots=True)
class ProofDoubted(Event):
    """Something speaks against whoever holds the account. Published, as no more than that."""

    @classmethod
    def of(cls, account_id: str, proof_id: str, **facts: str) -> "ProofDoubted":
        return cls("proof.contra-indicated", account_id, {"proof_id": proof_id, **facts})


@dataclass(frozen=True, slots=True)
class ProofWithdrawn(Event):
    """A resident uses a proof no longer. Published."""

    @classmethod
    def of(cls, account_id: str, proof_id: str) -> "ProofWithdrawn":
        return cls("proof.withdrawn", account_id, {"proof_id": proof_id})


@dataclass(frozen=True, slots=True)
class MandateOver(Event):
    """Nobody acts on it any more: ended, stopped or suspended, as `kind` says in the log. Published, as no more than
    that it is over.
    """

    @classmethod
    def of(cls, how: Literal["ended", "stopped", "suspended"], account_id: str, mandate_id: str) -> "MandateOver":
        return cls(f"mandate.{how}", account_id, {"mandate_id": mandate_id})


@dataclass(frozen=True, slots=True)
class AccountClosed(Event):
    """The account and its keys are gone. Published."""

    @classmethod
    def of(cls, account_id: str) -> "AccountClosed":
        return cls("account.closed", account_id)
