"""From a caller's token to the viewer that contact visibility asks about."""

from chassis.tokens import Caller
from services.directory.domain.ids import OrganisationId
from services.directory.domain.visibility import Viewer


def viewer(caller: Caller) -> Viewer:
    organisation = caller.claim("org")
    return Viewer(caller.kind, OrganisationId(organisation) if organisation else None)
