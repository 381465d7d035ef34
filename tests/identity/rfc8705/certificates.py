"""An authority, and the certificates it or somebody else signs."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


def name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lichfield"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


@dataclass(frozen=True, slots=True)
class Authority:
    common: str = "An authority"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def certificate(self) -> x509.Certificate:
        return self.signs(self.common, key=self.key)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def signs(
        self,
        common: str,
        *,
        key: ec.EllipticCurvePrivateKey | None = None,
        until: datetime = FAR_AHEAD,
        also: list[x509.GeneralName] | None = None,
    ) -> x509.Certificate:
        built = (
            x509.CertificateBuilder()
            .subject_name(name(common))
            .issuer_name(name(self.common))
            .public_key((key or ec.generate_private_key(ec.SECP256R1())).public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(max(LONG_AGO, until - timedelta(days=9_000)))
            .not_valid_after(until)
        )
        if also:
            built = built.add_extension(x509.SubjectAlternativeName(also), critical=False)
        return built.sign(self.key, SHA256())


def header(certificate: x509.Certificate) -> str:
    """`Client-Cert` (RFC 9440)."""
    return f":{x5c(certificate)}:"


def x5c(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def thumbprint(certificate: x509.Certificate) -> str:
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
