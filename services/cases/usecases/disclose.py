"""Something leaves: its disclosure and leaf are written in the transaction that decided."""

from collections.abc import Collection, Mapping, Sequence

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.audit.withheld import Ground, Withholding, must_fit
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.organisation import Organisation
from services.cases.domain.people.person import Person
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work
from services.cases.usecases.permit import Leaving

# Who acts for her looks for no organisation.
_AT_HOME = Organisation("", "Somebody who acts for you", "", "")


class Disclose:
    """The one way in which use cases record what leaves."""

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self._ids, self._clock = ids, clock

    async def __call__(
        self,
        work: Work,
        viewer: Viewer,
        person: Person,
        permit: Permit,
        *,
        what: str,
        holder_id: str,
        classes: Collection[str],
        withholding: Withholding | None = None,
        record_ids: Collection[str] = (),
        enquiry_id: str = "",
    ) -> str:
        """`person` is held by this unit of work since before the decision. Answers the disclosure's id.
        `record_ids` are the records it was of, if it was of any; `enquiry_id` the hub's enquiry it happens inside.

        Raises Denied where the ground of the withholding is not this organisation's to claim.
        """
        organisation = await _looking(work, viewer)
        if withholding:
            must_fit(withholding, organisation)
        disclosure = self._of(viewer, organisation, person, permit, what, holder_id, classes, enquiry_id)
        await work.disclosures.add(disclosure, withholding or _untold(permit), record_ids)
        return disclosure.id

    async def page(
        self, work: Work, viewer: Viewer, people: Mapping[str, Person], leaving: Sequence[Leaving], what: str
    ) -> None:
        """All that leaves with one page of a list. The `people` it is about are held since before the decision."""
        if not leaving:
            return
        organisation = await _looking(work, viewer)
        await work.disclosures.add_all(
            [
                (
                    self._of(viewer, organisation, people[one.person_id], one.permit, what, one.holder_id, one.classes),
                    _untold(one.permit),
                )
                for one in leaving
            ]
        )

    def _of(
        self,
        viewer: Viewer,
        organisation: Organisation,
        person: Person,
        permit: Permit,
        what: str,
        holder_id: str,
        classes: Collection[str],
        enquiry_id: str = "",
    ) -> Disclosure:
        return Disclosure(
            id=self._ids.new("dis"),
            person_id=person.id,
            at=self._clock.now(),
            epoch=person.epoch,
            holder_id=holder_id,
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            by=viewer.hand or viewer.subject,
            role=viewer.role or viewer.kind,
            what=what,
            data_classes=tuple(sorted(classes)),
            purpose=permit.purpose or viewer.purpose,
            basis=permit.basis,
            because=permit.because,
            share_id=permit.share_id,
            consent_id=permit.consent_id,
            emergency=permit.emergency_id != "",
            enquiry_id=enquiry_id,
        )


async def _looking(work: Work, viewer: Viewer) -> Organisation:
    return _AT_HOME if viewer.kind is ViewerKind.PROXY else await work.organisations.get(viewer.organisation_id)


def _untold(permit: Permit) -> Withholding | None:
    """What leaves on a share that the person was not told of is withheld from her."""
    if not permit.withheld or not permit.valid_until:
        return None
    reason = "The person was not told of what this rests on."
    return Withholding(Ground.NOT_TOLD, reason, day(permit.valid_until))
