"""Finds the organisation and team that rows name, and makes what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.ids import Ids
from services.directory.domain.area import nation
from services.directory.domain.column import BadColumn
from services.directory.domain.employer import Employer, choose
from services.directory.domain.events import OrganisationChanged
from services.directory.domain.feed import Feed
from services.directory.domain.folding import key
from services.directory.domain.ids import OrganisationId, TeamId
from services.directory.domain.organisation import Organisation, OrganisationFacts, Team
from services.directory.ports import Work


@dataclass(frozen=True, slots=True)
class Place:
    organisation: OrganisationId
    team: TeamId | None


class PlaceEmployers:
    """One step of an import, within its unit of work."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids

    async def __call__(self, work: Work, feed: Feed, employers: Sequence[Employer], by: str) -> list[Place | BadColumn]:
        """For each employer the organisation and team, or why there can be none. What is made, `by` made."""
        organisations = await self._organisations(work, feed, employers, by)
        placed = [each for each in organisations if isinstance(each, Organisation)]
        teams = {(team.organisation, team.key): team.id for team in await work.teams.of({each.id for each in placed})}
        missing, places = list[Team](), list[Place | BadColumn]()
        for employer, organisation in zip(employers, organisations, strict=True):
            if isinstance(organisation, BadColumn):
                places.append(organisation)
                continue
            team = organisation.id, key(employer.team)
            if team[1] and team not in teams:
                missing.append(Team(TeamId(self._ids.new("tea")), organisation.id, employer.team))
                teams[team] = missing[-1].id
            places.append(Place(organisation.id, teams.get(team)))
        await work.teams.add(missing)
        return places

    async def _organisations(
        self, work: Work, feed: Feed, employers: Sequence[Employer], by: str
    ) -> list[Organisation | BadColumn]:
        if feed.owner:
            return [feed.owner for _ in employers]
        known: dict[str, list[Organisation]] = {employer.key: [] for employer in employers}
        for organisation in await work.organisations.named(known):
            known[organisation.facts.key].append(organisation)
        missing, chosen = list[Organisation](), list[Organisation | BadColumn]()
        for employer in employers:
            try:
                found = choose(employer, known[employer.key])
                if found is None:
                    found = self._made(employer)
                    missing.append(found)
                    known[employer.key].append(found)
                chosen.append(found)
            except BadColumn as bad:
                chosen.append(bad)
        await work.organisations.add(missing)
        for organisation in missing:
            work.tell(OrganisationChanged(organisation), by)
        return chosen

    def _made(self, employer: Employer) -> Organisation:
        facts = OrganisationFacts(
            name=employer.name,
            kind=employer.kind,
            identifier="",
            area=employer.area,
            nation=nation("area_gss", "", employer.area),
        )
        return Organisation(OrganisationId(self._ids.new("org")), facts, updated_at=self._clock.now())
