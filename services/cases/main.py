"""Settings, store, use cases, transport: read from top to bottom once, and know what runs."""

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

from kith.cases.v1.access_pb2_grpc import add_AccessServicer_to_server
from kith.cases.v1.audit_pb2_grpc import add_AuditServicer_to_server
from kith.cases.v1.casework_pb2_grpc import add_CaseworkServicer_to_server
from kith.cases.v1.concerns_pb2_grpc import add_ConcernsServicer_to_server
from kith.cases.v1.documents_pb2_grpc import add_DocumentsServicer_to_server
from kith.cases.v1.feeds_pb2_grpc import add_FeedsServicer_to_server
from kith.cases.v1.hubs_pb2_grpc import add_HubsServicer_to_server
from kith.cases.v1.looks_pb2_grpc import add_LooksServicer_to_server
from kith.cases.v1.me_pb2_grpc import add_MeServicer_to_server
from kith.cases.v1.networks_pb2_grpc import add_NetworksServicer_to_server
from kith.cases.v1.people_pb2_grpc import add_PeopleServicer_to_server
from kith.cases.v1.private_messages_pb2_grpc import add_PrivateMessagesServicer_to_server
from kith.cases.v1.referrals_pb2_grpc import add_ReferralsServicer_to_server
from kith.cases.v1.retention_pb2_grpc import add_RetentionServicer_to_server
from kith.cases.v1.rounds_pb2_grpc import add_RoundsServicer_to_server
from kith.cases.v1.sharing_pb2_grpc import add_SharingServicer_to_server
from kith.cases.v1.subscriptions_pb2_grpc import add_SubscriptionsServicer_to_server
from kith.identity.v1.letters_pb2_grpc import LettersStub
from kith.identity.v1.mandates_pb2_grpc import MandatesStub
from kith.identity.v1.proofing_pb2_grpc import ProofingStub
from kith.identity.v1.trust_pb2_grpc import TrustStub

from chassis.bus import bus
from chassis.clock import SystemClock
from chassis.db import database, migrate
from chassis.http import HttpServer, operator_port
from chassis.ids import RandomIds
from chassis.keystore import keystore
from chassis.lease import Lease
from chassis.merkle import Sequencer, Signer
from chassis.outbox import Relay
from chassis.repeating import repeating
from chassis.rpc import RpcServer, Tls, channel
from chassis.run import Life, Part, serving
from chassis.tokens import Verifier
from services.cases.api.courier import Courier
from services.cases.api.events import DIRECTORY, IDENTITY, OWN, hear_directory, hear_identity, hear_own
from services.cases.api.rpc.access import AccessServicer, AccessVerbs
from services.cases.api.rpc.audit import AuditServicer, AuditVerbs
from services.cases.api.rpc.callers import CALLERS
from services.cases.api.rpc.casework import CaseworkServicer, CaseworkVerbs
from services.cases.api.rpc.concerns import ConcernsServicer, ConcernVerbs
from services.cases.api.rpc.documents import DocumentsServicer, DocumentVerbs
from services.cases.api.rpc.feeds import FeedsServicer, FeedVerbs
from services.cases.api.rpc.hubs import HubsServicer, HubVerbs
from services.cases.api.rpc.looks import LooksServicer, LookVerbs
from services.cases.api.rpc.me import MeServicer, MeVerbs
from services.cases.api.rpc.networks import NetworksServicer, NetworkVerbs
from services.cases.api.rpc.people import PeopleServicer, PeopleVerbs
from services.cases.api.rpc.private_messages import PrivateMessagesServicer, PrivateMessageVerbs
from services.cases.api.rpc.referrals import ReferralsServicer, ReferralVerbs
from services.cases.api.rpc.retention import RetentionServicer, RetentionVerbs
from services.cases.api.rpc.rounds import RoundsServicer, RoundVerbs
from services.cases.api.rpc.sharing import SharingServicer, SharingVerbs
from services.cases.api.rpc.subscriptions import SubscriptionsServicer, SubscriptionVerbs
from services.cases.api.told import encode
from services.cases.clients.clamd import Clamd
from services.cases.clients.colleagues import RpcColleagues
from services.cases.clients.identity import RpcProofs
from services.cases.clients.letters import RpcLetters
from services.cases.clients.mandates import RpcMandates
from services.cases.clients.trust import Trust
from services.cases.clients.webhook import webhooks
from services.cases.settings import Settings
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.consents.receipt_key import receipt_key
from services.cases.store.documents import SqlContents
from services.cases.store.subscriptions.deliveries import due_deliveries
from services.cases.store.subscriptions.feed import open_feed
from services.cases.store.tables.metadata import leases, log, outbox
from services.cases.store.work import open_work
from services.cases.usecases.access.escalate_access_requests import EscalateAccessRequests
from services.cases.usecases.access.remove_access_copies import RemoveAccessCopies
from services.cases.usecases.account_links.end_closed_account import EndClosedAccount
from services.cases.usecases.account_links.propose_account_link import ProposeAccountLink
from services.cases.usecases.account_links.suspend_account_link import SuspendAccountLink
from services.cases.usecases.audit.add_cosignature import AddCosignature
from services.cases.usecases.audit.escalate_withheld import EscalateWithheld
from services.cases.usecases.audit.export_disclosures import ExportDisclosures
from services.cases.usecases.audit.get_inclusion import GetInclusion
from services.cases.usecases.audit.register_witness import RegisterWitness
from services.cases.usecases.concerns.escalate_concerns import EscalateConcerns
from services.cases.usecases.consents.end_consents_on_mandate import EndConsentsOnMandate
from services.cases.usecases.consents.remind_of_ends import RemindOfEnds
from services.cases.usecases.contacts.send_messages import SendMessages
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.documents.scan_document import ScanDocument
from services.cases.usecases.documents.tend_documents import TendDocuments
from services.cases.usecases.emergency.escalate_reviews import EscalateReviews
from services.cases.usecases.feeds.finish_roll import GoOnWithRolls
from services.cases.usecases.looks.escalate_look_reviews import EscalateLookReviews
from services.cases.usecases.looks.sift_looks import SiftLooks
from services.cases.usecases.objections.escalate_objections import EscalateObjections
from services.cases.usecases.people.project_organisation import ProjectOrganisation
from services.cases.usecases.referrals.escalate_referrals import EscalateReferrals
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.cases.usecases.retention.replay_erasures import ReplayErasures
from services.cases.usecases.retention.seal_by_class import SealByClass
from services.cases.usecases.rounds.tell_workers import TellWorkers
from services.cases.usecases.sharing.expire_shares import ExpireShares
from services.cases.usecases.subscriptions.attempt_delivery import AttemptDelivery
from services.cases.usecases.subscriptions.fan_out_event import FanOutEvent

