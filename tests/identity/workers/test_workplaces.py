"""An organisation vouches for its own staff, as the directory knows them, for work at that organisation only."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from chassis.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from services.identity.domain.sessions.session import Opened
from services.identity.domain.workplaces.staff import StaffMember
from services.identity.domain.workplaces.workplace import Workplace
from services.identity.store import tables
from services.identity.usecases.sessions.recent import must_be_recent
from services.identity.usecases.workplaces.begin_workplace_sign_in import BeginWorkplaceSignIn, Leaving
from services.identity.usecases.workplaces.finish_workplace_sign_in import (
    Arrival,
    FinishWorkplaceSignIn,
    NotLetIn,
    Returned,
)
from services.identity.usecases.workplaces.follow_staff import FollowStaff
from services.identity.usecases.workplaces.list_workplaces import ListWorkplaces
from services.identity.usecases.workplaces.register_workplace import RegisterWorkplace
from services.identity.usecases.workplaces.remove_workplace import RemoveWorkplace
from tests.identity.house import HOME, ISSUER, OPERATOR, PASSWORD, House, acting, caller
from tests.identity.workers.played import state_of

LICHFIELD, STAFFORD = "org_lichfield", "org_stafford"
EMAIL = "priya@lichfield.example"
CLAIMS = {"sub": "u-17", "sid": "s-1", "email": EMAIL, "name": "Priya Shah", "staff_number": "S17", "acr": "strong"}


def workplace(house: House, **changed: Any) -> Workplace:
    wanted = Workplace(
        organisation_id=LICHFIELD,
        organisation_name="Lichfield",
        issuer="https://login.lichfield.example",
        client_id="kith",
        claim="staff_number",
        matched_by="external_id",
        levels={"strong": "gpg44-high"},
        domains=("lichfield.example",),
        purpose="direct_care",
        created_at=house.clock.now(),
        secret="the secret we have there",
    )
    return replace(wanted, **changed)


async def registered(house: House, by: Any = OPERATOR, **changed: Any) -> Workplace:
    return await RegisterWorkplace(house.write, ISSUER, house.clock, allow_loopback=False)(
        by, workplace(house, **changed)
    )


async def employed(house: House, professional: str = "pro_worker", *, working: bool = True, event: str = "e1") -> None:
    member = StaffMember(professional, "S17", sha256(EMAIL.encode()).digest(), working)
    await FollowStaff(house.write, house.clock)(event, LICHFIELD, [member])


async def leaves(house: House, organisation: str = LICHFIELD, email: str = "") -> Leaving:
    return await BeginWorkplaceSignIn(house.write, house.workplaces, house.clock)(
        organisation, email, HOME, "int_1", "/desk"
    )


async def returns(house: House, leaving: Leaving, **changed: str) -> Arrival:
    brought = Returned(leaving.browser, state_of(leaving.url), "a code", "", "")
    finish = FinishWorkplaceSignIn(house.write, house.workplaces, house.clock, house.ids)
    return await finish(replace(brought, **changed))


async def signs_in(house: House, **claims: Any) -> Arrival:
    house.workplaces.claims = CLAIMS | claims
    return await returns(house, await leaves(house))


async def refused(house: House, leaving: Leaving | None = None, **changed: str) -> str:
    with pytest.raises(NotLetIn) as why:
        await returns(house, leaving or await leaves(house), **changed)
    return str(why.value.code)


async def test_she_signs_in_as_who_the_directory_knows_with_the_account_she_has(house: House) -> None:
    account_id = await house.worker(acting())
    await employed(house)
    await registered(house)
    arrival = await signs_in(house)
    standing = await house.get_session(arrival.opened.value)
    assert (standing.account.id, standing.session.acr) == (account_id, "gpg44-high")
    assert standing.context
    assert standing.context.professional_id == "pro_worker"
    assert (arrival.interaction_id, arrival.then) == ("int_1", "/desk")


async def test_the_first_time_she_gets_an_account_and_the_second_time_the_same(any_house: House) -> None:
    house = any_house
    await employed(house)
    await registered(house)
    first, second = await signs_in(house), await signs_in(house, sid="s-2")
    standing = await house.get_session(first.opened.value)
    assert (standing.account.email, standing.account.display_name, standing.role) == (EMAIL, "Priya Shah", "worker")
    assert second.opened.session.account_id == standing.account.id
    with pytest.raises(Unauthenticated):
        await house.sign_in(EMAIL, "", HOME)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"staff_number": "S99"}, "not-in-directory"),
        ({"staff_number": ""}, "not-in-directory"),
        ({"staff_number": {"$ne": ""}}, "not-in-directory"),
        ({"email": "priya@elsewhere.example"}, "no-account"),
        ({"email": None}, "no-account"),
    ],
)
async def test_nobody_comes_in_whom_the_directory_does_not_know_there(
    house: House, claims: dict[str, Any], code: str
) -> None:
    await employed(house)
    await registered(house)
    house.workplaces.claims = CLAIMS | claims
    assert await refused(house) == code


async def test_one_number_for_two_professionals_is_nobodys(house: House) -> None:
    await employed(house)
    await employed(house, "pro_other", event="e2")
    await registered(house)
    house.workplaces.claims = CLAIMS
    assert await refused(house) == "not-in-directory"


async def test_a_leaver_is_refused_and_signed_out(house: House) -> None:
    await employed(house)
    await registered(house)
    arrival = await signs_in(house)
    await employed(house, working=False, event="e2")
    with pytest.raises(Unauthenticated):
        await house.get_session(arrival.opened.value)
    assert await refused(house) == "left"
    await employed(house, event="e3")
    assert (await signs_in(house)).opened


async def test_an_organisation_opens_nothing_of_what_she_does_elsewhere(house: House) -> None:
    """Whoever runs Lichfield's sign-in could pretend to be her: there, where they decide anyway, and nowhere else."""
    await house.worker(acting(), acting("manager", STAFFORD))
    await employed(house)
    await registered(house)
    value = (await signs_in(house)).opened.value
    standing = await house.get_session(value)
    assert [context.organisation_id for context in standing.account.contexts] == [LICHFIELD]
    own = await house.sign_in(EMAIL, PASSWORD, HOME)
    assert isinstance(own, Opened)
    contexts = (await house.get_session(own.value)).account.contexts
    stafford = next(context for context in contexts if context.organisation_id == STAFFORD)
    with pytest.raises(NotFound):
        await house.choose_context(value, stafford.id)


