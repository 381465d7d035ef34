"""Disclosures for inspection, each with the leaf it left and the proof of that."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import BindParameter, Integer, Row, and_, bindparam, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from chassis.keystore import KeyDestroyed
from chassis.merkle import Log, canonical
from services.cases.domain.account_link import LinkState
from services.cases.ports.casework import Page
from services.cases.ports.disclosures import Evidence, Proven, Wanted
from services.cases.ports.keys import Keys, log_key
from services.cases.store.gate import works_privately
from services.cases.store.paging import after
from services.cases.store.tables.disclosures import disclosure, withheld
from services.cases.store.tables.hubs import enquiry
from services.cases.store.tables.metadata import log
from services.cases.store.tables.people import account_link

_LOG = Log(log)
_OWN: BindParameter[str] = bindparam("organisation")
_d = disclosure.c


def _kept_back(*by: Any) -> Any:
    held = select(literal(1)).select_from(withheld)
    return held.where(withheld.c.disclosure_id == _d.id, withheld.c.released_at.is_(None), *by).exists()


# That another organisation works with her in private services only is nobody's to learn from an export.
_OTHERS_PRIVATELY = or_(
    and_(_d.organisation_id != _OWN, works_privately(_d.person_id, _d.organisation_id)),
    and_(_d.holder_id != _OWN, works_privately(_d.person_id, _d.holder_id)),
)
_HIMSELF = (
    select(literal(1))
    .select_from(account_link)
    .where(
        account_link.c.account_id == bindparam("reader"),
        account_link.c.state == LinkState.LIVE.value,
        account_link.c.person_id == _d.person_id,
    )
    .exists()
)
# What happened inside a hub is in the file of its host's data protection officer and in no other.
_HOSTED = (
    select(literal(1)).select_from(enquiry).where(enquiry.c.id == _d.enquiry_id, enquiry.c.host_id == _OWN).exists()
)
_ALL: BindParameter[int] = bindparam("with_withheld", type_=Integer)
_OWN_WITHHELD = _kept_back(withheld.c.organisation_id == _OWN)
_WANTED = (
    select(disclosure, or_(_OWN_WITHHELD, and_(_HOSTED, _kept_back())).label("kept_back"))
    .where(
        or_(_d.organisation_id == _OWN, _d.holder_id == _OWN, _HOSTED),
        or_(_d.enquiry_id == "", and_(_HOSTED, _ALL == 1)),
        _d.at >= bindparam("since"),
        _d.at < bindparam("until"),
        or_(~_kept_back(), and_(or_(_OWN_WITHHELD, _HOSTED), _ALL == 1)),
        ~_OTHERS_PRIVATELY,
        ~_HIMSELF,
    )
    .order_by(_d.at.desc(), _d.id.desc())
)


async def evidence(tx: AsyncConnection, keys: Keys, wanted: Wanted, page: Page) -> Sequence[Evidence]:
    """As `ports.disclosures.Disclosures.evidence` says."""
    which = {
        "organisation": wanted.organisation_id,
        "reader": wanted.reader,
        "since": wanted.since,
        "until": wanted.until,
        "with_withheld": int(wanted.withheld),
    }
    rows = (await tx.execute(_WANTED.where(after(_d.at, _d.id, page.after)).limit(page.limit), which)).all()
    return [await _evidence(tx, keys, wanted, row) for row in rows]


async def _evidence(tx: AsyncConnection, keys: Keys, wanted: Wanted, row: Row[Any]) -> Evidence:
    leaf = await _LOG.leaf(tx, row.id)
    own = row.organisation_id == wanted.organisation_id
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
        withheld=row.kept_back,
        payload=plaintext.decode(),
        salt=leaf.salt if own and plaintext and leaf.salt else b"",
        entry=leaf.entry.decode(),
        proof=proof,
    )
