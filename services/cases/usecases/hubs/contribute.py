"""Whoever sits for a member of a multi-agency hub contributes to an enquiry: words, or a pointer to what it holds."""

from dataclasses import dataclass
from datetime import date

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.choice import choice
from services.cases.domain.days import day
from services.cases.domain.hubs.enquiry import Contribution, Refers, contributed
from services.cases.domain.hubs.events import Contributed
from services.cases.domain.sharing.basis import Circumstances
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.hubs.bring import class_of, must_speak
from services.cases.usecases.hubs.permit_enquiry import sitting
from services.cases.usecases.sharing.create_share import BasisWish, basis_in


@dataclass(frozen=True, slots=True)
class ContributionWish:
    """As it came. `text`, or else what it `refers` to ("record", "case" or "involvement") by its id."""

    enquiry_id: str
    data_class: str
    text: str
    refers: str
    object_id: str
    basis: BasisWish


class Contribute:
    """`duty_16la_from` is the day section 16LA of the Children Act 2004 came into force, if it has."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock, duty_16la_from: date | None) -> None:
        self._work, self._ids, self._clock, self._duty_16la_from = work, ids, clock, duty_16la_from

    async def __call__(self, caller: Caller, wish: ContributionWish) -> Contribution:
        """Raises Invalid naming the field and the rule, Denied, NotFound."""
        caller.must("enquiries:write")
        viewer, now, refers = viewer_of(caller), self._clock.now(), _refers(wish)
        async with self._work() as work:
            enquiry = await sitting(work, viewer, wish.enquiry_id, now)
            await must_speak(work, viewer, enquiry.person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.enquiries.contribution(earlier)
            sort = await class_of(work, viewer, enquiry, refers, wish.object_id, wish.data_class, now)
            own = await work.organisations.get(viewer.organisation_id)
            made = contributed(
                Contribution(
                    id=self._ids.new("ctb"),
                    enquiry_id=enquiry.id,
                    person_id=enquiry.person_id,
                    organisation_id=own.id,
                    data_class=sort,
                    basis=basis_in(wish.basis),
                    text=wish.text.strip(),
                    refers=refers,
                    object_id=wish.object_id,
                    contributed_at=now,
                    contributed_by=viewer.subject,
                ),
                enquiry,
                Circumstances(own.kind, own.nation, frozenset({sort}), enquiry.purpose, day(now), self._duty_16la_from),
            )
            await work.enquiries.contribute(made)
            await work.idempotency.keep(caller, made.id)
            work.tell(
                Contributed(
                    person_id=made.person_id,
                    organisation_id=own.id,
                    by=caller.subject,
                    contribution_id=made.id,
                )
            )
        return made


def _refers(wish: ContributionWish) -> Refers:
    refers = choice(Refers, "refers", wish.refers)
    if bool(wish.object_id) != (refers is not Refers.NOTHING):
        raise Invalid.field("object_id", "names what it refers to, and goes with it")
    return refers
