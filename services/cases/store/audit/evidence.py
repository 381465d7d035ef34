"""Disclosures for inspection, each with the leaf it left and the proof of that."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from chassis.keystore import KeyDestroyed
from chassis.merkle import Log, canonical
from services.cases.ports.casework import Page
from services.cases.ports.disclosures import Evidence, Proven, Wanted
from services.cases.ports.keys import Keys, log_key
from services.cases.store.audit.against_him import against_him
from services.cases.store.gate.exports import HOST, KEPT_BY, exports_visible
from services.cases.store.paging import after
from services.cases.store.tables.disclosures import disclosure
from services.cases.store.tables.metadata import log

_LOG = Log(log)
_d = disclosure.c
_ALL = select(disclosure, KEPT_BY.label("kept_by"), HOST.label("host_id")).order_by(_d.at.desc(), _d.id.desc())


async def evidence(tx: AsyncConnection, keys: Keys, wanted: Wanted, page: Page) -> Sequence[Evidence]:
    """As `ports.disclosures.Disclosures.evidence` says."""
    then = _d.at >= wanted.since, _d.at < wanted.until, after(_d.at, _d.id, page.after)
    permitted = exports_visible(wanted.viewer), ~against_him(wanted.viewer, _d.id, _d.person_id)
    statement = _ALL.where(*permitted, *then).limit(page.limit)
    return [await _evidence(tx, keys, wanted, row) for row in (await tx.execute(statement)).all()]


async def _evidence(tx: AsyncConnection, keys: Keys, wanted: Wanted, row: Row[Any]) -> Evidence:
    leaf = await _LOG.leaf(tx, row.id)
    own = row.organisation_id == wanted.viewer.organisation_id
    try:
        plaintext = await keys.open(log_key(row.person_id, row.holder_id), leaf.sealed, row.id.encode())
    except KeyDestroyed:
        plaintext = b""
    if plaintext and not own:
        plaintext = canonical({name: said for name, said in orjson.loads(plaintext).items() if name != "by"})
    try:
        found = await _LOG.inclusion(tx, row.id, wanted.size)
        proof = Proven(leaf.index or 0, found.size, leaf.hash, found.hashes)
    except NotFound:
        proof = None
    return Evidence(
        id=row.id,
        at=row.at,
        person_id=row.person_id,
        holder_id=row.holder_id,
        organisation_id=row.organisation_id,
        kept_by=row.kept_by,
        host_id=row.host_id,
        payload=plaintext.decode(),
        salt=leaf.salt if own and plaintext and leaf.salt else b"",
        entry=leaf.entry.decode(),
        proof=proof,
    )
