"""Why somebody looks, or shares."""

from enum import StrEnum

from services.cases.domain.choice import choice


class Purpose(StrEnum):
    DIRECT_CARE = "direct_care"
    SAFEGUARDING_CHILD = "safeguarding_child"
    SAFEGUARDING_ADULT = "safeguarding_adult"
    HOUSING_SUPPORT = "housing_support"
    EDUCATION_SUPPORT = "education_support"
    CRIME_PREVENTION = "crime_prevention"
    SERVICE_DELIVERY = "service_delivery"
    AUDIT = "audit"

    @property
    def words(self) -> str:
        """`safeguarding a child`, to stand in a sentence."""
        return _WORDS[self]


_WORDS = {
    Purpose.DIRECT_CARE: "direct care",
    Purpose.SAFEGUARDING_CHILD: "safeguarding a child",
    Purpose.SAFEGUARDING_ADULT: "safeguarding an adult",
    Purpose.HOUSING_SUPPORT: "support with housing",
    Purpose.EDUCATION_SUPPORT: "support with education",
    Purpose.CRIME_PREVENTION: "preventing crime",
    Purpose.SERVICE_DELIVERY: "giving a service",
    Purpose.AUDIT: "audit",
}

SAFEGUARDING = frozenset({Purpose.SAFEGUARDING_CHILD, Purpose.SAFEGUARDING_ADULT})


def purpose(word: str, field: str = "purpose") -> Purpose:
    """Raises Invalid naming the field."""
    return choice(Purpose, field, word)
