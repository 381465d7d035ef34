"""The keys of coreIdentityJWT, apart from those that sign people in: one a month, each derived from one secret.

The next one is published a whole month ahead and the last stays a month longer, so that relying parties never notice;
every process knows them all without asking anybody.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from jwt.algorithms import ECAlgorithm

from services.identity.domain.keys.keyring import thumbprint

ALGORITHM = "ES256"
SIGNS_FOR = timedelta(days=30)
# Of P-256 (FIPS 186-5, SP 800-186 section 3.2.1.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# 128 bits more than the order has, so that no scalar is likelier than another (FIPS 186-5 appendix A.2.1).
_SEED_BYTES = 48


class IdentityKeys:
    """`secret`: 32 bytes for nothing else."""

    def __init__(self, secret: bytes, issuer: str) -> None:
        self._secret = secret
        # did:web, with the port's colon encoded (did:web Method Specification section 3.2).
        self.did = f"did:web:{urlsplit(issuer).netloc.replace(':', '%3A')}"

    def sign(self, claims: dict[str, Any], typ: str, now: datetime) -> str:
        """A JWT whose `kid` is the key's name in the DID document."""
        private = self._private(_month(now))
        return jwt.encode(claims, private, ALGORITHM, headers={"kid": f"{self.did}#{self._kid(private)}", "typ": typ})

    def document(self, now: datetime) -> str:
        """The DID document as JSON text: the last, the present and the next key (DID Core section 5.3.2)."""
        month = _month(now)
        methods = [self._method(self._private(each)) for each in (month - 1, month, month + 1)]
        context = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"]
        return json.dumps({"@context": context, "id": self.did, "assertionMethod": methods})

    def _method(self, private: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
        kid = self._kid(private)
        public = ECAlgorithm.to_jwk(private.public_key(), as_dict=True) | {"kid": kid, "use": "sig", "alg": ALGORITHM}
        return {"type": "JsonWebKey", "id": f"{self.did}#{kid}", "controller": self.did, "publicKeyJwk": public}

    def _kid(self, private: ec.EllipticCurvePrivateKey) -> str:
        return thumbprint(ECAlgorithm.to_jwk(private.public_key(), as_dict=True))

    def _private(self, month: int) -> ec.EllipticCurvePrivateKey:
        seed = HKDFExpand(SHA256(), _SEED_BYTES, f"core-identity/{month}".encode()).derive(self._secret)
        return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, ec.SECP256R1())


def _month(now: datetime) -> int:
    return int(now.timestamp() // SIGNS_FOR.total_seconds())
