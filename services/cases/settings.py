"""What cases reads from the environment."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from chassis.settings import StoringSettings


class Settings(StoringSettings):
    service: ClassVar[str] = "cases"

    identity_address: str = Field(description="host:port of identity's gRPC server")
    duty_16la_from: date | None = Field(
        default=None,
        description="the day section 16LA of the Children Act 2004 came into force; until set, nobody may rely on it",
    )
    clamd: str = Field(
        default="",
        pattern=r"^(/.+|(\[[0-9a-f:]+\]|[\w.\-]+):\d{1,5})?$",
        description="ClamAV's daemon: host:port, or the path of its socket; without it no document is taken",
    )
    webhook_allow_loopback: bool = Field(
        default=False, description="lets webhooks call this machine; for a demonstration"
    )
