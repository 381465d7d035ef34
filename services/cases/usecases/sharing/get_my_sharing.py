"""A resident sees what is shared about her, on which basis, and her consents; who acts for her, what the gate lets
him.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.consents.consent import Consent
from services.cases.domain.gate.disclosure import of_consent, of_share
from services.cases.domain.sharing.share import Standing
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted


@dataclass(frozen=True, slots=True)
class MySharing:
    """Newest first; ended ones too."""

    consents: Sequence[Consent] = ()
    shares: Sequence[Standing] = ()


class GetMySharing:
    """All of it that is safe to show; nothing while her account is linked to nobody. To who acts for her without the
    words that somebody wrote about a share: others may be named in them. That look is on her page.
    """

    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller) -> MySharing:
        viewer = viewer_of(caller)
        caller.must("acting:read" if viewer.kind is ViewerKind.PROXY else "me:read")
        if viewer.kind not in (ViewerKind.RESIDENT, ViewerKind.PROXY):
            return MySharing()
        async with self._work() as work:
            person_id = await work.account_links.person_of(viewer.subject)
            if person_id is None:
                return MySharing()
            person = (await work.people.held([person_id]))[person_id]
            consents = tuple(await work.consents.shown(viewer, person_id))
            shares = tuple(standing.seen_by("") for standing in await work.shares.shown(viewer, person_id))
            known = {each.id for each in consents}
            found = MySharing(tuple(each.told(known) for each in consents), shares)
            asks = [*map(of_consent, found.consents), *(of_share(standing.share) for standing in found.shares)]
            leaving = permitted(viewer, asks, await work.gate.facts(viewer, [person_id], self._clock.now()))
            if viewer.kind is ViewerKind.RESIDENT or not leaving:
                return found
            classes = {word for ask in asks for word in ask.classes}
            permit = leaving[0].permit
            await self._disclose(work, viewer, person, permit, what="sharing", holder_id="", classes=classes)
        return MySharing(found.consents, tuple(map(_without_words, found.shares)))


def _without_words(standing: Standing) -> Standing:
    basis = replace(standing.share.basis, reason="", not_informed_reason="")
    return replace(standing, share=replace(standing.share, basis=basis))
