"""What waits at the desk, counted by the conditions that the lists go by."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.account_link import LinkState
from services.cases.domain.desk import MOST_COUNTED, Queue, Waiting
from services.cases.domain.escalation import Escalation
from services.cases.domain.private_messages.private_message import WAITS
from services.cases.domain.viewer import Viewer
from services.cases.store import account_links, concerns, emergencies, feeds, objections, private_messages, referrals
from services.cases.store.access import requests as access_requests
from services.cases.store.audit import withholdings
from services.cases.store.contacts import messages
from services.cases.store.gate.parts import whose
from services.cases.store.hubs import enquiries
from services.cases.store.looks import reviews as look_reviews
from services.cases.store.networks import invitations
from services.cases.store.people import possible_links
from services.cases.store.retention import recalls
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.looks import look_review
from services.cases.store.tables.referrals import referral

_LISTED: dict[Queue, Callable[[Viewer, datetime], Select[Any]]] = {
    Queue.CONCERNS: concerns.open_at_the_door,
    Queue.REFERRALS: lambda viewer, _: _to_answer(viewer),
    Queue.LINKS: lambda viewer, _: account_links.of_agency(viewer, [LinkState.PROPOSED], officers=False),
    Queue.POSSIBLE_LINKS: lambda viewer, _: possible_links.WAITING,
    Queue.REVIEWS: lambda viewer, _: emergencies.to_review(viewer),
    Queue.LOOKS: lambda viewer, _: look_reviews.to_judge(viewer),
    Queue.RELEASES: enquiries.to_decide,
    Queue.INVITATIONS: lambda viewer, _: invitations.WAITING,
    Queue.MESSAGES: lambda viewer, _: messages.to_give(viewer),
    Queue.ROLLS: lambda viewer, _: feeds.ROLLS_HELD,
    Queue.PRIVATE_MESSAGES: private_messages.to_handle,
    Queue.OBJECTIONS: lambda viewer, _: objections.to_answer(viewer),
    Queue.COPIES: lambda viewer, _: access_requests.to_answer(viewer),
    Queue.WITHHELD: withholdings.to_review,
    Queue.MISREAD_LOOKS: lambda viewer, _: recalls.OF_LOOKER,
    Queue.RECALLS: lambda viewer, _: recalls.to_hear(viewer),
}
_URGENT: dict[Queue, ColumnElement[bool]] = {
    Queue.CONCERNS: concern.c.acknowledged_at.is_(None),
    Queue.REFERRALS: referral.c.escalated != Escalation.NONE.value,
    Queue.LOOKS: look_review.c.escalated != Escalation.NONE.value,
}


class SqlDesk:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def waiting(self, viewer: Viewer, queue: Queue, himself: str, now: datetime) -> Waiting:
        urgent = case((_URGENT.get(queue, false()), 1), else_=0).label("urgent")
        listed = _LISTED[queue](viewer, now).with_only_columns(urgent, maintain_column_froms=True)
        some = listed.order_by(None).limit(MOST_COUNTED + 1).subquery()
        counted = select(func.count(), func.coalesce(func.sum(some.c.urgent), 0)).select_from(some)
        on = {**whose(viewer, now), "account": viewer.subject, "now": now, "since": now - WAITS, "himself": himself}
        row = (await self._tx.execute(counted, on)).one()
        return Waiting(int(row[0]), int(row[1]))


def _to_answer(viewer: Viewer) -> Select[Any]:
    """The duty desk and managers answer; a guardian or data protection officer has what was taken to them."""
    taken = [each.value for each in Escalation if each.word and each.word == viewer.role]
    found = referrals.to_answer(viewer)
    return found.where(referral.c.escalated.in_(taken)) if taken else found
