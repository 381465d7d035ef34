"""The enquiries that are open to a viewer: filtered in the database, each decided again before it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import Refusal, decide, of_enquiry
from services.cases.domain.hubs.enquiry import Enquiry
from services.cases.domain.people.person import Person
from services.cases.domain.purposes import Purpose, purpose
from services.cases.domain.viewer import Viewer, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.hubs.permit_enquiry import sealed_facts, told_if_audited
from services.cases.usecases.permit import GateDisagrees


@dataclass(frozen=True, slots=True)
class EnquiryList:
    """`after` is where the next page begins, if there is one."""

    enquiries: Sequence[Enquiry]
    after: Place | None


class ListEnquiries:
    """To those who sit in its hub, while it is open; closed ones to the host's auditors who say so."""

    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, why: str, page: Page) -> EnquiryList:
        """`why` may be empty. Raises Invalid."""
        caller.must("enquiries:read")
        viewer, reason = viewer_of(caller), purpose(why) if why else None
        async with self._work() as work:
            found, people = await self._held(work, viewer, reason, page)
            shown = found[: page.limit]
            for enquiry in shown:
                await self._leave(work, viewer, people[enquiry.person_id], enquiry, reason)
        after = Place(shown[-1].opened_at, shown[-1].id) if len(found) > page.limit else None
        return EnquiryList(shown, after)

    async def _held(
        self, work: Work, viewer: Viewer, reason: Purpose | None, page: Page
    ) -> tuple[Sequence[Enquiry], dict[str, Person]]:
        """The page and one more, everybody on it held: read anew after each holding, until it names nobody else."""
        wanted, people = Page(page.limit + 1, page.after), dict[str, Person]()
        while True:
            found = await work.enquiries.visible(viewer, reason, self._clock.now(), wanted)
            new = {enquiry.person_id for enquiry in found} - people.keys()
            if not new:
                return found, people
            people.update(await work.people.held(new))

    async def _leave(
        self, work: Work, viewer: Viewer, person: Person, enquiry: Enquiry, reason: Purpose | None
    ) -> None:
        facts = await sealed_facts(work, viewer, person.id, self._clock.now())
        permit = decide(viewer, of_enquiry(enquiry, reason), facts)
        if isinstance(permit, Refusal):
            raise GateDisagrees(f"enquiry {enquiry.id}: {permit.rule}")
        told_if_audited(work, viewer, enquiry, permit)
        await self._disclose(
            work,
            viewer,
            person,
            permit,
            what="enquiry",
            holder_id=enquiry.host_id,
            classes=[],
            enquiry_id=enquiry.id,
        )
