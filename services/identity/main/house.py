"""What every use case stands on."""

from dataclasses import dataclass, field
from pathlib import Path

from chassis.clock import Clock
from chassis.ids import Ids
from services.identity.clients.passwords import Argon2
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.keys.keyring import Keyring
from services.identity.domain.proofs.gpg45 import Table
from services.identity.ports import EvidenceChecks, Passwords
from services.identity.settings import Settings
from services.identity.store.work import Store
from services.identity.usecases.proofs.ask_providers import AskProviders

HERE = Path(__file__).parent.parent
GPG45 = HERE / "gpg45-pre-1.0.toml"


@dataclass(frozen=True, slots=True)
class House:
    """What the use cases stand on."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Ids
    keyring: Keyring
    form_key: bytes
    providers: EvidenceChecks | None
    challenges: Challenges
    passwords: Passwords = field(default_factory=Argon2)

    @property
    def table(self) -> Table:
        return Table.parse(GPG45.read_text())

    @property
    def asking(self) -> AskProviders | None:
        """None where nobody checks evidence online."""
        return AskProviders(self.store.write, self.providers, self.table, self.clock) if self.providers else None
