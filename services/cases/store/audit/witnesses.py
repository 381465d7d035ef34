"""Witnesses and their cosignatures, over SQLAlchemy Core."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import Conflict, Invalid
from chassis.merkle import BadNote, Checkpoint, Log, Note, Verifier
from services.cases.domain.audit.witness import Witness
from services.cases.store.tables.metadata import log
from services.cases.store.tables.witnesses import witness

_LOG = Log(log)
_ADD = insert(witness)
_EVERY = select(witness).order_by(witness.c.registered_at, witness.c.verifier_key)
_OF = _EVERY.where(witness.c.organisation_id == bindparam("organisation"))
_PUT = (
    update(witness)
    .where(witness.c.verifier_key == bindparam("which"), witness.c.cosigned_size < bindparam("size"))
    .values(cosigned_size=bindparam("size"), cosigned_at=bindparam("at"))
)


class SqlWitnesses:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, one: Witness) -> None:
        row = {
            "verifier_key": one.verifier_key,
            "organisation_id": one.organisation_id,
            "registered_at": one.registered_at,
            "registered_by": one.registered_by,
            "cosigned_size": one.cosigned_size,
            "cosigned_at": one.cosigned_at,
        }
        try:
            await self._tx.execute(_ADD, row)
        except IntegrityError:
            raise Conflict("this key is registered already", code="witness-registered") from None

    async def of(self, organisation_id: str) -> Sequence[Witness]:
        return [Witness(*row) for row in await self._tx.execute(_OF, {"organisation": organisation_id})]

    async def every(self) -> Sequence[Witness]:
        return [Witness(*row) for row in await self._tx.execute(_EVERY)]

    async def put(self, one: Witness) -> None:
        await self._tx.execute(_PUT, {"which": one.verifier_key, "size": one.cosigned_size, "at": one.cosigned_at})

    async def cosign(self, note: str, keys: Sequence[str]) -> tuple[int, Sequence[str]]:
        verifiers = [Verifier.parse(key) for key in keys]
        try:
            signed = Note.parse(note)
            await _LOG.add_cosignatures(self._tx, signed, verifiers)
            size, signers = Checkpoint.parse(signed.text).size, signed.signers(verifiers)
        except BadNote as wrong:
            raise Invalid.field("note", str(wrong)) from wrong
        return size, [str(signer) for signer in signers]
