"""Settings, store, use cases, transport: read from top to bottom once, and know what runs."""

from dataclasses import dataclass, field
from pathlib import Path

from kith.identity.v1.account_life_pb2_grpc import add_AccountLifeServicer_to_server, add_ProtectionServicer_to_server
from kith.identity.v1.accounts_pb2_grpc import add_AccountsServicer_to_server
from kith.identity.v1.assisted_pb2_grpc import add_AssistedServicer_to_server
from kith.identity.v1.client_keys_pb2_grpc import add_ClientKeysServicer_to_server
from kith.identity.v1.credentials_pb2_grpc import add_CredentialsServicer_to_server, add_SignInsServicer_to_server
from kith.identity.v1.devices_pb2_grpc import add_DevicesServicer_to_server
from kith.identity.v1.enrolments_pb2_grpc import (
    add_EnrolmentsServicer_to_server,
    add_EnrolmentStepsServicer_to_server,
)
from kith.identity.v1.interactions_pb2_grpc import add_InteractionsServicer_to_server
from kith.identity.v1.mailbox_pb2_grpc import add_MailboxServicer_to_server
from kith.identity.v1.mandates_pb2_grpc import add_MandatesServicer_to_server
from kith.identity.v1.proof_life_pb2_grpc import add_ProofLifeServicer_to_server
from kith.identity.v1.proofing_pb2_grpc import add_ProofingServicer_to_server
from kith.identity.v1.provider_pb2_grpc import add_ProviderServicer_to_server
from kith.identity.v1.sessions_pb2_grpc import add_SessionsServicer_to_server
from kith.identity.v1.trust_pb2_grpc import add_TrustServicer_to_server
from kith.identity.v1.upstream_proofs_pb2_grpc import add_UpstreamProofsServicer_to_server
from kith.identity.v1.workplaces_pb2_grpc import (
    add_WorkplaceSignInsServicer_to_server,
    add_WorkplacesServicer_to_server,
)
from pydantic import SecretStr

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
from chassis.rpc import RpcServer, Tls
from chassis.run import Life, Part, serving
from chassis.tokens import Verifier
from services.identity.api.events import DIRECTORY, encode, hear_directory
from services.identity.api.oidc.app import openid_provider
from services.identity.api.oidc.client_auth.keys import ClientKeys
from services.identity.api.oidc.provider import Provider
from services.identity.api.rpc import CALLERS
from services.identity.api.rpc.account_life import (
    AccountLifeServicer,
    LifeVerbs,
    ProtectionServicer,
    ProtectionVerbs,
)
from services.identity.api.rpc.accounts import AccountsServicer, AccountVerbs
from services.identity.api.rpc.assisted import AssistedServicer, AssistedVerbs
from services.identity.api.rpc.client_keys import ClientKeysServicer
from services.identity.api.rpc.credentials import CredentialsServicer, CredentialVerbs
from services.identity.api.rpc.devices import DevicesServicer
from services.identity.api.rpc.enrolments import EnrolmentsServicer, EnrolmentStepsServicer
from services.identity.api.rpc.interactions import InteractionsServicer
from services.identity.api.rpc.mailbox import MailboxServicer, MailboxVerbs
from services.identity.api.rpc.mandates import MandatesServicer, MandateVerbs
from services.identity.api.rpc.proof_life import ProofLifeServicer, ProofLifeVerbs
from services.identity.api.rpc.proofing import ProofingServicer
from services.identity.api.rpc.provider import ProviderServicer
from services.identity.api.rpc.sessions import SessionsServicer
from services.identity.api.rpc.sign_ins import SignInsServicer, SignInVerbs
from services.identity.api.rpc.trust import TrustServicer
from services.identity.api.rpc.upstream_proofs import UpstreamProofsServicer
from services.identity.api.rpc.workplaces import WorkplaceSignInsServicer, WorkplacesServicer
from services.identity.clients.back_channel import back_channel
from services.identity.clients.documents import documents
from services.identity.clients.evidence_checks import evidence_checks
from services.identity.clients.letters import MailFolder, Smtp
from services.identity.clients.own_trust import OwnTrust
from services.identity.clients.passwords import Argon2
from services.identity.clients.upstream.providers import Registration, upstream_providers
from services.identity.clients.webauthn import WebAuthn
from services.identity.clients.workplaces import workplace_providers
from services.identity.domain.challenge import Challenges
from services.identity.domain.dpop import Nonces
from services.identity.domain.gpg45 import Table
from services.identity.domain.identity_keys import IdentityKeys
from services.identity.domain.keyring import Keyring
from services.identity.domain.upstream import NHS_LOGIN, ONE_LOGIN
from services.identity.ports import EvidenceChecks, Passwords, Post, WorkplaceProviders
from services.identity.settings import Settings
from services.identity.store import tables
from services.identity.store.secrets import derive
from services.identity.store.work import Store
from services.identity.usecases.answer_device import AnswerDevice
from services.identity.usecases.approve import Approve
from services.identity.usecases.ask_again import AskAgain
from services.identity.usecases.ask_providers import AskProviders
from services.identity.usecases.assess_capacity import AssessCapacity
from services.identity.usecases.begin_passkey import BeginPasskeySignIn, BeginRegistration
from services.identity.usecases.begin_upstream_proof import BeginUpstreamProof
from services.identity.usecases.begin_workplace_sign_in import BeginWorkplaceSignIn
from services.identity.usecases.bind_in_person import AskBinding, in_person
from services.identity.usecases.change_email import AskNewEmail, ConfirmNewEmail
from services.identity.usecases.change_password import ChangePassword
from services.identity.usecases.choose_context import ChooseContext
from services.identity.usecases.close_account import CloseAccount, EraseClosed
from services.identity.usecases.complete_sign_in import CompleteSignIn
from services.identity.usecases.confirm_registration import ConfirmRegistration
from services.identity.usecases.create_client import CreateClient
from services.identity.usecases.create_registration_token import CreateRegistrationToken
from services.identity.usecases.create_worker import CreateWorker
from services.identity.usecases.decline import Decline
from services.identity.usecases.deliver_logouts import DeliverLogouts
from services.identity.usecases.end_mandate import EndMandate
from services.identity.usecases.end_one_session import EndOneSession
from services.identity.usecases.end_sitting import EndSitting
from services.identity.usecases.end_workplace_sessions import EndWorkplaceSessions
from services.identity.usecases.enrol_worker import EnrolWorker
from services.identity.usecases.ensure_operator import EnsureOperator
from services.identity.usecases.enter_code import EnterCode
from services.identity.usecases.examine import Examine
from services.identity.usecases.exchange import Exchange
from services.identity.usecases.export_account import ExportAccount
from services.identity.usecases.find_device import FindDevice
from services.identity.usecases.finish_enrolment import BeginEnrolment, FinishEnrolment
from services.identity.usecases.finish_upstream_proof import FinishUpstreamProof
from services.identity.usecases.finish_workplace_sign_in import FinishWorkplaceSignIn
from services.identity.usecases.follow_staff import FollowStaff
from services.identity.usecases.get_account import GetAccount
from services.identity.usecases.get_acting import GetActing
from services.identity.usecases.get_care import GetCare
from services.identity.usecases.get_interaction import GetInteraction
from services.identity.usecases.get_proven_identity import GetProvenIdentity
from services.identity.usecases.get_session import GetSession
from services.identity.usecases.get_sitting import GetSitting
from services.identity.usecases.give_vouch import GiveVouch
from services.identity.usecases.keep_app import AddApp, NewRecoveryCodes, OfferApp, RemoveApp
from services.identity.usecases.keep_keys import KeepKeys
from services.identity.usecases.keep_passkeys import NamePasskey, RemovePasskey
from services.identity.usecases.list_activity import ListActivity
from services.identity.usecases.list_approvals import ListApprovals
from services.identity.usecases.list_clients import ListClients
from services.identity.usecases.list_credentials import ListCredentials
from services.identity.usecases.list_mandates import ListMandates
from services.identity.usecases.list_proofs import ListProofs
from services.identity.usecases.list_revocations import ListRevocations
from services.identity.usecases.list_sessions import ListSessions
from services.identity.usecases.list_workplaces import ListEmployers, ListWorkplaces
from services.identity.usecases.not_me import NotMe
from services.identity.usecases.note_whereabouts import NoteWhereabouts
from services.identity.usecases.open_sitting import OpenSitting
from services.identity.usecases.protect import ClearAtRisk, CloseReview, ListForReview, MarkAtRisk, SetSafeContactFor
from services.identity.usecases.prune import Prune
from services.identity.usecases.record_mandate import RecordMandate
from services.identity.usecases.recover import AskRecovery, Recover
from services.identity.usecases.refresh_proof import RefreshProof
from services.identity.usecases.register import Register
from services.identity.usecases.register_passkey import RegisterPasskey
from services.identity.usecases.register_workplace import RegisterWorkplace
from services.identity.usecases.remove_workplace import RemoveWorkplace
from services.identity.usecases.resume_checks import ResumeChecks
from services.identity.usecases.review_proofs import DoubtProof, ListDoubtedProofs, ReviewProof
from services.identity.usecases.revoke_approval import RevokeApproval
from services.identity.usecases.rotate_keys import RotateKeys
from services.identity.usecases.second_look import ConfirmBinding, DecideExamination, ListWaiting
from services.identity.usecases.send_letters import SendLetters
from services.identity.usecases.set_safe_contact import SetSafeContact
from services.identity.usecases.sign_in import SignIn
from services.identity.usecases.sign_in_with_passkey import SignInWithPasskey
from services.identity.usecases.sign_out import SignOut
from services.identity.usecases.sign_out_everywhere import SignOutEverywhere
from services.identity.usecases.step_up import BeginStepUp, StepUp
from services.identity.usecases.submit_proof import SubmitProof
from services.identity.usecases.suspend_mandate import SuspendMandate
from services.identity.usecases.undo_email import UndoEmail
from services.identity.usecases.update_client_keys import UpdateClientKeys
from services.identity.usecases.withdraw_proof import WithdrawProof

