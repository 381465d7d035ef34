"""A resident proved who she is: is she somebody agencies know?"""

from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.account_link import CONFIDENT, AccountLink, LinkState, Proven
from services.cases.domain.people.events import AccountLinkMoved
from services.cases.domain.people.matching import ManyMatch, Match, Outcome, PotentialMatch, match_proof
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.people import Proofs
from services.cases.ports.work import OpenWork, Work

_WHY_NOT = {PotentialMatch: "only similar", ManyMatch: "more than one fits"}


class ProposeAccountLink:
    """Proposes a link where the proof is of medium confidence or better and exactly one person fits it exactly,
    nobody else having that account; leaves everything else to an officer. Proposes nothing to whoever is linked or
    proposed.
    """

    def __init__(self, work: OpenWork, proofs: Proofs, ids: Ids, clock: Clock) -> None:
        self._work, self._proofs, self._ids, self._clock = work, proofs, ids, clock

    async def __call__(self, event_id: str, account_id: str) -> None:
        proven = await self._proofs.proven(account_id)
        async with self._work() as work:
            if not await work.inbox.first("account-links", event_id):
                return
            if proven is None or proven.confidence not in CONFIDENT:
                return
            await work.people.match_alone()
            earlier = await work.account_links.open_locked(account_id)
            if earlier and earlier.state in (LinkState.PROPOSED, LinkState.LIVE):
                return
            link = await self._link(work, account_id, proven)
            if earlier:
                link = replace(link, id=earlier.id)
                await work.account_links.put(link)
            else:
                await work.account_links.add(link)
            work.tell(
                AccountLinkMoved(
                    person_id=link.person_id, organisation_id="", by=account_id, link_id=link.id, state=link.state
                )
            )

    async def _link(self, work: Work, account_id: str, proven: Proven) -> AccountLink:
        outcome = await self._outcome(work, proven)
        person_id, why = "", _WHY_NOT.get(type(outcome), "nobody fits")
        if isinstance(outcome, Match):
            if await work.account_links.taken(outcome.person_id):
                why = "another account is linked or proposed"
            else:
                person_id, why = outcome.person_id, outcome.rule
        return AccountLink(
            id=self._ids.new("lnk"),
            account_id=account_id,
            proof_id=proven.proof_id,
            person_id=person_id,
            state=LinkState.PROPOSED if person_id else LinkState.OFFICER,
            why=why,
            proposed_at=self._clock.now(),
        )

    async def _outcome(self, work: Work, proven: Proven) -> Outcome:
        # For no agency in particular: what shielded services know takes no part.
        nobody, now = Viewer(ViewerKind.NOBODY, ""), self._clock.now()
        candidates = await work.people.named(proven.identity, nobody, now)
        if proven.identity.nhs_number:
            candidates += await work.people.numbered([proven.identity.nhs_number], nobody, now)
        return match_proof(proven.identity, candidates)
