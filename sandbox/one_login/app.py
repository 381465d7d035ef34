"""One Login's own part: what it takes, and what it says about a person."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.openid import OpenIdProvider, Person, Visit, claims_asked
from sandbox.parties import Party

VOCABULARY = "https://vocab.account.gov.uk/v1"
CORE_IDENTITY, ADDRESS, RETURN_CODE = (f"{VOCABULARY}/{name}" for name in ("coreIdentityJWT", "address", "returnCode"))
_IDENTITY_SECONDS = 30 * 60

PEOPLE = (
    Person("grace", "Grace", "Okonkwo", "1987-07-21", "WS13 6HX"),
    Person("tom", "Tom", "Hartley", "1990-11-03", "ST16 2LH"),
    Person("refuses", "Una", "Refuses", "1970-01-01", mood="refuses"),
    Person("unproven", "Vic", "Unproven", "1970-01-02", mood="could not be proven"),
    Person("low", "Wes", "Low", "1970-01-03", mood="P1 only"),
    Person("stale", "Xia", "Stale", "1970-01-04", mood="identity expired"),
    Person("swapped", "Yan", "Swapped", "1970-01-05", mood="identity of another"),
    Person("forged", "Zoe", "Forged", "1970-01-06", mood="signed by nobody known"),
)


class OneLogin:
    """Speaks for One Login at `issuer`; its identities are signed at `{issuer}identity/`."""

    algorithms: Sequence[str] = ("ES256", "RS256", "PS256")
    digest = "sha256"
    people: Sequence[Person] = PEOPLE

    def __init__(self, url: str) -> None:
        self.issuer = f"{url}/"
        self.identity_issuer = f"{url}/identity/"
        self._key, self._identity_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))

    @property
    def did(self) -> str:
        parts = urlsplit(self.identity_issuer)
        return f"did:web:{quote(parts.netloc, safe='')}{parts.path.rstrip('/').replace('/', ':')}"

    @property
    def metadata(self) -> dict[str, Any]:
        return {
            "trustmarks": f"{self.issuer}trustmark",
            "scopes_supported": ["openid", "email", "phone", "offline_access"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
            "token_endpoint_auth_signing_alg_values_supported": list(self.algorithms),
            "claims_supported": ["sub", "email", CORE_IDENTITY, ADDRESS, RETURN_CODE],
            "claims_parameter_supported": True,
            "ui_locales_supported": ["en", "cy"],
        }

    @property
    def jwks(self) -> dict[str, Any]:
        public = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "oidc", "use": "sig", "alg": "ES256"}]}

    def refusal(self, asked: Mapping[str, str]) -> str:
        """One vector of trust; an identity only with two factors (Cl.Cm)."""
        try:
            vectors = json.loads(asked.get("vtr", '["Cl.Cm"]'))
            levels = [frozenset(vector.split(".")) for vector in vectors]
        except (ValueError, AttributeError, TypeError):
            return "invalid_request"
        identity = {part for level in levels for part in level if part in ("P1", "P2", "P3")}
        if identity and not all({"Cl", "Cm"} <= level for level in levels):
            return "invalid_request"
        return "invalid_request" if len(identity) > 1 else ""

    def id_token(self, claims: dict[str, Any], visit: Visit) -> str:
        said = claims | {"vot": "Cl.Cm", "vtm": f"{self.issuer}trustmark", "auth_time": int(visit.at)}
        return jwt.encode(said, self._key, "ES256", headers={"kid": "oidc"})

    def userinfo(self, subject: str, visit: Visit) -> dict[str, Any]:
        person, wanted = visit.person, claims_asked(visit.asked)
        assert person
        said: dict[str, Any] = {"sub": subject}
        if person.mood == "could not be proven":
            return said | ({RETURN_CODE: [{"code": "N"}]} if RETURN_CODE in wanted else {})
        if CORE_IDENTITY in wanted:
            said[CORE_IDENTITY] = self._core_identity(person, subject, visit)
        if ADDRESS in wanted and person.postcode:
            said[ADDRESS] = [{"postalCode": person.postcode, "addressCountry": "GB", "validFrom": "2019-05-01"}]
        return said

    def _core_identity(self, person: Person, subject: str, visit: Visit) -> str:
        now = int(time.time())
        issued = now - 2 * _IDENTITY_SECONDS if person.mood == "identity expired" else now
        names = [{"type": "GivenName", "value": person.given_name}, {"type": "FamilyName", "value": person.family_name}]
        claims = {
            "iss": self.identity_issuer,
            "sub": "urn:fdc:sandbox:2026:another" if person.mood == "identity of another" else subject,
            "aud": visit.asked["client_id"],
            "iat": issued,
            "nbf": issued,
            "exp": issued + _IDENTITY_SECONDS,
            "vot": "P1" if person.mood == "P1 only" else "P2",
            "vtm": f"{self.issuer}trustmark",
            "vc": {
                "type": ["VerifiableCredential", "IdentityCheckCredential"],
                "credentialSubject": {
                    "name": [
                        {"validFrom": "2020-03-01", "nameParts": names},
                        {
                            "validUntil": "2020-02-29",
                            "nameParts": [names[0], {"type": "FamilyName", "value": "Before"}],
                        },
                    ],
                    "birthDate": [{"value": person.birth_date}],
                },
            },
        }
        forged = person.mood == "signed by nobody known"
        key = ec.generate_private_key(ec.SECP256R1()) if forged else self._identity_key
        return jwt.encode(claims, key, "ES256", headers={"kid": f"{self.did}#identity"})

    async def did_document(self, _: Request) -> Response:
        public = ECAlgorithm.to_jwk(self._identity_key.public_key(), as_dict=True)
        method = {"type": "JsonWebKey", "id": f"{self.did}#identity", "controller": self.did, "publicKeyJwk": public}
        return JSONResponse(
            {"@context": ["https://www.w3.org/ns/did/v1"], "id": self.did, "assertionMethod": [method]},
            headers={"Cache-Control": "max-age=3600"},
        )


def one_login(url: str, parties: Sequence[Party]) -> Starlette:
    """The application that answers at `url`."""
    speaker = OneLogin(url)
    return OpenIdProvider(speaker, parties).app(Route("/identity/.well-known/did.json", speaker.did_document))
