"""What cases hears: residents' proofs, organisations, and its own events, to send them on. Each effect happens
once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

from kith.cases.v1 import events_pb2 as cases_pb
from kith.directory.v1 import events_pb2 as directory_pb
from kith.identity.v1 import events_pb2 as identity_pb

from chassis.bus import Record
from services.cases.domain.account_link import BadEnd
from services.cases.domain.organisation import Organisation
from services.cases.domain.subscriptions.delivery import Happening
from services.cases.usecases.account_links.end_closed_account import EndClosedAccount
from services.cases.usecases.account_links.propose_account_link import ProposeAccountLink
from services.cases.usecases.account_links.suspend_account_link import SuspendAccountLink
from services.cases.usecases.consents.end_consents_on_mandate import EndConsentsOnMandate
from services.cases.usecases.people.project_organisation import ProjectOrganisation
from services.cases.usecases.subscriptions.fan_out_event import FanOutEvent

IDENTITY, DIRECTORY, OWN = "kith.identity.v1", "kith.directory.v1", "kith.cases.v1"

_FANNED_OUT_AT_ONCE = 20
"""In one unit of work: a few milliseconds in which nobody else writes."""

Handle = Callable[[Sequence[Record]], Awaitable[None]]


def hear_identity(
    propose: ProposeAccountLink, suspend: SuspendAccountLink, end: EndClosedAccount, over: EndConsentsOnMandate
) -> Handle:
    """A proof completed may be somebody agencies know; one that ended badly opens nothing; a closed account is
    nobody's; on authority that is over nothing rests.
    """

    async def handle(records: Sequence[Record]) -> None:
        for record in records:
            event = identity_pb.IdentityEvent.FromString(record.value)
            if event.WhichOneof("event") == "proof_completed":
                await propose(event.id, event.proof_completed.account_id)
            elif event.WhichOneof("event") == "proof_doubted":
                await suspend(event.id, event.proof_doubted.account_id, BadEnd.DOUBTED)
            elif event.WhichOneof("event") == "proof_withdrawn":
                await suspend(event.id, event.proof_withdrawn.account_id, BadEnd.WITHDRAWN)
            elif event.WhichOneof("event") == "account_closed":
                await end(event.id, event.account_closed.account_id)
            elif event.WhichOneof("event") == "mandate_over":
                await over(event.id, event.mandate_over.mandate_id)

    return handle


def hear_directory(project: ProjectOrganisation) -> Handle:
    """Organisations, as they are registered and change."""

    async def handle(records: Sequence[Record]) -> None:
        for record in records:
            event = directory_pb.DirectoryEvent.FromString(record.value)
            if event.WhichOneof("event") == "organisation_changed":
                changed = event.organisation_changed
                await project(
                    event.id, Organisation(changed.organisation_id, changed.name, changed.kind, changed.nation)
                )

    return handle


def hear_own(fan_out: FanOutEvent, courier: asyncio.Event) -> Handle:
    """Our own events, on their way to partners; `courier` is set when there may be something to deliver."""

    async def handle(records: Sequence[Record]) -> None:
        for begin in range(0, len(records), _FANNED_OUT_AT_ONCE):
            some = records[begin : begin + _FANNED_OUT_AT_ONCE]
            events = [(cases_pb.CaseEvent.FromString(record.value), record.headers["type"]) for record in some]
            # An event this version does not know comes from a newer one, which sends it on itself. That a review is
            # overdue is our side's own matter.
            ours = [one for one in events if one[0].WhichOneof("event") not in (None, "emergency_review_overdue")]
            if ours:
                await fan_out(*(_happening(*one) for one in ours))
        courier.set()

    return handle


def _happening(event: cases_pb.CaseEvent, kind: str) -> Happening:
    objects = {
        "case_opened": event.case_opened.case_id,
        "case_closed": event.case_closed.case_id,
        "case_reopened": event.case_reopened.case_id,
        "record_added": event.record_added.record_id,
        "record_corrected": event.record_corrected.record_id,
        "record_erased": event.record_erased.record_id,
        "share_granted": event.share_granted.share_id,
        "share_ended": event.share_ended.share_id,
        "involvement_changed": event.involvement_changed.involvement_id,
        "referral_changed": event.referral_changed.referral_id,
        "emergency_access_opened": event.emergency_access_opened.emergency_access_id,
        "concern_raised": event.concern_raised.concern_id,
        "account_link_changed": event.account_link_changed.link_id,
    }
    return Happening(
        event_id=event.id,
        type=kind,
        person_id=event.person_id,
        organisation_id=event.organisation_id,
        object_id=objects[str(event.WhichOneof("event"))],
        data_class=event.record_added.data_class or event.record_corrected.data_class,
        at=event.at.ToDatetime(UTC),
    )
