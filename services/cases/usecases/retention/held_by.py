"""What one's own organisation holds of a person: for whoever decides how long it is kept."""

from collections.abc import Sequence
from datetime import date

from chassis.errors import NotFound
from services.cases.domain.retention.held import Held
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work


async def held_by(work: Work, viewer: Viewer, person_id: str, today: date) -> Sequence[Held]:
    """By class. Raises NotFound where it holds nothing, to who is no worker, and about oneself."""
    held: Sequence[Held] = ()
    if viewer.kind is ViewerKind.WORKER and await work.account_links.person_of(viewer.subject) != person_id:
        held = await work.holdings.of(viewer.organisation_id, person_id, today)
    if not held:
        raise NotFound("your organisation holds nothing of such a person")
    return held
