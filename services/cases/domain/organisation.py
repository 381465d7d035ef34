"""An organisation as the directory tells of it: which lawful bases it has depends on what it is and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.cases.domain.classes import DataClass

DEALS_IN: Mapping[str, frozenset[DataClass]] = {
    "council": frozenset({DataClass.SOCIAL_CARE, DataClass.HOUSING, DataClass.FINANCE}),
    "nhs_trust": frozenset({DataClass.HEALTH}),
    "gp_practice": frozenset({DataClass.HEALTH}),
    "school": frozenset({DataClass.EDUCATION}),
    "charity": frozenset({DataClass.SOCIAL_CARE}),
    "housing_association": frozenset({DataClass.HOUSING}),
}
"""What an organisation's work with somebody tells of her, by its kind: of which class one must be to know of it. What
is not named here (police, probation, regulators) nobody learns of who acts for another.
"""


@dataclass(frozen=True, slots=True)
class Organisation:
    """`kind` and `nation` are the directory's words ("council", "charity", …; "England", …)."""

    id: str
    name: str
    kind: str
    nation: str
