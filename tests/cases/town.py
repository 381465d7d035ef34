"""A town for tests: four organisations, their workers, and the people they know, on a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from chassis.clock import FixedClock
from chassis.db import Database, database
from chassis.ids import SeededIds
from chassis.keystore import KeyStore, keystore
from chassis.tokens import Caller
from services.cases.api.told import encode
from services.cases.domain.account_link import Proven
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.consents.authority import Mandate
from services.cases.domain.feeds.arrival import Feed
from services.cases.domain.feeds.caseload import Row
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.networks.network import Network
from services.cases.domain.organisation import Organisation
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth, Found
from services.cases.domain.subscriptions.delivery import Answer
from services.cases.main import MIGRATIONS
from services.cases.ports.casework import Page
from services.cases.ports.work import OpenWork
from services.cases.store.tables.metadata import outbox
from services.cases.store.tables.people import identity_link
from services.cases.store.work import open_work
from services.cases.usecases.feeds.import_caseload import CaseloadReport, ImportCaseload
from services.cases.usecases.networks.get_network import GetNetwork
from services.cases.usecases.networks.record_involvement import RecordInvolvement, Working
from services.cases.usecases.people.find_person import FindPerson
from tests.migrated import migrated

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
TODAY = date(2026, 11, 22)
COUNCIL, NHS, SCHOOL, REFUGE, PARTNER = "org_council", "org_nhs", "org_school", "org_refuge", "org_partner"
ORGANISATIONS = (
    Organisation(COUNCIL, "Lichfield District Council", "council", "England"),
    Organisation(NHS, "Midlands NHS Trust", "nhs_trust", "England"),
    Organisation(SCHOOL, "Dimble School", "school", "England"),
    Organisation(REFUGE, "Haven", "charity", "England"),
    Organisation(PARTNER, "Turning Point", "charity", "England"),
)
NUMBERS = ("9434765919", "4000000004", "9876543210", "9990000077")

_WORKER = (
    "people:read people:write links:write cases:read cases:write records:read records:write shares:read shares:write"
)
SCOPES = frozenset(f"{_WORKER} consents:write agreements:read emergency:open concerns:answer".split())


def worker(organisation: str, account: str = "acc_worker", role: str = "worker", professional: str = "") -> Caller:
    """A worker, signed in for one organisation in one role."""
    scopes = SCOPES | {"agreements:write", "dropped:read"} if role == "manager" else SCOPES
    claims = {"org": organisation, "role": role, "pro": professional or f"pro_{account}", "purpose": "direct_care"}
    return Caller(account, "worker", scopes, claims | {"ctx": f"ctx_{organisation}_{role}"})


def feed(organisation: str) -> Caller:
    """An agency's own system."""
    return Caller(
        f"cli_{organisation}", "partner", frozenset({"people:import"}), {"org": organisation, "role": "partner"}
    )


def resident(account: str = "acc_amina") -> Caller:
    return Caller(account, "resident", frozenset({"me:read", "me:write", "consents:write"}))


def partner(organisation: str = PARTNER) -> Caller:
    scopes = frozenset({"subscriptions:read", "subscriptions:write", "events:read", "records:read"})
    return Caller(f"cli_{organisation}", "partner", scopes, {"org": organisation, "role": "partner"})


def row(local_id: str, given: str = "Amina", family: str = "Begum", birth: str = "1992-03-04", **more: str) -> Row:
    return Row(line=2, local_id=local_id, given_name=given, family_name=family, date_of_birth=birth, **more)


AMINA = row("1", nhs_number=NUMBERS[0], postcode="WS13 6YY", address="1 Bore Street", phone="01543 1")


@dataclass(slots=True)
class Proofs:
    """What identity would say."""

    proven_by_account: dict[str, Proven] = field(default_factory=dict)

    async def proven(self, account_id: str) -> Proven | None:
        return self.proven_by_account.get(account_id)


