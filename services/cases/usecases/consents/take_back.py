"""A consent ends before its day: a new epoch, its shares over, their recipients told, a receipt for her."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.ids import Ids
from services.cases.domain.consents.consent import Consent, ConsentState, Way, Withdrawal
from services.cases.domain.consents.consent_record import ConsentEvent, EventType
from services.cases.domain.consents.receipt import discreet, spoken_of
from services.cases.domain.contacts.message import receipt_by_hand
from services.cases.domain.events import ConsentWithdrawn
from services.cases.domain.people.person import Person
from services.cases.domain.referrals.events import share_ended
from services.cases.domain.sharing.share import Ended, Share
from services.cases.ports.work import Work

_KEPT = "kept for her at the counter of the organisation that took it back; sent nowhere that is not safe"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How it came about, who did it, for which organisation; empty for nobody's."""

    how: Withdrawal
    by: str
    organisation_id: str


async def take_back(
    work: Work, person: Person, consent: Consent, act: TakenBack, ids: Ids, now: datetime
) -> tuple[Consent, Sequence[Share]]:
    """The consent as it is then, and the shares that rested on it. The person is locked by this unit of work."""
    person = person.withdrawing(now)
    consent = consent.withdrawn(now, person.epoch)
    await work.people.put(person)
    await work.consents.put(consent)
    receipt = await _receipt_by(work, consent, act.how.way)
    if receipt == _KEPT:
        holder = act.organisation_id or consent.from_organisation_id
        await work.messages.add(receipt_by_hand(ids.new("msg"), consent, holder, now))
    await work.consent_records.append(
        consent,
        ConsentEvent(
            type=EventType.WITHDRAWN,
            at=now,
            actor=act.by,
            state=ConsentState.WITHDRAWN,
            method=act.how.way,
            evidence=act.how.evidence,
            receipt=receipt,
        ),
    )
    shares = await work.shares.resting_on(consent.id)
    await work.messages.call_off(consent.id)
    for share in shares:
        await work.shares.put(share.over(Ended.WITHDRAWN, now))
        work.tell(share_ended(share, act.by, Ended.WITHDRAWN))
    work.tell(
        ConsentWithdrawn(
            person_id=person.id,
            organisation_id=act.organisation_id,
            by=act.by,
            consent_id=consent.id,
            epoch=str(person.epoch),
        )
    )
    await work.deliveries.hasten(person.id, now)
    return consent, shares


async def _receipt_by(work: Work, consent: Consent, way: Way) -> str:
    """How she gets hers: on her own page where that is safe, else by hand. All who may read the record read the same,
    whatever is recorded of how she may be reached.
    """
    if way is Way.ONLINE:
        return "shown to her at once"
    account = await work.account_links.account_of(consent.person_id)
    hidden = spoken_of(consent, discreet(await work.involvements.of_person(consent.person_id)))
    return _KEPT if account is None or hidden else "on her account page"
