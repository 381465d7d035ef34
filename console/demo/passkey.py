"""A passkey in software, for the demo and for scripts: what a phone does when it is asked, without the phone.

ES256, attestation "none", user present and verified (WebAuthn level 3, sections 6.1 and 6.5). It counts no signatures,
as synced passkeys do not (section 6.1.1), so that whoever holds its PEM can use it as well. Never for real people.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40
_NO_SIGNATURES, _NO_MAKE = bytes(4), bytes(16)
# COSE_Key (RFC 9052 section 7, RFC 9053 sections 2.1 and 7.1.1).
_KTY, _ALG, _CRV, _X, _Y = 1, 3, -1, -2, -3
_EC2, _ES256, _P256 = 2, -7, 1


@dataclass(slots=True)
class SoftPasskey:
    """One passkey for one account at one site. `origin` is the site's, such as http://localhost:8000."""

    origin: str
    pem: str = field(default="", repr=False)
    credential_id: str = ""
    user_handle: str = ""

    def __post_init__(self) -> None:
        if not self.pem:
            key = ec.generate_private_key(ec.SECP256R1())
            self.pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
            self.credential_id = bytes_to_base64url(secrets.token_bytes(32))

    def register(self, options: str) -> str:
        """The response to PublicKeyCredentialCreationOptions, both JSON; the account is remembered."""
        asked = json.loads(options)
        self.user_handle = asked["user"]["id"]
        credential = base64url_to_bytes(self.credential_id)
        attested = _NO_MAKE + len(credential).to_bytes(2) + credential + self._cose()
        data = self._data(asked["rp"]["id"], _PRESENT | _VERIFIED | _ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._response(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]), attestationObject=attestation
        )

    def sign_in(self, options: str) -> str:
        """The response to PublicKeyCredentialRequestOptions, both JSON."""
        asked = json.loads(options)
        data = self._data(asked["rpId"], _PRESENT | _VERIFIED)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signature = self._key().sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._response(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=signature,
            userHandle=base64url_to_bytes(self.user_handle),
        )

    def _response(self, **parts: bytes) -> str:
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        whole: dict[str, Any] = {"id": self.credential_id, "rawId": self.credential_id, "type": "public-key"}
        return json.dumps(whole | {"response": response, "clientExtensionResults": {}})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + _NO_SIGNATURES

    def _cose(self) -> bytes:
        point = self._key().public_key().public_numbers()
        return encode_cbor({_KTY: _EC2, _ALG: _ES256, _CRV: _P256, _X: point.x.to_bytes(32), _Y: point.y.to_bytes(32)})

    def _key(self) -> ec.EllipticCurvePrivateKey:
        key = load_pem_private_key(self.pem.encode(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key
