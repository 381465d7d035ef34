"""Settings, store, use cases, transport: read from top to bottom once, and know what runs."""

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

from kith.cases.v1.access_pb2_grpc import add_AccessServicer_to_server
from kith.cases.v1.audit_pb2_grpc import add_AuditServicer_to_server
from kith.cases.v1.casework_pb2_grpc import add_CaseworkServicer_to_server
from kith.cases.v1.documents_pb2_grpc import add_DocumentsServicer_to_server
from kith.cases.v1.hubs_pb2_grpc import add_HubsServicer_to_server
from kith.cases.v1.me_pb2_grpc import add_MeServicer_to_server
from kith.cases.v1.people_pb2_grpc import add_PeopleServicer_to_server
from kith.cases.v1.retention_pb2_grpc import add_RetentionServicer_to_server
from kith.cases.v1.sharing_pb2_grpc import add_SharingServicer_to_server
from kith.cases.v1.subscriptions_pb2_grpc import add_SubscriptionsServicer_to_server
from kith.identity.v1.letters_pb2_grpc import LettersStub
from kith.identity.v1.mandates_pb2_grpc import MandatesStub
from kith.identity.v1.proofing_pb2_grpc import ProofingStub
from kith.identity.v1.trust_pb2_grpc import TrustStub

from chassis.bus import bus
from chassis.clock import Clock, SystemClock
from chassis.db import database, migrate
from chassis.http import HttpServer, operator_port
from chassis.ids import Ids, RandomIds
from chassis.keystore import keystore
from chassis.lease import Lease
from chassis.merkle import Sequencer, Signer
from chassis.outbox import Relay
from chassis.repeating import repeating
from chassis.rpc import RpcServer, Tls, channel
from chassis.run import Life, serving
from chassis.tokens import Verifier
from services.cases.api.courier import Courier
from services.cases.api.events import DIRECTORY, IDENTITY, OWN, hear_directory, hear_identity, hear_own
from services.cases.api.rpc.access import AccessServicer, AccessVerbs
from services.cases.api.rpc.audit import AuditServicer, AuditVerbs
from services.cases.api.rpc.callers import CALLERS
from services.cases.api.rpc.casework import CaseworkServicer, CaseworkVerbs
from services.cases.api.rpc.documents import DocumentsServicer, DocumentVerbs
from services.cases.api.rpc.hubs import HubsServicer, HubVerbs
from services.cases.api.rpc.me import MeServicer, MeVerbs
from services.cases.api.rpc.people import PeopleServicer, PeopleVerbs
from services.cases.api.rpc.retention import RetentionServicer, RetentionVerbs
from services.cases.api.rpc.sharing import SharingServicer, SharingVerbs
from services.cases.api.rpc.subscriptions import SubscriptionsServicer, SubscriptionVerbs
from services.cases.api.told import encode
from services.cases.clients.clamd import Clamd
from services.cases.clients.identity import RpcProofs
from services.cases.clients.letters import RpcLetters
from services.cases.clients.mandates import RpcMandates
from services.cases.clients.trust import Trust
from services.cases.clients.webhook import webhooks
from services.cases.ports.documents import Contents
from services.cases.ports.events import Webhooks
from services.cases.ports.keys import Keys
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.settings import Settings
from services.cases.store.deliveries import due_deliveries
from services.cases.store.documents import SqlContents
from services.cases.store.receipt_key import ReceiptKey, receipt_key
from services.cases.store.tables.metadata import leases, log, outbox
from services.cases.store.transparency import SqlTransparency
from services.cases.store.work import open_work
from services.cases.usecases.accept_agreement import AcceptAgreement
from services.cases.usecases.accept_hub_terms import AcceptHubTerms
from services.cases.usecases.add_cosignature import AddCosignature
from services.cases.usecases.add_document import AddDocument
from services.cases.usecases.add_record import AddRecord
from services.cases.usecases.answer_objection import AnswerObjection
from services.cases.usecases.ask_for_access import AskForAccess
from services.cases.usecases.ask_release import AskRelease
from services.cases.usecases.attempt_delivery import AttemptDelivery
from services.cases.usecases.close_case import CloseCase
from services.cases.usecases.close_enquiry import CloseEnquiry
from services.cases.usecases.confirm_account_link import ConfirmAccountLink
from services.cases.usecases.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.contribute import Contribute
from services.cases.usecases.correct_record import CorrectRecord
from services.cases.usecases.create_case import CreateCase
from services.cases.usecases.create_share import CreateShare
from services.cases.usecases.create_subscription import CreateSubscription
from services.cases.usecases.decide_not_to_share import DecideNotToShare
from services.cases.usecases.decide_release import DecideRelease
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.end_account_link import EndAccountLink
from services.cases.usecases.end_closed_account import EndClosedAccount
from services.cases.usecases.end_confidence import EndConfidence
from services.cases.usecases.end_involvement import EndInvolvement
from services.cases.usecases.end_seat import EndSeat
from services.cases.usecases.end_share import EndShare
from services.cases.usecases.erase import Erase
from services.cases.usecases.escalate_access_requests import EscalateAccessRequests
from services.cases.usecases.escalate_objections import EscalateObjections
from services.cases.usecases.escalate_reviews import EscalateReviews
from services.cases.usecases.escalate_withheld import EscalateWithheld
from services.cases.usecases.expire_shares import ExpireShares
from services.cases.usecases.export_disclosures import ExportDisclosures
from services.cases.usecases.fan_out_event import FanOutEvent
from services.cases.usecases.find_person import FindPerson
from services.cases.usecases.finish_erasures import FinishErasures
from services.cases.usecases.get_case import GetCase
from services.cases.usecases.get_consent_record import GetConsentRecord
from services.cases.usecases.get_content import GetContent
from services.cases.usecases.get_contribution import GetContribution
from services.cases.usecases.get_enquiry import GetEnquiry
from services.cases.usecases.get_history import GetHistory
from services.cases.usecases.get_inclusion import GetInclusion
from services.cases.usecases.get_my_access_copy import GetMyAccessCopy
from services.cases.usecases.get_my_network import GetMyNetwork
from services.cases.usecases.get_my_sharing import GetMySharing
from services.cases.usecases.get_network import GetNetwork
from services.cases.usecases.get_record import GetRecord
from services.cases.usecases.get_retention import GetRetention
from services.cases.usecases.get_safe_contact import GetSafeContact
from services.cases.usecases.give_consent import GiveConsent
from services.cases.usecases.give_message import GiveMessage
from services.cases.usecases.import_caseload import ImportCaseload
from services.cases.usecases.keep_case_as import KeepCaseAs
from services.cases.usecases.keep_in_confidence import KeepInConfidence
from services.cases.usecases.keep_withheld import KeepWithheld
from services.cases.usecases.lift_legal_hold import LiftLegalHold
from services.cases.usecases.list_account_links import ListAccountLinks
from services.cases.usecases.list_agreements import ListAgreements
from services.cases.usecases.list_cases import ListCases
from services.cases.usecases.list_consents import ListConsents
from services.cases.usecases.list_decisions_not_to_share import ListDecisionsNotToShare
from services.cases.usecases.list_deliveries import ListDeliveries
from services.cases.usecases.list_documents import ListDocuments
from services.cases.usecases.list_dropped import ListDropped
from services.cases.usecases.list_due import ListDue
from services.cases.usecases.list_emergency_accesses import ListEmergencyAccesses
from services.cases.usecases.list_enquiries import ListEnquiries
from services.cases.usecases.list_hubs import ListHubs
from services.cases.usecases.list_legal_holds import ListLegalHolds
from services.cases.usecases.list_messages import ListMessages
from services.cases.usecases.list_my_access_requests import ListMyAccessRequests
from services.cases.usecases.list_my_disclosures import ListMyDisclosures
from services.cases.usecases.list_my_objections import ListMyObjections
from services.cases.usecases.list_objections import ListObjections
from services.cases.usecases.list_records import ListRecords
from services.cases.usecases.list_shares import ListShares
from services.cases.usecases.list_subscriptions import ListSubscriptions
from services.cases.usecases.list_withheld import ListWithheld
from services.cases.usecases.look_inside import LookInside
from services.cases.usecases.mark_parts import MarkParts
from services.cases.usecases.object_to import ObjectTo
from services.cases.usecases.open_emergency_access import OpenEmergencyAccess
from services.cases.usecases.open_enquiry import OpenEnquiry
from services.cases.usecases.project_organisation import ProjectOrganisation
from services.cases.usecases.propose_account_link import ProposeAccountLink
from services.cases.usecases.propose_agreement import ProposeAgreement
from services.cases.usecases.propose_hub import ProposeHub
from services.cases.usecases.record_death import RecordDeath
from services.cases.usecases.record_involvement import RecordInvolvement
from services.cases.usecases.record_safe_contact import RecordSafeContact
from services.cases.usecases.refuse_consent import RefuseConsent
from services.cases.usecases.register_witness import RegisterWitness
from services.cases.usecases.release_withheld import ReleaseWithheld
from services.cases.usecases.remind_of_ends import RemindOfEnds
from services.cases.usecases.remove_access_copies import RemoveAccessCopies
from services.cases.usecases.reopen_case import ReopenCase
from services.cases.usecases.replay import Replay
from services.cases.usecases.replay_erasures import ReplayErasures
from services.cases.usecases.review_emergency_access import ReviewEmergencyAccess
from services.cases.usecases.scan_document import ScanDocument
from services.cases.usecases.seal_by_class import SealByClass
from services.cases.usecases.send_messages import SendMessages
from services.cases.usecases.separate_person import SeparatePerson
from services.cases.usecases.set_legal_hold import SetLegalHold
from services.cases.usecases.suspend_account_link import SuspendAccountLink
from services.cases.usecases.take_seat import TakeSeat
from services.cases.usecases.tend_documents import TendDocuments
from services.cases.usecases.withdraw_consent import WithdrawConsent

