"""GOV.UK One Login: the core identity JWT, signed by an issuer of its own whose keys a DID document publishes.

As its technical documentation says: ES256, `iss` the identity issuer, `aud` our client id, `sub` that of the ID token,
`vot` what was asked for or better, `vtm` its trustmark, and the names of which the current one has no end.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import jwt
import orjson

from chassis.clock import Clock
from services.identity.clients.upstream.openid import OpenIdClient, Told, key_id, verified
from services.identity.domain.proofs.proof import Claims
from services.identity.domain.proofs.upstream import ONE_LOGIN, Established, NotBelieved, NotProvenThere, Visit

_VOCABULARY = "https://vocab.account.gov.uk/v1"
_IDENTITY, _ADDRESS, _RETURN_CODE = (f"{_VOCABULARY}/{name}" for name in ("coreIdentityJWT", "address", "returnCode"))
_ASKED = {
    "vtr": '["Cl.Cm.P2"]',
    "claims": orjson.dumps({"userinfo": dict.fromkeys((_IDENTITY, _ADDRESS, _RETURN_CODE))}).decode(),
}
_LEEWAY = timedelta(seconds=60)


class OneLogin:
    def __init__(self, client: OpenIdClient, issuer: str, client_id: str, identity_issuer: str, clock: Clock) -> None:
        self._client, self.issuer, self._client_id = client, issuer, client_id
        self._identity_issuer, self._clock = identity_issuer, clock
        self._keys: dict[str, jwt.PyJWK] = {}

    async def where(self, visit: Visit, language: str) -> str:
        return await self._client.where(visit, language, **_ASKED)

    async def established(self, visit: Visit, code: str) -> Established:
        told = await self._client.told(visit, code)
        token = told.userinfo.get(_IDENTITY)
        if not isinstance(token, str):
            # Instead of an identity there may be return codes; what they mean is between her and One Login.
            raise NotProvenThere("GOV.UK One Login could not prove your identity")
        identity = verified(token, await self._key(token), ("ES256",))
        self._check(identity, told)
        try:
            return self._read(identity, told.userinfo)
        except (KeyError, TypeError, ValueError, IndexError, StopIteration):
            raise NotBelieved("an identity in a form we do not know") from None

    def _check(self, identity: Mapping[str, Any], told: Told) -> None:
        now, expires = self._clock.now(), identity.get("exp")
        good = (
            identity.get("iss") == self._identity_issuer
            and identity.get("aud") == self._client_id
            and identity.get("sub") == told.id_token["sub"]
            and identity.get("vtm") == f"{self.issuer.rstrip('/')}/trustmark"
            and isinstance(expires, int)
            and now <= datetime.fromtimestamp(expires, UTC) + _LEEWAY
        )
        if not good:
            raise NotBelieved("an identity that is not this person's, not for us, or not of now")

    def _read(self, identity: Mapping[str, Any], userinfo: Mapping[str, Any]) -> Established:
        person = identity["vc"]["credentialSubject"]
        parts = next(name for name in person["name"] if "validUntil" not in name)["nameParts"]
        given, family = (
            " ".join(part["value"] for part in parts if part["type"] == kind) for kind in ("GivenName", "FamilyName")
        )
        addresses = [each for each in userinfo.get(_ADDRESS) or [] if "validUntil" not in each]
        return Established(
            provider=ONE_LOGIN,
            issuer=self._identity_issuer,
            subject=identity["sub"],
            claims=Claims(
                given_name=given,
                family_name=family,
                date_of_birth=date.fromisoformat(person["birthDate"][0]["value"]),
                postcode=str(addresses[0].get("postalCode", "")) if addresses else "",
            ),
            vot=str(identity["vot"]),
            vtm=str(identity["vtm"]),
            asserted_at=datetime.fromtimestamp(identity["iat"], UTC),
        )

    async def _key(self, token: str) -> jwt.PyJWK:
        """From the DID document of the identity issuer (did:web), for the key id's own controller and no other."""
        kid = key_id(token)
        if kid not in self._keys:
            parts = urlsplit(self._identity_issuer)
            did = f"did:web:{quote(parts.netloc, safe='')}{parts.path.rstrip('/').replace('/', ':')}"
            document = await self._client.document(f"{self._identity_issuer.rstrip('/')}/.well-known/did.json")
            if document.get("id") != did:
                raise NotBelieved("the keys of somebody else")
            self._keys = {
                method["id"]: jwt.PyJWK(method["publicKeyJwk"], algorithm="ES256")
                for method in document.get("assertionMethod", [])
                if str(method.get("id", "")).startswith(f"{did}#") and method.get("controller") == did
            }
        if kid not in self._keys:
            raise NotBelieved("signed with a key that is not published")
        return self._keys[kid]
