"""NHS login's own part: what it takes, and what it says about a person."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette

from sandbox.openid import OpenIdProvider, Person, Visit
from sandbox.parties import Party

PEOPLE = (
    Person("nadia", "Nadia", "Rahman", "1979-04-12", nhs_number="9990000255"),
    Person("refuses", "Una", "Refuses", "1970-01-01", mood="refuses"),
    Person("medium", "Wes", "Medium", "1970-01-03", nhs_number="9990000263", mood="P5 only"),
)


class NhsLogin:
    """Speaks for NHS login at `issuer`."""

    algorithms: Sequence[str] = ("RS512",)
    digest = "sha512"
    people: Sequence[Person] = PEOPLE

    def __init__(self, url: str) -> None:
        self.issuer = url
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def metadata(self) -> dict[str, Any]:
        return {
            "scopes_supported": ["openid", "profile", "profile_extended", "email", "phone"],
            "id_token_signing_alg_values_supported": ["RS512"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS512"],
            "claims_supported": ["sub", "nhs_number", "birthdate", "family_name", "given_name"],
        }

    @property
    def jwks(self) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "nhs", "use": "sig", "alg": "RS512"}]}

    def refusal(self, asked: Mapping[str, str]) -> str:
        try:
            vectors = json.loads(asked.get("vtr", '["P9.Cp.Cd"]'))
            known = all(vector.split(".")[0] in ("P0", "P5", "P9") for vector in vectors)
        except (ValueError, AttributeError, TypeError):
            return "invalid_request"
        return "" if vectors and known else "invalid_request"

    def id_token(self, claims: dict[str, Any], visit: Visit) -> str:
        level = _level(visit)
        said = claims | {
            "vot": f"{level}.Cp.Cd",
            "vtm": f"{self.issuer}/trustmark/auth.sandbox",
            "identity_proofing_level": level,
            "auth_time": int(visit.at),
        }
        return jwt.encode(said, self._key, "RS512", headers={"kid": "nhs"})

    def userinfo(self, subject: str, visit: Visit) -> dict[str, Any]:
        person, scopes = visit.person, visit.asked.get("scope", "").split()
        assert person
        said: dict[str, Any] = {"iss": self.issuer, "aud": visit.asked["client_id"], "sub": subject}
        if "profile" in scopes:
            said |= {
                "nhs_number": person.nhs_number,
                "birthdate": person.birth_date,
                "family_name": person.family_name,
                "identity_proofing_level": _level(visit),
            }
        if "profile_extended" in scopes:
            said["given_name"] = person.given_name
        return said


def _level(visit: Visit) -> str:
    return "P5" if visit.person and visit.person.mood == "P5 only" else "P9"


def nhs_login(url: str, parties: Sequence[Party]) -> Starlette:
    """The application that answers at `url`."""
    return OpenIdProvider(NhsLogin(url), parties).app()