ROLES = ("api", "relay", "courier", "sequencer", "timer")
MIGRATIONS = Path(__file__).parent / "store" / "migrations"
_SEQUENCE_SECONDS = 0.5
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
        add_PeopleServicer_to_server(PeopleServicer(_people(work, keys, ids, clock)), rpc.server)
        add_CaseworkServicer_to_server(CaseworkServicer(_casework(work, ids, clock)), rpc.server)
        contents = SqlContents(db, keys)
        scan = ScanDocument(work, contents, Clamd(settings.clamd), clock) if settings.clamd else None
        add_DocumentsServicer_to_server(DocumentsServicer(_documents(work, contents, scan, ids, clock)), rpc.server)
        mandates = RpcMandates(MandatesStub(identity))
        add_RetentionServicer_to_server(RetentionServicer(_retention(work, finish, ids, clock)), rpc.server)
        add_SharingServicer_to_server(
            SharingServicer(_sharing(work, receipts, mandates, ids, clock, settings)), rpc.server
        )
        add_HubsServicer_to_server(HubsServicer(_hubs(work, ids, clock, settings)), rpc.server)
        disclose = Disclose(ids, clock)
        me = _me(work, disclose, ids, clock)
        add_MeServicer_to_server(MeServicer(me), rpc.server)
        add_AccessServicer_to_server(AccessServicer(AccessVerbs.over(work, mandates, ids, clock)), rpc.server)
        add_SubscriptionsServicer_to_server(
            SubscriptionsServicer(_subscriptions(work, keys, partners, ids, clock)), rpc.server
        )
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
            ProposeAccountLink(work, proofs, ids, clock), SuspendAccountLink(work, proofs), EndClosedAccount(work)
        )
        heard_directory = hear_directory(ProjectOrganisation(work))
        heard_own = hear_own(FanOutEvent(work, ids, clock), courier.woken)

        # Leases need a clock that runs and holders that differ, even where two worlds are compared.
        holder = RandomIds(SystemClock()).new("prc")
        relays = Lease(db, leases, SystemClock(), name="relay", holder=holder)
        sequences = Lease(db, leases, SystemClock(), name="sequencer", holder=holder)
        timers = Lease(db, leases, SystemClock(), name="timer", holder=holder)
        messages = Lease(db, leases, SystemClock(), name="messages", holder=holder)
        reviews = Lease(db, leases, SystemClock(), name="timer.reviews", holder=holder)
        erasing = Lease(db, leases, SystemClock(), name="timer.erasures", holder=holder)
        sealing = Lease(db, leases, SystemClock(), name="timer.sealing", holder=holder)
        documents = Lease(db, leases, SystemClock(), name="timer.documents", holder=holder)
        reminders = Lease(db, leases, SystemClock(), name="timer.reminders", holder=holder)
        sequencer = Sequencer(db, log, signer, clock)
        send = SendMessages(work, RpcLetters(LettersStub(identity)), clock)
        tend, remind = TendDocuments(work, scan, clock), RemindOfEnds(work, ids, clock)
        expire = _each(ExpireShares(work, clock), RemoveAccessCopies(work, clock))
        escalate = _each(
            EscalateReviews(work, clock),
            EscalateWithheld(work, clock),
            EscalateAccessRequests(work, clock),
            EscalateObjections(work, clock),
        )

        def ready() -> bool:
            return not life.plays("api") or verifier.ready()

        # The operator port is no role: it belongs to the first role this process plays.
        first = next(role for role in ROLES if life.plays(role))
        await life.run(
            {
                "api": serving(rpc),
                "api.verifier": verifier.run,
                "relay": relays.held(Relay(db, outbox, published, clock).run),
                "courier": courier.run,
                "courier.own": lambda stopping: published.consume("cases.fan-out", [OWN], heard_own, stopping),
                "courier.identity": lambda stopping: published.consume(
                    "cases.links", [IDENTITY], heard_identity, stopping
                ),
                "courier.directory": lambda stopping: published.consume(
                    "cases.organisations", [DIRECTORY], heard_directory, stopping
                ),
                "courier.messages": messages.held(repeating("messages", send, _TIMER_SECONDS)),
                "timer": timers.held(repeating("timer", expire, _TIMER_SECONDS)),
                "timer.reviews": reviews.held(repeating("timer.reviews", escalate, _TIMER_SECONDS)),
                "timer.erasures": erasing.held(repeating("timer.erasures", finish, _TIMER_SECONDS)),
                "timer.sealing": sealing.held(repeating("timer.sealing", SealByClass(work), _SEALING_SECONDS)),
                "timer.documents": documents.held(repeating("timer.documents", tend, _TIMER_SECONDS)),
                "timer.reminders": reminders.held(repeating("timer.reminders", remind, _TIMER_SECONDS)),
                "sequencer": sequences.held(repeating("sequencer", sequencer.run_once, _SEQUENCE_SECONDS)),
                f"{first}.operator": serving(HttpServer(operator_port(ready), settings.ops_host, settings.ops_port)),
            }
        )


