"""What the request being served came with; held in its task, sent to nobody but identity, to be exchanged."""

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shown:
    """What came with an access token: a DPoP proof for a request (RFC 9449), a certificate by SHA-256 (RFC 8705)."""

    proof: str = field(default="", repr=False)
    method: str = ""
    url: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """A public access token (API) or a session (pages), never both; and what the calls it makes shall carry.

    `internal_token`: instead of an access token whose proof has been used up, what that was traded for. `least_acr` is
    the credential level the route asks for at the least; empty for any. `acting_for`: with a session, the handle of the
    mandate or sitting on which its owner acts for somebody else.
    """

    access_token: str = field(default="", repr=False)
    session: str = field(default="", repr=False)
    internal_token: str = field(default="", repr=False)
    shown: Shown = field(default_factory=Shown)
    least_acr: str = ""
    idempotency_key: str = field(default="", repr=False)
    acting_for: str = ""


_current: ContextVar[Credential | None] = ContextVar("credential", default=None)


def act_for(presented: Credential | None) -> None:
    """From here on, in this request's task, calls act for this credential; for nobody with None."""
    _current.set(presented)


def credential() -> Credential | None:
    return _current.get()
