"""`Trust.Exchange` as the gateway calls it, with what a token's sender showed."""

from typing import Any, cast

from kith.identity.v1 import trust_pb2 as pb

from services.identity.api.rpc.trust import TrustServicer
from tests.identity.holder import Holder
from tests.identity.house import House
from tests.identity.rfc9449.test_resources import CASES, bound


def asked(house: House, holder: Holder, token: str, nonce: str) -> pb.ExchangeRequest:
    proof = holder.proof(house.clock.now(), "GET", CASES, token=token, nonce=nonce)
    shown = pb.Possession(dpop_proof=proof, method="GET", url=CASES)
    return pb.ExchangeRequest(access_token=token, audience="cases", possession=shown)


async def exchange(house: House, request: pb.ExchangeRequest) -> pb.InternalToken:
    trust = TrustServicer(house.keys, house.revocations, house.exchange, house.nonces)
    return await trust.Exchange(request, cast(Any, None))


async def test_a_stale_nonce_is_answered_with_the_nonce_of_now_and_no_token(house: House) -> None:
    holder = Holder()
    token = await bound(house, holder)
    refused = await exchange(house, asked(house, holder, token, "old"))
    assert (refused.token, refused.dpop_nonce) == ("", house.nonces.current())
    answer = await exchange(house, asked(house, holder, token, refused.dpop_nonce))
    assert answer.token
    assert answer.dpop_nonce == house.nonces.current()


async def test_the_token_of_one_service_gets_the_next(house: House) -> None:
    holder = Holder()
    token = await bound(house, holder)
    first = await exchange(house, asked(house, holder, token, house.nonces.current()))
    second = await exchange(house, pb.ExchangeRequest(internal_token=first.token, audience="directory"))
    assert second.token
    assert second.dpop_nonce == ""
