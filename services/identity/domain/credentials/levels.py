"""How strongly somebody signed in: levels after GPG 44, weakest first, used as `acr` (OIDC Core section 2).

GPG 44, "Using authenticators to protect an online service": one authenticator protects at the low level, two of
different factors at the medium, and two of which one proves a cryptographic key at the high. So:

    gpg44-low      a password; or a passkey that a mailed link made beside stronger ways, for its first week
    gpg44-medium   a password, and a code of an authenticator app or a recovery code
    gpg44-high     a passkey whose device verified its holder: the key it has, and the finger, face or PIN
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

LOW, MEDIUM, HIGH = "gpg44-low", "gpg44-medium", "gpg44-high"
LEVELS = (LOW, MEDIUM, HIGH)

# Sensitive acts ask for a sign-in, or a step up, no older than this.
RECENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Means:
    """One way to sign in: its level, and the `amr` it is told by (RFC 8176 section 2)."""

    acr: str
    amr: tuple[str, ...]


PASSWORD = Means(LOW, ("pwd",))
PASSWORD_AND_CODE = Means(MEDIUM, ("pwd", "otp", "mfa"))
PASSKEY = Means(HIGH, ("pop", "user", "mfa"))
YOUNG_PASSKEY = Means(LOW, PASSKEY.amr)


@dataclass(frozen=True, slots=True)
class Ways:
    """What an account can sign in with: a password, an authenticator app beside it, so many passkeys."""

    password: bool
    app: bool
    passkeys: int

    @property
    def strongest(self) -> str:
        """The highest level this account can reach."""
        return HIGH if self.passkeys else MEDIUM if self.password and self.app else LOW


def reaches(acr: str, least: str) -> bool:
    """Whether `acr` is at least `least`. No demand is always met; a demand we do not know never is."""
    if not least:
        return True
    return acr in LEVELS and least in LEVELS and LEVELS.index(acr) >= LEVELS.index(least)


def weaker(one: str, other: str) -> str:
    """The lower of two levels."""
    return min(one, other, key=LEVELS.index)


def met(acr: str, asked: Sequence[str]) -> bool:
    """Whether `acr` is one of those asked for, or stronger than one of them. Nothing asked is met."""
    return not asked or any(reaches(acr, least) for least in asked)
