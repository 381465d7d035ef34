"""What a verifier believes, and when it stops."""

import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from chassis import tokens
from chassis.clock import FixedClock
from chassis.errors import Denied, Unauthenticated, Unavailable
from chassis.tokens import Caller, Revocation, Verifier


class Issuer:
    """Signs tokens and answers a verifier's polls."""

    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.published, self.keys_away = True, False
        self.revoked: list[Revocation] = []
        self.away = False
        self.verifier = Verifier("cases", self.keys, self.revocations, self.clock)

    async def keys(self) -> str:
        if self.keys_away:
            raise Unavailable("away")
        jwk = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return json.dumps({"keys": [jwk | {"kid": "k1"}] if self.published else []})

    async def revocations(self, cursor: int) -> tuple[list[Revocation], int]:
        if self.away:
            raise Unavailable("away")
        return self.revoked[cursor:], len(self.revoked)

    def token(self, *, typ: str = tokens.INTERNAL_TYPE, kid: str = "k1", **changed: object) -> str:
        now = int(self.clock.at.timestamp())
        claims = {
            "iss": tokens.INTERNAL_ISSUER,
            "aud": "cases",
            "sub": "acc_1",
            "sid": "ses_1",
            "kind": "worker",
            "scope": "people:read cases:read",
            "iat": now,
            "exp": now + 60,
        } | changed
        return jwt.encode(claims, self.key, "ES256", headers={"typ": typ, "kid": kid})


@pytest.fixture
async def issuer() -> Issuer:
    made = Issuer()
    await made.verifier.poll()
    return made


async def test_a_live_token_says_who_calls(issuer: Issuer) -> None:
    caller = await issuer.verifier.verify(issuer.token())
    assert (caller.subject, caller.kind, caller.claim("sid")) == ("acc_1", "worker", "ses_1")
    assert caller.scopes == {"people:read", "cases:read"}


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "directory"},
        {"iss": "somebody-else"},
        {"typ": "at+jwt"},
        {"kid": "unknown"},
        {"exp": 0},
        {"iat": 4102444800},
        {"sub": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_a_token_that_is_not_for_us_is_refused(issuer: Issuer, changed: dict[str, object]) -> None:
    with pytest.raises(Unauthenticated):
        await issuer.verifier.verify(issuer.token(**changed))  # type: ignore[arg-type]  # typ and kid are named


async def test_a_token_signed_by_another_key_is_refused(issuer: Issuer) -> None:
    forged = Issuer()
    with pytest.raises(Unauthenticated):
        await issuer.verifier.verify(forged.token())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
async def test_what_is_no_token_is_refused(issuer: Issuer, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await issuer.verifier.verify(token)


async def test_a_token_seen_before_is_believed_as_it_was_signed(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_MOST_SIGNED", 2)
    first, *others = (issuer.token(sub=f"acc_{n}") for n in range(5))
    for token in (first, *others, first):
        assert await issuer.verifier.verify(token) == await issuer.verifier.verify(token)
    assert (await issuer.verifier.verify(first)).subject == "acc_0"
    body, other = others[0].rpartition(".")[0], first.rpartition(".")[2]
    with pytest.raises(Unauthenticated):
        await issuer.verifier.verify(f"{body}.{other}")


async def test_a_token_dies_after_its_minute(issuer: Issuer) -> None:
    token = issuer.token()
    assert await issuer.verifier.verify(token)
    issuer.clock.at += timedelta(seconds=66)
    with pytest.raises(Unauthenticated, match="expired"):
        await issuer.verifier.verify(token)


@pytest.mark.parametrize(("kind", "key"), [("session", "ses_1"), ("account", "acc_1")])
async def test_a_revoked_sign_in_ends_at_the_next_poll(issuer: Issuer, kind: str, key: str) -> None:
    token = issuer.token()
    assert await issuer.verifier.verify(token)
    issuer.revoked.append(Revocation(kind, key, issuer.clock.at.timestamp()))
    await issuer.verifier.poll()
    with pytest.raises(Unauthenticated, match="ended"):
        await issuer.verifier.verify(token)


async def test_who_acts_for_somebody_else_stops_when_the_authority_does(issuer: Issuer) -> None:
    acting = issuer.token(act="acc_2", act_kind="clerk", act_for="man_1")
    who = await issuer.verifier.verify(acting)
    assert (who.subject, who.actor) == ("acc_1", "acc_2")
    issuer.revoked.append(Revocation("acting", "man_1", issuer.clock.at.timestamp()))
    await issuer.verifier.poll()
    with pytest.raises(Unauthenticated):
        await issuer.verifier.verify(acting)
    own = await issuer.verifier.verify(issuer.token())
    assert own.actor == own.subject == "acc_1"


async def test_a_sign_in_after_the_revocation_is_believed(issuer: Issuer) -> None:
    issuer.revoked.append(Revocation("account", "acc_1", issuer.clock.at.timestamp()))
    await issuer.verifier.poll()
    issuer.clock.at += timedelta(seconds=5)
    assert await issuer.verifier.verify(issuer.token())


async def test_a_silent_feed_closes_the_door(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    token = issuer.token()
    assert await issuer.verifier.verify(token)
    monkeypatch.setattr(tokens, "STALE_SECONDS", 0.0)
    issuer.away = True
    with pytest.raises(Unavailable):
        await issuer.verifier.verify(token)
    assert not issuer.verifier.ready()


async def test_before_the_first_answer_nobody_is_believed() -> None:
    with pytest.raises(Unavailable):
        await Issuer().verifier.verify("x")


def test_a_missing_scope_is_named() -> None:
    with pytest.raises(Denied, match="shares:write"):
        Caller("acc_1", "worker", frozenset({"people:read"})).must("shares:write")


async def test_a_key_taken_back_is_believed_no_longer_from_the_next_poll_on(issuer: Issuer) -> None:
    made_up_ahead = issuer.token(iat=int(issuer.clock.at.timestamp()) + 4)
    assert await issuer.verifier.verify(made_up_ahead)
    issuer.published = False
    issuer.revoked.append(Revocation("key", "k1", issuer.clock.at.timestamp()))
    await issuer.verifier.poll()
    for token in (made_up_ahead, issuer.token()):
        with pytest.raises(Unauthenticated):
            await issuer.verifier.verify(token)


async def test_a_key_taken_back_is_heard_of_again_when_the_keys_could_not_be_read(issuer: Issuer) -> None:
    issuer.published = False
    issuer.revoked.append(Revocation("key", "k1", issuer.clock.at.timestamp()))
    issuer.keys_away = True
    with pytest.raises(Unavailable):
        await issuer.verifier.poll()
    issuer.keys_away = False
    await issuer.verifier.poll()
    with pytest.raises(Unauthenticated):
        await issuer.verifier.verify(issuer.token())
