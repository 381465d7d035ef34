"""A client's certificate (RFC 8705), as the TLS terminator in front of us passes it on (RFC 9440)."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from services.identity.domain.clients.client import Registration

_LONGEST = 16_384


class BadCertificate(Exception):
    """Not a certificate, or not in the form of RFC 9440."""


def from_header(value: str) -> x509.Certificate:
    """`Client-Cert`: DER as a byte sequence, `:base64:` (RFC 9440 section 2.2, RFC 8941 section 3.3.5)."""
    inner = value.strip()
    if not (2 < len(inner) <= _LONGEST and inner[0] == inner[-1] == ":"):
        raise BadCertificate("Client-Cert is not a byte sequence")
    try:
        return x509.load_der_x509_certificate(base64.b64decode(inner[1:-1], validate=True))
    except ValueError:
        raise BadCertificate("Client-Cert holds no certificate") from None


def thumbprint(certificate: x509.Certificate) -> str:
    """`x5t#S256` (RFC 8705 section 3.1)."""
    return base64.urlsafe_b64encode(hashlib.sha256(_der(certificate)).digest()).decode().rstrip("=")


def issued_by(certificate: x509.Certificate, authorities: Sequence[x509.Certificate], now: datetime) -> bool:
    """Whether one of these authorities signed it, and it is valid now.

    A terminator that asks for certificates without judging them, as binding a token to a self-signed one needs, passes
    on any: so who signed it is found out here.
    """
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        return False
    return any(_signed(certificate, authority) for authority in authorities)


def _signed(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def names(certificate: x509.Certificate, registration: Registration) -> bool:
    """Whether it names the client as registered, in the one way that was (RFC 8705 section 2.1.2)."""
    if registration.tls_client_auth_subject_dn:
        try:
            return certificate.subject == x509.Name.from_rfc4514_string(registration.tls_client_auth_subject_dn)
        except ValueError:
            return False
    try:
        said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    if registration.tls_client_auth_san_dns:
        return registration.tls_client_auth_san_dns in said.get_values_for_type(x509.DNSName)
    uri = registration.tls_client_auth_san_uri
    return bool(uri) and uri in said.get_values_for_type(x509.UniformResourceIdentifier)


def is_one_of(certificate: x509.Certificate, jwks: Sequence[dict[str, object]]) -> bool:
    """Whether it is one the client registered, as the first of a key's `x5c` (RFC 8705 section 2.2.2)."""
    own = base64.b64encode(_der(certificate)).decode()
    chains = [jwk.get("x5c") for jwk in jwks]
    return any(isinstance(chain, list) and chain[:1] == [own] for chain in chains)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
