"""GOV.UK One Login's words for what OpenID Connect says otherwise: vectors of trust (RFC 8485), claims, subject.

A vector names a credential (`Cl` one factor, `Cl.Cm` two) and how sure one is of the person (`P0` not at all, `P1` low,
`P2` medium, `P3` high confidence of GPG 45). What was asked for travels with a request among its claims.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.identity.domain.claims.release import ADDRESS, BIRTH_DATE, DOCUMENTS, IDENTITY_PROOF, NAME, VOCABULARY
from services.identity.domain.clients.client import Client
from services.identity.domain.credentials.levels import LOW, MEDIUM, reaches
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Evidence, Proof

IDENTITY_TYPE = "JWT"
IDENTITY_LIFE = timedelta(minutes=30)
ACR_OF: Mapping[str, str] = {"Cl": LOW, "Cl.Cm": MEDIUM}
LEVEL_OF: Mapping[str, Level] = {"P0": Level.NONE, "P1": Level.LOW, "P2": Level.MEDIUM, "P3": Level.HIGH}
# One letter and no reason: why somebody has no proof is theirs to tell.
NOT_PROVEN = "N"
CORE_IDENTITY, RETURN_CODE = f"{VOCABULARY}coreIdentityJWT", f"{VOCABULARY}returnCode"
PASSPORT, DRIVING_PERMIT = f"{VOCABULARY}passport", f"{VOCABULARY}drivingPermit"
POSTAL_ADDRESS = f"{VOCABULARY}address"
_KEPT_AS = "vtr"


class BadVector(ValueError):
    """`vtr` asks for what cannot be asked for."""


@dataclass(frozen=True, slots=True)
class Vector:
    """What is asked for: `credential` and `confidence` in the words of the vector."""

    credential: str = "Cl.Cm"
    confidence: str = "P0"

    def kept(self) -> dict[str, str]:
        """As it travels among a request's claims: it replaces whatever a client wrote there itself."""
        return {_KEPT_AS: self.confidence}

    @classmethod
    def parse(cls, text: str) -> "Vector":
        """The `vtr` parameter: a JSON array of vectors, any of which will do. Raises BadVector."""
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            raise BadVector("vtr is not JSON") from None
        if not isinstance(listed, list) or not listed or not all(isinstance(each, str) for each in listed):
            raise BadVector("vtr is not an array of vectors")
        vectors = [cls._one(each) for each in listed]
        if len({vector.confidence for vector in vectors}) > 1:
            raise BadVector("vtr asks for more than one confidence")
        return min(vectors, key=lambda vector: len(vector.credential))

    @classmethod
    def _one(cls, text: str) -> "Vector":
        parts = text.split(".")
        confidences = [part for part in parts if part.startswith("P")]
        credential = ".".join(sorted(part for part in parts if not part.startswith("P")))
        confidence = confidences[0] if confidences else "P0"
        if len(confidences) > 1 or credential not in ACR_OF or confidence not in LEVEL_OF:
            raise BadVector("vtr is not one we know")
        if LEVEL_OF[confidence] and credential != "Cl.Cm":
            raise BadVector("an identity needs the credential Cl.Cm")
        return cls(credential, confidence)


def confidence_asked(claims: Mapping[str, Any]) -> str:
    """The P component a request asked for."""
    return str(claims.get(_KEPT_AS, "P0"))


def lacks_confidence(client: Client, claims: Mapping[str, Any], held: Level) -> bool:
    """Whether the client asked for more confidence than there is."""
    return client.rules.vectors and held < LEVEL_OF[confidence_asked(claims)]


def wants(claims: Mapping[str, Any], name: str) -> bool:
    """Whether a claim was asked for of UserInfo, which is where One Login gives all of its own."""
    return name in (claims.get("userinfo") or {})


def vector_of_trust(acr: str) -> str:
    """`vot` of an ID token: the credential level and nothing of the identity."""
    return "Cl.Cm" if reaches(acr, MEDIUM) else "Cl"


def trustmark(issuer: str) -> str:
    """`vtm`: where the vectors are explained."""
    return f"{issuer}/oauth2/trustmark"


def identity_issuer(issuer: str) -> str:
    """Who says coreIdentityJWT: not who signs people in."""
    return f"{issuer}/identity"


def core_identity(
    proof: Proof, client: Client, subject: str, confidence: str, issuer: str, now: datetime
) -> dict[str, Any]:
    """The claims of coreIdentityJWT: the name and birth date a proof established, as a verifiable credential."""
    parts = [("GivenName", each) for each in proof.claims.given_name.split()]
    parts += [("FamilyName", proof.claims.family_name)]
    return {
        "iss": identity_issuer(issuer),
        "aud": client.id,
        "sub": subject,
        "nbf": int(now.timestamp()),
        "iat": int(now.timestamp()),
        "exp": int((now + IDENTITY_LIFE).timestamp()),
        "vot": confidence,
        "vtm": trustmark(issuer),
        "vc": {
            "type": ["VerifiableCredential", "IdentityCheckCredential"],
            "credentialSubject": {
                "name": [{"nameParts": [{"type": kind, "value": value} for kind, value in parts]}],
                "birthDate": [{"value": proof.claims.date_of_birth.isoformat()}],
            },
        },
    }


def shown(proof: Proof, evidence: Sequence[Evidence], approved: frozenset[str]) -> dict[str, Any]:
    """Address, passport and driving licence, as far as the resident showed them and lets them go."""
    found: dict[str, Any] = {}
    if ADDRESS in approved:
        found[POSTAL_ADDRESS] = [{"postalCode": proof.claims.postcode, "addressCountry": "GB"}]
    for item in evidence if DOCUMENTS in approved else ():
        until = {"expiryDate": item.expires_on.isoformat()} if item.expires_on else {}
        if item.kind == "uk_passport":
            found[PASSPORT] = [{"documentNumber": item.number, "icaoIssuerCode": "GBR"} | until]
        if item.kind == "uk_driving_licence":
            found[DRIVING_PERMIT] = [{"personalNumber": item.number, "issuedBy": "DVLA"} | until]
    return found


# Without these a coreIdentityJWT would say what the resident kept back.
IN_CORE_IDENTITY = frozenset({NAME, BIRTH_DATE, IDENTITY_PROOF})
