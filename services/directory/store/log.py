"""The log of what was done here: its leaves, the key that signs it, and the part that gives leaves their place."""

import asyncio

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from chassis.clock import Clock
from chassis.db import Database
from chassis.ids import Ids
from chassis.keystore import KeyStore
from chassis.merkle import LeafDraft, Sequencer, Signer, canonical
from chassis.merkle.leaf import Json
from chassis.run import Part
from services.directory.domain.events import Event, OrganisationChanged
from services.directory.store.tables import log_key

_SEALED_UNDER = "directory/log"
_SIGNING_KEY = b"signing key of the log"
_POLL_SECONDS = 0.5

_KEY = select(log_key.c.sealed).where(log_key.c.id == 1)


class Leaves:
    """Drafts leaves. Who imported whom is known only to whoever holds the key."""

    def __init__(self, keys: KeyStore, clock: Clock, ids: Ids) -> None:
        self._keys, self._clock, self._ids = keys, clock, ids

    async def draft(self, event: Event, by: str) -> LeafDraft:
        leaf = self._ids.new("lea")
        kind, facts = _described(event)
        plaintext = canonical({"by": by, "facts": facts})
        return LeafDraft(
            id=leaf,
            kind=kind,
            at=self._clock.now(),
            subject=None,
            plaintext=plaintext,
            sealed=await self._keys.seal(_SEALED_UNDER, plaintext, leaf.encode()),
        )


async def log_signer(db: Database, keys: KeyStore, origin: str) -> Signer:
    """The key that signs the log, made at first start under the name `origin`, which then stays.

    Of two processes that start at once, one's is kept.
    """
    fresh = Signer(origin, Ed25519PrivateKey.generate()).secret().encode()
    sealed = await keys.seal(_SEALED_UNDER, fresh, _SIGNING_KEY)
    dialect = insert_sqlite if db.dialect == "sqlite" else insert_postgresql
    new = dialect(log_key).values(id=1, sealed=bindparam("sealed")).on_conflict_do_nothing()
    async with db.transaction() as tx:
        await tx.execute(new, {"sealed": sealed})
        kept: bytes = (await tx.execute(_KEY)).scalar_one()
    return Signer.parse((await keys.open(_SEALED_UNDER, kept, _SIGNING_KEY)).decode())


def sequencing(sequencer: Sequencer) -> Part:
    """Gives leaves their place until told to stop. Run it under a lease."""

    async def part(stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            if await sequencer.run_once():
                continue
            try:
                await asyncio.wait_for(stopping.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue

    return part


def _described(event: Event) -> tuple[str, Json]:
    if isinstance(event, OrganisationChanged):
        facts = event.organisation.facts
        return "organisation.changed", {
            "organisation": event.organisation.id,
            "name": facts.name,
            "kind": facts.kind.value,
            "identifier": facts.identifier,
            "area": facts.area,
            "nation": facts.nation.value,
        }
    return "professionals.imported", {"feed": event.feed, "new": list(event.new), "changed": list(event.changed)}
