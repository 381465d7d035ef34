"""What identity reads from the environment."""

from typing import ClassVar
from urllib.parse import urlsplit

from cryptography import x509
from pydantic import Field, SecretStr, field_validator, model_validator

from chassis.settings import StoringSettings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(StoringSettings):
    service: ClassVar[str] = "identity"

    http_port: int = Field(ge=0, le=65535, description="private HTTP behind /oauth2, for the gateway only")
    operator_jwks: SecretStr | None = Field(default=None, description="public keys of the first operator, a JWK Set")
    evidence_checks_url: str = Field(default="", description="where evidence is checked; unset: in person only")
    evidence_checks_secret: SecretStr | None = Field(
        default=None, description="signs our questions there: whsec_ and a key in base 64 (Standard Webhooks)"
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="how letters leave: smtps://user:password@host:465, or smtp:// with STARTTLS; unset: a folder",
    )
    mail_from: str = Field(default="no-reply@localhost", description="the sender of our mails")
    client_ca: str = Field(
        default="",
        description="authorities whose certificates tell who a client is (tls_client_auth), PEM; none if unset",
    )

    one_login_issuer: str = Field(default="", description="GOV.UK One Login, where residents proved who they are")
    one_login_client_id: str = Field(default="", description="our client id there")
    one_login_key: SecretStr | None = Field(default=None, description="our private key there, PEM")
    one_login_identity_issuer: str = Field(default="", description="who signs identities there (core identity JWT)")
    nhs_login_issuer: str = Field(default="", description="NHS login, where residents proved who they are")
    nhs_login_client_id: str = Field(default="", description="our client id there")
    nhs_login_key: SecretStr | None = Field(default=None, description="our private key there (RSA), PEM")

    @model_validator(mode="after")
    def _upstream_is_whole(self) -> "Settings":
        for name in ("one_login", "nhs_login"):
            wanted = [f"{name}_client_id", f"{name}_key"] + ["one_login_identity_issuer"] * (name == "one_login")
            missing = [each.upper() for each in wanted if not getattr(self, each)]
            if getattr(self, f"{name}_issuer") and missing:
                raise ValueError(f"KITH_{name.upper()}_ISSUER is set, so KITH_{missing[0]} must be")
        return self

    @field_validator("evidence_checks_url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        """Plain HTTP only on this machine: papers travel there."""
        parts = urlsplit(url)
        if url and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("must begin with https://")
        return url.rstrip("/")

    @field_validator("client_ca")
    @classmethod
    def _is_pem(cls, text: str) -> str:
        if text:
            x509.load_pem_x509_certificates(text.encode())
        return text

    @property
    def checks_secret(self) -> str:
        return self.evidence_checks_secret.get_secret_value() if self.evidence_checks_secret else ""

    @property
    def authorities(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.client_ca.encode()) if self.client_ca else []

    @property
    def on_this_machine(self) -> bool:
        """Whether the issuer is this machine: a demonstration, whose clients are here as well."""
        return urlsplit(self.issuer).hostname in _LOOPBACK
