"""Settings are environment variables `KITH_*`, read once at boot, by `main` only.

`KITH_X_FILE` names a file that holds the value of X.
"""

import base64
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BeforeValidator, Field, SecretBytes, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from chassis.clock import Clock, FixedClock, SystemClock
from chassis.ids import Ids, RandomIds, SeededIds

PREFIX = "KITH_"
_KEY_BYTES = 32


class BadSettings(Exception):
    """The environment does not hold what the process needs; the text names each variable."""


def _key(value: object) -> bytes:
    raw = base64.b64decode(value, validate=True) if isinstance(value, str | bytes) else b""
    if len(raw) != _KEY_BYTES:
        raise ValueError("must be 32 bytes in base 64")
    return raw


class _Files(PydanticBaseSettingsSource):
    """Values from the files that `KITH_X_FILE` names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(variable)
        try:
            return (Path(path).read_text().strip() if path else None), field_name, False
        except OSError as error:
            raise BadSettings(f"{variable}: {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise BadSettings(f"{variable}: {path} holds no text") from None

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class ServiceSettings(BaseSettings):
    """What every service needs. Each adds its own in its `settings.py` and sets `service`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")
    service: ClassVar[str]

    data_dir: Path = Path("data")
    issuer: str = Field(default="http://localhost:8000", description="the public base URL, without a trailing slash")
    tls_dir: Path = Field(description="holds ca.pem, cert.pem and key.pem of this service")
    host: str = Field(default="localhost", description="the interface to serve on; 0.0.0.0 in a container")
    rpc_port: int = Field(default=0, ge=0, le=65535, description="gRPC, for the other services only")
    ops_port: int = Field(ge=0, le=65535, description="serves /healthz, /readyz and /metrics, for operators only")
    ops_host: str = Field(default="127.0.0.1", description="the interface of the operator port")
    fixed_clock: datetime | None = Field(default=None, description="stands still there; only for comparing two worlds")
    ids_seed: str | None = Field(default=None, description="makes ids repeat; only for comparing two worlds")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _Files(settings_cls)

    def clock(self) -> Clock:
        return FixedClock(self.fixed_clock) if self.fixed_clock else SystemClock()

    def ids(self, clock: Clock) -> Ids:
        return SeededIds(f"{self.ids_seed}/{self.service}") if self.ids_seed else RandomIds(clock)


class StoringSettings(ServiceSettings):
    """A service with a database, a place on the bus, and keys to seal personal data with."""

    database_url: str = ""
    bus_url: str = ""
    keystore_url: str = ""
    master_key: Annotated[SecretBytes, BeforeValidator(_key)] = Field(description="wraps the keys in the key store")
    log_key: SecretStr = Field(description="signs the log's checkpoints: a C2SP signed-note key, PRIVATE+KEY+…")

    @model_validator(mode="after")
    def _keys_outlive_the_process(self) -> "StoringSettings":
        if self.database_url and not self.keystore_url:
            raise ValueError(f"{PREFIX}DATABASE_URL is set, so {PREFIX}KEYSTORE_URL must be: keys lost are data lost")
        return self

    @property
    def database(self) -> str:
        return self.database_url or self._sqlite(f"{self.service}.db")

    @property
    def keystore(self) -> str:
        """The key store's own database: its backups are short-lived, so that a destroyed key stays destroyed."""
        return self.keystore_url or self._sqlite(f"{self.service}-keys.db")

    @property
    def bus(self) -> str:
        return self.bus_url or f"embedded://{self.data_dir.absolute()}/bus.db"

    def _sqlite(self, name: str) -> str:
        return f"sqlite:///{self.data_dir.absolute()}/{name}"


def _named(place: tuple[int | str, ...], message: str) -> str:
    return f"{PREFIX}{'_'.join(map(str, place)).upper()}: {message}" if place else message


S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S]) -> S:
    """The settings from the environment. Raises BadSettings naming each variable that is missing or wrong."""
    try:
        return settings()
    except ValidationError as error:
        lines = [_named(e["loc"], e["msg"]) for e in error.errors()]
        raise BadSettings("\n".join(lines)) from None