ROLES = ("api", "relay", "courier", "sequencer", "timer")
LETTERS_POLL, ERASURE_POLL = 0.5, 1.0
LOGOUTS_POLL = 0.5
_PRUNE_SECONDS = 60.0
HERE = Path(__file__).parent
MIGRATIONS = HERE / "store" / "migrations"
GPG45 = HERE / "gpg45-pre-1.0.toml"
_CHECKS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class House:
    """What the use cases stand on, and the servicers made of them: one method for each."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Ids
    keyring: Keyring
    form_key: bytes
    providers: EvidenceChecks | None
    challenges: Challenges
    passwords: Passwords = field(default_factory=Argon2)

    def accounts(self) -> AccountsServicer:
        read, write, clock, ids = self.store.read, self.store.write, self.clock, self.ids
        verbs = AccountVerbs(
            get_account=GetAccount(read, clock),
            create_worker=CreateWorker(write, self.passwords, clock, ids),
            create_client=CreateClient(write, clock, ids, allow_loopback=self.settings.on_this_machine),
            list_clients=ListClients(read),
            list_approvals=ListApprovals(read),
            revoke_approval=RevokeApproval(write, clock),
        )
        return AccountsServicer(verbs, clock)

    def assisted(self) -> AssistedServicer:
        read, write, clock, ids, challenges = self.store.read, self.store.write, self.clock, self.ids, self.challenges
        ceremonies, table = WebAuthn(self.settings.issuer), Table.parse(GPG45.read_text())
        verbs = AssistedVerbs(
            open=OpenSitting(write, clock, ids),
            get=GetSitting(read, clock),
            end=EndSitting(write, clock),
            examine=Examine(write, self.providers, table, clock, ids),
            vouch=GiveVouch(write, clock, ids),
            waiting=ListWaiting(write, clock),
            decide=DecideExamination(write, table, clock),
            ask_binding=AskBinding(write, clock),
            confirm_binding=ConfirmBinding(write, clock),
            begin_binding=BeginRegistration(read, ceremonies, challenges, clock, in_person),
            finish_binding=RegisterPasskey(write, ceremonies, challenges, clock, ids, in_person),
        )
        return AssistedServicer(verbs)

    def mandates(self) -> MandatesServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        verbs = MandateVerbs(
            record=RecordMandate(write, clock, self.ids),
            listed=ListMandates(read, write, clock),
            end=EndMandate(write, clock),
            suspension=SuspendMandate(write, clock),
            assess=AssessCapacity(write, clock),
            ask_again=AskAgain(write, clock),
            acting=GetActing(read, clock),
        )
        return MandatesServicer(verbs, clock)

    def mailbox(self) -> MailboxServicer:
        read, write, clock, ids = self.store.read, self.store.write, self.clock, self.ids
        verbs = MailboxVerbs(
            register=Register(write, self.passwords, clock, ids),
            confirm_registration=ConfirmRegistration(write, clock, ids),
            ask_recovery=AskRecovery(write, self.settings.issuer, clock, ids),
            recover=Recover(write, self.passwords, clock, ids),
            undo_email=UndoEmail(write, clock),
            get_session=GetSession(read, clock),
        )
        return MailboxServicer(verbs, self.form_key)

    def account_life(self) -> AccountLifeServicer:
        read, write, clock, ids = self.store.read, self.store.write, self.clock, self.ids
        verbs = LifeVerbs(
            list_sessions=ListSessions(read, clock),
            end_one_session=EndOneSession(write, clock),
            sign_out_everywhere=SignOutEverywhere(write, clock),
            list_activity=ListActivity(read),
            not_me=NotMe(write, clock, ids),
            get_care=GetCare(read),
            set_safe_contact=SetSafeContact(write, clock),
            ask_new_email=AskNewEmail(write, clock, ids),
            confirm_new_email=ConfirmNewEmail(write, self.settings.issuer, clock, ids),
            close_account=CloseAccount(write, clock, ids),
            export_account=ExportAccount(write, clock),
        )
        return AccountLifeServicer(verbs)

    def protection(self) -> ProtectionServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        verbs = ProtectionVerbs(
            mark_at_risk=MarkAtRisk(write, clock),
            clear_at_risk=ClearAtRisk(write),
            set_safe_contact_for=SetSafeContactFor(write),
            list_for_review=ListForReview(read),
            close_review=CloseReview(write),
        )
        return ProtectionServicer(verbs)

    def post(self) -> Post:
        sender = self.settings.mail_from
        if self.settings.smtp_url:
            return Smtp(self.settings.smtp_url.get_secret_value(), sender, self.clock)
        return MailFolder(self.settings.data_dir / "mail", sender, self.clock)

    def sessions(self) -> SessionsServicer:
        read, write, clock, ids = self.store.read, self.store.write, self.clock, self.ids
        return SessionsServicer(
            SignIn(write, self.passwords, clock, ids),
            GetSession(read, clock),
            ChooseContext(write, clock, ids),
            SignOut(write, clock),
            NoteWhereabouts(write, clock),
            self.form_key,
        )

    def sign_ins(self) -> SignInsServicer:
        read, write, clock, ids, challenges = self.store.read, self.store.write, self.clock, self.ids, self.challenges
        ceremonies = WebAuthn(self.settings.issuer)
        verbs = SignInVerbs(
            begin_passkey=BeginPasskeySignIn(ceremonies, challenges, clock),
            sign_in_with_passkey=SignInWithPasskey(write, ceremonies, challenges, clock, ids),
            enter_code=EnterCode(write, clock, ids),
            begin_step_up=BeginStepUp(read, ceremonies, challenges, clock),
            step_up=StepUp(write, self.passwords, ceremonies, challenges, clock),
            get_session=GetSession(read, clock),
        )
        return SignInsServicer(verbs, self.form_key)

    def credentials(self) -> CredentialsServicer:
        read, write, clock, ids, challenges = self.store.read, self.store.write, self.clock, self.ids, self.challenges
        ceremonies = WebAuthn(self.settings.issuer)
        verbs = CredentialVerbs(
            listed=ListCredentials(read),
            begin_registration=BeginRegistration(read, ceremonies, challenges, clock),
            register_passkey=RegisterPasskey(write, ceremonies, challenges, clock, ids),
            name_passkey=NamePasskey(write, clock),
            remove_passkey=RemovePasskey(write, clock),
            offer_app=OfferApp(read, clock),
            add_app=AddApp(write, clock),
            remove_app=RemoveApp(write, clock),
            new_recovery_codes=NewRecoveryCodes(write, clock),
            change_password=ChangePassword(write, self.passwords, clock),
        )
        return CredentialsServicer(verbs)

    def provider(self, keys: KeepKeys) -> ProviderServicer:
        return ProviderServicer(RotateKeys(keys), CreateRegistrationToken(self.store.write, self.clock))

    def client_keys(self) -> ClientKeysServicer:
        return ClientKeysServicer(UpdateClientKeys(self.store.write, self.settings.issuer, self.clock))

    def enrolments(self) -> EnrolmentsServicer:
        return EnrolmentsServicer(EnrolWorker(self.store.write, self.clock, self.ids), self.settings.issuer)

    def enrolment_steps(self) -> EnrolmentStepsServicer:
        read, write, clock, challenges = self.store.read, self.store.write, self.clock, self.challenges
        ceremonies = WebAuthn(self.settings.issuer)
        return EnrolmentStepsServicer(
            BeginEnrolment(write, ceremonies, challenges, clock),
            FinishEnrolment(write, ceremonies, challenges, clock, self.ids),
            GetSession(read, clock),
            self.form_key,
        )

    def workplaces(self) -> WorkplacesServicer:
        read, write, clock, issuer = self.store.read, self.store.write, self.clock, self.settings.issuer
        register = RegisterWorkplace(write, issuer, clock, allow_loopback=self.settings.on_this_machine)
        return WorkplacesServicer(register, ListWorkplaces(read), RemoveWorkplace(write, clock), issuer, clock)

    def workplace_sign_ins(self, providers: WorkplaceProviders) -> WorkplaceSignInsServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        return WorkplaceSignInsServicer(
            ListEmployers(read),
            BeginWorkplaceSignIn(write, providers, clock),
            FinishWorkplaceSignIn(write, providers, clock, self.ids),
            GetSession(read, clock),
            self.form_key,
        )

    def interactions(self) -> InteractionsServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        return InteractionsServicer(
            GetInteraction(read, clock), CompleteSignIn(write, clock), Approve(write, clock), Decline(write, clock)
        )

    def asking(self) -> AskProviders | None:
        """None where nobody checks evidence online."""
        table = Table.parse(GPG45.read_text())
        return AskProviders(self.store.write, self.providers, table, self.clock) if self.providers else None

    def resuming(self) -> dict[str, Part]:
        """The part that asks again what has no answer yet."""
        asking = self.asking()
        if asking is None:
            return {}
        resume = ResumeChecks(self.store.read, asking, self.clock)
        return {"timer.checks": repeating("checks", resume, _CHECKS_SECONDS)}

    def devices(self) -> DevicesServicer:
        write, clock = self.store.write, self.clock
        return DevicesServicer(FindDevice(write, clock), AnswerDevice(write, clock, self.ids))

    def proofing(self) -> ProofingServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        return ProofingServicer(
            SubmitProof(write, self.asking(), clock, self.ids),
            ListProofs(read, clock),
            GetProvenIdentity(write, clock),
        )

    def proof_life(self) -> ProofLifeServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        verbs = ProofLifeVerbs(
            withdraw=WithdrawProof(write, clock),
            refresh=RefreshProof(write, self.asking(), clock, self.ids),
            doubt=DoubtProof(write, clock),
            doubted=ListDoubtedProofs(read),
            review=ReviewProof(write, clock),
        )
        return ProofLifeServicer(verbs)


def _registrations(settings: Settings) -> dict[str, Registration]:
    """How we are known to the providers elsewhere."""

    def of(issuer: str, client_id: str, key: SecretStr | None, identity_issuer: str = "") -> Registration:
        return Registration(issuer, client_id, key.get_secret_value() if key else "", identity_issuer)

    s = settings
    return {
        ONE_LOGIN: of(s.one_login_issuer, s.one_login_client_id, s.one_login_key, s.one_login_identity_issuer),
        NHS_LOGIN: of(s.nhs_login_issuer, s.nhs_login_client_id, s.nhs_login_key),
    }


async def serve(settings: Settings, life: Life) -> None:
    """Serve until told to stop, in the roles of this life."""
    clock = settings.clock()
    ids, tls = settings.ids(clock), Tls.read(settings.tls_dir)
    master = settings.master_key.get_secret_value()
    await migrate(settings.database, MIGRATIONS)
    keyring = Keyring()
    async with (
        database(settings.database) as db,
        keystore(settings.keystore, master, clock) as vault,
        bus(settings.bus) as published,
        documents(allow_loopback=settings.on_this_machine) as outside,
        back_channel(allow_loopback=settings.on_this_machine) as parties,
        workplace_providers(keyring, settings.issuer, clock, allow_loopback=settings.on_this_machine) as workplaces,
        evidence_checks(settings.evidence_checks_url, settings.checks_secret, clock) as providers,
        upstream_providers(
            _registrations(settings), settings.issuer, clock, allow_loopback=settings.on_this_machine
        ) as elsewhere,
    ):
        store = Store(db, vault, master, clock, ids, encode)
        read, write = store.read, store.write
        keys = KeepKeys(read, write, keyring, clock)
        await keys.ensure()
        if settings.operator_jwks:
            await EnsureOperator(write, clock)(settings.operator_jwks.get_secret_value())

        nonces = Nonces(derive(master, "dpop-nonces"), clock)
        challenges = Challenges(derive(master, "challenges"))
        house = House(
            settings, store, clock, ids, keyring, derive(master, "form-tokens"), providers, challenges=challenges
        )
        exchange = Exchange(read, write, keyring, nonces, settings.issuer, clock, ids)
        trust = TrustServicer(keys, ListRevocations(read, clock), exchange, nonces)

        own = OwnTrust(keys, ListRevocations(read, clock))
        verifier = Verifier("identity", own.keys, own.revocations, clock)
        rpc = RpcServer(settings.rpc_port, tls, CALLERS, verifier, host=settings.host)
        add_TrustServicer_to_server(trust, rpc.server)
        add_SessionsServicer_to_server(house.sessions(), rpc.server)
        add_SignInsServicer_to_server(house.sign_ins(), rpc.server)
        add_CredentialsServicer_to_server(house.credentials(), rpc.server)
        add_DevicesServicer_to_server(house.devices(), rpc.server)
        add_InteractionsServicer_to_server(house.interactions(), rpc.server)
        add_AccountsServicer_to_server(house.accounts(), rpc.server)
        add_AssistedServicer_to_server(house.assisted(), rpc.server)
        add_MandatesServicer_to_server(house.mandates(), rpc.server)
        add_MailboxServicer_to_server(house.mailbox(), rpc.server)
        add_AccountLifeServicer_to_server(house.account_life(), rpc.server)
        add_ProtectionServicer_to_server(house.protection(), rpc.server)
        add_ClientKeysServicer_to_server(house.client_keys(), rpc.server)
        add_EnrolmentsServicer_to_server(house.enrolments(), rpc.server)
        add_EnrolmentStepsServicer_to_server(house.enrolment_steps(), rpc.server)
        add_WorkplacesServicer_to_server(house.workplaces(), rpc.server)
        add_WorkplaceSignInsServicer_to_server(house.workplace_sign_ins(workplaces), rpc.server)
        add_ProofingServicer_to_server(house.proofing(), rpc.server)
        add_ProofLifeServicer_to_server(house.proof_life(), rpc.server)
        begin, finish = BeginUpstreamProof(write, elsewhere, clock), FinishUpstreamProof(write, elsewhere, clock, ids)
        add_UpstreamProofsServicer_to_server(UpstreamProofsServicer(elsewhere, begin, finish), rpc.server)
        add_ProviderServicer_to_server(house.provider(keys), rpc.server)
        provider = Provider(
            settings.issuer,
            read,
            write,
            keyring,
            clock,
            ids,
            nonces,
            ClientKeys(outside, clock),
            outside,
            IdentityKeys(derive(master, "core-identity"), settings.issuer),
            settings.authorities,
        )
        http = HttpServer(
            openid_provider(provider, keys, EndWorkplaceSessions(write, workplaces, clock)),
            settings.host,
            settings.http_port,
            tls_dir=settings.tls_dir,
            peers={"gateway"},
        )

        deliver_logouts = DeliverLogouts(read, write, parties, keyring, settings.issuer, clock, ids)
        signer = Signer.parse(settings.log_key.get_secret_value())
        holder = RandomIds(SystemClock()).new("prc")
        relays = Lease(db, tables.leases, SystemClock(), name="relay", holder=holder)
        letters = Lease(db, tables.leases, SystemClock(), name="letters", holder=holder)
        logouts = Lease(db, tables.leases, SystemClock(), name="logouts", holder=holder)
        pruning = Lease(db, tables.leases, SystemClock(), name="pruning", holder=holder)
        sequences = Lease(db, tables.leases, SystemClock(), name="sequencer", holder=holder)
        checks = Lease(db, tables.leases, SystemClock(), name="checks", holder=holder)

        staff = hear_directory(FollowStaff(write, clock))

        def ready() -> bool:
            return not life.plays("api") or (verifier.ready() and keyring.ready)

        # The operator port is no role: it belongs to the first role this process plays.
        first = next(role for role in ROLES if life.plays(role))
        await life.run(
            {
                "api": serving(rpc),
                "api.http": serving(http),
                "api.verifier": verifier.run,
                "api.keys": keys.run,
                "relay": relays.held(Relay(db, tables.outbox, published, clock).run),
                "timer.erasure": repeating(
                    "erasure", EraseClosed(read, write, store.destroy_keys, clock), ERASURE_POLL
                ),
                "courier.letters": letters.held(
                    repeating("letters", SendLetters(read, write, house.post(), clock), LETTERS_POLL)
                ),
                "courier.keys": keys.run,
                "timer.pruning": pruning.held(repeating("pruning", Prune(write, clock), _PRUNE_SECONDS)),
                "courier.logouts": logouts.held(repeating("logouts", deliver_logouts, LOGOUTS_POLL)),
                "courier.directory": lambda stopping: published.consume("identity.staff", [DIRECTORY], staff, stopping),
                "sequencer": sequences.held(Sequencer(db, tables.log, signer, clock).run),
                **{name: checks.held(part) for name, part in house.resuming().items()},
                f"{first}.operator": serving(HttpServer(operator_port(ready), settings.ops_host, settings.ops_port)),
            }
        )