def _each(*steps: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[int]]:
    """A batch of each."""

    async def once() -> int:
        return sum([await step() for step in steps])

    return once


def _me(work: OpenWork, disclose: Disclose, ids: Ids, clock: Clock) -> MeVerbs:
    return MeVerbs(
        get_my_network=GetMyNetwork(work, disclose, clock),
        get_my_sharing=GetMySharing(work, disclose, clock),
        list_my_disclosures=ListMyDisclosures(work),
        object_to=ObjectTo(work, ids, clock),
        list_my_objections=ListMyObjections(work),
        ask_for_access=AskForAccess(work, ids, clock),
        list_my_access_requests=ListMyAccessRequests(work),
        get_my_access_copy=GetMyAccessCopy(work, clock),
        clock=clock,
    )


def _people(work: OpenWork, keys: Keys, ids: Ids, clock: Clock) -> PeopleVerbs:
    return PeopleVerbs(
        import_caseload=ImportCaseload(work, keys, ids, clock),
        find_person=FindPerson(work, ids, clock),
        get_network=GetNetwork(work, ids, clock),
        record_involvement=RecordInvolvement(work, ids, clock),
        confirm_involvement=ConfirmInvolvement(work, clock),
        end_involvement=EndInvolvement(work, clock),
        separate_person=SeparatePerson(work, clock),
        list_account_links=ListAccountLinks(work, clock),
        confirm_account_link=ConfirmAccountLink(work, clock),
        end_account_link=EndAccountLink(work, clock),
        record_death=RecordDeath(work, clock),
        keep_in_confidence=KeepInConfidence(work, ids, clock),
        end_confidence=EndConfidence(work, clock),
        record_safe_contact=RecordSafeContact(work, ids, clock),
        get_safe_contact=GetSafeContact(work, ids, clock),
        list_messages=ListMessages(work, clock),
        give_message=GiveMessage(work, clock),
        clock=clock,
    )


