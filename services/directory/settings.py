"""What directory reads from the environment."""

from typing import ClassVar

from pydantic import Field

from chassis.settings import StoringSettings


class Settings(StoringSettings):
    service: ClassVar[str] = "directory"

    identity_address: str = Field(description="host:port of identity's gRPC server")
