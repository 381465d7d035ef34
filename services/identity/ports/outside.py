"""What is asked of anybody but the store."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from services.identity.domain.accounts.account import Account
from services.identity.domain.credentials.challenge import Challenge
from services.identity.domain.credentials.passkey import Attested, Passkey
from services.identity.domain.letters.letter import Letter
from services.identity.domain.proofs.checks import Check, Finding
from services.identity.domain.proofs.proof import Submission
from services.identity.domain.proofs.upstream import Established, Visit
from services.identity.domain.workplaces.workplace import Expected, Workplace


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """False where there is no account (None) or no password (empty); that takes as long."""

    def stale(self, password_hash: str) -> bool:
        """Whether it was made at another cost than today's."""


class BadCeremony(Exception):
    """What an authenticator sent proves nothing: malformed, for somebody else, or signed with another key."""


class Ceremonies(Protocol):
    """What passes between us and an authenticator (WebAuthn level 3): options and responses are its JSON."""

    def creation(self, challenge: Challenge, account: Account, held: Sequence[Passkey]) -> str:
        """Options to make a passkey, on a device that holds none of these."""

    def request(self, challenge: Challenge, allowed: Sequence[Passkey] = ()) -> str:
        """Options to sign in, with any of these, or with any at all."""

    def attested(self, response: str, challenge: Challenge) -> Attested:
        """The key that was made. Raises BadCeremony."""

    def credential_id(self, response: str) -> str:
        """The key a response says it is signed with. Raises BadCeremony."""

    def signed(self, response: str, challenge: Challenge, passkey: Passkey) -> Attested:
        """The passkey's key after this use of it. Raises BadCeremony."""


class Undeliverable(Exception):
    """The mail system will never take this letter: there is no such mailbox, say."""


class Post(Protocol):
    async def deliver(self, letter: Letter) -> None:
        """Hand a letter to the mail system, which may see it twice, with the same id.

        Raises Undeliverable, or OSError where it is worth trying again.
        """


class Documents(Protocol):
    async def get(self, url: str) -> bytes:
        """What a client keeps at a URL of its own. Raises Unavailable: not there, too large, or nothing we may call."""


class LogoutCalls(Protocol):
    async def post(self, uri: str, logout_token: str) -> bool:
        """Whether the relying party took it. Raises nothing: what is not taken is tried again."""


class BadArrival(Exception):
    """What an organisation's provider sent back proves nothing."""


class WorkplaceProviders(Protocol):
    """The OpenID providers of organisations, as a relying party meets them. All raise Unavailable where one is away."""

    async def address(self, workplace: Workplace, expected: Expected, login_hint: str, language: str = "") -> str:
        """Where to send the browser: an authorization request (OIDC Core section 3.1.2.1, RFC 7636).

        `language`: for its pages, where it has it.
        """

    async def identified(self, workplace: Workplace, code: str, issuer: str, expected: Expected) -> Mapping[str, Any]:
        """The claims of a valid ID token for a code that came back. Raises BadArrival.

        `issuer`: the `iss` that came with the code (RFC 9207), empty for none.
        """

    async def signed_out(self, workplace: Workplace, logout_token: str) -> Mapping[str, Any]:
        """The claims of a valid logout token (OIDC Back-Channel Logout 1.0 section 2.6). Raises BadArrival."""


class EvidenceChecks(Protocol):
    async def ask(self, check: Check, submission: Submission) -> Finding:
        """Ask the check's provider about claims and evidence. Safe to repeat: one check has one answer.

        Raises NoAnswerYet: it is busy with it, away, or says what is no answer.
        """


class UpstreamProvider(Protocol):
    """A provider elsewhere that proves who somebody is."""

    @property
    def issuer(self) -> str: ...

    async def where(self, visit: Visit, language: str) -> str:
        """The URL of its sign-in for this visit, in this language where it has it. Raises Unavailable."""

    async def established(self, visit: Visit, code: str) -> Established:
        """What it vouches for, for its code. Raises NotProvenThere, NotBelieved, Unavailable."""


class NoAnswerYet(Exception):
    """Ask again: after `wait` where the provider named a time."""

    def __init__(self, wait: timedelta | None = None) -> None:
        super().__init__("the provider has not answered")
        self.wait = wait
