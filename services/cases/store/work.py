"""The unit of work: one transaction, the leaves of its acts, the events it told of."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db import Database
from chassis.idempotency import Idempotency
from chassis.ids import Ids
from chassis.merkle import LeafDraft, Log, canonical
from chassis.outbox import Outgoing
from services.cases.domain.events import Act, Event
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
from services.cases.ports.keys import Keys, log_key
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
from services.cases.ports.work import Heard, OpenWork
from services.cases.ports.work import Idempotency as Keeping
from services.cases.store.access.answers import SqlAccessAnswers
from services.cases.store.access.held_items import SqlHeldItems
from services.cases.store.access.requests import SqlAccessRequests
from services.cases.store.account_links import SqlAccountLinks
from services.cases.store.audit.disclosures import SqlDisclosures
from services.cases.store.audit.withholdings import SqlWithholdings
from services.cases.store.audit.witnesses import SqlWitnesses
from services.cases.store.casework.cases import SqlCases
from services.cases.store.casework.records import SqlRecords
from services.cases.store.concerns import SqlConcerns
from services.cases.store.consents.confidences import SqlConfidences
from services.cases.store.consents.consent_records import SqlConsentRecords
from services.cases.store.consents.consents import SqlConsents
from services.cases.store.contacts.messages import SqlMessages
from services.cases.store.contacts.safe_contacts import SqlSafeContacts
from services.cases.store.desk import SqlDesk
from services.cases.store.documents import SqlDocuments
from services.cases.store.emergencies import SqlEmergencyAccesses
from services.cases.store.feeds import SqlFeeds, SqlRolls
from services.cases.store.gate.facts import SqlGate
from services.cases.store.hubs.enquiries import SqlEnquiries
from services.cases.store.hubs.hubs import SqlHubs
from services.cases.store.looks.recent import SqlRecentLooks
from services.cases.store.looks.reviews import SqlLookReviews
from services.cases.store.looks.ties import SqlTies
from services.cases.store.networks.covers import SqlCovers
from services.cases.store.networks.family import SqlFamily
from services.cases.store.networks.invitations import SqlInvitations
from services.cases.store.networks.involvements import SqlInvolvements
from services.cases.store.networks.networks import SqlNetworks
from services.cases.store.objections import SqlObjections
from services.cases.store.organisations import SqlOrganisations
from services.cases.store.people.deaths import SqlDeaths
from services.cases.store.people.people import SqlPeople
from services.cases.store.people.possible_links import SqlPossibleLinks
from services.cases.store.person_keys import PersonKeys
from services.cases.store.private_messages import SqlPrivateMessages
from services.cases.store.referrals import SqlReferrals
from services.cases.store.retention.erasures import SqlErasures
from services.cases.store.retention.holdings import SqlHoldings
from services.cases.store.retention.legal_holds import SqlLegalHolds
from services.cases.store.retention.recalls import SqlRecalls
from services.cases.store.rounds import SqlRounds
from services.cases.store.sharing.agreements import SqlAgreements
from services.cases.store.sharing.not_sharing import SqlDecisionsNotToShare
from services.cases.store.sharing.shares import SqlShares
from services.cases.store.subscriptions.aliases import SqlAliases
from services.cases.store.subscriptions.audience import SqlAudience
from services.cases.store.subscriptions.deliveries import SqlDeliveries
from services.cases.store.subscriptions.subscriptions import SqlSubscriptions
from services.cases.store.tables.metadata import idempotency, inbox, log, outbox
from services.cases.store.tables.people import person

# What an event looks like to others: its id, its instant, the person's sequence.
Encode = Callable[[Event, str, datetime, int], Outgoing]

_LOG = Log(log)
_NEXT = (
    update(person)
    .where(person.c.id == bindparam("whom"))
    .values(sequence=person.c.sequence + 1)
    .returning(person.c.sequence)
)


class SqlWork:
    def __init__(self, tx: AsyncConnection, keys: Keys, clock: Clock, ids: Ids) -> None:
        person_keys = PersonKeys(tx, keys)
        self.people: People = SqlPeople(tx)
        self.organisations: Organisations = SqlOrganisations(tx)
        self.involvements: Involvements = SqlInvolvements(tx, clock)
        self.networks: Networks = SqlNetworks(tx)
        self.feeds: Feeds = SqlFeeds(tx)
        self.rolls: Rolls = SqlRolls(tx)
        self.covers: Covers = SqlCovers(tx)
        self.invitations: Invitations = SqlInvitations(tx, person_keys)
        self.family: Family = SqlFamily(tx)
        self.account_links: AccountLinks = SqlAccountLinks(tx)
        self.possible_links: PossibleLinks = SqlPossibleLinks(tx)
        self.confidences: Confidences = SqlConfidences(tx, keys)
        self.safe_contacts: SafeContacts = SqlSafeContacts(tx, keys)
        self.cases: Cases = SqlCases(tx, keys, person_keys)
        self.messages: Messages = SqlMessages(tx)
        self.records: Records = SqlRecords(tx, keys)
        self.documents: Documents = SqlDocuments(tx, keys)
        self.objections: Objections = SqlObjections(tx, keys, person_keys)
        self.concerns: Concerns = SqlConcerns(tx, person_keys)
        self.private_messages: PrivateMessages = SqlPrivateMessages(tx, person_keys)
        self.gate: Gate = SqlGate(tx, keys)
        self.agreements: Agreements = SqlAgreements(tx)
        self.consents: Consents = SqlConsents(tx)
        self.consent_records: ConsentRecords = SqlConsentRecords(tx, person_keys)
        self.deaths: Deaths = SqlDeaths(tx)
        self.shares: Shares = SqlShares(tx, person_keys)
        self.referrals: Referrals = SqlReferrals(tx, person_keys)
        self.decisions: DecisionsNotToShare = SqlDecisionsNotToShare(tx, person_keys)
        self.emergencies: EmergencyAccesses = SqlEmergencyAccesses(tx, keys)
        self.hubs: Hubs = SqlHubs(tx)
        self.enquiries: Enquiries = SqlEnquiries(tx, keys, person_keys)
        self.disclosures: Disclosures = SqlDisclosures(tx, keys)
        self.withheld: Withholdings = SqlWithholdings(tx, keys)
        self.subscriptions: Subscriptions = SqlSubscriptions(tx)
        self.deliveries: Deliveries = SqlDeliveries(tx)
        self.audience: Audience = SqlAudience(tx)
        self.aliases: Aliases = SqlAliases(tx, ids)
        self.inbox: Heard = inbox.of(tx, clock)
        self.holdings: Holdings = SqlHoldings(tx, person_keys)
        self.legal_holds: LegalHolds = SqlLegalHolds(tx, keys)
        self.erasures: Erasures = SqlErasures(tx, keys)
        self.recalls: Recalls = SqlRecalls(tx)
        self.desk: Desk = SqlDesk(tx)
        self.witnesses: Witnesses = SqlWitnesses(tx)
        self.access_requests: AccessRequests = SqlAccessRequests(tx, person_keys)
        self.access_answers: AccessAnswers = SqlAccessAnswers(tx, keys, person_keys)
        self.held_items: HeldItems = SqlHeldItems(tx)
        self.ties: Ties = SqlTies(tx, keys)
        self.look_reviews: LookReviews = SqlLookReviews(tx, keys)
        self.recent_looks: RecentLooks = SqlRecentLooks(tx)
        self.rounds: Rounds = SqlRounds(tx)
        self.idempotency: Keeping = Idempotency(tx, idempotency, clock)
        self.told: list[Act] = []

    def tell(self, *acts: Act) -> None:
        self.told += acts


def open_work(db: Database, keys: Keys, encode: Encode, clock: Clock, ids: Ids) -> OpenWork:
    @asynccontextmanager
    async def work() -> AsyncIterator[SqlWork]:
        async with db.transaction() as tx:
            opened = SqlWork(tx, keys, clock, ids)
            yield opened
            for act in opened.told:
                await _log(tx, keys, act, ids.new("act"), clock.now())
            for act in opened.told:
                if isinstance(act, Event) and act.published:
                    sequence = (await tx.execute(_NEXT, {"whom": act.person_id})).scalar_one()
                    await outbox.put(tx, [encode(act, ids.new("evt"), clock.now(), sequence)])
        if opened.told:
            outbox.woken.set()

    return work


async def _log(tx: AsyncConnection, keys: Keys, act: Act, leaf_id: str, now: datetime) -> None:
    plaintext = canonical({"by": act.by, "facts": act.facts(), "organisation": act.organisation_id})
    key = log_key(act.person_id, act.organisation_id)
    sealed = await keys.seal(key, plaintext, leaf_id.encode())
    await _LOG.append(tx, LeafDraft(leaf_id, act.kind, now, act.person_id or None, plaintext, sealed))
