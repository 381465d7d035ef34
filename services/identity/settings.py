"""What identity reads from the environment."""

from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from chassis.settings import StoringSettings


class Settings(StoringSettings):
    service: ClassVar[str] = "identity"

    http_port: int = Field(ge=0, le=65535, description="private HTTP behind /oauth2, for the gateway only")
    operator_jwks: SecretStr | None = Field(default=None, description="public keys of the first operator, a JWK Set")
    evidence_checks: Literal["sandbox"] = Field(default="sandbox", description="who checks evidence of identity")
    mail_from: str = Field(default="no-reply@localhost", description="the sender of our mails")
