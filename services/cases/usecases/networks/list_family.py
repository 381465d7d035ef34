"""Who belongs to a person, to a worker whose organisation works with her and with them."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.networks.family import Relative
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import Leaving, permitted, permitted_or_raise


class ListFamily:
    """Filtered in the database by the networks that are open to the organisation; each is decided again before anything
    leaves. The look is a disclosure about her and about each who is shown.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, person_id: str, why: str) -> Sequence[Relative]:
        """Those that last, in the order of names. Raises Invalid without a purpose, Denied for oneself, NotFound."""
        caller.must("people:read")
        viewer, reason, now = viewer_of(caller), purpose(why), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise NotFound("there is nothing here that you may see")
        async with self._work() as work:
            links = [link.seen_from(person_id) for link in await work.family.around(viewer, person_id, now)]
            links = [link for link in links if link.until is None or link.until >= day(now)]
            people = await work.people.held([person_id, *(link.other_id for link in links)])
            names = await work.people.shown_as_each(people, viewer, now)
            # Whom only a shielded service has an entry of, or nobody any more, is nobody to others.
            if person_id not in names:
                raise NotFound("there is nothing here that you may see")
            links = [link for link in links if link.other_id in names]
            ids = [person_id, *(link.other_id for link in links)]
            facts = await work.gate.facts(viewer, ids, now)
            permitted_or_raise(viewer, Ask(What.NETWORK, person_id, purpose=reason), facts[person_id])
            asks = [
                Ask(What.NETWORK, each, holder_id=viewer.organisation_id, purpose=reason) for each in dict.fromkeys(ids)
            ]
            because = f"Looked at family and household, for {reason.words}."
            leaving = [
                Leaving(
                    one.person_id,
                    one.holder_id,
                    one.permit._replace(because=because, purpose=reason),
                    {DataClass.IDENTITY, DataClass.FAMILY},
                )
                for one in permitted(viewer, asks, facts)
            ]
            await self._disclose.page(work, viewer, people, leaving, "family")
        own = viewer.organisation_id
        shown = [
            Relative(link, who.given_name, who.family_name, who.date_of_birth, link.organisation_id == own)
            for link in links
            for who in [names[link.other_id]]
        ]
        return sorted(shown, key=lambda one: (one.family_name, one.given_name, one.link.other_id, one.link.kin))
