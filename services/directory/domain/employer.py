"""Which organisation a row means, when all it has is a name."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.directory.domain.column import BadColumn
from services.directory.domain.folding import key
from services.directory.domain.organisation import Kind, Organisation


@dataclass(frozen=True, slots=True)
class Employer:
    """The organisation and team a row names; `area` tells apart organisations of one name and kind."""

    name: str
    kind: Kind
    area: str
    team: str

    @property
    def key(self) -> str:
        return key(self.name)

    def names(self, organisation: Organisation) -> bool:
        return (organisation.facts.kind, organisation.facts.key) == (self.kind, self.key)


def choose(employer: Employer, candidates: Iterable[Organisation]) -> Organisation | None:
    """The organisation meant: the one of that name in the row's area, or else the one that serves everywhere.

    None if there is no such organisation yet.

    Raises:
        BadColumn: the row names no area, and organisations of that name serve several.
    """
    by_area = {each.facts.area: each for each in candidates if employer.names(each)}
    if employer.area:
        return by_area.get(employer.area) or by_area.get("")
    if len(by_area) > 1:
        raise BadColumn("area_gss", "is empty, and organisations of this name serve several areas")
    return next(iter(by_area.values()), None)
