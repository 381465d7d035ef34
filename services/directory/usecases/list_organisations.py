"""Somebody looks through the organisations."""

from chassis.errors import Invalid
from chassis.tokens import Caller
from services.directory.domain import cursor
from services.directory.domain.column import BadColumn
from services.directory.domain.folding import key
from services.directory.domain.identifier import identifier as parse_identifier
from services.directory.domain.organisation import Kind, Organisation
from services.directory.domain.page import Page, page_size
from services.directory.ports import OpenReading


class ListOrganisations:
    """By name, in pages. A name matches where each of its words begins a word of the organisation's."""

    def __init__(self, reading: OpenReading) -> None:
        self._reading = reading

    async def __call__(
        self, caller: Caller, *, kind: str, name: str, identifier: str, limit: int, after: str
    ) -> Page[Organisation]:
        """Raises Denied without `organisations:read`, Invalid for a filter, limit or cursor that means nothing."""
        caller.must("organisations:read")
        if kind and kind not in list(Kind):
            raise Invalid.field("kind", f"is not one of {', '.join(Kind)}")
        try:
            identified = parse_identifier("identifier", identifier)
        except BadColumn as bad:
            raise Invalid.field(bad.column, bad.reason) from None
        size, place = page_size(limit), cursor.decode(after, str, str)
        async with self._reading() as reading:
            found = await reading.organisations.listed(
                kind=kind,
                words=key(name).split(),
                identifier=identified,
                after=(str(place[0]), str(place[1])) if place else None,
                limit=size + 1,
            )
        more = cursor.encode([found[size - 1].facts.key, found[size - 1].id]) if len(found) > size else ""
        return Page(found[:size], more)
