"""One unit of work: all of it happens, or none."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chassis.tokens import Caller
from services.cases.domain.events import Act
from services.cases.ports.access import AccessAnswers, AccessRequests, HeldItems
from services.cases.ports.casework import Cases, Gate, Objections, Records
from services.cases.ports.concerns import Concerns
from services.cases.ports.contacts import Messages, SafeContacts
from services.cases.ports.desk import Desk
from services.cases.ports.disclosures import Disclosures, Withholdings
from services.cases.ports.documents import Documents
from services.cases.ports.events import Aliases, Audience, Deliveries, Subscriptions
from services.cases.ports.feeds import Feeds, Rolls
from services.cases.ports.hubs import Enquiries, Hubs
from services.cases.ports.keeping import Erasures, Holdings, LegalHolds, Recalls
from services.cases.ports.looks import LookReviews, RecentLooks, Ties
from services.cases.ports.networks import Covers, Family, Invitations
from services.cases.ports.people import (
    AccountLinks,
    Confidences,
    Involvements,
    Networks,
    Organisations,
    People,
    PossibleLinks,
)
from services.cases.ports.private_messages import PrivateMessages
from services.cases.ports.referrals import Referrals
from services.cases.ports.rounds import Rounds
from services.cases.ports.sharing import (
    Agreements,
    ConsentRecords,
    Consents,
    Deaths,
    DecisionsNotToShare,
    EmergencyAccesses,
    Shares,
)
from services.cases.ports.witnesses import Witnesses


class Idempotency(Protocol):
    async def earlier(self, caller: Caller) -> str | None:
        """The id this caller made with this key in the last 24 hours. Raises Conflict for another request."""

    async def keep(self, caller: Caller, made: str) -> None: ...


class Heard(Protocol):
    async def first(self, consumer: str, event_id: str) -> bool:
        """Whether this consumer hears the event for the first time; noted in this unit of work."""


class Work(Protocol):
    people: People
    organisations: Organisations
    involvements: Involvements
    networks: Networks
    feeds: Feeds
    rolls: Rolls
    covers: Covers
    invitations: Invitations
    family: Family
    account_links: AccountLinks
    possible_links: PossibleLinks
    confidences: Confidences
    safe_contacts: SafeContacts
    messages: Messages
    cases: Cases
    records: Records
    documents: Documents
    objections: Objections
    concerns: Concerns
    private_messages: PrivateMessages
    gate: Gate
    agreements: Agreements
    consents: Consents
    consent_records: ConsentRecords
    deaths: Deaths
    shares: Shares
    referrals: Referrals
    decisions: DecisionsNotToShare
    emergencies: EmergencyAccesses
    hubs: Hubs
    enquiries: Enquiries
    disclosures: Disclosures
    withheld: Withholdings
    subscriptions: Subscriptions
    deliveries: Deliveries
    audience: Audience
    aliases: Aliases
    inbox: Heard
    holdings: Holdings
    legal_holds: LegalHolds
    erasures: Erasures
    recalls: Recalls
    desk: Desk
    witnesses: Witnesses
    access_requests: AccessRequests
    access_answers: AccessAnswers
    held_items: HeldItems
    ties: Ties
    look_reviews: LookReviews
    recent_looks: RecentLooks
    rounds: Rounds
    idempotency: Idempotency

    def tell(self, *acts: Act) -> None:
        """Each leaves a leaf in the log; an `Event` takes the person's next number and is published. In this
        transaction.
        """


OpenWork = Callable[[], AbstractAsyncContextManager[Work]]
"""Opens a unit of work that writes; on leaving the block well it commits."""
