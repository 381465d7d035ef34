"""A manager, guardian or DPO proposes an agreement, and accepts it for the own organisation by that."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.days import last_day
from services.cases.domain.events import AgreementProposed
from services.cases.domain.purposes import purpose
from services.cases.domain.sharing.agreement import LONGEST, Agreement, proposed
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class AgreementWish:
    """As it came: words and a day (YYYY-MM-DD)."""

    title: str
    parties: Collection[str]
    purposes: Collection[str]
    data_classes: Collection[str]
    expires_on: str


class ProposeAgreement:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: AgreementWish) -> Agreement:
        """Raises Invalid naming what is wrong."""
        caller.must("agreements:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers propose agreements")
        async with self._work() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.agreements.get(earlier)
            agreement = Agreement(
                id=self._ids.new("agr"),
                title=wish.title.strip(),
                parties=frozenset(wish.parties),
                accepted_by=frozenset(),
                purposes=frozenset(purpose(word, "purposes") for word in wish.purposes),
                data_classes=data_classes("data_classes", wish.data_classes),
                expires_on=last_day("expires_on", wish.expires_on, now, LONGEST),
            )
            agreement = proposed(agreement, viewer.organisation_id)
            if unknown := agreement.parties - (await work.organisations.known(agreement.parties)).keys():
                raise Invalid.field("parties", f"there is no organisation {min(unknown)}")
            await work.agreements.add(agreement)
            await work.agreements.accept(agreement.id, viewer.organisation_id, caller.subject, now)
            await work.idempotency.keep(caller, agreement.id)
            work.tell(
                AgreementProposed(
                    person_id="",
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    agreement_id=agreement.id,
                )
            )
        return agreement
