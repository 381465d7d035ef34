"""A worker's round begins with her first look: what was there before is no change."""

from services.cases.domain.rounds.events import RoundSet
from services.cases.domain.rounds.round import Round
from services.cases.ports.work import Work


async def begin_round(work: Work, hers: Round) -> None:
    await work.rounds.add(hers)
    work.tell(RoundSet(person_id="", organisation_id=hers.organisation_id, by=hers.account_id, teams="", daily="yes"))
