"""A resident sees what is shared about her, on which basis, and her consents."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.consent import Consent
from services.cases.domain.receipt import discreet, showable, spoken_of
from services.cases.domain.share import Standing
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class MySharing:
    """Newest first; ended ones too."""

    consents: Sequence[Consent] = ()
    shares: Sequence[Standing] = ()


class GetMySharing:
    """All of it that is safe to show; nothing while her account is linked to nobody."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> MySharing:
        caller.must("me:read")
        if viewer_of(caller).kind is not ViewerKind.RESIDENT:
            return MySharing()
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            if person_id is None:
                return MySharing()
            hidden = discreet(await work.involvements.of_person(person_id))
            consents = [c for c in await work.consents.of(person_id) if not spoken_of(c, hidden)]
            shares = showable(await work.shares.of(person_id), hidden)
            return MySharing(consents, [standing.seen_by("") for standing in shares])
