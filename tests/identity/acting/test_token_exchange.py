"""RFC 8693: a token whose subject is the one who is acted for, and whose `act` says whose hand it is."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import NotFound, Unauthenticated
from services.identity.domain.mandates.mandate import Mandate
from services.identity.domain.sessions.session import Opened
from services.identity.usecases.authorization.end_grant import end_grant
from tests.identity.acting.parties import OFFICER, Parties
from tests.identity.house import ISSUER, Answer, House, Party
from tests.identity.trust.test_exchange import verifier

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
AUTHORITY = "urn:kith:params:oauth:token-type:authority"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"


class Scene:
    """Rosa is Amina's carer, and has signed in to one of our applications."""

    def __init__(self, parties: Parties) -> None:
        self.parties, self.house = parties, parties.house

    async def set(self) -> "Scene":
        self.amina = await self.parties.proven("amina@example.org", "Amina")
        self.rosa = await self.parties.proven("rosa@example.org")
        self.mandate = await self.parties.record.by_resident(
            self.parties.me(self.amina), self.parties.wanted(self.amina, self.rosa)
        )
        scopes = frozenset({"openid", "me:read", "acting:read"})
        self.app = await self.house.party("first-party", scopes=scopes)
        self.token = await self.token_of(self.rosa)
        return self

    async def token_of(self, who: Opened, app: Party | None = None) -> str:
        tokens = await self.house.tokens(app or self.app, who.value, scope="openid me:read")
        return str(tokens["access_token"])

    async def ask(self, app: Party | None = None, **changed: str | None) -> Answer:
        form = {
            "grant_type": GRANT,
            "subject_token": self.mandate.id,
            "subject_token_type": AUTHORITY,
            "actor_token": self.token,
            "actor_token_type": ACCESS,
        } | self.house.proof_of(app or self.app)
        given = {name: value for name, value in (form | changed).items() if value is not None}
        return await self.house.post("/oauth2/token", given)

    async def acting(self) -> str:
        answer = await self.ask()
        assert answer.status == 200, answer.body
        return str(answer.json["access_token"])


@pytest.fixture
async def scene(parties: Parties) -> Scene:
    return await Scene(parties).set()


async def test_the_token_says_who_acts_for_whom(any_parties: Parties) -> None:
    scene = await Scene(any_parties).set()
    answer = await scene.ask()
    assert answer.status == 200, answer.body
    assert answer.json["issued_token_type"] == ACCESS
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["scope"] == "acting:read"
    assert "refresh_token" not in answer.json
    assert "id_token" not in answer.json
    claims = await scene.house.claims(answer.json["access_token"], f"{ISSUER}/v1")
    assert claims["sub"] == scene.amina.session.account_id
    assert claims["act"] == {"sub": scene.rosa.session.account_id, "kind": "carer"}
    assert claims["act_for"] == scene.mandate.id
    assert claims["kind"] == "proxy"
    assert "acr" not in claims


async def test_every_service_is_told_both_and_the_proxy_is_not_the_person(scene: Scene) -> None:
    internal = await scene.house.exchange.of_token(await scene.acting(), "cases", "")
    who = await (await verifier(scene.house, "cases")).verify(internal.token)
    assert (who.subject, who.actor) == (scene.amina.session.account_id, scene.rosa.session.account_id)
    assert (who.kind, who.claim("act_kind"), who.claim("act_for")) == ("proxy", "carer", scene.mandate.id)
    assert who.claim("act_classes") == "health social_care"
    assert who.scopes == {"acting:read"}


async def test_a_session_acts_for_another_by_the_same_authority(scene: Scene) -> None:
    internal = await scene.house.exchange.of_session(scene.rosa.value, "cases", "", scene.mandate.id)
    who = await (await verifier(scene.house, "cases")).verify(internal.token)
    assert (who.subject, who.actor) == (scene.amina.session.account_id, scene.rosa.session.account_id)
    with pytest.raises(NotFound) as refused:
        await scene.house.exchange.of_session(scene.amina.value, "cases", "", scene.mandate.id)
    assert refused.value.code == "no-authority"


async def test_acting_meets_no_demand_for_a_stronger_sign_in(scene: Scene) -> None:
    token = await scene.acting()
    with pytest.raises(Unauthenticated) as refused:
        await scene.house.exchange.of_token(token, "cases", "gpg44-low")
    assert refused.value.code == "stronger-sign-in-needed"


async def test_it_is_no_key_to_her_claims(scene: Scene) -> None:
    assert (await scene.house.userinfo(await scene.acting())).status == 401


