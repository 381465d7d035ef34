"""The providers elsewhere that are set up, by name."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import ECKey, RSAKey

from chassis.clock import Clock
from chassis.outward import PublicOnly
from services.identity.clients.upstream.nhs_login import NhsLogin
from services.identity.clients.upstream.one_login import OneLogin
from services.identity.clients.upstream.openid import OpenIdClient, Registered
from services.identity.domain.proofs.upstream import NHS_LOGIN, ONE_LOGIN
from services.identity.ports import UpstreamProvider

_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)


@dataclass(frozen=True, slots=True)
class Registration:
    """What an operator was given by a provider, and gave it: `key` is the private half, in PEM. Empty: not set up.

    `identity_issuer` is who signs identities where that is not the issuer itself (GOV.UK One Login).
    """

    issuer: str = ""
    client_id: str = ""
    key: str = field(default="", repr=False)
    identity_issuer: str = ""


@asynccontextmanager
async def upstream_providers(
    registrations: Mapping[str, Registration], base_url: str, clock: Clock, *, allow_loopback: bool
) -> AsyncIterator[Mapping[str, UpstreamProvider]]:
    """Each comes back to `{base_url}/prove/{name}/return`, an address of its own: no answer is taken for another's."""
    resolver = PublicOnly(aiohttp.ThreadedResolver(), allow_loopback=allow_loopback)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIMEOUT,
        headers={"User-Agent": "Kith-Identity/1"},
    ) as http:
        found: dict[str, UpstreamProvider] = {}
        for name, given in registrations.items():
            if not given.issuer:
                continue
            key = _key(given.key)
            registered = Registered(
                given.issuer,
                given.client_id,
                f"{base_url}/prove/{name}/return",
                "RS512" if name == NHS_LOGIN else "ES256" if isinstance(key, ECKey) else "RS256",
                ("RS512",) if name == NHS_LOGIN else ("ES256", "RS256"),
                key,
            )
            client = OpenIdClient(http, registered, clock, allow_loopback=allow_loopback)
            if name == ONE_LOGIN:
                found[name] = OneLogin(client, given.issuer, given.client_id, given.identity_issuer, clock)
            else:
                found[name] = NhsLogin(client, given.issuer)
        yield found


def _key(pem: str) -> ECKey | RSAKey:
    """Raises ValueError when it is no private key in PEM."""
    curve = isinstance(load_pem_private_key(pem.encode(), None), EllipticCurvePrivateKey)
    return ECKey.import_key(pem) if curve else RSAKey.import_key(pem)
