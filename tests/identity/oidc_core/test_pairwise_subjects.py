"""OpenID Connect Core section 8: each council knows a resident by another name."""

import json

import jwt

from tests.identity.house import House


async def subject(house: House, organisation: str, cookie: str, redirect_uri: str) -> str:
    council = await house.party(name=organisation, organisation_id=organisation, redirect_uris=(redirect_uri,))
    code = await house.code(council, cookie, redirect_uri=redirect_uri)
    tokens = (await house.redeem(council, code, redirect_uri=redirect_uri)).json
    claims = await house.claims(tokens["id_token"], council.client.id)
    return str(claims["sub"])


async def test_two_councils_cannot_join_what_they_know_by_subject(house: House) -> None:
    amina = await house.resident()
    lichfield = await subject(house, "org_lichfield", amina.value, "https://lichfield.example/cb")
    tamworth = await subject(house, "org_tamworth", amina.value, "https://tamworth.example/cb")
    assert lichfield != tamworth
    assert amina.session.account_id not in (lichfield, tamworth)


async def test_one_council_sees_one_subject_at_all_its_hosts_and_clients(house: House) -> None:
    amina = await house.resident()
    here = await subject(house, "org_lichfield", amina.value, "https://lichfield.example/cb")
    there = await subject(house, "org_lichfield", amina.value, "https://housing.lichfield.example/cb")
    assert here == there


async def test_two_residents_have_two_subjects(house: House) -> None:
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    one = await subject(house, "org_lichfield", amina.value, "https://lichfield.example/cb")
    other = await subject(house, "org_lichfield", bola.value, "https://lichfield.example/cb")
    assert one != other


async def test_two_councils_cannot_join_her_by_the_session_either(house: House) -> None:
    amina = await house.resident()
    here, sister, elsewhere = (
        await house.party(),
        await house.party(),
        await house.party(organisation_id="org_tamworth"),
    )
    told = [await house.tokens(party, amina.value) for party in (here, sister, elsewhere)]
    sids = [
        (await house.claims(each["id_token"], party.client.id))["sid"]
        for each, party in zip(told, (here, sister, elsewhere), strict=True)
    ]
    assert sids[0] == sids[1] != sids[2]
    assert amina.session.id not in sids
    for each in told:
        claims = jwt.decode(each["access_token"], options={"verify_signature": False})
        assert amina.session.id not in json.dumps(claims)
