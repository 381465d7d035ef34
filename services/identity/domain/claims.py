"""The claim release policy: which claims a relying party asked for, and which leave towards it.

A claim group is what a person can say yes or no to. Nothing outside the approved groups is released; what was asked
for and is not there is left out, never an error (OIDC Core section 5.5.1, Identity Assurance 1.0 section 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.identity.domain.account import Account
from services.identity.domain.gpg45 import Level
from services.identity.domain.grant import OFFLINE
from services.identity.domain.proof import Proof

NAME, BIRTH_DATE, EMAIL, ADDRESS, IDENTITY_PROOF = "name", "birth-date", "email", "address", "identity-proof"
# No claim, but something to say yes or no to: that tokens go on after the browser has signed out.
STAY = "stay-connected"
DOCUMENTS = "documents"
GROUPS = (NAME, BIRTH_DATE, EMAIL, ADDRESS, IDENTITY_PROOF, DOCUMENTS, STAY)

TRUST_FRAMEWORK = "uk_diatf"
# GOV.UK One Login's own claims.
VOCABULARY = "https://vocab.account.gov.uk/v1/"

# The claims a scope stands for (OIDC Core section 5.4), as far as we hold them: no telephone number of anybody, yet the
# scope is known, so that who asks for it gets all the rest.
_PROVEN = ("name", "given_name", "family_name", "birthdate")
_CLAIMS_OF_SCOPE: Mapping[str, tuple[str, ...]] = {
    "profile": (*_PROVEN, "updated_at"),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": (),
    "identity_proof": (*_PROVEN, "verified_claims"),
    OFFLINE: (),
}
_OF_CLAIM: Mapping[str, tuple[str, ...]] = {
    "name": (NAME,),
    "given_name": (NAME,),
    "family_name": (NAME,),
    "birthdate": (BIRTH_DATE,),
    "email": (EMAIL,),
    "email_verified": (EMAIL,),
    "address": (ADDRESS,),
    "updated_at": (NAME,),
    "verified_claims": (NAME, BIRTH_DATE, IDENTITY_PROOF),
    f"{VOCABULARY}coreIdentityJWT": (NAME, BIRTH_DATE, IDENTITY_PROOF),
    f"{VOCABULARY}address": (ADDRESS,),
    f"{VOCABULARY}passport": (DOCUMENTS,),
    f"{VOCABULARY}drivingPermit": (DOCUMENTS,),
    f"{VOCABULARY}returnCode": (),
}
OIDC_SCOPES = frozenset({"openid", *_CLAIMS_OF_SCOPE})
CLAIM_NAMES = tuple(_OF_CLAIM)


def asked_for(scopes: frozenset[str], claims: Mapping[str, Any]) -> frozenset[str]:
    """The groups a request asks for, by scope and by `userinfo` and `id_token` in its `claims` parameter."""
    named = names_asked(scopes, claims, "userinfo") | names_asked(scopes, claims, "id_token")
    groups = {group for name in named for group in _OF_CLAIM[name]}
    return frozenset(groups | {STAY} if OFFLINE in scopes else groups)


def names_asked(scopes: frozenset[str], claims: Mapping[str, Any], place: str) -> frozenset[str]:
    """The claims we know that are asked for at a place: UserInfo answers scopes as well (OIDC Core section 5.4)."""
    wanted = claims.get(place)
    named = frozenset(wanted if isinstance(wanted, dict) else ())
    if place == "userinfo":
        named |= {name for scope in scopes for name in _CLAIMS_OF_SCOPE.get(scope, ())}
    return named & _OF_CLAIM.keys()


def demanded(claims: Mapping[str, Any], place: str, name: str, value: object) -> bool:
    """Whether a value is one that the request lets pass: another is left out (OIDC Core section 5.5.1)."""
    wanted = (claims.get(place) or {}).get(name)
    if not isinstance(wanted, dict) or name == "verified_claims":
        return True
    values = wanted.get("values", [wanted["value"]] if "value" in wanted else None)
    return not isinstance(values, list) or value in values


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the request says about the proof it wants (Identity Assurance 1.0 section 6)."""

    trust_framework: str = ""
    assurance_level: str = ""

    def met_by(self, proof: Proof) -> bool:
        framework = self.trust_framework in ("", TRUST_FRAMEWORK)
        return framework and (not self.assurance_level or proof.level >= Level.named(self.assurance_level))


def wanted_proof(claims: Mapping[str, Any]) -> Wanted | None:
    """What `claims.userinfo.verified_claims` demands; None when it demands a proof that nobody could give."""
    request = (claims.get("userinfo") or {}).get("verified_claims")
    if isinstance(request, list):
        request = next((item for item in request if isinstance(item, dict)), None)
    verification = request.get("verification") if isinstance(request, dict) else None
    if not isinstance(verification, dict):
        return Wanted()
    framework, level = (_value(verification.get(name)) for name in ("trust_framework", "assurance_level"))
    if level and level not in Level.names():
        return None
    return Wanted(framework, level)


def _value(member: object) -> str:
    """`{"value": "x"}` and `{"values": ["x"]}` demand x; null and anything else demand nothing."""
    if not isinstance(member, dict):
        return ""
    values = member.get("values")
    value = member.get("value", values[0] if isinstance(values, list) and values else "")
    return value if isinstance(value, str) else ""


def release(account: Account, proof: Proof | None, approved: frozenset[str], wanted: Wanted | None) -> dict[str, Any]:
    """The claims of the approved groups. Names, birth date and postcode come from a proof and from nowhere else."""
    claims: dict[str, Any] = {}
    if EMAIL in approved:
        claims |= {"email": account.email, "email_verified": account.email_verified}
    if account.kind != "resident" and NAME in approved:
        claims["name"] = account.display_name
    if proof is None:
        return claims
    proven = _proven(proof, approved)
    claims |= proven
    if NAME in approved:
        claims["updated_at"] = int(proof.decided_at.timestamp())
    if ADDRESS in approved:
        claims["address"] = {"postal_code": proof.claims.postcode}
    if IDENTITY_PROOF in approved and wanted is not None and wanted.met_by(proof):
        claims["verified_claims"] = {
            "verification": {
                "trust_framework": TRUST_FRAMEWORK,
                "assurance_level": proof.level.label,
                "assurance_process": {"policy": "gpg45", "procedure": proof.profile},
                "time": proof.decided_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "verification_process": proof.id,
                "evidence": [{"type": "document", "document_details": {"type": item.kind}} for item in proof.evidence],
            },
            "claims": proven,
        }
    return claims


def _proven(proof: Proof, approved: frozenset[str]) -> dict[str, str]:
    claims = proof.claims
    proven: dict[str, str] = {}
    if NAME in approved:
        proven |= {
            "name": f"{claims.given_name} {claims.family_name}",
            "given_name": claims.given_name,
            "family_name": claims.family_name,
        }
    if BIRTH_DATE in approved:
        proven["birthdate"] = claims.date_of_birth.isoformat()
    return proven
