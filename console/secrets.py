"""The secrets of the embedded size, made at the first start with mode 0600.

One master key and one log key a service, and the operator's signing key, with which `kith` itself signs in (RFC 7523).
`kith doctor` says what must change before real use.
"""

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt.algorithms import ECAlgorithm

from chassis.merkle import Signer
from console.files import write_secret, write_whole

OPERATOR = "operator"


class BadKey(Exception):
    """A file that holds no private key of the kind we sign with."""


def master_key(data: Path, service: str) -> Path:
    """The file with a service's master key; made if missing."""
    path = data / "secrets" / f"{service}-master.key"
    if not path.exists():
        write_secret(path, base64.b64encode(os.urandom(32)))
    return path


def log_key(data: Path, service: str) -> Path:
    """The file with the key that signs a service's log; made if missing, with its public half in `log-keys/`."""
    path = data / "secrets" / f"{service}-log.key"
    if not path.exists():
        signer = Signer(f"kith/{service}", Ed25519PrivateKey.generate())
        write_whole(log_verifier(data, service), f"{signer.verifier}\n".encode())
        write_secret(path, signer.secret().encode())
    return path


def log_verifier(data: Path, service: str) -> Path:
    """The file with the public key of a service's log: whoever keeps a copy elsewhere can catch a rewrite."""
    return data / "log-keys" / f"{service}.vkey"


def signing_key(data: Path, name: str) -> Path:
    """The PEM file with a client's ES256 key; made if missing."""
    path = data / "secrets" / f"{name}.pem"
    return path if path.exists() else new_key(path)


def new_key(path: Path) -> Path:
    """The PEM file with a new ES256 key."""
    key = ec.generate_private_key(ec.SECP256R1())
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def private_key(key_file: Path) -> ec.EllipticCurvePrivateKey:
    """The ES256 key in a PEM file. Raises BadKey, OSError."""
    try:
        key = load_pem_private_key(key_file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # no PEM, or one with a pass phrase
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKey(f"{key_file} holds no private key for ES256 (P-256, in PEM, without a pass phrase)")
    return key


def public_jwks(key_file: Path) -> str:
    """The public half of a PEM key as JSON text of a JWK Set; the key id is the file's name. Raises BadKey."""
    jwk = json.loads(ECAlgorithm.to_jwk(private_key(key_file).public_key()))
    return json.dumps({"keys": [jwk | {"kid": key_file.stem, "use": "sig", "alg": "ES256"}]})


def operator_jwks(data: Path) -> Path:
    """The file that tells identity who the operator is; made if missing."""
    path = data / "secrets" / "operator-jwks.json"
    if not path.exists():
        write_secret(path, public_jwks(signing_key(data, OPERATOR)).encode())
    return path
