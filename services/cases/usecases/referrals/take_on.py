"""An organisation takes on work with a person that another agency wants it to do."""

from dataclasses import replace
from datetime import date

from services.cases.domain.networks.involvement import Involvement, Status, same, works_privately
from services.cases.domain.people.events import InvolvementNoted
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work
from services.cases.usecases.networks.announce_involvement import announce


async def take_on(work: Work, viewer: Viewer, one: Involvement, private: bool | None, today: date) -> str:
    """The involvement's id: the new one's, or the current one's that says the same, confirmed. `private` is None for as
    the organisation works with the person already (`works_privately`).
    """
    around = await work.involvements.of_person(one.person_id)
    one = replace(one, shielded=works_privately(private, around, viewer, today, feed=False))
    for other in around:
        if same(one, other) and other.status(today) is Status.CURRENT and other.shielded == one.shielded:
            if other.confirmed:
                return other.id
            one, by = replace(other, confirmed=True), one.declared_by
            await work.involvements.put([one])
            break
    else:
        by = one.declared_by
        await work.involvements.add([one])
    work.tell(
        InvolvementNoted(
            person_id=one.person_id,
            organisation_id=one.organisation_id,
            by=by,
            involvement_id=one.id,
            step="recorded",
        )
    )
    announce(work, one, by)
    return one.id
