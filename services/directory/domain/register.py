"""The organisations one unit of work deals with, and which of them are the same."""

from collections.abc import Iterable
from dataclasses import replace

from services.directory.domain.column import BadColumn
from services.directory.domain.ids import OrganisationId
from services.directory.domain.organisation import Kind, Organisation, OrganisationFacts


class Register:
    """What is known, and what rows have made of it so far. A row may name an organisation that an earlier row made."""

    def __init__(self, known: Iterable[Organisation]) -> None:
        self._touched: dict[OrganisationId, Organisation] = {}
        self._by_place: dict[tuple[Kind, str, str], Organisation] = {}
        self._by_identifier: dict[str, Organisation] = {}
        stored = list(known)
        self._stored = {each.id for each in stored}
        for each in stored:
            self._file(each)

    @property
    def new(self) -> list[Organisation]:
        return [each for each in self._touched.values() if each.id not in self._stored]

    @property
    def changed(self) -> list[Organisation]:
        return [each for each in self._touched.values() if each.id in self._stored]

    def find(self, facts: OrganisationFacts) -> Organisation | None:
        """The organisation a row means: the one with its identifier, or else the one of its name, kind and area.

        Raises:
            BadColumn: that name, in that area, is another organisation's.
        """
        here = self._by_place.get(_place(facts))
        if not facts.identifier:
            return here
        known = self._by_identifier.get(facts.identifier)
        if here and here is not known and (known or here.facts.identifier):
            raise BadColumn("name", "is that of another organisation of this kind and area")
        return known or here

    def enter(self, organisation: Organisation, before: Organisation | None) -> None:
        """An organisation is new, or no longer as it was `before`."""
        if before:
            del self._by_place[_place(before.facts)]
        self._touched[organisation.id] = organisation
        self._file(organisation)

    def _file(self, organisation: Organisation) -> None:
        self._by_place[_place(organisation.facts)] = organisation
        if organisation.facts.identifier:
            self._by_identifier[organisation.facts.identifier] = organisation


def updated(known: OrganisationFacts, row: OrganisationFacts) -> OrganisationFacts:
    """What is known after a row that may be silent about the identifier and the position."""
    return replace(
        row,
        identifier=row.identifier or known.identifier,
        latitude=known.latitude if row.latitude is None else row.latitude,
        longitude=known.longitude if row.longitude is None else row.longitude,
    )


def _place(facts: OrganisationFacts) -> tuple[Kind, str, str]:
    return facts.kind, facts.key, facts.area
