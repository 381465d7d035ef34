"""NHS login: names from the Personal Demographics Service at proofing level P9, with the NHS number they belong to."""

from datetime import UTC, date, datetime

from services.identity.clients.upstream.openid import OpenIdClient
from services.identity.domain.proofs.proof import Claims, nhs_number_valid
from services.identity.domain.proofs.upstream import NHS_LOGIN, Established, NotBelieved, Visit

_ASKED = {"scope": "openid profile profile_extended", "vtr": '["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]'}


class NhsLogin:
    def __init__(self, client: OpenIdClient, issuer: str) -> None:
        self._client, self.issuer = client, issuer

    async def where(self, visit: Visit, language: str) -> str:
        return await self._client.where(visit, language, **_ASKED)

    async def established(self, visit: Visit, code: str) -> Established:
        """The level is the ID token's, which is signed; UserInfo must not say another."""
        told = await self._client.told(visit, code)
        token, person = told.id_token, told.userinfo
        level = str(token.get("identity_proofing_level", ""))
        if not str(token.get("vot", "")).startswith(f"{level}.") or person.get("identity_proofing_level") != level:
            raise NotBelieved("two answers about how sure it is")
        try:
            number = str(person["nhs_number"])
            claims = Claims(
                given_name=str(person["given_name"]),
                family_name=str(person["family_name"]),
                date_of_birth=date.fromisoformat(person["birthdate"]),
                postcode="",
                nhs_number=number if nhs_number_valid(number) else "",
            )
            return Established(
                provider=NHS_LOGIN,
                issuer=self.issuer,
                subject=str(token["sub"]),
                claims=claims,
                vot=level,
                vtm=str(token["vtm"]),
                asserted_at=datetime.fromtimestamp(token["iat"], UTC),
            )
        except (KeyError, TypeError, ValueError):
            raise NotBelieved("an identity in a form we do not know") from None
