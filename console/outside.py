"""The simulated outside world of a demo: what it is told of us, and what identity is told of it."""

import base64
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from console.files import write_secret, write_whole

# Whom identity sends residents to, and the kind of key each asks its relying parties for (their own documentation).
UPSTREAM = {"one-login": "EC", "nhs-login": "RSA"}
# An issuer is compared to the letter, and GOV.UK's ends so.
_SLASH = {"one-login": "/"}


def checks_secret(data: Path) -> Path:
    """The file with the secret that signs our calls to the providers of checks; made if missing."""
    path = data / "secrets" / "evidence-checks.key"
    if not path.exists():
        write_secret(path, b"whsec_" + base64.b64encode(os.urandom(32)))
    return path


def parties(data: Path, base_url: str) -> Path:
    """The file that registers us with everybody upstream, as an operator would on their sites."""
    rows = [
        {
            "at": name,
            "client_id": "kith",
            "redirect_uris": [f"{base_url}/prove/{name}/return"],
            "jwks": {"keys": [_public(_key(data, name))]},
        }
        for name in UPSTREAM
    ]
    write_whole(data / "sandbox-parties.json", json.dumps(rows, indent=2).encode())
    return data / "sandbox-parties.json"


def environment(data: Path, url: str) -> dict[str, str]:
    """Identity's settings for the outside world at `url`."""
    chosen = {
        "KITH_EVIDENCE_CHECKS_URL": f"{url}/providers",
        "KITH_EVIDENCE_CHECKS_SECRET_FILE": str(checks_secret(data)),
    }
    for name in UPSTREAM:
        prefix = f"KITH_{name.replace('-', '_').upper()}"
        chosen |= {
            f"{prefix}_ISSUER": f"{url}/{name}{_SLASH.get(name, '')}",
            f"{prefix}_CLIENT_ID": "kith",
            f"{prefix}_KEY_FILE": str(_key(data, name)),
        }
    return chosen | {"KITH_ONE_LOGIN_IDENTITY_ISSUER": f"{url}/one-login/identity/"}


def _key(data: Path, name: str) -> Path:
    """The PEM file with the key we sign in to somebody upstream with; made if missing."""
    path = data / "secrets" / f"{name}.pem"
    if not path.exists():
        key: PrivateKeyTypes = (
            ec.generate_private_key(ec.SECP256R1())
            if UPSTREAM[name] == "EC"
            else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )
        write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def _public(key_file: Path) -> dict[str, Any]:
    key = load_pem_private_key(key_file.read_bytes(), None)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
