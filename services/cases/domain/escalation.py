"""To whom what nobody did in time is taken: the Caldicott guardian, then the data protection officer."""

from enum import IntEnum


class Escalation(IntEnum):
    NONE = 0
    GUARDIAN = 1
    DPO = 2

    @property
    def word(self) -> str:
        """Empty, `guardian` or `dpo`: the role."""
        return "" if self is Escalation.NONE else self.name.lower()