async def test_an_organisation_makes_no_way_in_of_its_own(house: House) -> None:
    await employed(house)
    await registered(house)
    opened = (await signs_in(house)).opened
    hers = caller(opened.session.account_id, "worker", sid=opened.session.id)
    async with house.read() as work:
        with pytest.raises(Denied) as why:
            await must_be_recent(work, hers, house.clock.now())
    assert why.value.code == "signed-in-by-organisation"


async def test_only_the_browser_that_left_comes_back_once_and_soon(house: House) -> None:
    await employed(house)
    await registered(house)
    house.workplaces.claims = CLAIMS
    leaving = await leaves(house)
    assert await refused(house, leaving, browser="another browser's") == "sign-in-elsewhere"
    assert await refused(house, leaving) == "sign-in-elsewhere", "one try is all there is"
    late = await leaves(house)
    house.later(minutes=11)
    assert await refused(house, late) == "sign-in-elsewhere"
    assert await refused(house, await leaves(house), state="made up") == "sign-in-elsewhere"
    assert await returns(house, await leaves(house))


async def test_what_does_not_hold_lets_nobody_in(house: House) -> None:
    await employed(house)
    await registered(house)
    house.workplaces.claims = None
    assert await refused(house) == "organisation-unclear"
    assert await refused(house, error="access_denied") == "organisation-refused"


async def test_an_address_leads_to_its_domains_organisation_whoever_has_it(house: House) -> None:
    await registered(house)
    for email in (EMAIL, "nobody.at.all@LICHFIELD.example"):
        assert (await leaves(house, "", email)).url.startswith("https://login.lichfield.example/authorize")
    for unknown in ("priya@unknown.example", "priya", ""):
        with pytest.raises(NotFound):
            await leaves(house, "", unknown)


