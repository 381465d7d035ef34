"""Lists of cases: each page is read from indexes in its order, however many cases there are.

`case_recipient` says to which organisations a case may be shown on a share. It only helps to find: whoever is not named
in it is shown nothing on a share, and of those who are, the gate decides.
"""

from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Instant
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.casework import Page, Place
from services.cases.store.gate.conditions import cases_visible
from services.cases.store.gate.parts import ANY_COLLEAGUE, NOW, whose
from services.cases.store.paging import after
from services.cases.store.tables.casework import case, case_recipient
from services.cases.store.tables.sharing import emergency, share, share_recipient

_ACCOUNT, _ORGANISATION = bindparam("account", type_=String), bindparam("organisation", type_=String)
_MOST = bindparam("most", type_=Integer)


def asked(viewer: Viewer, person_id: str, now: datetime, page: Page) -> dict[str, Any]:
    """What to give with the statements."""
    given = {"account": viewer.subject, "now": now, "most": page.limit, **whose(viewer, now)}
    if person_id:
        given["person"] = person_id
    if page.after:
        given |= {"place_at": page.after.at, "place_id": page.after.id}
    return given


@cache
def listed(kind: ViewerKind, purpose: Purpose | None, *, of_person: bool, placed: bool) -> Select[Any]:
    """The newest that a viewer of this kind may see, of one person or of all; after a place, or from the first."""
    found = _found(kind, purpose, of_person=of_person, placed=placed)
    return select(found).order_by(found.c.opened_at.desc(), found.c.id.desc()).limit(_MOST)


@cache
def counted(kind: ViewerKind, purpose: Purpose | None, *, of_person: bool) -> Select[int]:
    """How many those are, up to so many."""
    some = select(_found(kind, purpose, of_person=of_person, placed=False).c.id).limit(_MOST).subquery()
    return select(func.count()).select_from(some)


def _found(kind: ViewerKind, purpose: Purpose | None, *, of_person: bool, placed: bool) -> Subquery:
    """Each branch reads one index in order and stops when it has enough; the gate decides on every row of each."""
    anyone = Viewer(kind, cast("str", _ACCOUNT), cast("str", _ORGANISATION))
    visible = cases_visible(anyone, purpose, NOW, ANY_COLLEAGUE)
    place = Place(cast("datetime", bindparam("place_at", type_=Instant)), cast("str", bindparam("place_id")))

    def branch(rows: Select[Any], at: Any, id_: Any) -> Select[Any]:
        behind = after(at, id_, place) if placed else true()
        newest = rows.where(visible, behind).order_by(at.desc(), id_.desc()).limit(_MOST)
        return select(newest.subquery())

    cases, recipients = case.c, case_recipient.c
    if of_person:
        return branch(select(case).where(cases.person_id == bindparam("person")), cases.opened_at, cases.id).subquery()
    # Each case once: what one branch finds, for whatever reason the gate lets it, the next leaves out.
    elsewhere = cases.organisation_id != _ORGANISATION
    named = exists().where(recipients.organisation_id == _ORGANISATION, recipients.case_id == cases.id)
    opened = select(emergency.c.person_id).where(emergency.c.opened_by == _ACCOUNT, emergency.c.ends_at > NOW)
    received = select(case).join(case_recipient, recipients.case_id == cases.id)
    return union_all(
        branch(select(case).where(cases.organisation_id == _ORGANISATION), cases.opened_at, cases.id),
        branch(
            received.where(recipients.organisation_id == _ORGANISATION, elsewhere),
            recipients.opened_at,
            recipients.case_id,
        ),
        branch(select(case).where(cases.person_id.in_(opened), elsewhere, ~named), cases.opened_at, cases.id),
    ).subquery()


RECIPIENT = ["organisation_id", "opened_at", "case_id"]
ON_SHARES = (
    select(share_recipient.c.organisation_id, case.c.opened_at, case.c.id)
    .select_from(case)
    .join(share, (share.c.person_id == case.c.person_id) & (share.c.from_organisation_id == case.c.organisation_id))
    .join(share_recipient, share_recipient.c.share_id == share.c.id)
    .where(
        ~case.c.private,
        or_(share.c.case_id == "", share.c.case_id == case.c.id),
        share.c.involvement_id == "",
        share.c.contribution_id == "",
        share.c.ended == Ended.NOT.value,
    )
    .distinct()
)
"""What `case_recipient` holds."""
_HERS = case.c.person_id == bindparam("person"), case.c.organisation_id == bindparam("holder")
_FORGET = delete(case_recipient).where(case_recipient.c.case_id.in_(select(case.c.id).where(*_HERS)))
_LIST = insert(case_recipient).from_select(RECIPIENT, ON_SHARES.where(*_HERS))
_LIST_ONE = insert(case_recipient).from_select(RECIPIENT, ON_SHARES.where(case.c.id == bindparam("which")))


async def relist(tx: AsyncConnection, person_id: str, holder_id: str) -> None:
    """After a share of this organisation about the person came, or ended; the person is locked."""
    which = {"person": person_id, "holder": holder_id}
    await tx.execute(_FORGET, which)
    await tx.execute(_LIST, which)


async def list_new(tx: AsyncConnection, case_id: str) -> None:
    """After a case came; its person is locked."""
    await tx.execute(_LIST_ONE, {"which": case_id})
