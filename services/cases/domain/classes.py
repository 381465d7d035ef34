"""Data classes: what kind of thing is known, and what the law asks before it may leave."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from chassis.errors import Invalid
from services.cases.domain.choice import choice


class DataClass(StrEnum):
    IDENTITY = "identity"
    CONTACT = "contact"
    PROTECTED_ADDRESS = "protected_address"
    FAMILY = "family"
    EDUCATION = "education"
    HOUSING = "housing"
    SOCIAL_CARE = "social_care"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    SEXUAL_HEALTH = "sexual_health"
    SUBSTANCE_USE = "substance_use"
    RISK = "risk"
    FINANCE = "finance"
    OFFENCES = "offences"


SPECIAL = frozenset({DataClass.HEALTH, DataClass.MENTAL_HEALTH, DataClass.SEXUAL_HEALTH, DataClass.SUBSTANCE_USE})
"""UK GDPR Article 9: needs a condition besides the basis."""

CHILD_CONFIDENTIAL = frozenset({DataClass.MENTAL_HEALTH, DataClass.SEXUAL_HEALTH, DataClass.SUBSTANCE_USE})
"""What a young person tells in confidence is not a parent's to see."""

CRIMINAL = frozenset({DataClass.OFFENCES})
"""UK GDPR Article 10: needs official authority, or a condition of Schedule 1 to the Data Protection Act 2018."""


def data_class(field: str, word: str) -> DataClass:
    """Raises Invalid naming the field."""
    return choice(DataClass, field, word)


def data_classes(field: str, words: Collection[str]) -> frozenset[DataClass]:
    """At least one. Raises Invalid naming the field."""
    if not words:
        raise Invalid.field(field, "must name at least one data class")
    return frozenset(data_class(field, word) for word in words)


def listed(classes: Iterable[DataClass]) -> str:
    """`health, housing and social care`."""
    words = sorted(word.replace("_", " ") for word in classes)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
