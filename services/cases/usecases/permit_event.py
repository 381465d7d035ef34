"""Whether a partner may hear of an event now: the same decision as if it read what the event is about."""

from datetime import datetime

from chassis.errors import NotFound
from services.cases.domain.days import day
from services.cases.domain.delivery import Delivery
from services.cases.domain.disclosure import ABSENT, Ask, Permit, Refusal, What, decide
from services.cases.domain.share import Ended
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work
from services.cases.usecases.get_case import asking
from services.cases.usecases.permit_record import reading


async def permit_event(work: Work, viewer: Viewer, delivery: Delivery, now: datetime) -> Permit | Refusal:
    """Decided on facts read in this unit of work; hold the person first."""
    try:
        if delivery.type in ("share.granted", "share.ended"):
            return await _share(work, viewer, delivery, now)
        ask = await _ask(work, viewer, delivery)
    except NotFound:
        return ABSENT  # erased since
    facts = (await work.gate.facts(viewer, [delivery.person_id], now))[delivery.person_id]
    return decide(viewer, ask, facts)


async def _ask(work: Work, viewer: Viewer, delivery: Delivery) -> Ask:
    person_id = delivery.person_id
    if delivery.type in ("case.record.added", "case.record.corrected"):
        return reading(await work.records.get(delivery.object_id), None)
    if delivery.type == "case.opened":
        return asking(await work.cases.get(delivery.object_id))
    if delivery.type == "involvement.changed":
        one = await work.involvements.get(delivery.object_id, viewer.organisation_id)
        return Ask(
            What.INVOLVEMENT,
            person_id,
            holder_id=one.organisation_id,
            object_id=one.id,
            shielded=one.shielded,
            confirmed=one.confirmed,
            professional_id=one.professional_id,
        )
    # Emergency access was opened to what the partner's own organisation holds.
    return Ask(What.CASE, person_id, holder_id=viewer.organisation_id)


async def _share(work: Work, viewer: Viewer, delivery: Delivery, now: datetime) -> Permit | Refusal:
    """That a share was granted is for its recipients while it is live; that it ended, once it has."""
    standing = next((s for s in await work.shares.of(delivery.person_id) if s.share.id == delivery.object_id), None)
    if standing is None or viewer.organisation_id not in standing.share.to_organisation_ids:
        return ABSENT
    share, ended = standing.share, standing.ended(day(now))
    if delivery.type == "share.ended":
        if ended is Ended.NOT:
            return Refusal("share-live")
        # What she was not told of, she does not hear of by its end.
        return Permit(
            basis="recipient",
            because="It received this share, which has ended.",
            share_id=share.id,
            valid_until=standing.valid_until,
            withheld=not share.basis.informed,
        )
    if ended is not Ended.NOT:
        return Refusal(f"share-{ended}")
    return Permit(
        basis=share.basis.kind,
        because=f"Shared on {share.basis.kind.words}, for {share.purpose.words}.",
        purpose=share.purpose,
        share_id=share.id,
        consent_id=share.basis.consent_id,
        valid_until=standing.valid_until,
        withheld=not share.basis.informed,
    )
