"""The gate's rules on a hub's enquiries in SQL (`domain/gate/enquiries.py`)."""

from datetime import date, datetime

from sqlalchemy import and_, false, literal, or_, select

from services.cases.domain.account_link import LinkState
from services.cases.domain.days import day
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import AUDITORS, Viewer, ViewerKind
from services.cases.store.gate.parts import Condition, exists, herself, live, received
from services.cases.store.tables.hubs import contribution, enquiry, enquiry_source, hub_member, hub_seat
from services.cases.store.tables.people import account_link
from services.cases.store.tables.sharing import share


def enquiries_visible(viewer: Viewer, purpose: Purpose | None, now: datetime) -> Condition:
    """On rows of `enquiry`: those that `decide` permits."""
    if viewer.kind is not ViewerKind.WORKER:
        return false()
    return and_(_impartial(viewer), _inside(viewer, purpose, day(now)))


def contributions_visible(viewer: Viewer, purpose: Purpose | None, now: datetime) -> Condition:
    """On rows of `contribution`: those that `decide` permits."""
    if viewer.kind is not ViewerKind.WORKER:
        return false()
    one, today = contribution.c, day(now)
    taken_home = exists(
        share,
        *received(viewer, one.person_id, one.organisation_id),
        share.c.contribution_id == one.id,
        *([share.c.purpose == purpose.value] if purpose else []),
        *live(today),
    )
    theirs = enquiry.c.id == one.enquiry_id
    return exists(enquiry, theirs, _impartial(viewer), or_(_inside(viewer, purpose, today), taken_home))


def seats_of(viewer: Viewer) -> list[Condition]:
    """On rows of `hub_seat`: those the viewer sits on, of an organisation that accepted the terms."""
    member = exists(
        hub_member,
        hub_member.c.hub_id == hub_seat.c.hub_id,
        hub_member.c.organisation_id == hub_seat.c.organisation_id,
        hub_member.c.accepted_at.is_not(None),
    )
    named = and_(hub_seat.c.professional_id != "", hub_seat.c.professional_id == viewer.professional_id)
    in_role = and_(hub_seat.c.professional_id == "", hub_seat.c.role == viewer.role)
    return [
        hub_seat.c.organisation_id == viewer.organisation_id,
        hub_seat.c.ended_at.is_(None),
        or_(named, in_role),
        member,
    ]


def _inside(viewer: Viewer, purpose: Purpose | None, today: date) -> Condition:
    one = enquiry.c
    is_open = and_(one.closed_at.is_(None), one.until >= today)
    fits = [one.purpose == purpose.value] if purpose else []
    seated = and_(is_open, exists(hub_seat, hub_seat.c.hub_id == one.hub_id, *seats_of(viewer)), *fits)
    audits = literal(viewer.role in AUDITORS and purpose is Purpose.AUDIT)
    return or_(seated, and_(~is_open, one.host_id == viewer.organisation_id, one.words != b"", audits))


def _impartial(viewer: Viewer) -> Condition:
    """The enquiry is not about the viewer, and does not name him as a source of harm."""
    himself = select(account_link.c.person_id).where(
        account_link.c.account_id == viewer.subject, account_link.c.state == LinkState.LIVE.value
    )
    source = enquiry_source.c.source_id
    named = exists(
        enquiry_source,
        enquiry_source.c.enquiry_id == enquiry.c.id,
        or_(source == viewer.professional_id, source.in_(himself)),
    )
    return and_(~herself(viewer, enquiry.c.person_id), ~named)