async def test_nonce_and_verifier_are_made_of_the_browsers_secret_and_nothing_secret_is_kept(house: House) -> None:
    await employed(house)
    await registered(house)
    house.workplaces.claims = CLAIMS
    leaving = await leaves(house)
    async with house.store.db.reading() as tx:
        [attempt] = (await tx.execute(select(tables.workplace_attempts))).all()
        [kept] = (await tx.execute(select(tables.workplaces))).all()
    assert leaving.browser not in str(attempt)
    assert state_of(leaving.url) not in str(attempt)
    assert b"the secret we have there" not in kept.sealed_secret
    await returns(house, leaving)
    await returns(house, await leaves(house))
    one, other = house.workplaces.expected
    assert len({one.nonce, one.verifier, other.nonce, other.verifier}) == 4


async def test_signing_out_there_signs_out_here_that_session_or_all_of_hers(house: House) -> None:
    await employed(house)
    await registered(house)
    first, second = (await signs_in(house)).opened, (await signs_in(house, sid="s-2")).opened
    chosen = await house.choose_context(second.value, second.session.context_id)
    until = int((house.clock.now() + timedelta(minutes=2)).timestamp())
    path = f"/oauth2/workplaces/{LICHFIELD}/logout"
    house.workplaces.claims = {"sub": "u-17", "sid": "s-2", "jti": "j1", "exp": until}
    assert (await house.post(path, {"logout_token": "t"})).status == 200
    with pytest.raises(Unauthenticated):
        await house.get_session(chosen.value)
    assert await house.get_session(first.value)
    assert (await house.post(path, {"logout_token": "t"})).status == 400, "a logout token is good once"
    house.workplaces.claims = {"sub": "u-17", "jti": "j2", "exp": until}
    assert (await house.post(path, {"logout_token": "t"})).status == 200
    with pytest.raises(Unauthenticated):
        await house.get_session(first.value)


async def test_a_logout_token_that_does_not_hold_or_for_nobody_changes_nothing(house: House) -> None:
    await employed(house)
    await registered(house)
    opened = (await signs_in(house)).opened
    house.workplaces.claims = None
    for organisation in (LICHFIELD, STAFFORD):
        refused = await house.post(f"/oauth2/workplaces/{organisation}/logout", {"logout_token": "t"})
        assert (refused.status, refused.json["error"]) == (400, "invalid_request")
    assert await house.get_session(opened.value)


async def test_a_sign_in_that_is_removed_is_believed_no_more_and_signs_out_whom_it_let_in(house: House) -> None:
    await employed(house)
    await registered(house)
    opened = (await signs_in(house)).opened
    await RemoveWorkplace(house.write, house.clock)(OPERATOR, LICHFIELD)
    with pytest.raises(Unauthenticated):
        await house.get_session(opened.value)
    with pytest.raises(NotFound):
        await leaves(house)


async def test_an_administrator_registers_their_own_organisation_only_and_no_mail_domain(house: House) -> None:
    admin = caller("acc_admin", "organisation-admin", org=LICHFIELD)
    with pytest.raises(Denied):
        await registered(house, by=admin)
    await registered(house, by=admin, domains=())
    await registered(house)
    kept = await registered(house, by=admin, client_id="kith-2")
    assert kept.domains == ("lichfield.example",), "what an operator gave stays"
    with pytest.raises(Denied):
        await registered(house, by=caller("acc_admin", "organisation-admin", org=STAFFORD))
    with pytest.raises(Denied):
        await registered(house, by=caller("acc_worker", "worker", org=LICHFIELD))
    assert [w.organisation_id for w in await ListWorkplaces(house.read)(admin)] == [LICHFIELD]
    assert await ListWorkplaces(house.read)(caller("acc_x", "organisation-admin", org=STAFFORD)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"issuer": "http://login.lichfield.example"}, "issuer"),
        ({"issuer": "https://10.0.0.1"}, "issuer"),
        ({"client_id": ISSUER}, "client_id"),
        ({"client_id": "kith-identity"}, "client_id"),
        ({"levels": {"strong": "the best"}}, "levels"),
        ({"claim": "a claim"}, "claim"),
        ({"matched_by": "name"}, "matched_by"),
        ({"domains": ("lichfield",)}, "domains"),
    ],
)
async def test_what_cannot_work_or_would_harm_is_refused(house: House, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as why:
        await registered(house, **changed)
    assert [each.field for each in why.value.fields] == [field]


async def test_one_mail_domain_leads_to_one_organisation(house: House) -> None:
    await registered(house)
    with pytest.raises(Conflict):
        await registered(house, organisation_id=STAFFORD)
