"""Settings, store, use cases, transport: read from top to bottom once, and know what runs."""

from dataclasses import dataclass, field
from pathlib import Path

from kith.identity.v1.accounts_pb2_grpc import add_AccountsServicer_to_server
from kith.identity.v1.interactions_pb2_grpc import add_InteractionsServicer_to_server
from kith.identity.v1.proofing_pb2_grpc import add_ProofingServicer_to_server
from kith.identity.v1.sessions_pb2_grpc import add_SessionsServicer_to_server
from kith.identity.v1.trust_pb2_grpc import add_TrustServicer_to_server

from chassis.bus import bus
from chassis.clock import Clock, SystemClock
from chassis.db import database, migrate
from chassis.http import HttpServer, operator_port
from chassis.ids import Ids, RandomIds
from chassis.keystore import keystore
from chassis.lease import Lease
from chassis.merkle import Sequencer, Signer
from chassis.outbox import Relay
from chassis.rpc import RpcServer, Tls
from chassis.run import Life, serving
from chassis.tokens import Verifier
from services.identity.api.events import encode
from services.identity.api.oidc.app import openid_provider
from services.identity.api.oidc.provider import Provider
from services.identity.api.rpc import CALLERS
from services.identity.api.rpc.accounts import AccountsServicer, AccountVerbs
from services.identity.api.rpc.interactions import InteractionsServicer
from services.identity.api.rpc.proofing import ProofingServicer
from services.identity.api.rpc.sessions import SessionsServicer
from services.identity.api.rpc.trust import TrustServicer
from services.identity.clients.letters import MailFolder
from services.identity.clients.own_trust import OwnTrust
from services.identity.clients.passwords import Argon2
from services.identity.clients.sandbox import SandboxChecks
from services.identity.domain.gpg45 import Table
from services.identity.domain.keyring import Keyring
from services.identity.ports import Passwords
from services.identity.settings import Settings
from services.identity.store import tables
from services.identity.store.secrets import derive
from services.identity.store.work import Store
from services.identity.usecases.approve import Approve
from services.identity.usecases.choose_context import ChooseContext
from services.identity.usecases.complete_sign_in import CompleteSignIn
from services.identity.usecases.create_client import CreateClient
from services.identity.usecases.create_worker import CreateWorker
from services.identity.usecases.decline import Decline
from services.identity.usecases.ensure_operator import EnsureOperator
from services.identity.usecases.exchange import Exchange
from services.identity.usecases.get_account import GetAccount
from services.identity.usecases.get_interaction import GetInteraction
from services.identity.usecases.get_proven_identity import GetProvenIdentity
from services.identity.usecases.get_session import GetSession
from services.identity.usecases.keep_keys import KeepKeys
from services.identity.usecases.list_approvals import ListApprovals
from services.identity.usecases.list_clients import ListClients
from services.identity.usecases.list_proofs import ListProofs
from services.identity.usecases.list_revocations import ListRevocations
from services.identity.usecases.register import Register
from services.identity.usecases.revoke_approval import RevokeApproval
from services.identity.usecases.sign_in import SignIn
from services.identity.usecases.sign_out import SignOut
from services.identity.usecases.submit_proof import SubmitProof

ROLES = ("api", "relay", "sequencer")
HERE = Path(__file__).parent
MIGRATIONS = HERE / "store" / "migrations"
GPG45 = HERE / "gpg45-pre-1.0.toml"


@dataclass(frozen=True, slots=True)
class House:
    """What the use cases stand on, and the servicers made of them: one method for each."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Ids
    keyring: Keyring
    form_key: bytes
    passwords: Passwords = field(default_factory=Argon2)

    def accounts(self) -> AccountsServicer:
        read, write, clock, ids = self.store.read, self.store.write, self.clock, self.ids
        letters = MailFolder(self.settings.data_dir / "mail", self.settings.mail_from, clock, ids)
        verbs = AccountVerbs(
            register=Register(write, self.passwords, letters, clock, ids),
            get_session=GetSession(read, clock),
            get_account=GetAccount(read, clock),
            create_worker=CreateWorker(write, self.passwords, clock, ids),
            create_client=CreateClient(write, clock, ids),
            list_clients=ListClients(read),
            list_approvals=ListApprovals(read),
            revoke_approval=RevokeApproval(write, clock),
        )
        return AccountsServicer(verbs, clock, self.form_key)

    def sessions(self) -> SessionsServicer:
        read, write, clock, ids = self.store.read, self.store.write, self.clock, self.ids
        return SessionsServicer(
            SignIn(write, self.passwords, clock, ids),
            GetSession(read, clock),
            ChooseContext(write, clock, ids),
            SignOut(write, clock),
            self.form_key,
        )

    def interactions(self) -> InteractionsServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        return InteractionsServicer(
            GetInteraction(read, clock), CompleteSignIn(write, clock), Approve(write, clock), Decline(write, clock)
        )

    def proofing(self) -> ProofingServicer:
        read, write, clock = self.store.read, self.store.write, self.clock
        table = Table.parse(GPG45.read_text())
        return ProofingServicer(
            SubmitProof(write, SandboxChecks(clock), table, clock, self.ids),
            ListProofs(read, clock),
            GetProvenIdentity(write, clock),
        )


async def serve(settings: Settings, life: Life) -> None:
    """Serve until told to stop, in the roles of this life."""
    clock = settings.clock()
    ids, tls = settings.ids(clock), Tls.read(settings.tls_dir)
    master = settings.master_key.get_secret_value()
    await migrate(settings.database, MIGRATIONS)
    async with (
        database(settings.database) as db,
        keystore(settings.keystore, master, clock) as vault,
        bus(settings.bus) as published,
    ):
        store = Store(db, vault, master, clock, ids, encode)
        read, write = store.read, store.write
        keyring = Keyring()
        keys = KeepKeys(read, write, keyring, clock)
        await keys.ensure()
        if settings.operator_jwks:
            await EnsureOperator(write, clock)(settings.operator_jwks.get_secret_value())

        house = House(settings, store, clock, ids, keyring, derive(master, "form-tokens"))
        trust = TrustServicer(keys, ListRevocations(read, clock), Exchange(read, keyring, settings.issuer, clock, ids))

        own = OwnTrust(keys, ListRevocations(read, clock))
        verifier = Verifier("identity", own.keys, own.revocations, clock)
        rpc = RpcServer(settings.rpc_port, tls, CALLERS, verifier, host=settings.host)
        add_TrustServicer_to_server(trust, rpc.server)
        add_SessionsServicer_to_server(house.sessions(), rpc.server)
        add_InteractionsServicer_to_server(house.interactions(), rpc.server)
        add_AccountsServicer_to_server(house.accounts(), rpc.server)
        add_ProofingServicer_to_server(house.proofing(), rpc.server)
        provider = Provider(settings.issuer, read, write, keyring, clock, ids)
        http = HttpServer(
            openid_provider(provider, keys),
            settings.host,
            settings.http_port,
            tls_dir=settings.tls_dir,
            peers={"gateway"},
        )

        signer = Signer.parse(settings.log_key.get_secret_value())
        holder = RandomIds(SystemClock()).new("prc")
        relays = Lease(db, tables.leases, SystemClock(), name="relay", holder=holder)
        sequences = Lease(db, tables.leases, SystemClock(), name="sequencer", holder=holder)

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
                "sequencer": sequences.held(Sequencer(db, tables.log, signer, clock).run),
                f"{first}.operator": serving(HttpServer(operator_port(ready), settings.ops_host, settings.ops_port)),
            }
        )
