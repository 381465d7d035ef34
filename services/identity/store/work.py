"""The unit of work: one transaction, with the log leaf and the outbox row of every event told in it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db import Database
from chassis.idempotency import Idempotency
from chassis.ids import Ids
from chassis.keystore import KeyDestroyed
from chassis.merkle import LeafDraft, Log, canonical
from chassis.outbox import Outgoing
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.store import tables
from services.identity.store.account_life import SqlActivity, SqlCare, SqlClosedAccounts, SqlWhereabouts
from services.identity.store.accounts import SqlAccounts
from services.identity.store.checks import SqlChecks
from services.identity.store.clients import SqlApprovals, SqlClients
from services.identity.store.confirmations import SqlConfirmations
from services.identity.store.credentials import SqlCodes, SqlPasskeys
from services.identity.store.device_requests import SqlDeviceRequests
from services.identity.store.grants import SqlAssertions, SqlGrants
from services.identity.store.interactions import SqlInteractions
from services.identity.store.letters import SqlLetters
from services.identity.store.logouts import SqlLogouts
from services.identity.store.mandates import SqlMandates
from services.identity.store.proofs import SqlProofs
from services.identity.store.pruning import SqlPruning
from services.identity.store.pushed_requests import SqlPushedRequests
from services.identity.store.registrations import SqlRegistrations
from services.identity.store.revocations import SqlRevocations
from services.identity.store.secrets import Fingerprints, KeyEncryption, Vault, account_key
from services.identity.store.sessions import SqlSessions
from services.identity.store.signing_keys import SqlSigningKeys
from services.identity.store.sittings import SqlExaminations, SqlSittings, SqlVouches
from services.identity.store.staff import SqlStaff
from services.identity.store.throttle import SqlThrottle
from services.identity.store.upstream import SqlUpstreamVisits
from services.identity.store.workplaces import SqlWorkplaces

ACCOUNT_PREFIX = "acc"
_SERVICE_KEY = "service/log"

# An event to what is published of it; None for what stays in the log.
Encode = Callable[[Event, str, Clock], Outgoing | None]


class SqlWork:
    """What the use cases see of one transaction."""

    def __init__(self, tx: AsyncConnection, store: "Store") -> None:
        vault, clock = store.vault, store.clock
        fingerprints = store.fingerprints
        self.accounts = SqlAccounts(tx, vault, fingerprints)
        self.sessions = SqlSessions(tx, vault, clock)
        self.throttle = SqlThrottle(tx, fingerprints)
        self.passkeys = SqlPasskeys(tx, vault, fingerprints)
        self.codes = SqlCodes(tx, vault, fingerprints)
        self.clients = SqlClients(tx)
        self.interactions = SqlInteractions(tx, store.encryption)
        self.approvals = SqlApprovals(tx)
        self.grants = SqlGrants(tx)
        self.assertions = SqlAssertions(tx)
        self.device_requests = SqlDeviceRequests(tx, fingerprints)
        self.pruning = SqlPruning(tx)
        self.logouts = SqlLogouts(tx)
        self.pushed_requests = SqlPushedRequests(tx, store.encryption)
        self.revocations = SqlRevocations(tx)
        self.signing_keys = SqlSigningKeys(tx, store.encryption)
        self.proofs = SqlProofs(tx, vault, fingerprints)
        self.checks = SqlChecks(tx)
        self.visits = SqlUpstreamVisits(tx, vault)
        self.letters = SqlLetters(tx, vault)
        self.confirmations = SqlConfirmations(tx, vault, fingerprints)
        self.whereabouts, self.activity = SqlWhereabouts(tx, vault), SqlActivity(tx, vault)
        self.care, self.closed_accounts = SqlCare(tx, vault), SqlClosedAccounts(tx, store.log)
        self.sittings = SqlSittings(tx, vault, fingerprints)
        self.examinations = SqlExaminations(tx, vault)
        self.vouches = SqlVouches(tx, vault)
        self.mandates = SqlMandates(tx, vault)
        self.staff = SqlStaff(tx, fingerprints)
        self.workplaces = SqlWorkplaces(tx, store.encryption, fingerprints)
        self.heard = tables.inbox.of(tx, clock)
        self.registrations = SqlRegistrations(tx, clock)
        self.idempotency = Idempotency(tx, tables.idempotency, clock)
        self.told: list[tuple[Event, str]] = []

    def tell(self, event: Event, by: str = "") -> None:
        self.told.append((event, by))


class Store:
    """Identity's store over one database."""

    def __init__(self, db: Database, vault: Vault, master: bytes, clock: Clock, ids: Ids, encode: Encode) -> None:
        self.db, self.vault, self.clock, self._ids, self._encode = db, vault, clock, ids, encode
        self.fingerprints, self.encryption = Fingerprints(master), KeyEncryption(master)
        self.log = Log(tables.log)

    @property
    def write(self) -> OpenWork:
        return self._writing

    @property
    def read(self) -> OpenWork:
        return self._reading

    async def destroy_keys(self, account_id: str) -> None:
        """Nothing that was sealed for this account can be read again. Once more is no error."""
        await self.vault.destroy(account_key(account_id))

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[SqlWork]:
        async with self.db.transaction() as tx:
            work = SqlWork(tx, self)
            yield work
            published = await self._leave(tx, work)
        if published:
            tables.outbox.woken.set()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[SqlWork]:
        async with self.db.reading() as tx:
            work = SqlWork(tx, self)
            yield work
            assert not work.told, "an act needs a unit of work that writes"

    async def _leave(self, tx: AsyncConnection, work: SqlWork) -> bool:
        """Whether anything is to be published."""
        drafts, outgoing = [], []
        for event, by in work.told:
            leaf_id = self._ids.new("lea")
            drafts.append(await self._draft(leaf_id, event, by))
            if published := self._encode(event, self._ids.new("evt"), self.clock):
                outgoing.append(published)
        await self.log.append(tx, *drafts)
        await tables.outbox.put(tx, outgoing)
        return bool(outgoing)

    async def _draft(self, leaf_id: str, event: Event, by: str) -> LeafDraft:
        plaintext = canonical({"about": event.about, "by": by, "facts": event.facts})
        of_account = event.about.startswith(f"{ACCOUNT_PREFIX}_")
        key, subject = account_key(event.about) if of_account else _SERVICE_KEY, event.about or None
        try:
            sealed = await self.vault.seal(key, plaintext, leaf_id.encode())
        except KeyDestroyed:
            # What comes to its end after an account did is logged as of nobody.
            plaintext, subject = canonical({"about": "", "by": "", "facts": {}}), None
            sealed = await self.vault.seal(_SERVICE_KEY, plaintext, leaf_id.encode())
        return LeafDraft(
            id=leaf_id, kind=event.kind, at=self.clock.now(), subject=subject, plaintext=plaintext, sealed=sealed
        )
