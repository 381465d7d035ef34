"""Whether a partner may hear of an event now: the same decision as if it read what the event is about."""

from datetime import date, datetime

from chassis.errors import NotFound
from services.cases.domain.days import day, end_of
from services.cases.domain.gate.disclosure import (
    ABSENT,
    Ask,
    Facts,
    Permit,
    Refusal,
    What,
    decide,
    of_concern,
    of_involvement,
    of_share,
    resting_on,
)
from services.cases.domain.retention.recall import Recall
from services.cases.domain.sharing.share import Ended, Standing
from services.cases.domain.subscriptions.delivery import Delivery
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.casework.permit_record import reading

RECEIVED = "recipient"
"""The basis of what is said by its handle alone, to who received it and may have no basis for more."""
_OF_SHARES = ("share.granted", "share.ended")
_RECALLS = ("case.record.corrected", "case.record.erased")


async def permit_event(work: Work, viewer: Viewer, delivery: Delivery, now: datetime) -> Permit | Refusal:
    """Decided on facts read in this unit of work; hold the person first."""
    facts = (await work.gate.facts(viewer, [delivery.person_id], now))[delivery.person_id]
    try:
        if delivery.type in _OF_SHARES:
            return await _share(work, viewer, delivery, facts)
        if delivery.type == "referral.changed":
            return await _referral(work, viewer, delivery, facts)
        permit = decide(viewer, await _ask(work, viewer, delivery, day(now)), facts)
    except NotFound:
        permit = ABSENT  # erased since
    if isinstance(permit, Refusal) and delivery.type in _RECALLS:
        recall = await work.recalls.find(delivery.object_id, viewer.organisation_id)
        # A correction may have been followed by the erasure, which is told by itself.
        if recall and delivery.type == f"case.record.{recall.what}":
            return _received(recall)
    return permit


async def _ask(work: Work, viewer: Viewer, delivery: Delivery, today: date) -> Ask:
    person_id = delivery.person_id
    if delivery.type in ("case.record.added", *_RECALLS):
        return reading(await work.records.get(delivery.object_id), None)
    if delivery.type in ("case.opened", "case.closed", "case.reopened"):
        return asking(await work.cases.get(delivery.object_id))
    if delivery.type == "concern.raised":
        return of_concern(await work.concerns.get(delivery.object_id))
    if delivery.type == "involvement.changed":
        one = await work.involvements.get(delivery.object_id, viewer.organisation_id)
        return of_involvement(one, kept_by_its_feed=await work.feeds.keeps_from_others(one.id, today))
    if delivery.type == "account-link.changed":
        return Ask(What.NETWORK, person_id)
    # Emergency access was opened to what the partner's own organisation holds.
    return Ask(What.CASE, person_id, holder_id=viewer.organisation_id)


async def _share(work: Work, viewer: Viewer, delivery: Delivery, facts: Facts) -> Permit | Refusal:
    """Who is told that there is a share hears that it was granted while it is live; that it ended, once it has."""
    standing = next((s for s in await work.shares.of(delivery.person_id) if s.share.id == delivery.object_id), None)
    told = decide(viewer, of_share(standing.share), facts) if standing else ABSENT
    if standing is None or isinstance(told, Refusal):
        return ABSENT
    ended = standing.ended(day(facts.now))
    if delivery.type == "share.granted":
        return resting_on(standing) if ended is Ended.NOT else Refusal(f"share-{ended}")
    if ended is Ended.NOT:
        return Refusal("share-live")
    return _ended(standing, "It received this share, which has ended.")


def _ended(standing: Standing, because: str) -> Permit:
    """What she was not told of, she does not hear of by its end."""
    return Permit(
        basis=RECEIVED,
        because=because,
        share_id=standing.share.id,
        valid_until=standing.valid_until,
        withheld=not standing.share.basis.informed,
    )


async def _referral(work: Work, viewer: Viewer, delivery: Delivery, facts: Facts) -> Permit | Refusal:
    """Who asked hears how it stands, as of its own work; who was asked, by what goes with it, and its end as well."""
    referral = await work.referrals.get(delivery.object_id)
    if viewer.organisation_id == referral.from_organisation_id:
        return decide(viewer, Ask(What.CASE, referral.person_id, holder_id=viewer.organisation_id), facts)
    standing = await work.shares.standing(referral.share_id)
    if isinstance(told := decide(viewer, of_share(standing.share), facts), Refusal):
        return told
    if standing.ended(day(facts.now)) is Ended.NOT:
        return resting_on(standing)
    return _ended(standing, "It received this referral, and what went with it has ended.")


def _received(recall: Recall) -> Permit:
    """UK GDPR Article 19, whatever became of the share. Where she is not to learn of the look, nor of this."""
    return Permit(
        basis=RECEIVED,
        because=f"It received a record that was {recall.what} since, and is told that (UK GDPR Article 19).",
        valid_until=end_of(recall.kept_until) if recall.kept_until else None,
        withheld=recall.kept_until is not None,
    )
