"""What an organisation holds of a person in one class of retention, and whether it may go today, with the reasons."""

from dataclasses import dataclass
from datetime import date

from services.cases.domain.days import plain
from services.cases.domain.retention.schedule import Retention, rule_for

_GOING_ON = {
    Retention.DEALINGS: "Your organisation works with this person.",
    Retention.ENQUIRIES: "An enquiry or concern is open: it ends first.",
}


@dataclass(frozen=True, slots=True)
class Held:
    """`ended` is the day the last of its cases or enquiries was closed, or the work with her ended; None where nobody
    can say. `going_on`: one is open, or the organisation works with her. `case_ids` are those of the class. `waits`:
    dealings, while cases of hers or enquiries are held. `asked_for`: a copy, and it is not answered yet. `shares` are
    its live shares of these, of her for dealings.
    """

    person_id: str
    organisation_id: str
    retention: Retention
    nation: str
    born: date | None
    died: date | None
    ended: date | None
    going_on: bool
    case_ids: tuple[str, ...] = ()
    waits: bool = False
    on_hold: bool = False
    asked_for: bool = False
    shares: int = 0

    def verdict(self, today: date) -> "Verdict":
        """Whether it may go, and if not every reason, plainly."""
        reasons = [why for why in (self._unended(), self._kept(today)) if why]
        if self.on_hold:
            reasons.append("There is a legal hold on what you hold of this person.")
        if self.asked_for:
            reasons.append("A copy of what you hold was asked for: answer that first (DPA 2018 section 173).")
        if self.shares:
            reasons.append("Your organisation still shares it: end the share first.")
        return Verdict(self._until(), tuple(reasons))

    def _unended(self) -> str:
        if self.waits:
            return "Cases or enquiries about this person are held: they go first."
        if self.going_on:
            return _GOING_ON.get(self.retention, "A case is open: close it first.")
        return ""

    def _until(self) -> date | None:
        rule = rule_for(self.nation, self.retention)
        return rule.until(self.born, self.died, self.ended) if rule and self.ended and not self.going_on else None

    def _kept(self, today: date) -> str:
        rule, until = rule_for(self.nation, self.retention), self._until()
        if rule is None:
            return f"There is no rule for how long {self.retention.words} is kept in {self.nation or 'no nation'}."
        if self.going_on:
            return ""
        if self.ended is None:
            return "Nothing here says when your organisation last worked with this person."
        if until is None:
            return "It is kept by a birthday, and your organisation has no date of birth of this person."
        return f"It is kept until {plain(until)}: {rule.source}." if today <= until else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`until` is the last day it must be kept, None where that is not known yet. It may go where there is no reason
    against it.
    """

    until: date | None
    reasons: tuple[str, ...]

    @property
    def may_go(self) -> bool:
        return not self.reasons
