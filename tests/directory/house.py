"""A directory on a real database, with an index beside it, for the tests of the directory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from chassis.clock import FixedClock
from chassis.db import Database, database
from chassis.ids import RandomIds
from chassis.keystore import keystore
from chassis.tokens import Caller
from services.directory.api.events import Encoder
from services.directory.domain.card import Card
from services.directory.domain.organisation import Organisation, OrganisationRow
from services.directory.domain.professional import ProfessionalRow
from services.directory.domain.report import Report
from services.directory.main import MIGRATIONS
from services.directory.search.index import TantivyIndex
from services.directory.search.indexer import Indexer
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
from tests.migrated import migrated

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

OPERATOR = Caller(
    "acc_operator", "operator", frozenset({"directory:write", "organisations:read", "professionals:read"})
)
RESIDENT = Caller("acc_resident", "resident", frozenset({"me:read", "organisations:read"}))
NOBODY = Caller("acc_nobody", "worker", frozenset())

SARA = ProfessionalRow(
    line=2,
    external_id="1",
    given_name="Siobhán",
    family_name="O'Brien",
    role="Health Visitor",
    team="Duty team",
    organisation="Midlands Community NHS Trust",
    organisation_kind="nhs",
    area="E07000194",
    registration_body="NMC",
    registration_number="85I6030W",
    email="siobhan.obrien@midlands.nhs.example",
    phone="01632 960123",
    mobile="07700 900456",
    working_days="Mon,Tue",
    postcode="WS13 6YY",
)
LICHFIELD = OrganisationRow(line=2, name="Lichfield District Council", kind="council", identifier="gss:E07000194")


def worker(organisation: str) -> Caller:
    """A worker acting for an organisation."""
    return Caller(
        "acc_worker",
        "worker",
        frozenset({"professionals:read", "organisations:read"}),
        claims={"org": organisation},
    )


def administrator(organisation: str) -> Caller:
    """Somebody who may bring in the staff of her own organisation."""
    return replace(worker(organisation), scopes=frozenset({"directory:write", "professionals:read"}))


@dataclass(slots=True)
class House:
    db: Database
    path: Path
    clock: FixedClock
    import_organisations: ImportOrganisations
    import_professionals: ImportProfessionals
    search_professionals: SearchProfessionals
    get_many: GetMany
    get_professional: GetProfessional
    disable: DisableProfessional
    enable: EnableProfessional
    get_organisation: GetOrganisation
    list_organisations: ListOrganisations
    list_teams: ListTeams

    def indexer(self) -> Indexer:
        """What a process that starts now would run."""
        return Indexer(self.path, open_reading(self.db))

    async def with_professionals(self, *rows: ProfessionalRow) -> Report:
        return await self.import_professionals(OPERATOR, rows)

    async def with_organisations(self, *rows: OrganisationRow) -> Report:
        return await self.import_organisations(OPERATOR, rows)

    async def organisations(self, name: str = "") -> list[Organisation]:
        page = await self.list_organisations(OPERATOR, kind="", name=name, identifier="", limit=50, after="")
        return list(page.items)

    async def find(
        self, text: str, *, by: Caller | None = None, near: str = "", within: str = "", limit: int = 10
    ) -> list[Card]:
        """What a worker of some other organisation finds."""
        page = await self.search_professionals(
            by or worker("org_elsewhere"), text=text, near=near, within=within, limit=limit, after=""
        )
        return list(page.items)

    async def one(self, text: str = "obrien", by: Caller | None = None) -> Card:
        """The only one found."""
        [card] = await self.find(text, by=by)
        return card


@asynccontextmanager
async def house(url: str, folder: Path) -> AsyncIterator[House]:
    """A directory on the database at `url`, its index and keys in `folder`."""
    await migrated(url, MIGRATIONS)
    clock = FixedClock(MONDAY)
    ids = RandomIds(clock)
    async with database(url) as db, keystore(f"sqlite:///{folder}/keys.db", b"m" * 32, clock) as keys:
        reading, path = open_reading(db), folder / "index" / "now"
        work = open_work(db, Leaves(keys, clock, ids), Encoder(clock, ids))
        yield House(
            db=db,
            path=path,
            clock=clock,
            import_organisations=ImportOrganisations(work, clock, ids),
            import_professionals=ImportProfessionals(work, reading, clock, ids),
            search_professionals=SearchProfessionals(reading, TantivyIndex(path), clock),
            get_many=GetMany(ask_cards(db)),
            get_professional=GetProfessional(reading),
            disable=DisableProfessional(work, clock),
            enable=EnableProfessional(work, clock),
            get_organisation=GetOrganisation(reading),
            list_organisations=ListOrganisations(reading),
            list_teams=ListTeams(reading),
        )


def names(cards: list[Card]) -> list[str]:
    return [f"{card.professional.facts.given_name} {card.professional.facts.family_name}" for card in cards]
