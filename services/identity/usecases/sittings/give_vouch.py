"""A professional vouches for somebody who sits with an officer."""

from dataclasses import dataclass
from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid, NotFound, TooMany
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.proofs.proof import Claims
from services.identity.domain.sittings.sitting import not_oneself, plain_name
from services.identity.domain.sittings.vouch import MOST_A_YEAR, YEAR, Vouch, check_vouch
from services.identity.ports import OpenWork


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the voucher says, in their own words and as they know the person."""

    given_name: str
    family_name: str
    born_on: date
    known_as: str
    known_since: date
    related: bool
    same_address: bool


class GiveVouch:
    """Signed in as themselves, in a context whose professional the directory knows; never the officer."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, caller: Caller, sitting_id: str, said: Declaration) -> Vouch:
        """Raises NotFound once the sitting is over, Invalid, Denied, Conflict for a second time, TooMany."""
        caller.must("vouches:write")
        professional, now = caller.claim("pro"), self._clock.now()
        if not professional:
            raise Denied("only professionals whom the directory knows may vouch", code="not-in-directory")
        check_vouch(
            said.known_as, said.known_since, related=said.related, same_address=said.same_address, today=now.date()
        )
        async with self._write() as work:
            sitting, claims = await work.sittings.locked(sitting_id)
            if not sitting.live(now):
                raise NotFound("there is no such sitting")
            if caller.subject == sitting.officer_id:
                raise Denied("an officer does not vouch for whom they check", code="own-sitting")
            if not _same_person(said, claims):
                raise Invalid.field("family_name", "these are not the details that the officer was given")
            same_surname = not_oneself(caller.claim("name"), claims.given_name, claims.family_name)
            if any(each.professional_id == professional for each in await work.vouches.of(sitting_id)):
                raise Conflict("you have vouched already", code="vouched-already")
            if await work.vouches.given_by(professional, now - YEAR) >= MOST_A_YEAR:
                raise TooMany(f"nobody vouches for more than {MOST_A_YEAR} people in a year", retry_after=86_400)
            vouch = Vouch(
                id=self._ids.new("vch"),
                sitting_id=sitting_id,
                account_id=sitting.account_id,
                voucher_id=caller.subject,
                professional_id=professional,
                organisation_id=caller.claim("org"),
                known_as=said.known_as.strip(),
                known_since=said.known_since,
                same_surname=same_surname,
                given_at=now,
            )
            await work.vouches.add(vouch)
            facts = {"vouch_id": vouch.id, "sitting_id": sitting_id, "professional_id": professional}
            work.tell(Event("vouch.given", sitting.account_id, facts), by=caller.subject)
            return vouch


def _same_person(said: Declaration, claims: Claims) -> bool:
    names = (said.given_name, claims.given_name), (said.family_name, claims.family_name)
    return said.born_on == claims.date_of_birth and all(plain_name(one) == plain_name(other) for one, other in names)
