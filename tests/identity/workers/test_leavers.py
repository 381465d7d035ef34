"""A leaver in the directory is signed out of what she did there, and of nothing else; a returner comes back."""

import json
from dataclasses import replace
from hashlib import sha256

import jwt
import pytest
from kith.directory.v1 import events_pb2 as pb
from sqlalchemy import select

from chassis.bus import Record
from chassis.errors import Conflict, NotFound, Unauthenticated
from services.identity.api.events import DIRECTORY, hear_directory
from services.identity.domain.sessions.session import Opened
from services.identity.domain.workplaces.staff import StaffMember
from services.identity.store import tables
from services.identity.store.secrets import account_key
from services.identity.usecases.workplaces.create_worker import NewWorker
from services.identity.usecases.workplaces.follow_staff import FollowStaff
from tests.identity.house import HOME, OPERATOR, PASSWORD, House, Party, acting

LICHFIELD, STAFFORD = "org_lichfield", "org_stafford"
EMAIL = "priya@lichfield.example"


def member(professional_id: str = "pro_worker", *, working: bool) -> StaffMember:
    return StaffMember(professional_id, "S17", sha256(EMAIL.encode()).digest(), working)


async def told(house: House, *, working: bool, at: str = LICHFIELD, event: str = "evt_1") -> None:
    await FollowStaff(house.write, house.clock)(event, at, [member(working=working)])


async def signed_in(house: House, organisation: str = "") -> Opened:
    """Priya signed in; acting for an organisation where she has to choose."""
    opened = await house.sign_in(EMAIL, PASSWORD, HOME)
    assert isinstance(opened, Opened)
    if not organisation:
        return opened
    account = (await house.get_session(opened.value)).account
    context = next(each for each in account.contexts if each.organisation_id == organisation)
    return await house.choose_context(opened.value, context.id)


async def app(house: House) -> Party:
    return await house.party("first-party")


async def test_her_session_her_tokens_and_her_refresh_token_are_over(any_house: House) -> None:
    house = any_house
    await house.worker(acting())
    opened, party = await signed_in(house), await app(house)
    tokens = await house.tokens(party, opened.value, scope="openid people:read")
    assert await house.exchange.of_token(tokens["access_token"], "cases", "")
    await told(house, working=False)
    with pytest.raises(Unauthenticated):
        await house.get_session(opened.value)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(tokens["access_token"], "cases", "")
    refused = await house.post(
        "/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": party.client.id},
    )
    assert (refused.status, refused.json["error"]) == (400, "invalid_grant")
    revoked, _ = await house.revocations(0)
    assert ("session", opened.session.id) in {(each.kind, each.key) for each in revoked}


async def test_the_log_says_that_it_was_the_directorys_word_and_not_hers(any_house: House) -> None:
    house = any_house
    await house.worker(acting())
    opened, party = await signed_in(house), await app(house)
    await house.tokens(party, opened.value, scope="openid people:read")
    await told(house, working=False)
    by, leaf = dict[str, str](), tables.log.leaf
    async with house.store.db.reading() as tx:
        for row in await tx.execute(select(leaf).where(leaf.c.subject == opened.session.account_id)):
            plain = await house.store.vault.open(account_key(row.subject), row.sealed, row.id.encode())
            by[row.kind] = json.loads(plain)["by"]
    assert by["context.disabled"] == by["session.ended"] == by["grant.ended"] == "directory"


async def test_she_signs_in_to_no_context_there_until_she_is_back(house: House) -> None:
    await house.worker(acting())
    await told(house, working=False)
    opened = await signed_in(house)
    standing = await house.get_session(opened.value)
    assert (standing.context, standing.account.contexts, standing.scopes) == (None, (), frozenset())
    await told(house, working=True, event="evt_2")
    [context] = (await house.get_session(opened.value)).account.contexts
    again = await house.choose_context(opened.value, context.id)
    assert "people:read" in (await house.get_session(again.value)).scopes


