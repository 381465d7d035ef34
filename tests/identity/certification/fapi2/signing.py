"""JWTs written by hand (RFC 7515): a test must be able to say what no library lets one say."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8))


def public(key: Private) -> dict[str, Any]:
    """Its JWK (RFC 7517)."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
    point = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))}


def jwt(header: dict[str, Any], claims: dict[str, Any], key: Private) -> str:
    """Signed as `alg` in the header says: ES256, PS256, RS256 or none. A member that is None is left out."""
    parts = [{name: value for name, value in each.items() if value is not None} for each in (header, claims)]
    text = ".".join(b64(json.dumps(part).encode()) for part in parts)
    return f"{text}.{b64(_signature(str(header.get('alg')), text.encode(), key))}"


def _signature(algorithm: str, text: bytes, key: Private) -> bytes:
    if algorithm == "none":
        return b""
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(padding.MGF1(SHA256()), SHA256().digest_size)
        return key.sign(text, pss if algorithm == "PS256" else padding.PKCS1v15(), SHA256())
    r, s = decode_dss_signature(key.sign(text, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)
