"""How long what an organisation writes about a person is kept: a table of classes, and the day after which one may go.

A key seals what is kept of one person, at one organisation, in one class: what goes together is sealed together. The
table is data: by the nation of the organisation, each row with its source. Where no row fits, nothing is ever due.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

VERSION = "2026-11"
"""Of the table below."""
_OF_AGE = 18


class Retention(StrEnum):
    LOOKED_AFTER_CHILD = "looked_after_child"
    CHILD_SOCIAL_CARE = "child_social_care"
    ADULT_SOCIAL_CARE = "adult_social_care"
    HOUSING = "housing"
    EDUCATION = "education"
    HEALTH = "health"
    ENQUIRIES = "enquiries"
    """What it brought to multi-agency hubs; of those it hosts, the enquiry itself; what its front door heard."""
    DEALINGS = "dealings"
    """What is held besides: who she is, that one worked with her, consents, shares, refusals, objections."""

    @property
    def words(self) -> str:
        """`looked after child`, to stand in a sentence."""
        return self.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Rule:
    """Kept until the latest of the days that it names: a birthday; so many years after it was closed (the work with her
    ended, for dealings). Where she died under 18, `child_death` years after that stand in the place of the birthday.
    """

    nation: str
    retention: Retention
    source: str
    birthday: int | None = None
    child_death: int | None = None
    closed: int | None = None

    def until(self, born: date | None, died: date | None, closed: date) -> date | None:
        """The last day on which it must be kept; None while nobody can say, for want of her date of birth."""
        days = [] if self.closed is None else [years_after(closed, self.closed)]
        if self.birthday is not None:
            if born is None:
                return None
            # A death before her birth is a mistake: nothing is let go for it.
            as_child = died is not None and born <= died < years_after(born, _OF_AGE)
            if as_child and self.child_death is not None and died is not None:
                days.append(years_after(died, self.child_death))
            else:
                days.append(years_after(born, self.birthday))
        return max(days)


_CODE = {
    "England": "Records Management Code of Practice 2021 (NHS England), retention schedule",
    "Wales": "Records Management Code of Practice for Health and Social Care 2022 (Welsh Government)",
    "Scotland": "Records Management Code of Practice for Health and Social Care 2024 (Scottish Government)",
}
_LIMITATION = {
    "England": "Limitation Act 1980",
    "Wales": "Limitation Act 1980",
    "Scotland": "Prescription and Limitation (Scotland) Act 1973",
}


def _of(nation: str) -> tuple[Rule, ...]:
    """What is alike in the three nations but for its source."""
    claims = f"{_LIMITATION[nation]}: the time for claims, and a margin; practice, not law"
    return (
        Rule(nation, Retention.CHILD_SOCIAL_CARE, claims, birthday=25, closed=6),
        Rule(nation, Retention.ADULT_SOCIAL_CARE, _CODE[nation], closed=8),
        Rule(nation, Retention.HOUSING, claims, closed=6),
        Rule(nation, Retention.EDUCATION, claims, birthday=25, closed=6),
        # The 26th birthday is for who was 17 when treatment ended; one rule for all keeps no child's record too short.
        Rule(nation, Retention.HEALTH, _CODE[nation], birthday=26, closed=8),
        # As long as a claim about a child's protection, whoever of the members that concerns.
        Rule(nation, Retention.ENQUIRIES, claims, birthday=25, closed=6),
        Rule(nation, Retention.DEALINGS, claims, closed=6),
    )


TABLE = (
    Rule(
        "England",
        Retention.LOOKED_AFTER_CHILD,
        "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 50",
        birthday=75,
        child_death=15,
    ),
    *_of("England"),
    Rule(
        "Wales",
        Retention.LOOKED_AFTER_CHILD,
        "Care Planning, Placement and Case Review (Wales) Regulations 2015, Part 10",
        birthday=75,
        child_death=15,
    ),
    *_of("Wales"),
    Rule(
        "Scotland",
        Retention.LOOKED_AFTER_CHILD,
        "Looked After Children (Scotland) Regulations 2009, regulation 43",
        birthday=100,
        child_death=25,
    ),
    *_of("Scotland"),
)
_RULES = {(rule.nation, rule.retention): rule for rule in TABLE}


def rule_for(nation: str, retention: Retention) -> Rule | None:
    """None where the table has no row: then it is kept."""
    return _RULES.get((nation, retention))


def years_after(on: date, years: int) -> date:
    """The same day so many years later; of 29 February 1 March, where there is none."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)