def _casework(work: OpenWork, ids: Ids, clock: Clock) -> CaseworkVerbs:
    disclose = Disclose(ids, clock)
    return CaseworkVerbs(
        create_case=CreateCase(work, ids, clock),
        close_case=CloseCase(work, clock),
        reopen_case=ReopenCase(work, clock),
        keep_case_as=KeepCaseAs(work, clock),
        get_case=GetCase(work, disclose, clock),
        list_cases=ListCases(work, disclose, clock),
        add_record=AddRecord(work, ids, clock),
        get_record=GetRecord(work, disclose, clock),
        list_records=ListRecords(work, disclose, clock),
        correct_record=CorrectRecord(work, clock),
        mark_parts=MarkParts(work, clock),
        get_history=GetHistory(work, disclose, clock),
        list_objections=ListObjections(work),
        answer_objection=AnswerObjection(work, clock),
        clock=clock,
    )


def _retention(work: OpenWork, finish: FinishErasures, ids: Ids, clock: Clock) -> RetentionVerbs:
    return RetentionVerbs(
        list_due=ListDue(work, clock),
        get_retention=GetRetention(work, clock),
        set_legal_hold=SetLegalHold(work, ids, clock),
        lift_legal_hold=LiftLegalHold(work, clock),
        list_legal_holds=ListLegalHolds(work),
        erase=Erase(work, finish, ids, clock),
        clock=clock,
    )


