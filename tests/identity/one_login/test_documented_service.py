"""A council service written for GOV.UK One Login signs in here with a change of issuer and keys only."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from chassis.ids import RandomIds
from services.identity.domain.credentials.levels import PASSWORD_AND_CODE
from services.identity.domain.proofs.proof import Submission
from services.identity.domain.sessions.session import COOKIE
from services.identity.usecases.sessions.open_session import open_session
from tests.identity.house import ISSUER, REDIRECT, House, caller
from tests.identity.identity_assurance.test_verified_claims import AMINA, PASSPORT
from tests.identity.one_login.documented_service import CORE_IDENTITY, DocumentedService
from tests.identity.served import served

VOCABULARY = "https://vocab.account.gov.uk/v1/"
RETURN_CODE = f"{VOCABULARY}returnCode"


@dataclass
class Visit:
    """Amina's browser between the service and us: signed in with two factors."""

    house: House
    service: DocumentedService
    cookie: str
    account_id: str

    async def prove(self) -> None:
        await self.house.submit_proof(caller(self.account_id), Submission(AMINA, (PASSPORT,)))

    async def go(self, **changed: str | None) -> tuple[str, str]:
        """Through approval to the address the browser ends at, with the nonce sent."""
        url, nonce = await self.service.authorize_url(**changed)
        where = await self._open(url)
        if where.startswith(f"{ISSUER}/approve"):
            interaction = where.partition("interaction=")[2]
            view = await self.house.get_interaction(interaction, self.cookie)
            await self.house.approve(interaction, self.cookie, view.claims)
            where = await self._open(f"/oauth2/authorize/resume?interaction={interaction}")
        return where, nonce

    async def _open(self, path: str) -> str:
        headers = {"Cookie": f"{COOKIE}={self.cookie}"}
        async with self.service.http.get(self.service.reach + path, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
            return answer.headers["Location"]

    async def told(self, *names: str, **changed: str) -> Any:
        """UserInfo, with these claims asked for."""
        asked = json.dumps({"userinfo": dict.fromkeys(names)})
        where, nonce = await self.go(claims=asked, **changed)
        tokens, _ = await self.service.redeem(where, nonce)
        return await self.service.userinfo(tokens["access_token"])


@pytest.fixture
async def amina(house: House) -> AsyncIterator[Visit]:
    registered = await house.resident()
    async with house.write() as work:
        account = await work.accounts.get(registered.session.account_id)
        opened = await open_session(work, account, house.clock.now(), RandomIds(house.clock), PASSWORD_AND_CODE)
    party = await house.party("one-login")
    assert party.key
    async with served(house) as base, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        service = DocumentedService(http, ISSUER, base, party.client.id, party.key, REDIRECT, house.clock.now())
        yield Visit(house, service, opened.value, account.id)


async def test_a_service_written_for_one_login_gets_a_proven_identity(amina: Visit) -> None:
    await amina.prove()
    where, nonce = await amina.go()
    assert where.startswith(f"{REDIRECT}?code=")
    tokens, said = await amina.service.redeem(where, nonce)
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 180)
    assert "refresh_token" not in tokens
    assert (said["vot"], said["vtm"]) == ("Cl.Cm", f"{ISSUER}/oauth2/trustmark")
    assert said["exp"] - said["iat"] == 120
    assert {"at_hash", "sid", "auth_time"} <= said.keys()
    assert said["sub"].startswith("urn:fdc:")
    told = await amina.service.userinfo(tokens["access_token"])
    assert (told["sub"], told["email"]) == (said["sub"], "amina@example.org")
    identity = await amina.service.identity(told[CORE_IDENTITY], f"{ISSUER}/identity")
    assert (identity["sub"], identity["vot"]) == (said["sub"], "P2")
    assert identity["exp"] - identity["iat"] == 30 * 60
    person = identity["vc"]["credentialSubject"]
    parts = [(part["type"], part["value"]) for part in person["name"][0]["nameParts"]]
    assert parts == [("GivenName", "Amina"), ("FamilyName", "Begum")]
    assert person["birthDate"] == [{"value": AMINA.date_of_birth.isoformat()}]


async def test_the_papers_she_showed_leave_where_she_lets_them(amina: Visit) -> None:
    await amina.prove()
    told = await amina.told(*(f"{VOCABULARY}{name}" for name in ("address", "passport", "drivingPermit")))
    assert told[f"{VOCABULARY}address"] == [{"postalCode": AMINA.postcode, "addressCountry": "GB"}]
    [passport] = told[f"{VOCABULARY}passport"]
    assert (passport["documentNumber"], passport["icaoIssuerCode"]) == (PASSPORT.number, "GBR")
    assert f"{VOCABULARY}drivingPermit" not in told
    assert CORE_IDENTITY not in told


