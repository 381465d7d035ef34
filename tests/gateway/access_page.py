"""Writes `docs/access.md` from the tables that the code is held to: `python -m tests.gateway.access_page`."""

from pathlib import Path
from typing import get_args

from services.gateway.api.access import ACCESS
from services.gateway.api.limits import RATES
from services.gateway.api.shapes import DataClass, Purpose
from services.identity.domain.roles import SCOPES_OF_ROLE

PAGE = Path(__file__).parents[2] / "docs" / "access.md"

# What each endpoint of the OpenID Provider asks of a caller before it gives or changes anything.
_CLIENT = "the client, by the way it registered"
_BROWSER = "anybody's browser; a person signs in and is asked"
PROVIDER = {
    ("GET", "/.well-known/openid-configuration"): "nothing",
    ("GET", "/.well-known/did.json"): "nothing",
    ("GET", "/oauth2/trustmark"): "nothing",
    ("GET", "/oauth2/jwks"): "nothing",
    ("GET", "/oauth2/authorize"): _BROWSER,
    ("POST", "/oauth2/authorize"): _BROWSER,
    ("GET", "/oauth2/authorize/resume"): "the browser that asked",
    ("POST", "/oauth2/par"): _CLIENT,
    ("POST", "/oauth2/token"): f"{_CLIENT}; and a code, a refresh token, a device code, a live authority, or itself",
    ("GET", "/oauth2/userinfo"): "an access token of a person's, with its key where it is bound to one",
    ("POST", "/oauth2/userinfo"): "the same",
    ("POST", "/oauth2/revoke"): _CLIENT,
    ("POST", "/oauth2/introspect"): f"{_CLIENT}, never a public one; its own tokens, for an operator any",
    ("POST", "/oauth2/register"): "an initial access token, of one organisation and profile",
    ("GET", "/oauth2/register/{client_id}"): "the client's own registration access token",
    ("PUT", "/oauth2/register/{client_id}"): "the client's own registration access token, which it changes",
    ("DELETE", "/oauth2/register/{client_id}"): "the client's own registration access token",
    ("POST", "/oauth2/device_authorization"): _CLIENT,
    ("GET", "/oauth2/logout"): "an ID token we issued; without one a person is asked",
    ("POST", "/oauth2/logout"): "the same",
    ("POST", "/oauth2/workplaces/{organisation_id}/logout"): "a logout token that the organisation signed",
}

_HEAD = """# Who may do what

Made by `python -m tests.gateway.access_page` from the code's own tables; a test holds the two together.

A scope says what a caller may ask for at all; whether this row is theirs is decided by the service, each time. A route
without a scope is public. The least credential level is that of GPG 44, in the token's `acr`; `any` where a plain
sign-in is enough. A session cookie opens pages and never `/v1`. The audience is the one service that a call's internal
token is good for.

## Routes of /v1

| method | path | scope | roles | audience | least level | pace |
|---|---|---|---|---|---|---|
"""

_TAIL = """
Also public: `/openapi.json`, `/docs`. `/healthz`, `/readyz` and `/metrics` are on the operator port, on loopback.

## The OpenID Provider

Each answers in OAuth's own words. An endpoint that reads answers HEAD as well.

| method | path | asks for |
|---|---|---|
{provider}

## Scopes of each role

A worker's rights never add up across the contexts she may act in: a token has the scopes of one role.

| role | scopes |
|---|---|
{roles}

## Pace

A bucket per caller and kind of route (for public routes, per source address).

| pace | at once | then a second |
|---|---|---|
{paces}

## Words

Purposes: {purposes}.

Data classes: {classes}.
"""


def render() -> str:
    """The page as it must stand in `docs/`."""
    rows = [
        f"| {method} | `{path}` | {f'`{access.scope}`' if access.scope else 'public'} | {_roles(access.scope)} "
        f"| {access.audience} | {access.least_acr or 'any'} | {access.pace} |"
        for (method, path), access in ACCESS.items()
    ]
    tail = _TAIL.format(
        provider="\n".join(f"| {method} | `{path}` | {asked} |" for (method, path), asked in PROVIDER.items()),
        roles="\n".join(f"| {role} | {_code(sorted(scopes))} |" for role, scopes in SCOPES_OF_ROLE.items()),
        paces="\n".join(f"| {pace} | {rate.burst:g} | {rate.per_second:g} |" for pace, rate in RATES.items()),
        purposes=_code(get_args(Purpose)),
        classes=_code(get_args(DataClass)),
    )
    return _HEAD + "\n".join(rows) + "\n" + tail


def _roles(scope: str) -> str:
    if not scope:
        return "anybody"
    return ", ".join(role for role, scopes in SCOPES_OF_ROLE.items() if scope in scopes)


def _code(words: object) -> str:
    assert isinstance(words, list | tuple)
    return ", ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    PAGE.write_text(render())