@dataclass(slots=True)
class Mandates:
    """What identity would say of authority to act for somebody."""

    live: dict[str, Mandate] = field(default_factory=dict)
    held: dict[str, frozenset[str]] = field(default_factory=dict)

    async def now(self, mandate_id: str) -> Mandate | None:
        return self.live.get(mandate_id)

    async def acted_for(self, account_id: str) -> frozenset[str]:
        return self.held.get(account_id, frozenset())


@dataclass(slots=True)
class Posted:
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Endpoints:
    """Partners' endpoints: keep what they are sent, answer as told. `meanwhile` runs before one gets anything."""

    answer: Answer = field(default_factory=lambda: Answer(204))
    meanwhile: Callable[[], Awaitable[None]] | None = None
    posted: list[Posted] = field(default_factory=list)

    async def admit(self, url: str) -> str:
        return url

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        if self.meanwhile:
            await self.meanwhile()
        self.posted.append(Posted(url, headers, body))
        return self.answer


@dataclass(slots=True)
class Town:
    db: Database
    keys: KeyStore
    clock: FixedClock
    ids: SeededIds
    work: OpenWork
    proofs: Proofs = field(default_factory=Proofs)
    mandates: Mandates = field(default_factory=Mandates)
    endpoints: Endpoints = field(default_factory=Endpoints)

    async def take(
        self, organisation: str, rows: Iterable[Row], *, shielded: bool = False, name: str = "social care"
    ) -> CaseloadReport:
        """The organisation's caseload comes in."""
        caseload = Feed(organisation, name, TODAY, shielded=shielded)
        take = ImportCaseload(self.work, self.keys, self.ids, self.clock)
        return await take(feed(organisation), caseload, list(rows))

    async def person(self, organisation: str, local_id: str = "1") -> str:
        """Whom the organisation knows under its local id."""
        async with self.work() as work:
            return (await work.people.known(organisation, [local_id]))[local_id].person_id

    async def find(
        self, by: ByIdentifier | ByNameAndBirth, caller: Caller | None = None, why: str = "direct_care"
    ) -> Found:
        return await FindPerson(self.work, self.ids, self.clock)(caller or worker(COUNCIL), why, by, None)

    async def network(self, caller: Caller, person_id: str, why: str = "direct_care") -> Network:
        return await GetNetwork(self.work, self.ids, self.clock)(caller, person_id, why, None)

    async def record(self, caller: Caller, working: Working) -> Involvement:
        return await RecordInvolvement(self.work, self.ids, self.clock)(caller, working)

    async def told(self) -> list[tuple[str, str]]:
        """Type and person of every event, in the order they were told."""
        t = outbox.table
        async with self.db.reading() as tx:
            return [(row.type, row.key) for row in await tx.execute(select(t.c.type, t.c.key).order_by(t.c.number))]

    async def links(self) -> list[Any]:
        """The rows of identity links."""
        async with self.db.reading() as tx:
            return list(await tx.execute(select(identity_link)))

    async def looks(self, person_id: str) -> list[Disclosure]:
        """What the person is shown of who has looked, newest first."""
        async with self.work() as work:
            return list(await work.disclosures.shown(person_id, Page(100)))

    async def at_once(self, *askers: Awaitable[Any]) -> list[Any]:
        """What each of them gets, answers and refusals, in their order. Each finds a connection open: none is late."""
        await asyncio.gather(*(self.looks("") for _ in askers))
        return await asyncio.gather(*askers, return_exceptions=True)


@asynccontextmanager
async def town_at(url: str, folder: Path, seed: str = "town") -> AsyncIterator[Town]:
    """A town with nobody in it yet."""
    clock, ids = FixedClock(NOW), SeededIds(seed)
    await migrated(url, MIGRATIONS)
    async with database(url) as db, keystore(f"sqlite:///{folder}/{seed}-keys.db", b"m" * 32, clock) as keys:
        work = open_work(db, keys, encode, clock, ids)
        async with work() as opened:
            for organisation in ORGANISATIONS:
                await opened.organisations.put(organisation)
        yield Town(db, keys, clock, ids, work)
