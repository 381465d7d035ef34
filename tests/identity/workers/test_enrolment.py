"""A worker's first passkey: nobody sets a password for somebody else; a code is good once, and for a day."""

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from chassis.tokens import Caller
from console.demo.passkey import SoftPasskey
from services.identity.clients.webauthn import WebAuthn
from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.sessions.session import Opened
from services.identity.usecases.workplaces.create_worker import NewWorker
from services.identity.usecases.workplaces.enrol_worker import EnrolWorker
from services.identity.usecases.workplaces.finish_enrolment import BeginEnrolment, FinishEnrolment
from tests.identity.house import HOME, ISSUER, OPERATOR, PASSWORD, House, acting, caller

EMAIL = "priya@lichfield.example"
ADMIN = caller("acc_admin", "organisation-admin", org="org_lichfield")
_CHALLENGES = Challenges(bytes(32))


async def hired(house: House, *contexts: ActingContext, password: str = "") -> str:
    """A worker's account; returns its id."""
    for context in contexts or (acting(),):
        account = await house.create_worker(OPERATOR, NewWorker(EMAIL, password, "Priya Shah", context))
    return account.id


async def code_for(house: House, account_id: str, by: Caller = ADMIN) -> str:
    return (await EnrolWorker(house.write, house.clock, house.ids)(by, account_id)).code


async def enrols(house: House, code: str, passkey: SoftPasskey) -> Opened:
    ceremonies = WebAuthn(ISSUER)
    ceremony = await BeginEnrolment(house.write, ceremonies, _CHALLENGES, house.clock)(code)
    response = passkey.register(ceremony.options)
    finish = FinishEnrolment(house.write, ceremonies, _CHALLENGES, house.clock, house.ids)
    return await finish(code, ceremony.token, response, "My phone", HOME)


async def test_with_a_code_she_makes_a_passkey_and_is_signed_in_strongly(any_house: House) -> None:
    house = any_house
    account_id = await hired(house)
    opened = await enrols(house, await code_for(house, account_id), SoftPasskey(ISSUER))
    standing = await house.get_session(opened.value)
    assert (standing.account.id, standing.session.acr, standing.role) == (account_id, "gpg44-high", "worker")


async def test_nobody_signs_in_with_a_password_that_was_never_set(house: House) -> None:
    await hired(house)
    for guess in ("", PASSWORD):
        with pytest.raises(Unauthenticated):
            await house.sign_in(EMAIL, guess, HOME)


async def test_a_code_is_good_once(house: House) -> None:
    code = await code_for(house, await hired(house))
    await enrols(house, code, SoftPasskey(ISSUER))
    with pytest.raises(NotFound):
        await enrols(house, code, SoftPasskey(ISSUER))


async def test_a_code_is_good_for_a_day_and_only_the_last_one_is(house: House) -> None:
    account_id = await hired(house)
    first, second = await code_for(house, account_id), await code_for(house, account_id)
    with pytest.raises(NotFound):
        await enrols(house, first, SoftPasskey(ISSUER))
    house.later(hours=24, seconds=1)
    with pytest.raises(NotFound):
        await enrols(house, second, SoftPasskey(ISSUER))


@pytest.mark.parametrize("wrong", ["", "enr_1.key", "."])
async def test_a_wrong_code_opens_nothing(house: House, wrong: str) -> None:
    code = await code_for(house, await hired(house))
    for tried in (wrong, code[:-1], code.partition(".")[0] + "." + wrong):
        with pytest.raises(NotFound):
            await enrols(house, tried, SoftPasskey(ISSUER))


async def test_an_answer_for_another_site_is_no_passkey_and_the_code_stays_good(house: House) -> None:
    code = await code_for(house, await hired(house))
    with pytest.raises(Invalid):
        await enrols(house, code, SoftPasskey("https://evil.example"))
    assert await enrols(house, code, SoftPasskey(ISSUER))


async def test_who_has_a_way_in_is_given_no_second_one(house: House) -> None:
    with pytest.raises(Conflict):
        await code_for(house, await hired(house, password=PASSWORD))


async def test_a_code_is_over_once_she_has_another_way_in(house: House) -> None:
    account_id = await hired(house)
    code = await code_for(house, account_id)
    async with house.write() as work:
        await work.accounts.set_password(account_id, "a hash")
    with pytest.raises(NotFound):
        await enrols(house, code, SoftPasskey(ISSUER))


async def test_an_administrator_enrols_those_of_their_own_organisation_alone(house: House) -> None:
    """With a code for somebody who works elsewhere too, she could be impersonated there."""
    account_id = await hired(house, acting(), acting("duty", "org_stafford"))
    for by in (ADMIN, caller("acc_x", "organisation-admin", org="org_tamworth")):
        with pytest.raises(NotFound):
            await code_for(house, account_id, by)
    with pytest.raises(Denied):
        await code_for(house, account_id, caller("acc_w", "worker", org="org_lichfield"))
    assert await code_for(house, account_id, OPERATOR)


async def test_a_resident_is_nobodys_worker(house: House) -> None:
    opened = await house.resident()
    with pytest.raises(NotFound):
        await code_for(house, opened.session.account_id, OPERATOR)
