"""What is kept back, as a reviewer of the organisation meets it."""

from chassis.errors import NotFound
from services.cases.domain.viewer import Viewer
from services.cases.domain.withheld import Withheld
from services.cases.ports.work import Work


async def withheld_from_another(work: Work, viewer: Viewer, disclosure_id: str) -> Withheld:
    """Locked. Raises NotFound outside the organisation, and where it is kept back from the reviewer himself."""
    withheld = await work.withheld.locked(disclosure_id)
    himself = await work.account_links.person_of(viewer.subject)
    if withheld.organisation_id != viewer.organisation_id or withheld.person_id == himself:
        raise NotFound("there is no such withheld disclosure")
    return withheld
