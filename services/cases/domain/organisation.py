"""An organisation as the directory tells of it: which lawful bases it has depends on what it is and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organisation:
    """`kind` and `nation` are the directory's words ("council", "charity", …; "England", …)."""

    id: str
    name: str
    kind: str
    nation: str