async def test_what_she_does_elsewhere_goes_on(house: House) -> None:
    await house.worker(acting(), acting("duty", STAFFORD))
    here, elsewhere = await signed_in(house, LICHFIELD), await signed_in(house, STAFFORD)
    await told(house, working=False)
    with pytest.raises(Unauthenticated):
        await house.get_session(here.value)
    left = await house.get_session(elsewhere.value)
    assert [context.organisation_id for context in left.account.contexts] == [STAFFORD]
    assert "people:read" in left.scopes


async def test_it_is_the_employer_who_says_that_she_left_not_the_host(house: House) -> None:
    seconded = replace(acting(), employer_id=STAFFORD, employer_name="Stafford")
    await house.worker(seconded)
    opened = await signed_in(house)
    await told(house, working=False, at=LICHFIELD)
    assert await house.get_session(opened.value)
    await told(house, working=False, at=STAFFORD, event="evt_2")
    with pytest.raises(Unauthenticated):
        await house.get_session(opened.value)


async def test_a_context_that_is_disabled_cannot_be_chosen_by_a_session_opened_before(house: House) -> None:
    await house.worker(acting(), acting("duty", STAFFORD))
    opened = await signed_in(house)
    account = (await house.get_session(opened.value)).account
    lichfield = next(each for each in account.contexts if each.organisation_id == LICHFIELD)
    await told(house, working=False)
    with pytest.raises(NotFound):
        await house.choose_context(opened.value, lichfield.id)


async def test_an_event_that_comes_again_does_nothing_more(house: House) -> None:
    account_id = await house.worker(acting())
    await told(house, working=False)
    await told(house, working=True, event="evt_2")
    await told(house, working=False)
    async with house.read() as work:
        assert len((await work.accounts.get(account_id)).contexts) == 1


async def test_nobody_is_given_work_where_the_directory_says_she_left(house: House) -> None:
    await told(house, working=False)
    with pytest.raises(Conflict) as refused:
        await house.create_worker(OPERATOR, NewWorker(EMAIL, PASSWORD, "Priya Shah", acting()))
    assert refused.value.code == "left"


async def test_it_is_heard_from_the_directorys_topic_and_kept_unreadable(house: House) -> None:
    await house.worker(acting())
    opened = await signed_in(house)
    gone = pb.StaffMember(
        professional_id="pro_worker", external_id="S17", email_sha256=member(working=False).email_digest
    )
    changed = pb.StaffChanged(organisation_id=LICHFIELD, members=[gone])
    event = pb.DirectoryEvent(id="evt_1", staff_changed=changed)
    other = pb.DirectoryEvent(id="evt_2", organisation_changed=pb.OrganisationChanged(organisation_id=LICHFIELD))
    handle = hear_directory(FollowStaff(house.write, house.clock))
    await handle([Record(DIRECTORY, LICHFIELD, each.SerializeToString()) for each in (other, event)])
    with pytest.raises(Unauthenticated):
        await house.get_session(opened.value)
    async with house.store.db.reading() as tx:
        [row] = (await tx.execute(select(tables.staff))).all()
    assert b"S17" not in row.external_id
    assert row.email != member(working=False).email_digest


async def test_the_log_keeps_that_she_was_disabled_and_enabled(house: House) -> None:
    await house.worker(acting())
    await told(house, working=False)
    await told(house, working=True, event="evt_2")
    async with house.store.db.reading() as tx:
        kinds = (await tx.execute(select(tables.log.leaf.c.kind).order_by(tables.log.leaf.c.seq))).scalars().all()
    assert kinds[-2:] == ["context.disabled", "context.enabled"]


async def test_employer_host_and_councils_are_in_the_token(house: House) -> None:
    seconded = replace(
        acting(), employer_id=STAFFORD, employer_name="Stafford", councils=("org_lichfield", "org_tamworth")
    )
    await house.worker(seconded)
    opened = await signed_in(house)
    internal = await house.exchange.of_session(opened.value, "cases", "")
    claims = jwt.decode(internal.token, options={"verify_signature": False})
    assert (claims["org"], claims["employer"]) == (LICHFIELD, STAFFORD)
    assert claims["councils"] == "org_lichfield org_tamworth"
