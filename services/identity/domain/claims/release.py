"""The claim release policy: which claims a relying party asked for, and which leave towards it.

A claim group is what a person can say yes or no to. Nothing outside the approved groups is released; what was asked
for and is not there is left out, never an error (OIDC Core section 5.5.1, Identity Assurance 1.0 section 6).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.identity.domain.accounts.account import Account
from services.identity.domain.authorization.grant import OFFLINE
from services.identity.domain.claims.verified import answer, demands_met
from services.identity.domain.proofs.proof import Proof

NAME, BIRTH_DATE, EMAIL, ADDRESS, IDENTITY_PROOF = "name", "birth-date", "email", "address", "identity-proof"
# No claim, but something to say yes or no to: that tokens go on after the browser has signed out.
STAY = "stay-connected"
DOCUMENTS = "documents"
GROUPS = (NAME, BIRTH_DATE, EMAIL, ADDRESS, IDENTITY_PROOF, DOCUMENTS, STAY)

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


def release(
    account: Account, proof: Proof | None, approved: frozenset[str], request: object, now: datetime
) -> dict[str, Any]:
    """The claims of the approved groups. Names, birth date and postcode come from a proof and from nowhere else.

    `request`: what is asked of `verified_claims` at the place the claims go to; None for all there is.
    """
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
    if IDENTITY_PROOF in approved and (verified := answer(request, proof, proven, now)):
        claims["verified_claims"] = verified
    return claims


def proof_asked(claims: Mapping[str, Any], place: str) -> object:
    """What a request asks of `verified_claims` at a place; None where it says nothing more of it."""
    wanted = claims.get(place)
    return wanted.get("verified_claims") if isinstance(wanted, dict) else None


def meets(proof: Proof, claims: Mapping[str, Any], now: datetime) -> bool:
    """Whether the proof does for what a request asks of it, wherever it asks."""
    return all(demands_met(proof_asked(claims, place), proof, now) for place in ("userinfo", "id_token"))


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
