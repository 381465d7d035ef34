"""`verified_claims` of OpenID Connect for Identity Assurance 1.0: what is asked about a proof, and what is answered.

A request names the parts of `verification` and `claims` that it wants, each as null or with `value`, `values`,
`max_age` or `essential`. What is not named is not told; what is not known is ignored. A demand on the verification that
is not met leaves the whole element out, a demand on a claim that claim alone; neither is an error (section 6, "Data not
matching requirements"). Where a level is demanded, whoever reached a higher one has reached that too, and we say so.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import PHOTO, Proof

TRUST_FRAMEWORK = "uk_diatf"
CLAIMS = ("name", "given_name", "family_name", "birthdate")
RECORDS = frozenset({"nhs_record", "bank_account", "council_tax_bill", "one-login", "nhs-login"})
SHORTEST_PURPOSE, LONGEST_PURPOSE = 3, 300
_VOUCH = "vouch"
_DEEPEST = 16

Element = dict[str, Any]


def answer(request: object, proof: Proof, proven: Mapping[str, str], now: datetime) -> Element | list[Element] | None:
    """What a request for `verified_claims` gets; None where nothing meets it.

    `request`: an object, an array of them (each is answered for itself), or null, which asks for all there is.
    `proven`: the claims that may leave.
    """
    if isinstance(request, list):
        found = [each for part in request if isinstance(part, dict) and (each := _one(part, proof, proven, now))]
        return found or None
    return _one(request if isinstance(request, dict) else {}, proof, proven, now)


def demands_met(request: object, proof: Proof, now: datetime) -> bool:
    """Whether the proof would do for a request, whatever is approved."""
    return answer(request, proof, dict.fromkeys(CLAIMS, ""), now) is not None


def purposes(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the relying party wants claims, as it says in a request's `claims` parameter, each reason once."""
    return tuple(dict.fromkeys(said for said in _purposes(claims) if isinstance(said, str)))


def purposes_in_form(claims: Mapping[str, Any]) -> bool:
    """Each is text of 3 to 300 characters (section 5.3); a request with another, or one too deep, is refused."""
    if _deeper_than(_DEEPEST, claims):
        return False
    return all(isinstance(said, str) and SHORTEST_PURPOSE <= len(said) <= LONGEST_PURPOSE for said in _purposes(claims))


def _deeper_than(levels: int, member: object) -> bool:
    """What is nested deeper than any request has a reason to be."""
    children = member.values() if isinstance(member, dict) else member if isinstance(member, list) else ()
    return any(levels == 0 or _deeper_than(levels - 1, child) for child in children)


def _purposes(member: object) -> Iterator[object]:
    children: list[object] = []
    if isinstance(member, dict):
        if not isinstance(member.get("purpose"), dict | None):
            yield member["purpose"]
        children = [child for name, child in member.items() if name not in ("purpose", "value", "values")]
    elif isinstance(member, list):
        children = member
    for child in children:
        yield from _purposes(child)


def _one(request: Mapping[str, Any], proof: Proof, proven: Mapping[str, str], now: datetime) -> Element | None:
    verification, wanted = request.get("verification"), request.get("claims")
    told = _verification(proof)
    if isinstance(verification, dict):
        chosen = _chosen(verification, told, proof, now)
        if chosen is None:
            return None
        told = {"trust_framework": TRUST_FRAMEWORK} | chosen
    claims = dict(proven)
    if isinstance(wanted, dict):
        claims = {name: value for name, value in proven.items() if name in wanted and _lets(wanted[name], value)}
    return {"verification": told, "claims": claims} if claims else None


def _verification(proof: Proof) -> Element:
    """All we can say of how it was verified."""
    told: Element = {
        "trust_framework": TRUST_FRAMEWORK,
        "assurance_level": proof.level.label,
        "assurance_process": {"policy": "gpg45"} | ({"procedure": proof.profile} if proof.profile else {}),
        "time": proof.decided_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verification_process": proof.id,
    }
    evidence = [_evidence(item.kind) for item in proof.evidence]
    if proof.provenance.get("vot"):
        evidence.append(_evidence(proof.provider))
    return told | ({"evidence": evidence} if evidence else {})


def _evidence(kind: str) -> Element:
    if kind in PHOTO:
        return {"type": "document", "document_details": {"type": kind}}
    if kind == _VOUCH:
        return {"type": "vouch", "attestation": {"type": "digital_attestation"}}
    return {"type": "electronic_record", "record": {"type": kind}}


def _chosen(wanted: Mapping[str, Any], told: Element, proof: Proof, now: datetime) -> Element | None:
    """The parts that were named; None when a demand on one is not met."""
    chosen: Element = {}
    for name, asked in wanted.items():
        if name not in told:
            if _demands(asked):
                return None
        elif name == "assurance_level":
            if (level := _level(asked, proof.level)) is None:
                return None
            chosen[name] = level
        elif name == "evidence":
            evidence = _matching(asked, told[name])
            if not evidence:
                return None
            chosen[name] = evidence
        elif isinstance(told[name], dict):
            part = _chosen(asked, told[name], proof, now) if isinstance(asked, dict) else told[name]
            if part is None:
                return None
            chosen[name] = part or told[name]
        elif not _lets(asked, told[name]) or (name == "time" and not _recent(asked, proof.decided_at, now)):
            return None
        else:
            chosen[name] = told[name]
    return chosen


def _level(asked: object, reached: Level) -> str | None:
    if not isinstance(asked, dict) or not {"value", "values"} & asked.keys():
        return reached.label
    demanded = [label for label in _demanded(asked) if label in Level.names()[1:]]
    met = [level for level in map(Level.named, demanded) if level <= reached]
    return max(met).label if met else None


def _matching(asked: object, evidence: list[Element]) -> list[Element]:
    """Evidence that any of the entries asks for; an entry without demands asks for all."""
    if not isinstance(asked, list) or not asked:
        return evidence
    return [each for each in evidence if any(_fits(entry, each) for entry in asked)]


def _fits(entry: object, evidence: Mapping[str, Any]) -> bool:
    if not isinstance(entry, dict):
        return entry is None
    for name, asked in entry.items():
        have = evidence.get(name)
        if isinstance(have, dict) and isinstance(asked, dict):
            if not _fits(asked, have):
                return False
        elif have is None:
            if _demands(asked) or name == "type":
                return False
        elif not _lets(asked, have):
            return False
    return True


def _recent(asked: object, at: datetime, now: datetime) -> bool:
    """`max_age`: seconds since it was verified, at the most."""
    most = asked.get("max_age") if isinstance(asked, dict) else None
    return not isinstance(most, int | float) or now - at <= timedelta(seconds=most)


def _demands(asked: object) -> bool:
    """Whether it must be there, itself or anything in it."""
    if not isinstance(asked, dict):
        return False
    here = asked.get("essential") is True or bool({"value", "values", "max_age"} & asked.keys())
    return here or any(_demands(child) for child in asked.values())


def _lets(asked: object, value: object) -> bool:
    """Whether the demand on a member lets this value pass."""
    constrained = isinstance(asked, dict) and {"value", "values"} & asked.keys()
    return not constrained or value in _demanded(asked)


def _demanded(asked: object) -> list[Any]:
    assert isinstance(asked, dict)
    values = asked.get("values", [asked["value"]] if "value" in asked else [])
    return values if isinstance(values, list) else []
