"""An organisation's own sign-in: the OpenID provider where its staff prove who they are, and what we take from it."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from chassis.errors import Invalid
from services.identity.domain.credentials.levels import LEVELS, LOW

MatchedBy = Literal["external_id", "email"]

ATTEMPT_LIFE = timedelta(minutes=10)
RETURN_PATH = "/sign-in/organisation/return"
_DOMAIN = re.compile(r"(?=.{4,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
_CLAIM = re.compile(r"[A-Za-z0-9_.:/\-]{1,200}")
_MOST_DOMAINS, _MOST_LEVELS = 50, 20
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Workplace:
    """One organisation has one. `issuer` and `client_id` are ours there.

    `secret` is our client secret; without one we prove ourselves with our signing key (private_key_jwt), published at
    our `jwks_uri`. `claim` of the ID token names the professional, `matched_by` says as what the directory knows it.
    `levels` maps the provider's `acr` values to ours; what is not in it counts as the lowest. `domains`: mail domains
    that lead there. `purpose`: of whom the directory knows and who has no account yet.
    """

    organisation_id: str
    organisation_name: str
    issuer: str
    client_id: str
    claim: str
    matched_by: MatchedBy
    levels: Mapping[str, str]
    domains: tuple[str, ...]
    purpose: str
    created_at: datetime
    secret: str = field(default="", repr=False)

    def level(self, acr: object) -> str:
        return self.levels.get(acr, LOW) if isinstance(acr, str) else LOW


@dataclass(frozen=True, slots=True)
class Attempt:
    """A browser on its way to an organisation's sign-in. `browser_hash`: of the secret that only that browser has."""

    organisation_id: str
    browser_hash: str
    interaction_id: str
    then: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come back. Nonce and verifier are made of the browser's secret, so that we keep neither."""

    state: str
    nonce: str
    verifier: str = field(repr=False)

    @classmethod
    def of(cls, browser: str, state: str) -> "Expected":
        return cls(state, _derived(browser, "nonce", state), _derived(browser, "verifier", state))


def _derived(browser: str, what: str, state: str) -> str:
    """43 characters of base64url: enough entropy, and the form of a code_verifier (RFC 7636 section 4.1)."""
    digest = hmac.digest(browser.encode(), f"{what} {state}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def logout_path(organisation_id: str) -> str:
    """Where an organisation's provider says that somebody signed out there."""
    return f"/oauth2/workplaces/{organisation_id}/logout"


def check(workplace: Workplace, own_names: frozenset[str]) -> None:
    """Raises Invalid, naming the field.

    `own_names`: of ourselves, which no client id of ours elsewhere may be: what we sign there must never read as a
    token of ours (RFC 8725 section 2.8).
    """
    if not workplace.organisation_name.strip():
        raise Invalid.field("organisation_name", "enter the name its staff will recognise")
    if not 1 <= len(workplace.client_id) <= _LONGEST or workplace.client_id in own_names:
        raise Invalid.field("client_id", "must be the client id that the provider gave")
    if not _CLAIM.fullmatch(workplace.claim):
        raise Invalid.field("claim", "must be the name of a claim, such as email or employee_number")
    if workplace.matched_by not in ("external_id", "email"):
        raise Invalid.field("matched_by", "must be external_id or email")
    if len(workplace.levels) > _MOST_LEVELS or not set(workplace.levels.values()) <= set(LEVELS):
        raise Invalid.field("levels", f"must map the provider's acr values to {', '.join(LEVELS)}")
    if len(workplace.domains) > _MOST_DOMAINS or not all(_DOMAIN.fullmatch(domain) for domain in workplace.domains):
        raise Invalid.field("domains", "must be mail domains, such as lichfield.gov.uk")
