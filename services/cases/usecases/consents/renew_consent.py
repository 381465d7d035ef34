"""A new consent takes the place of one that she gave before: part of giving it, in the same transaction."""

from datetime import date

from chassis.errors import Invalid
from chassis.tokens import Caller
from services.cases.domain.consents.consent import Consent, ConsentState, renews
from services.cases.domain.consents.consent_record import ConsentEvent, EventType
from services.cases.domain.events import ConsentRenewed, ShareCarried
from services.cases.domain.people.person import Person
from services.cases.domain.referrals.events import share_ended
from services.cases.domain.sharing.share import Ended, goes_on
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work


async def to_renew(work: Work, viewer: Viewer, consent_id: str, new: Consent, today: date) -> Consent:
    """The consent to renew: one that her page shows her, or that names the worker's organisation. Raises Invalid."""
    if viewer.kind is ViewerKind.RESIDENT:
        known = await work.consents.shown(viewer, new.person_id)
    else:
        known = [each for each in await work.consents.of(new.person_id) if each.names(viewer.organisation_id)]
    old = next((each for each in known if each.id == consent_id and renews(new, each)), None)
    if old is None:
        raise Invalid.field("renews", "names no consent to this, from this organisation, for this purpose")
    if (state := old.state(today)) is not ConsentState.GIVEN:
        raise Invalid.field("renews", f"this consent is {state}")
    return old


async def renew(work: Work, caller: Caller, viewer: Viewer, person: Person, old: Consent, new: Consent) -> None:
    """The old one ends as the new begins, under the person's lock, which this unit of work holds. What rests on it goes
    on under the new, until the day it had or the new one's last, where that covers it; else it ends.
    """
    person = person.withdrawing(new.given_at)
    await work.people.put(person)
    await work.consents.put(old.renewed(new, person.epoch))
    renewed = ConsentEvent(EventType.RENEWED, new.given_at, caller.actor, ConsentState.RENEWED, new.method)
    await work.consent_records.append(old, renewed)
    for share in await work.shares.resting_on(old.id):
        whose = {"person_id": person.id, "organisation_id": share.from_organisation_id, "by": caller.actor}
        if goes_on(share, new):
            await work.shares.rest_on(share, new)
            work.tell(ShareCarried(**whose, share_id=share.id, consent_id=new.id))
        else:
            await work.shares.put(share.over(Ended.WITHDRAWN, new.given_at))
            work.tell(share_ended(share, caller.actor, Ended.WITHDRAWN))
    await work.messages.call_off(old.id)
    await work.deliveries.hasten(person.id, new.given_at)
    work.tell(
        ConsentRenewed(
            person_id=person.id,
            organisation_id=viewer.organisation_id,
            by=caller.actor,
            consent_id=old.id,
            renewed_by=new.id,
            epoch=str(person.epoch),
        )
    )
