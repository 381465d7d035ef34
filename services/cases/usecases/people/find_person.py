"""A worker finds somebody she has the identifier, or the full name and date of birth, of."""

from dataclasses import replace
from datetime import date, datetime

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, Refusal, What, decide
from services.cases.domain.looks.events import FindMissed
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth, Found, found
from services.cases.domain.people.matching import KnownAs
from services.cases.domain.people.nhs_number import nhs_number
from services.cases.domain.people.person import Identity, folded
from services.cases.domain.purposes import Purpose, purpose
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.disclose import Disclose


class FindPerson:
    """Confirms exactly one match, for a purpose. Names no agency and no address; never the worker herself.

    Who is known to a shielded service only is found by that service only. A match leaves a disclosure in the log.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._ids, self._clock = work, Disclose(ids, clock), ids, clock

    async def __call__(
        self, caller: Caller, why: str, by: ByIdentifier | ByNameAndBirth, withholding: Withholding | None
    ) -> Found:
        """Raises Invalid without a purpose or with half a name, Denied for anybody but a worker and for oneself."""
        caller.must("people:read")
        viewer, reason = viewer_of(caller), purpose(why)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers can look for people")
        async with self._work() as work:
            outcome = found(await known_by(work, viewer, by, self._clock.now()))
            if outcome.outcome != "match":
                if not _by_own_number(by):
                    await missed(work, viewer, outcome.outcome, self._ids, self._clock.now())
                return outcome
            now = self._clock.now()
            refused = await confirm(work, self._disclose, viewer, outcome.person_id, reason, now, withholding)
            if refused:
                raise refused.problem()
            return outcome


async def missed(work: Work, viewer: Viewer, outcome: str, ids: Ids, now: datetime) -> None:
    """Counted behind the log (`SiftLooks`): who guesses is not told that it is."""
    await work.recent_looks.miss(ids.new("mis"), viewer.organisation_id, viewer.subject, now)
    work.tell(FindMissed(person_id="", organisation_id=viewer.organisation_id, by=viewer.subject, outcome=outcome))


async def confirm(
    work: Work,
    disclose: Disclose,
    viewer: Viewer,
    person_id: str,
    reason: Purpose,
    now: datetime,
    withholding: Withholding | None = None,
) -> Refusal | None:
    """That somebody is known, to a worker who had what it takes to say whom he means: a look; or why not. An account
    that is yet to be confirmed as hers counts as hers.
    """
    people = await work.people.held([person_id])
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    hers = facts.herself or await about_oneself(work, viewer.subject, person_id)
    permit = decide(viewer, Ask(What.PERSON, person_id, purpose=reason), replace(facts, herself=hers))
    if isinstance(permit, Refusal):
        return permit
    because = f"Looked you up by what they already knew of you, for {reason.words}."
    await disclose(
        work,
        viewer,
        people[person_id],
        permit._replace(because=because, purpose=reason),
        what="find",
        holder_id=viewer.organisation_id,
        classes=[DataClass.IDENTITY],
        withholding=withholding,
    )
    return None


async def known_by(work: Work, viewer: Viewer, by: ByIdentifier | ByNameAndBirth, now: datetime) -> list[KnownAs]:
    """Whom a worker of this organisation means, by what she has to say who it is. Raises Invalid."""
    if isinstance(by, ByNameAndBirth):
        return await work.people.named(_full_name(by, day(now)), viewer, now)
    if by.scheme == "local_id":
        return await work.people.local(by.value.strip(), viewer, now)
    number = nhs_number(by.value) if by.scheme == "nhs_number" else None
    if number is None:
        field = "identifier.value" if by.scheme == "nhs_number" else "identifier.scheme"
        raise Invalid.field(field, "must be an NHS number with a correct check digit, or a local_id of yours")
    return await work.people.numbered([number], viewer, now)


def _full_name(by: ByNameAndBirth, today: date) -> Identity:
    for field in ("given_name", "family_name"):
        if not folded(getattr(by, field)):
            raise Invalid.field(f"name_and_birth.{field}", "must be given in full")
    if by.date_of_birth > today:
        raise Invalid.field("name_and_birth.date_of_birth", "must not be in the future")
    return Identity(by.given_name, by.family_name, by.date_of_birth)


def _by_own_number(by: ByIdentifier | ByNameAndBirth) -> bool:
    """A number of her own organisation's that a feed has not brought yet: no guess at whom others know."""
    return isinstance(by, ByIdentifier) and by.scheme == "local_id"
