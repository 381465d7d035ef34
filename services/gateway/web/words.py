"""Plain words for the codes that travel between services. A code without words here is shown without its dashes."""

from collections.abc import Mapping

PURPOSES: Mapping[str, str] = {
    "direct_care": "to care for the person",
    "safeguarding_child": "to keep a child safe",
    "safeguarding_adult": "to keep an adult safe",
    "housing_support": "to help with housing",
    "education_support": "to help at school or college",
    "crime_prevention": "to prevent crime",
    "service_delivery": "to run a service for the person",
    "audit": "to check that looks were justified",
}
# As said to the person herself.
PURPOSES_FOR_YOU: Mapping[str, str] = {
    **PURPOSES,
    "direct_care": "to care for you",
    "service_delivery": "to run a service for you",
}
DATA_CLASSES: Mapping[str, str] = {
    "identity": "name and date of birth",
    "contact": "phone, email and address",
    "protected_address": "protected address",
    "family": "family and household",
    "education": "education",
    "housing": "housing",
    "social_care": "social care",
    "health": "health",
    "mental_health": "mental health",
    "sexual_health": "sexual health",
    "substance_use": "alcohol and drugs",
    "risk": "risks",
    "finance": "money",
    "offences": "offences",
}
ROLES: Mapping[str, str] = {
    "worker": "care worker",
    "duty": "duty desk",
    "manager": "manager",
    "guardian": "Caldicott guardian",
    "dpo": "data protection officer",
    "organisation-admin": "administrator",
    "operator": "operator",
    "partner": "an organisation’s own system",
}
CLAIMS: Mapping[str, str] = {
    "name": "your name",
    "birth-date": "your date of birth",
    "email": "your email address",
    "address": "your postcode",
    "identity-proof": "that your identity has been checked, how, and when",
    "documents": "the numbers of the passport or driving licence you showed",
    "stay-connected": "all of this for up to 12 hours, also after you sign out here",
}
CONFIDENCE: Mapping[str, str] = {"none": "not checked", "very_high": "very high"}
DOCUMENTS: Mapping[str, str] = {
    "uk_passport": "UK passport",
    "uk_driving_licence": "UK driving licence",
    "nhs_record": "NHS record",
    "bank_account": "bank account",
    "council_tax_bill": "council tax bill",
}
LOOKED_AT: Mapping[str, str] = {
    "network": "who is supporting you",
    "record": "a record about you",
    "find": "whether they had the right person",
    "event": "news about your case",
    "export": "a copy of records about you",
}
ENDED: Mapping[str, str] = {
    "withdrawn": "you stopped it",
    "expired": "it reached its last day",
    "ended": "the organisation ended it",
}
BASES: Mapping[str, str] = {
    "consent": "you agreed",
    "public_task": "it is part of a public service's duty",
    "legal_obligation": "the law requires it",
    "legal_duty_16LA": "the law on keeping children safe requires it",
    "vital_interests": "a life may depend on it",
    "recognised_legitimate_interest": "the law recognises this reason",
}


def plain(code: str, words: Mapping[str, str]) -> str:
    return words.get(code) or code.replace("_", " ").replace("-", " ")


def listed(codes: list[str], words: Mapping[str, str]) -> str:
    """ "housing, social care and health"."""
    return joined([plain(code, words) for code in codes])


def joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
