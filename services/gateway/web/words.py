"""Plain words for the codes that travel between services. A code without words here is shown without its dashes."""

from collections.abc import Mapping

from services.gateway.web.languages import Language

_WELSH_VOWELS = frozenset("aeiouwyâêîôûŵŷ")
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
    "worker": "worker",
    "duty": "duty desk",
    "manager": "manager",
    "guardian": "Caldicott guardian",
    "dpo": "data protection officer",
    "officer": "officer",
    "organisation-admin": "administrator",
    "operator": "operator",
    "partner": "an organisation’s own system",
    "witness": "a witness of the log",
}
# Of those who work with a person, as their organisations say it; another one is shown as it is.
INVOLVED: Mapping[str, str] = {
    "team": "team",
    "school": "school",
    "GP": "GP",
    "social_worker": "social worker",
    "support_worker": "support worker",
    "health_visitor": "health visitor",
    "district_nurse": "district nurse",
    "school_nurse": "school nurse",
    "midwife": "midwife",
    "teacher": "teacher",
    "housing_officer": "housing officer",
    "police_officer": "police officer",
    "probation_officer": "probation officer",
    "occupational_therapist": "occupational therapist",
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
CHECKS: Mapping[str, str] = {
    "document": "whether your documents are genuine",
    "activity": "whether you have used this name over time",
    "fraud": "whether somebody else is using your details",
    "biometric": "whether the photo is of you",
}
# A checker without words here is named as it names itself.
PROVIDERS: Mapping[str, str] = {"one-login": "GOV.UK One Login", "nhs-login": "NHS login"}
CHANNELS: Mapping[str, str] = {"email": "email", "text": "text message", "call": "phone call", "post": "letter"}
# By which a worker may reach somebody, as cases knows them.
SAFE_WAYS: Mapping[str, str] = {
    "in_person": "in person",
    "phone": "phone call",
    "text": "text message",
    "email": "email",
    "post": "letter",
    "through": "somebody passes it on",
}
TIMES: Mapping[str, str] = {
    "any": "at any time",
    "weekday-daytime": "on weekdays between 9 and 5",
    "weekday-evening": "on weekday evenings",
    "weekend": "at weekends",
}
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "cy": "Cymraeg (Welsh)",
    "ar": "العربية (Arabic)",
    "bn": "বাংলা (Bengali)",
    "pa": "ਪੰਜਾਬੀ (Punjabi)",
    "pl": "Polski (Polish)",
    "ro": "Română (Romanian)",
    "so": "Soomaali (Somali)",
    "ur": "اردو (Urdu)",
    "bsl": "British Sign Language",
}
# What happened in an account, by the kind of its entry in the log.
ACTIVITY: Mapping[str, str] = {
    "account.registered": "The account was opened",
    "account.exported": "A copy of what we hold was made",
    "account.not-me": "You said that something was not you",
    "approval.declined": "A council’s question was answered with no",
    "approval.given": "A council may know details of you",
    "approval.withdrawn": "What a council may know was taken back",
    "authenticator-app.added": "An authenticator app was added",
    "authenticator-app.removed": "The authenticator app was removed",
    "claims.released": "A council was told details of you",
    "contact.changed": "How we may contact you was changed",
    "email.asked": "A change of email address was asked for",
    "email.changed": "The email address was changed",
    "email.undone": "The change of email address was taken back",
    "letter.written": "We sent an email",
    "account.opened-in-person": "An officer opened your account with you",
    "examination.confirmed": "A second officer confirmed who you are",
    "examination.refused": "A second officer did not confirm who you are",
    "mandate.ended": "Somebody may no longer act for you",
    "mandate.kept": "You said that somebody may go on acting for you",
    "mandate.received": "You may act for somebody",
    "mandate.recorded": "Somebody may act for you",
    "mandate.stopped": "You stopped somebody from acting for you",
    "sitting.opened": "An officer served you in person",
    "vouch.given": "A professional vouched for you",
    "passkey.added": "A passkey was added",
    "passkey.named": "A passkey was renamed",
    "passkey.removed": "A passkey was removed",
    "password.changed": "The password was changed",
    "password.removed": "The password was removed",
    "proof.completed": "Your identity was checked",
    "proof.refused": "A check of your identity did not succeed",
    "proof.submitted": "A check of your identity was asked for",
    "recovery-code.used": "A recovery code was used",
    "recovery-codes.made": "New recovery codes were made",
    "recovery.asked": "A link to get back into the account was asked for",
    "recovery.finished": "Somebody got back into the account by email",
    "session.ended": "Signed out",
    "session.opened": "Signed in",
    "session.stepped-up": "Proved again who is signed in",
    "session.tried": "A try to sign in failed",
}
KIN: Mapping[str, str] = {
    "parent": "parent",
    "child": "child",
    "sibling": "brother or sister",
    "partner": "partner",
    "former_partner": "former partner",
    "grandparent": "grandparent",
    "grandchild": "grandchild",
    "carer": "cares for them",
    "cared_for": "cared for by them",
    "relative": "another relative",
    "household": "of one household",
}
LOOKED_AT: Mapping[str, str] = {
    "network": "who is supporting you",
    "record": "a record about you",
    "case": "a case about you",
    "sharing": "what is shared about you",
    "find": "whether they had the right person",
    "account-link": "whose account it is",
    "event": "news about your case",
    "copy": "a copy of what an organisation holds about you",
    "history": "what a record about you said before it was corrected",
    "export": "a copy of records about you",
    "enquiry": "a joint enquiry of services about you",
    "contribution": "what a service said in a joint enquiry about you",
    "contact": "how you may safely be contacted",
    "family": "your family and household",
    "entry": "who they hold you to be, and where",
    "concern": "concerns about you",
    "referral": "a referral of you to another organisation",
    "consent": "the record of what you agreed to",
    "round": "the list of people they work with",
    "caseload": "the list of people whom one of them works with",
    "team": "the list of people a team works with",
}
CASES: Mapping[str, str] = {
    "children": "children",
    "adults": "adults",
    "housing": "housing",
    "education": "education",
    "health": "health",
}
# How long a case is kept goes by its class.
RETENTION: Mapping[str, str] = {
    "child_social_care": "child social care",
    "looked_after_child": "looked after child",
    "adult_social_care": "adult social care",
    "housing": "housing",
    "education": "education",
    "health": "health",
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

# A concern: how soon somebody answers it, with whom it is when nobody did, how it ends.
CONCERNS_URGENT: Mapping[str, str] = {
    "immediate": "within 1 hour",
    "same_day": "within 4 hours",
    "soon": "within a day",
}
CONCERNS_TAKEN_TO: Mapping[str, str] = {
    "duty": "with the duty desk",
    "manager": "with a manager",
    "lead": "with those who lead on allegations",
    "guardian": "with the Caldicott guardian",
}
CONCERNS_END: Mapping[str, str] = {
    "accepted": "accepted: from now on it is a referral",
    "advice_given": "advice was given",
    "passed_on": "passed on to somebody else",
    "no_further_action": "nothing further is done",
}


def plain(code: str, words: Mapping[str, str]) -> str:
    return words.get(code) or code.replace("_", " ").replace("-", " ")


def joined(names: list[str], language: Language = "en") -> str:
    """ "housing, social care and health", "tai, gofal cymdeithasol ac iechyd"."""
    if len(names) < 2:
        return "".join(names)
    last = _and_in_welsh(names[-1]) if language == "cy" else f"and {names[-1]}"
    return f"{', '.join(names[:-1])} {last}"


def _and_in_welsh(name: str) -> str:
    """`ac` before a vowel; after `a`, c, p and t take the aspirate mutation: "ac addysg", "a galwad", "a chyngor"."""
    if name[:1].lower() in _WELSH_VOWELS:
        return f"ac {name}"
    return f"a {name[0]}h{name[1:]}" if name[0] in "cpt" and name[1:2] != "h" else f"a {name}"
