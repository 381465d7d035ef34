"""Grant type `authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.6)."""

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oauth2.rfc7636.challenge import CODE_VERIFIER_PATTERN

from chassis.tokens import same
from services.identity.api.oidc.errors import InvalidGrant, InvalidRequest
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.token.issue import first_refresh, issue, live_standing, same_key
from services.identity.domain.authorization.grant import Code, Grant
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.ports import Work
from services.identity.usecases.authorization.end_grant import end_grant


async def authorization_code(
    work: Work, client: Client, parameters: Parameters, binding: Binding, provider: Provider
) -> dict[str, str | int]:
    """Raises OAuthError."""
    code, grant = await known(work, client, needed(parameters, "code"))
    await unused(work, code, grant, provider)
    not_too_old(code, provider)
    same_redirect_uri(code, needed(parameters, "redirect_uri"))
    verified(code, parameters.get("code_verifier", ""))
    same_key(grant, binding)
    standing = await live_standing(work, grant, provider)
    await work.grants.use_code(code, provider.clock.now())
    tokens = await issue(work, client, grant, standing, binding, provider)
    return tokens | await first_refresh(work, client, grant, standing, provider)


async def known(work: Work, client: Client, secret: str) -> tuple[Code, Grant]:
    """A code of this client: another's is answered like one that never was."""
    code = await work.grants.code(secret)
    grant = await work.grants.get(code.grant_id) if code else None
    if code is None or grant is None or code.client_id != client.id:
        raise InvalidGrant("the code is not known, or not for this client")
    return code, grant


async def unused(work: Work, code: Code, grant: Grant, provider: Provider) -> None:
    """Used twice, it has leaked: what came of it is over (RFC 6749 section 4.1.2)."""
    if code.used_at is None:
        return
    if grant.ended_at is None:
        await end_grant(work, grant, provider.clock.now(), "code used twice", by=grant.client_id)
    raise InvalidGrant("the code has been used before")


def not_too_old(code: Code, provider: Provider) -> None:
    if provider.clock.now() >= code.expires_at:
        raise InvalidGrant("the code has expired")


def same_redirect_uri(code: Code, redirect_uri: str) -> None:
    if redirect_uri != code.redirect_uri:
        raise InvalidGrant("redirect_uri is not the one the code was sent to")


def verified(code: Code, verifier: str) -> None:
    """No verifier without a challenge, either: whoever sends one did not ask for this code (RFC 9700 section 4.8.2)."""
    if not code.challenge:
        if verifier:
            raise InvalidGrant("code_verifier, and the code was asked for without a code_challenge")
        return
    if not verifier:
        raise InvalidGrant("code_verifier is missing")
    if not CODE_VERIFIER_PATTERN.match(verifier):
        raise InvalidRequest("code_verifier is not in the form of RFC 7636")
    if not same(create_s256_code_challenge(verifier), code.challenge):
        raise InvalidGrant("code_verifier does not fit the code_challenge")
