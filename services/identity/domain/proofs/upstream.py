"""Identity proved at a provider elsewhere, and reused here: who may vouch, for how much, and for how long.

The levels are the providers' own words. GOV.UK One Login documents P2 as GPG 45 medium confidence, P1 as low and P3 as
high. NHS login documents P9 as its high level of identity verification, proven to DCB3051, which rests on GPG 45 medium
confidence; P5 shows that somebody knows an NHS record, which is no proof of who they are, and counts for nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chassis.errors import Conflict, Denied, Invalid
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Claims, Evidence, Proof

ONE_LOGIN, NHS_LOGIN = "one-login", "nhs-login"
_LEVELS: Mapping[str, Mapping[str, Level]] = {
    ONE_LOGIN: {"P1": Level.LOW, "P2": Level.MEDIUM, "P3": Level.HIGH},
    NHS_LOGIN: {"P9": Level.MEDIUM},
}
VISIT_LASTS = timedelta(minutes=30)
# What somebody else checked is looked at again sooner than what we checked ourselves.
LIVES = timedelta(days=365)


class NotTheSameVisit(Denied):
    """The browser that came back is not the one that left, or it came back late, twice, or from elsewhere."""

    code = "other-visit"


class NotProvenThere(Conflict):
    """The provider did not prove who this is, or the person did not let it say so."""

    code = "not-proven-there"


class NotBelieved(Invalid):
    """What came back in the provider's name is not what it signs."""

    code = "not-believed"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a provider, from the redirect there to the one back. Only the session that left may come back.

    `interaction_id`: what a council asked that she goes back to afterwards; empty for nothing.
    """

    state: str = field(repr=False)
    provider: str
    account_id: str
    session_id: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    expires_at: datetime
    interaction_id: str = ""
    used_at: datetime | None = None

    def check(self, provider: str, account_id: str, session_id: str, now: datetime) -> None:
        """Raises NotTheSameVisit. The provider counts too: an answer meant for another is a mix-up (RFC 9207)."""
        same = (self.provider, self.account_id, self.session_id) == (provider, account_id, session_id)
        if not same or self.used_at is not None or now >= self.expires_at:
            raise NotTheSameVisit("start again from the page where you check your identity")


@dataclass(frozen=True, slots=True)
class Established:
    """What a provider vouches for. `vot` and `vtm` are its vector of trust and trustmark (RFC 8485)."""

    provider: str
    issuer: str
    subject: str = field(repr=False)
    claims: Claims
    vot: str
    vtm: str
    asserted_at: datetime

    @property
    def level(self) -> Level:
        return _LEVELS[self.provider].get(self.vot, Level.NONE)

    @property
    def evidence(self) -> Evidence:
        """Their account is one piece of evidence: it proves one person here, once."""
        return Evidence(self.provider, self.subject)


def reused(proof_id: str, account_id: str, established: Established, now: datetime) -> Proof:
    """A live proof from what somebody else proved, with where it comes from and that the person let it be reused.

    Raises NotProvenThere when they are less sure than low confidence.
    """
    if established.level is Level.NONE:
        raise NotProvenThere("your identity is not checked well enough there yet")
    proof = Proof(proof_id, account_id, "live", established.claims, now, now, now + LIVES)
    return replace(
        proof,
        level=established.level,
        provider=established.provider,
        provenance={
            "issuer": established.issuer,
            "vot": established.vot,
            "vtm": established.vtm,
            "asserted_at": established.asserted_at.isoformat(),
            # Coming back with the code is how they said yes, on the page that asked.
            "reuse_permitted_at": now.isoformat(),
        },
    )