def _documents(work: OpenWork, contents: Contents, scan: ScanDocument | None, ids: Ids, clock: Clock) -> DocumentVerbs:
    disclose = Disclose(ids, clock)
    return DocumentVerbs(
        add_document=AddDocument(work, LookInside(contents), scan, ids, clock),
        get_content=GetContent(work, contents, disclose, clock),
        list_documents=ListDocuments(work, disclose, clock),
        clock=clock,
    )


def _sharing(
    work: OpenWork, receipts: ReceiptKey, mandates: Mandates, ids: Ids, clock: Clock, settings: Settings
) -> SharingVerbs:
    return SharingVerbs(
        propose_agreement=ProposeAgreement(work, ids, clock),
        accept_agreement=AcceptAgreement(work, clock),
        list_agreements=ListAgreements(work),
        give_consent=GiveConsent(work, mandates, receipts.for_consents(), ids, clock),
        list_consents=ListConsents(work, clock),
        withdraw_consent=WithdrawConsent(work, receipts, ids, clock),
        create_share=CreateShare(work, ids, clock, settings.duty_16la_from),
        list_shares=ListShares(work, clock),
        end_share=EndShare(work, clock),
        open_emergency_access=OpenEmergencyAccess(work, ids, clock),
        list_emergency_accesses=ListEmergencyAccesses(work),
        review_emergency_access=ReviewEmergencyAccess(work, clock),
        release_withheld=ReleaseWithheld(work, clock),
        list_withheld=ListWithheld(work, clock),
        keep_withheld=KeepWithheld(work, clock),
        decide_not_to_share=DecideNotToShare(work, ids, clock),
        list_decisions_not_to_share=ListDecisionsNotToShare(work),
        refuse_consent=RefuseConsent(work, ids, clock),
        get_consent_record=GetConsentRecord(work),
        clock=clock,
    )


def _hubs(work: OpenWork, ids: Ids, clock: Clock, settings: Settings) -> HubVerbs:
    disclose, duty = Disclose(ids, clock), settings.duty_16la_from
    return HubVerbs(
        propose_hub=ProposeHub(work, ids, clock),
        accept_hub_terms=AcceptHubTerms(work, clock),
        list_hubs=ListHubs(work),
        take_seat=TakeSeat(work, ids, clock),
        end_seat=EndSeat(work, clock),
        open_enquiry=OpenEnquiry(work, ids, clock, duty),
        list_enquiries=ListEnquiries(work, disclose, clock),
        get_enquiry=GetEnquiry(work, disclose, clock),
        contribute=Contribute(work, ids, clock, duty),
        get_contribution=GetContribution(work, disclose, clock),
        ask_release=AskRelease(work, ids, clock),
        decide_release=DecideRelease(work, ids, clock, duty),
        close_enquiry=CloseEnquiry(work, clock),
        clock=clock,
    )


def _subscriptions(work: OpenWork, keys: Keys, partners: Webhooks, ids: Ids, clock: Clock) -> SubscriptionVerbs:
    return SubscriptionVerbs(
        create_subscription=CreateSubscription(work, keys, partners, ids, clock),
        list_subscriptions=ListSubscriptions(work),
        list_deliveries=ListDeliveries(work),
        replay=Replay(work, clock),
        list_dropped=ListDropped(work),
    )
