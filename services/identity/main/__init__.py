"""Settings, store, use cases, transport: read from top to bottom once, and know what runs."""

from pydantic import SecretStr

from chassis.bus import bus
from chassis.clock import SystemClock
from chassis.db import database, migrate
from chassis.http import HttpServer, operator_port
from chassis.ids import RandomIds
from chassis.keystore import keystore
from chassis.lease import Lease
from chassis.merkle import Sequencer, Signer
from chassis.outbox import Relay
from chassis.rpc import RpcServer, Tls
from chassis.run import Life, Part, serving
from chassis.tokens import Verifier
from services.identity.api.events import DIRECTORY, encode, hear_directory
from services.identity.api.rpc import CALLERS
from services.identity.clients.back_channel import back_channel
from services.identity.clients.documents import documents
from services.identity.clients.evidence_checks import evidence_checks
from services.identity.clients.own_trust import OwnTrust
from services.identity.clients.upstream.providers import Registration, upstream_providers
from services.identity.clients.workplaces import workplace_providers
from services.identity.domain.clients.dpop import Nonces
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.keys.keyring import Keyring
from services.identity.domain.proofs.upstream import NHS_LOGIN, ONE_LOGIN
from services.identity.main.accounts import add_accounts
from services.identity.main.house import HERE, House
from services.identity.main.openid import add_openid, openid_http
from services.identity.main.parts import courier, timer
from services.identity.main.proofs import add_proofs
from services.identity.main.sign_in import add_sign_in
from services.identity.settings import Settings
from services.identity.store import tables
from services.identity.store.secrets import derive
from services.identity.store.work import Store
from services.identity.usecases.authorization.list_revocations import ListRevocations
from services.identity.usecases.clients.ensure_operator import EnsureOperator
from services.identity.usecases.keys.keep_keys import KeepKeys
from services.identity.usecases.workplaces.follow_staff import FollowStaff

ROLES = ("api", "relay", "courier", "sequencer", "timer")
MIGRATIONS = HERE / "store" / "migrations"


async def serve(settings: Settings, life: Life) -> None:
    """Serve until told to stop, in the roles of this life."""
    clock = settings.clock()
    ids, tls, loopback = settings.ids(clock), Tls.read(settings.tls_dir), settings.on_this_machine
    master = settings.master_key.get_secret_value()
    await migrate(settings.database, MIGRATIONS)
    keyring = Keyring()
    async with (
        database(settings.database) as db,
        keystore(settings.keystore, master, clock) as vault,
        bus(settings.bus) as published,
        documents(allow_loopback=loopback) as outside,
        back_channel(allow_loopback=loopback) as parties,
        workplace_providers(keyring, settings.issuer, clock, allow_loopback=loopback) as employers,
        evidence_checks(settings.evidence_checks_url, settings.checks_secret, clock) as checkers,
        upstream_providers(_registrations(settings), settings.issuer, clock, allow_loopback=loopback) as elsewhere,
    ):
        store = Store(db, vault, master, clock, ids, encode)
        keys = KeepKeys(store.read, store.write, keyring, clock)
        await keys.ensure()
        if settings.operator_jwks:
            await EnsureOperator(store.write, clock)(settings.operator_jwks.get_secret_value())
        form_key, challenges = derive(master, "form-tokens"), Challenges(derive(master, "challenges"))
        house = House(settings, store, clock, ids, keyring, form_key, checkers, challenges)

        own = OwnTrust(keys, ListRevocations(store.read, clock))
        verifier = Verifier("identity", own.keys, own.revocations, clock)
        rpc = RpcServer(settings.rpc_port, tls, CALLERS, verifier, host=settings.host)
        nonces = Nonces(derive(master, "dpop-nonces"), clock)
        add_openid(rpc.server, house, keys, nonces)
        add_sign_in(rpc.server, house, employers)
        add_accounts(rpc.server, house)
        add_proofs(rpc.server, house, elsewhere)
        http = openid_http(house, keys, nonces, outside, employers, derive(master, "core-identity"))

        signer = Signer.parse(settings.log_key.get_secret_value())
        holder = RandomIds(SystemClock()).new("prc")
        staff = hear_directory(FollowStaff(store.write, clock))

        def held(name: str, *parts: Part) -> Part:
            return Lease(db, tables.leases, SystemClock(), name=name, holder=holder).held(*parts)

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
                "relay": held("relay", Relay(db, tables.outbox, published, clock).run),
                "sequencer": held("sequencer", Sequencer(db, tables.log, signer, clock).run),
                "courier.keys": keys.run,
                "courier.directory": lambda stopping: published.consume("identity.staff", [DIRECTORY], staff, stopping),
                **courier(house, parties, held),
                **timer(house, held),
                f"{first}.operator": serving(HttpServer(operator_port(ready), settings.ops_host, settings.ops_port)),
            }
        )


def _registrations(settings: Settings) -> dict[str, Registration]:
    """How we are known to the providers elsewhere."""

    def of(issuer: str, client_id: str, key: SecretStr | None, identity_issuer: str = "") -> Registration:
        return Registration(issuer, client_id, key.get_secret_value() if key else "", identity_issuer)

    s = settings
    return {
        ONE_LOGIN: of(s.one_login_issuer, s.one_login_client_id, s.one_login_key, s.one_login_identity_issuer),
        NHS_LOGIN: of(s.nhs_login_issuer, s.nhs_login_client_id, s.nhs_login_key),
    }
