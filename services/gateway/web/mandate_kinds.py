"""The kinds of authority to act for somebody, as pages ask about them; a test holds them to identity's rules."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.gateway.web.words import DATA_CLASSES


@dataclass(frozen=True, slots=True)
class Kind:
    """What a page asks for. `said` to officers, `hint` where the words alone do not tell.

    `beyond`: the kinds of information it never reaches. `number`: of the register or the order. `birth`: of the child.
    `assessed`: it reaches nothing before somebody was found unable to decide. `last_day`: it must have one.
    """

    said: str
    hint: str
    beyond: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    number: bool = False
    birth: bool = False
    paper: bool = True
    assessed: bool = False
    last_day: bool = False

    @property
    def classes(self) -> Mapping[str, str]:
        """What it may reach, in words. A protected address is never anybody else's to see."""
        never = self.beyond | {"protected_address"}
        return {
            code: said
            for code, said in DATA_CLASSES.items()
            if code not in never and (not self.only or code in self.only)
        }


KINDS: Mapping[str, Kind] = {
    "parental_responsibility": Kind(
        "parental responsibility",
        "Ends at 18, and the young person is asked again at 16",
        beyond=frozenset({"mental_health", "sexual_health", "substance_use", "offences"}),
        birth=True,
    ),
    "health_attorney": Kind(
        "attorney for health and welfare",
        "Registered; reaches nothing until they were found unable to decide",
        beyond=frozenset({"finance", "offences"}),
        number=True,
        assessed=True,
    ),
    "finance_attorney": Kind("attorney for property and money", "Registered", only=frozenset({"finance"}), number=True),
    "deputy": Kind(
        "deputy appointed by the court",
        "With an order; reaches nothing until they were found unable to decide",
        beyond=frozenset({"offences"}),
        number=True,
        assessed=True,
    ),
    "advocate": Kind(
        "advocate",
        "For a year at most",
        only=frozenset({"contact", "housing", "social_care", "health"}),
        last_day=True,
    ),
    "carer": Kind(
        "carer they chose",
        "They can also choose one themselves, on their account page; for two years at most",
        beyond=frozenset({"offences"}),
        paper=False,
        last_day=True,
    ),
}
SAID: Mapping[str, str] = {code: kind.said for code, kind in KINDS.items()}
# About which somebody may lack capacity (Mental Capacity Act 2005 section 2).
DECISIONS: Mapping[str, str] = {
    "medical_treatment": "medical treatment",
    "care_and_support": "care and support",
    "where_to_live": "where to live",
    "contact_with_others": "contact with others",
    "money": "money",
}
