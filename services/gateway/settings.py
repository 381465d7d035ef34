"""What the gateway needs from its environment."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from chassis.settings import ServiceSettings


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Settings(ServiceSettings):
    service: ClassVar[str] = "gateway"

    port: int = Field(ge=0, le=65535, description="the public port")
    identity_address: str = Field(description="host:port of identity's gRPC")
    directory_address: str = Field(description="host:port of directory's gRPC")
    cases_address: str = Field(description="host:port of cases' gRPC")
    identity_http_address: str = Field(description="host:port of identity's private HTTP, behind /oauth2")
    rate_scale: float = Field(default=1.0, gt=0, description="multiplies every rate limit, for a load test")
    trusted_proxies: Annotated[frozenset[IPv4Network | IPv6Network], NoDecode, BeforeValidator(_listed)] = Field(
        default=frozenset(),
        description="addresses or networks of the load balancers whose X-Forwarded-For and Client-Cert are believed",
    )