ROLES = ("api", "relay", "courier", "sequencer", "timer")
MIGRATIONS = Path(__file__).parent / "store" / "migrations"
_TIMER_SECONDS = 5.0
_SEALING_SECONDS = 60.0


async def serve(settings: Settings, life: Life) -> None:
    """Serve until told to stop, in the roles of this life."""
    clock = settings.clock()
    ids, tls = settings.ids(clock), Tls.read(settings.tls_dir)
    await migrate(settings.database, MIGRATIONS)
    async with (
        database(settings.database) as db,
        keystore(settings.keystore, settings.master_key.get_secret_value(), clock) as keys,
        bus(settings.bus) as published,
        channel(settings.identity_address, tls, "identity") as identity,
        webhooks(clock, allow_loopback=settings.webhook_allow_loopback) as partners,
    ):
        work = open_work(db, keys, encode, clock, ids)
        await ReplayErasures(work, keys)()
        receipts = await receipt_key(db, keys, settings.issuer)
        signer = Signer.parse(settings.log_key.get_secret_value())
        transparency = SqlTransparency(db)

        trust = Trust(TrustStub(identity))
        verifier = Verifier("cases", trust.keys, trust.revocations, clock)
        rpc = RpcServer(settings.rpc_port, tls, CALLERS, verifier, host=settings.host)
        finish = FinishErasures(work, keys, clock)
        mandates, duty = RpcMandates(MandatesStub(identity)), settings.duty_16la_from
        add_PeopleServicer_to_server(PeopleServicer(PeopleVerbs.over(work, mandates, keys, ids, clock)), rpc.server)
        add_FeedsServicer_to_server(FeedsServicer(FeedVerbs.over(work, ids, clock)), rpc.server)
        add_NetworksServicer_to_server(NetworksServicer(NetworkVerbs.over(work, ids, clock)), rpc.server)
        add_CaseworkServicer_to_server(CaseworkServicer(CaseworkVerbs.over(work, ids, clock)), rpc.server)
        contents = SqlContents(db, keys)
        scan = ScanDocument(work, contents, Clamd(settings.clamd), clock) if settings.clamd else None
        filed = DocumentVerbs.over(work, mandates, contents, scan, ids, clock)
        add_DocumentsServicer_to_server(DocumentsServicer(filed), rpc.server)
        add_RetentionServicer_to_server(RetentionServicer(RetentionVerbs.over(work, finish, ids, clock)), rpc.server)
        sharing = SharingVerbs.over(work, receipts, mandates, ids, clock, duty)
        add_SharingServicer_to_server(SharingServicer(sharing), rpc.server)
        referrals = ReferralVerbs.over(work, sharing.create_share, ids, clock)
        add_ReferralsServicer_to_server(ReferralsServicer(referrals), rpc.server)
        add_HubsServicer_to_server(HubsServicer(HubVerbs.over(work, ids, clock, duty)), rpc.server)
        add_ConcernsServicer_to_server(ConcernsServicer(ConcernVerbs.over(work, ids, clock)), rpc.server)
        privately = PrivateMessageVerbs.over(work, ids, clock)
        add_PrivateMessagesServicer_to_server(PrivateMessagesServicer(privately), rpc.server)
        add_LooksServicer_to_server(LooksServicer(LookVerbs.over(work, ids, clock)), rpc.server)
        add_RoundsServicer_to_server(RoundsServicer(RoundVerbs.over(work, ids, clock)), rpc.server)
        me = MeVerbs.over(work, Disclose(ids, clock), ids, clock)
        add_MeServicer_to_server(MeServicer(me), rpc.server)
        add_AccessServicer_to_server(AccessServicer(AccessVerbs.over(work, mandates, ids, clock)), rpc.server)
        subscribed = SubscriptionVerbs.over(work, open_feed(db, ids), keys, partners, ids, clock, settings.issuer)
        add_SubscriptionsServicer_to_server(SubscriptionsServicer(subscribed), rpc.server)
        audit = AuditVerbs(
            transparency,
            GetInclusion(work, transparency),
            str(signer.verifier),
            receipts,
            RegisterWitness(work, clock),
            AddCosignature(work, clock),
            ExportDisclosures(work, transparency, clock),
        )
        add_AuditServicer_to_server(AuditServicer(audit), rpc.server)

        attempt = AttemptDelivery(work, keys, partners, ids, clock, settings.issuer, random.random)
        courier = Courier(due_deliveries(db), attempt, clock)
        proofs = RpcProofs(ProofingStub(identity))
        heard_identity = hear_identity(
            ProposeAccountLink(work, proofs, ids, clock),
            SuspendAccountLink(work, proofs, ids, clock),
            EndClosedAccount(work, ids, clock),
            EndConsentsOnMandate(work, ids, clock),
        )
        heard_directory = hear_directory(ProjectOrganisation(work))
        heard_own = hear_own(FanOutEvent(work, ids, clock), courier.woken)

        # Leases need a clock that runs and holders that differ, even where two worlds are compared.
        holder = RandomIds(SystemClock()).new("prc")

        def held(name: str, *parts: Part) -> Part:
            return Lease(db, leases, SystemClock(), name=name, holder=holder).held(*parts)

        letters = LettersStub(identity)
        send = SendMessages(work, RpcLetters(letters), clock)
        tell = TellWorkers(work, RpcColleagues(letters), ids, clock)
        # Each by itself: what one cannot do keeps none of the others waiting.
        timers: dict[str, tuple[Callable[[], Awaitable[int]], float]] = {
            "shares": (ExpireShares(work, clock), _TIMER_SECONDS),
            "reviews": (EscalateReviews(work, clock), _TIMER_SECONDS),
            "concerns": (EscalateConcerns(work, clock), _TIMER_SECONDS),
            "looks": (SiftLooks(work, keys, ids, clock, random.random), _TIMER_SECONDS),
            "look-reviews": (EscalateLookReviews(work, clock), _TIMER_SECONDS),
            "withheld": (EscalateWithheld(work, clock), _TIMER_SECONDS),
            "access": (EscalateAccessRequests(work, clock), _TIMER_SECONDS),
            "copies": (RemoveAccessCopies(work, clock), _TIMER_SECONDS),
            "objections": (EscalateObjections(work, clock), _TIMER_SECONDS),
            "referrals": (EscalateReferrals(work, clock), _TIMER_SECONDS),
            "reminders": (RemindOfEnds(work, ids, clock), _TIMER_SECONDS),
            "workers": (tell, _TIMER_SECONDS),
            "documents": (TendDocuments(work, scan, clock), _TIMER_SECONDS),
            "rolls": (GoOnWithRolls(work), _TIMER_SECONDS),
            "erasures": (finish, _TIMER_SECONDS),
            "sealing": (SealByClass(work), _SEALING_SECONDS),
        }

        def ready() -> bool:
            return not life.plays("api") or verifier.ready()

        # The operator port is no role: it belongs to the first role this process plays.
        first = next(role for role in ROLES if life.plays(role))
        await life.run(
            {
                "api": serving(rpc),
                "api.verifier": verifier.run,
                "relay": held("relay", Relay(db, outbox, published, clock).run),
                "courier": courier.run,
                "courier.own": lambda stopping: published.consume("cases.fan-out", [OWN], heard_own, stopping),
                "courier.identity": lambda stopping: published.consume(
                    "cases.links", [IDENTITY], heard_identity, stopping
                ),
                "courier.directory": lambda stopping: published.consume(
                    "cases.organisations", [DIRECTORY], heard_directory, stopping
                ),
                "courier.messages": held("messages", repeating("messages", send, _TIMER_SECONDS)),
                "timer": held("timer", *(repeating(name, once, seconds) for name, (once, seconds) in timers.items())),
                "sequencer": held("sequencer", Sequencer(db, log, signer, clock).run),
                f"{first}.operator": serving(HttpServer(operator_port(ready), settings.ops_host, settings.ops_port)),
            }
        )
