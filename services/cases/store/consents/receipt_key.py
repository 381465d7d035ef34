"""The key that signs withdrawal receipts and consent records: made at first start, sealed in the key store, the same
for every process.
"""

import json
from collections.abc import Mapping

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from chassis.db import Database
from services.cases.ports.keys import Keys
from services.cases.store.tables.disclosures import signing_key

TYPE = "kith-withdrawal-receipt+jwt"
CONSENT_TYPE = "kith-consent-record+jwt"
_NAME = "service/receipts"
_READ = select(signing_key.c.sealed).where(signing_key.c.name == bindparam("name"))


class ReceiptKey:
    """Signs as one type of document: a receipt is never taken for a consent."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, issuer: str, type_: str = TYPE) -> None:
        self._key, self._issuer, self._type = key, issuer, type_

    def for_consents(self) -> "ReceiptKey":
        return ReceiptKey(self._key, self._issuer, CONSENT_TYPE)

    def sign(self, claims: Mapping[str, object]) -> str:
        signed = {"iss": self._issuer, **claims}
        return jwt.encode(signed, self._key, algorithm="ES256", headers={"typ": self._type})

    @property
    def public_key(self) -> str:
        jwk: dict[str, object] = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        return json.dumps(jwk | {"use": "sig", "alg": "ES256"})


async def receipt_key(db: Database, keys: Keys, issuer: str) -> ReceiptKey:
    """The service's key; whoever starts first makes it."""
    async with db.reading() as tx:
        sealed = (await tx.execute(_READ, {"name": _NAME})).scalar()
    if sealed is None:
        sealed = await _make(db, keys)
    key = load_pem_private_key(await keys.open(_NAME, sealed, _NAME.encode()), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return ReceiptKey(key, issuer)


async def _make(db: Database, keys: Keys) -> bytes:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    row = {"name": _NAME, "sealed": await keys.seal(_NAME, pem, _NAME.encode())}
    insert = insert_sqlite if db.dialect == "sqlite" else insert_postgresql
    async with db.transaction() as tx:
        await tx.execute(insert(signing_key).values(row).on_conflict_do_nothing())
        return bytes((await tx.execute(_READ, {"name": _NAME})).scalar_one())