@pytest.mark.parametrize("how", ["ended", "stopped by her", "given up", "suspended", "signed out"])
async def test_the_token_dies_with_the_authority_and_with_the_proxys_sign_in(scene: Scene, how: str) -> None:
    parties, mandate = scene.parties, scene.mandate
    token = await scene.acting()
    internal = await scene.house.exchange.of_token(token, "cases", "")
    match how:
        case "ended":
            await parties.end.by_officer(OFFICER, mandate.id)
        case "stopped by her":
            await parties.end.by_party(parties.me(scene.amina), mandate.id)
        case "given up":
            await parties.end.by_party(parties.me(scene.rosa), mandate.id)
        case "suspended":
            await parties.suspension.suspend(OFFICER, mandate.id, "Alleged source of harm.")
        case _:
            await scene.house.sign_out(scene.rosa.value)
    with pytest.raises(Unauthenticated):
        await scene.house.exchange.of_token(token, "cases", "")
    with pytest.raises(Unauthenticated):
        await (await verifier(scene.house, "cases")).verify(internal.token)


async def test_the_end_of_the_actors_own_grant_ends_it(scene: Scene) -> None:
    token = await scene.acting()
    claims = await scene.house.claims(scene.token, f"{ISSUER}/v1")
    async with scene.house.write() as work:
        grant = await work.grants.get(claims["grant"])
        assert grant
        await end_grant(work, grant, scene.house.clock.now(), "a test", by="")
    with pytest.raises(Unauthenticated):
        await scene.house.exchange.of_token(token, "cases", "")
    assert (await scene.ask()).json["error"] == "invalid_request"


async def test_authority_that_ran_out_overnight_is_not_exchanged(scene: Scene) -> None:
    token = await scene.acting()
    async with scene.house.write() as work:
        held = await work.mandates.locked(scene.mandate.id)
        await work.mandates.put(replace(held, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 21)))
    with pytest.raises(Unauthenticated):
        await scene.house.exchange.of_token(token, "cases", "")


async def test_no_authority_suspended_authority_and_anothers_get_one_answer(scene: Scene) -> None:
    """Byte for byte, so that a proxy learns nothing of why."""
    bodies = set()
    bodies.add((await scene.ask(subject_token="man_never_there")).body)
    await scene.parties.suspension.suspend(OFFICER, scene.mandate.id, "Alleged source of harm.")
    bodies.add((await scene.ask()).body)
    await scene.parties.end.by_officer(OFFICER, scene.mandate.id)
    bodies.add((await scene.ask()).body)
    eve = await scene.parties.proven("eve@example.org", "Eve")
    own: Mandate = await scene.parties.record.by_resident(
        scene.parties.me(scene.amina), scene.parties.wanted(scene.amina, eve)
    )
    bodies.add((await scene.ask(subject_token=own.id)).body)
    assert len(bodies) == 1
    assert b"invalid_request" in bodies.pop()


async def test_what_is_not_as_the_rfc_says_is_refused(scene: Scene) -> None:
    eve = await scene.token_of(await scene.parties.proven("eve@example.org", "Eve"))
    other_app = await scene.house.party("first-party", scopes=frozenset({"openid", "me:read", "acting:read"}))
    others = await scene.token_of(scene.rosa, other_app)
    acting = await scene.acting()
    for changed in (
        {"subject_token": scene.amina.session.account_id},
        {"subject_token": None},
        {"subject_token_type": ACCESS},
        {"actor_token": eve},
        {"actor_token": others},
        {"actor_token": acting},
        {"actor_token": "rubbish"},
        {"actor_token": None},
        {"actor_token_type": None},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
    ):
        answer = await scene.ask(**changed)
        assert (answer.status, answer.json["error"]) == (400, "invalid_request"), changed
    assert (await scene.ask(audience="https://elsewhere.example")).json["error"] == "invalid_target"
    assert (await scene.ask(scope="acting:read me:read")).json["error"] == "invalid_scope"
    council = await scene.house.party()
    assert (await scene.ask(council, client_id=None)).json["error"] == "unauthorized_client"


async def test_a_proxy_whose_own_proof_has_expired_acts_for_nobody(scene: Scene, house: House) -> None:
    async with house.write() as work:
        proof, _ = await work.proofs.get(f"prf_{scene.rosa.session.account_id}")
        await work.proofs.put(replace(proof, state="withdrawn"))
    assert (await scene.ask()).json["error"] == "invalid_request"