async def test_without_identity_asked_for_nothing_of_it_is_told(amina: Visit) -> None:
    await amina.prove()
    assert CORE_IDENTITY not in await amina.told(CORE_IDENTITY, RETURN_CODE, vtr='["Cl.Cm"]')
    assert RETURN_CODE not in await amina.told(CORE_IDENTITY, RETURN_CODE, vtr='["P0.Cl.Cm"]')


async def test_who_has_no_proof_is_shown_the_way_to_one_and_then_a_return_code_without_a_reason(amina: Visit) -> None:
    url, _ = await amina.service.authorize_url()
    interaction = (await amina._open(url)).partition("interaction=")[2]
    view = await amina.house.get_interaction(interaction, amina.cookie)
    assert (view.needs, view.lacks_proof) == ("approve", True)
    assert await amina.told(CORE_IDENTITY, RETURN_CODE) | {"sub": ""} == {
        "sub": "",
        "email": "amina@example.org",
        "email_verified": True,
        RETURN_CODE: [{"code": "N"}],
    }


async def test_who_lacks_a_proof_is_asked_each_time(amina: Visit) -> None:
    await amina.go()
    amina.house.later(minutes=1)
    url, _ = await amina.service.authorize_url()
    assert (await amina._open(url)).startswith(f"{ISSUER}/approve")


async def test_without_proof_and_without_a_return_code_wanted_access_is_denied(amina: Visit) -> None:
    where, _ = await amina.go()
    assert where.startswith(f"{REDIRECT}?error=access_denied")


async def test_a_proof_below_what_is_asked_for_is_none(amina: Visit) -> None:
    await amina.prove()
    assert RETURN_CODE in await amina.told(CORE_IDENTITY, RETURN_CODE, vtr='["Cl.Cm.P3"]')


@pytest.mark.parametrize(
    "changed",
    [
        {"vtr": '["Cl.P2"]'},
        {"vtr": '["P2"]'},
        {"vtr": '["Cl.Cm.P1", "Cl.Cm.P2"]'},
        {"vtr": '["Cl.Cm.P2", "Cl.Cm"]'},
        {"vtr": '["Cl.Cm.P1.P2"]'},
        {"vtr": '["Cl.Cm.P4"]'},
        {"vtr": '["Cm"]'},
        {"vtr": "[]"},
        {"vtr": '"Cl.Cm"'},
        {"vtr": "[1]"},
        {"vtr": "Cl.Cm"},
        {"vtr": "[" * 500},
        {"state": None},
        {"nonce": None},
        {"claims": "{"},
    ],
)
async def test_what_one_login_refuses_is_refused_here(amina: Visit, changed: dict[str, str | None]) -> None:
    where, _ = await amina.go(**changed)
    assert where.startswith(f"{REDIRECT}?error=invalid_request")


async def test_one_factor_is_enough_only_where_the_service_says_so(amina: Visit) -> None:
    bola = await amina.house.resident("bola@example.org")
    once = Visit(amina.house, amina.service, bola.value, bola.session.account_id)
    url, _ = await amina.service.authorize_url(vtr=None, claims=None)
    assert (await once._open(url)).startswith(f"{ISSUER}/step-up")
    where, nonce = await once.go(vtr='["Cl", "Cl.Cm"]', claims=None)
    _, said = await amina.service.redeem(where, nonce)
    assert said["vot"] == "Cl"


async def test_a_client_cannot_write_a_confidence_into_its_claims(amina: Visit) -> None:
    await amina.prove()
    asked = json.dumps({"userinfo": {CORE_IDENTITY: None}, "vtr": "P2"})
    where, nonce = await amina.go(claims=asked, vtr='["Cl.Cm"]')
    tokens, _ = await amina.service.redeem(where, nonce)
    assert CORE_IDENTITY not in await amina.service.userinfo(tokens["access_token"])


async def test_the_next_key_is_published_a_month_ahead_and_the_last_a_month_longer(amina: Visit) -> None:
    def kids(document: str) -> list[str]:
        return [method["id"] for method in json.loads(document)["assertionMethod"]]

    keys, now = amina.house.identity_keys, amina.house.clock.now()
    before = kids(keys.document(now))
    amina.house.later(days=30)
    after = kids(keys.document(amina.house.clock.now()))
    assert before[1:] == after[:2]
    assert len({*before, *after}) == 4


async def test_the_trustmark_says_what_is_given(amina: Visit) -> None:
    async with amina.service.http.get(f"{amina.service.reach}/oauth2/trustmark") as answer:
        assert await answer.json() == {
            "idp": ISSUER,
            "trustmark_provider": ISSUER,
            "C": ["Cl", "Cl.Cm"],
            "P": ["P0", "P1", "P2", "P3"],
        }
