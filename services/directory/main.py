"""Settings, store, use cases, transport: read from top to bottom once, and know what runs."""

from pathlib import Path

from kith.directory.v1.directory_pb2_grpc import add_DirectoryServicer_to_server
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
from chassis.rpc import RpcServer, Tls, channel
from chassis.run import Life, serving
from chassis.tokens import Verifier
from services.directory.api.events import Encoder
from services.directory.api.rpc import CALLERS, DirectoryServicer, Verbs
from services.directory.clients.trust import Trust
from services.directory.search.index import TantivyIndex, folder
from services.directory.search.indexer import Indexer
from services.directory.settings import Settings
from services.directory.store import tables
from services.directory.store.log import Leaves
from services.directory.store.professionals import ask_cards
from services.directory.store.work import open_reading, open_work
from services.directory.usecases.disable_professional import DisableProfessional
from services.directory.usecases.enable_professional import EnableProfessional
from services.directory.usecases.get_many import GetMany
from services.directory.usecases.get_organisation import GetOrganisation
from services.directory.usecases.get_professional import GetProfessional
from services.directory.usecases.import_organisations import ImportOrganisations
from services.directory.usecases.import_professionals import ImportProfessionals
from services.directory.usecases.list_organisations import ListOrganisations
from services.directory.usecases.list_teams import ListTeams
from services.directory.usecases.search_professionals import SearchProfessionals

ROLES = ("api", "indexer", "relay", "sequencer")
MIGRATIONS = Path(__file__).parent / "store" / "migrations"


async def serve(settings: Settings, life: Life) -> None:
    """Serve until told to stop, in the roles of this life.

    `indexer` keeps the search index of this machine (`<data>/directory-index`), and `api` reads it: run them together,
    or as two processes with one data folder.
    """
    clock = settings.clock()
    ids, tls = settings.ids(clock), Tls.read(settings.tls_dir)
    await migrate(settings.database, MIGRATIONS)
    async with (
        database(settings.database) as db,
        keystore(settings.keystore, settings.master_key.get_secret_value(), clock) as keys,
        bus(settings.bus) as published,
        channel(settings.identity_address, tls, "identity") as identity,
    ):
        reading = open_reading(db)
        work = open_work(db, Leaves(keys, clock, ids), Encoder(clock, ids))
        path = folder(settings.data_dir)
        indexer = Indexer(path, reading)
        verbs = Verbs(
            import_organisations=ImportOrganisations(work, clock, ids),
            import_professionals=ImportProfessionals(work, reading, clock, ids),
            search_professionals=SearchProfessionals(reading, TantivyIndex(path), clock),
            get_many=GetMany(ask_cards(db)),
            get_professional=GetProfessional(reading),
            disable_professional=DisableProfessional(work, clock),
            enable_professional=EnableProfessional(work, clock),
            get_organisation=GetOrganisation(reading),
            list_organisations=ListOrganisations(reading),
            list_teams=ListTeams(reading),
        )
        trust = Trust(TrustStub(identity))
        verifier = Verifier("directory", trust.keys, trust.revocations, clock)
        rpc = RpcServer(settings.rpc_port, tls, CALLERS, verifier, host=settings.host)
        add_DirectoryServicer_to_server(DirectoryServicer(verbs), rpc.server)

        signer = Signer.parse(settings.log_key.get_secret_value())
        holder = RandomIds(SystemClock()).new("prc")
        relays = Lease(db, tables.leases, SystemClock(), name="relay", holder=holder)
        sequences = Lease(db, tables.leases, SystemClock(), name="sequencer", holder=holder)

        def ready() -> bool:
            return (not life.plays("api") or verifier.ready()) and (not life.plays("indexer") or indexer.ready())

        # The operator port is no role: it belongs to the first role this process plays.
        first = next(role for role in ROLES if life.plays(role))
        await life.run(
            {
                "api": serving(rpc),
                "api.verifier": verifier.run,
                "indexer": indexer.run,
                "relay": relays.held(Relay(db, tables.outbox, published, clock).run),
                "sequencer": sequences.held(Sequencer(db, tables.log, signer, clock).run),
                f"{first}.operator": serving(HttpServer(operator_port(ready), settings.ops_host, settings.ops_port)),
            }
        )
