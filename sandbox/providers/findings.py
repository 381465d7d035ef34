"""What a checker finds: a function of the question and today's date, so that it is the same each time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

PROVIDER = "sandbox"
KINDS = ("document", "activity", "fraud", "biometric")

# Strength and validity of what is genuine; GPG 45's own examples give the strengths.
_WORTH = {
    "uk_passport": (4, 2),
    "uk_driving_licence": (3, 2),
    "nhs_record": (2, 2),
    "bank_account": (2, 2),
    "council_tax_bill": (1, 1),
}
# Records that show a life lived under a name, a point of activity history each.
_ACTIVE = frozenset({"nhs_record", "bank_account", "council_tax_bill"})
_UNKNOWN, _STOLEN, _ANOTHER_FACE = "0000", "6666", "7777"

Found = dict[str, Any]


def find(kind: str, question: Mapping[str, Any], today: date) -> Found:
    """What the checker of a kind finds in a question (`claims` and `evidence`)."""
    evidence = question["evidence"]
    genuine = [each for each in evidence if _genuine(each, today)]
    return {"provider": PROVIDER} | _FINDERS[kind](evidence, genuine)


def _document(evidence: list[Found], genuine: list[Found]) -> Found:
    """Each item's strength and validity; that the details match the issuer's is a point of verification."""
    items = []
    for each in evidence:
        strength, validity = _WORTH[each["kind"]]
        items.append({"kind": each["kind"], "strength": strength, "validity": validity if each in genuine else 0})
    return {"items": items, "verification": 1 if genuine else 0}


def _activity(_: list[Found], genuine: list[Found]) -> Found:
    return {"activity": min(4, 1 + len({each["kind"] for each in genuine} & _ACTIVE)) if genuine else 0}


def _fraud(evidence: list[Found], _: list[Found]) -> Found:
    stolen = any(_number(each).endswith(_STOLEN) for each in evidence)
    return {"fraud": 0, "contra_indicators": ["reported-stolen"]} if stolen else {"fraud": 2}


def _biometric(evidence: list[Found], genuine: list[Found]) -> Found:
    if any(_number(each).endswith(_ANOTHER_FACE) for each in evidence):
        return {"verification": 0, "contra_indicators": ["another-face"]}
    return {"verification": min(3, 1 + len(genuine)) if genuine else 0}


_FINDERS = {"document": _document, "activity": _activity, "fraud": _fraud, "biometric": _biometric}


def _number(evidence: Mapping[str, Any]) -> str:
    return str(evidence["number"]).strip()


def _genuine(evidence: Mapping[str, Any], today: date) -> bool:
    expires = evidence["expires_on"]
    in_date = expires is None or date.fromisoformat(expires) >= today
    return in_date and not _number(evidence).endswith(_UNKNOWN)
