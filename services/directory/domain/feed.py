"""Whose file is being imported, and so which rows may be in it."""

from dataclasses import dataclass

from services.directory.domain.column import BadColumn
from services.directory.domain.employer import Employer
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import FEED_OF_OPERATOR


@dataclass(frozen=True, slots=True)
class Feed:
    """An operator's file may name any organisation and make new ones. An organisation's own file may name that one
    only, and its external ids are its own: it can neither change nor take over what another file brought."""

    owner: Organisation | None

    @property
    def name(self) -> str:
        return self.owner.id if self.owner else FEED_OF_OPERATOR

    def admits(self, employer: Employer) -> None:
        """Raises BadColumn for a row about an organisation that is not this feed's."""
        if self.owner and not employer.names(self.owner):
            raise BadColumn("organisation", "is not the one you act for")
