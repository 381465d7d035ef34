"""The link between a resident's account and the person agencies know: proposed by a match, made by people.

    (officer) ──match by an officer──▶ proposed ──confirmed by an agency──▶ live ──ended──▶ ended
                                          └─────────refused──────────▶ refused
    any of the first three ──its proof ended badly──▶ suspended ──a good proof again──▶ officer or proposed

Three conditions stand between an impostor and somebody's network: a checked identity, exactly one exact match, and an
agency that knows the person and has met her. Until the link is live the account sees what an unknown one sees.

A proof ends badly when something speaks against it or the resident withdraws the last one. One that expires does
not: an agency has met her since, and time makes her nobody else.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.people.person import Identity

CONFIDENT = frozenset({"medium", "high", "very_high"})
"""Levels of confidence (GPG 45) from which a proof may be matched."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof established, at which level of confidence."""

    proof_id: str
    confidence: str
    identity: Identity


class LinkState(StrEnum):
    OFFICER = "officer"
    """No single exact match: waits for an officer who checks the resident in person."""
    PROPOSED = "proposed"
    LIVE = "live"
    SUSPENDED = "suspended"
    """Closed until her identity is proven anew; then matched and confirmed by an agency as if for the first time."""
    REFUSED = "refused"
    ENDED = "ended"


class BadEnd(StrEnum):
    """How a proof ended, other than by time."""

    DOUBTED = "doubted"
    """Something speaks against it, and an officer is looking."""
    WITHDRAWN = "withdrawn"


class Method(StrEnum):
    """How the agency made sure."""

    IN_PERSON = "in_person"
    SAFE_CONTACT_CODE = "safe_contact_code"


@dataclass(frozen=True, slots=True)
class AccountLink:
    """`person_id` is empty while it waits for an officer. `why` is the rule that matched, or why none did."""

    id: str
    account_id: str
    proof_id: str
    person_id: str
    state: LinkState
    why: str
    proposed_at: datetime
    confirmed_by: str = ""
    method: str = ""
    ended_reason: str = ""

    @property
    def open(self) -> bool:
        return self.state not in (LinkState.REFUSED, LinkState.ENDED)

    def made(self, by: str, method: str, checked_person_id: str) -> "AccountLink":
        """The link, live. `by` is the confirming worker's account; the use case has seen that its agency knows the
        person. Where the match was left to an officer, `checked_person_id` is who was checked, in person only.

        Raises:
            Invalid: the method is not one, not enough, or no person was named.
            Conflict: it is neither proposed nor with an officer.
        """
        if method not in tuple(Method):
            raise Invalid.field("method", "must be in_person or safe_contact_code")
        if self.state is LinkState.PROPOSED:
            return replace(self, state=LinkState.LIVE, confirmed_by=by, method=method)
        if self.state is not LinkState.OFFICER:
            raise Conflict(f"this link is {self.state}", code="link-not-open")
        if method != Method.IN_PERSON:
            raise Invalid.field("method", "must be in_person where no single match was found")
        if not checked_person_id:
            raise Invalid.field("person_id", "must name the person you checked")
        return replace(self, state=LinkState.LIVE, confirmed_by=by, method=method, person_id=checked_person_id)

    def ended(self, reason: str) -> "AccountLink":
        """The link, refused if it was never live, else ended. Raises Conflict when it is over already."""
        if not self.open:
            raise Conflict(f"this link is {self.state}", code="link-not-open")
        state = LinkState.ENDED if self.confirmed_by else LinkState.REFUSED
        return replace(self, state=state, ended_reason=reason)

    def suspended(self) -> "AccountLink":
        """The link, closed until her identity is proven anew."""
        return replace(self, state=LinkState.SUSPENDED)
