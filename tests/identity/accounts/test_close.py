"""Closing an account: its keys go, its address is free, its subjects never come back."""

from datetime import date

import pytest
from kith.identity.v1.events_pb2 import IdentityEvent
from sqlalchemy import select

from chassis.errors import Denied, NotFound, Unauthenticated
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.store import tables
from services.identity.store.secrets import account_key
from services.identity.usecases.sessions.recent import StepUpNeeded
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.house import HOME, PASSWORD, House, acting, caller

PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")


async def test_a_closed_account_is_nobodys_and_its_address_is_free(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    opened = await house.resident()
    me, council = as_(opened), await house.party()
    await life.note_whereabouts(opened.value, "Firefox/140.0", HOME)
    await life.set_safe_contact(me, BY_EMAIL)
    await house.submit_proof(me, Submission(AMINA, (PASSPORT,)))
    tokens = await house.tokens(council, opened.value)
    before = (await house.userinfo(tokens["access_token"])).json["sub"]
    await life.close_account(me)
    with pytest.raises(Unauthenticated):
        await house.get_session(opened.value)
    assert (await house.userinfo(tokens["access_token"])).status == 401
    with pytest.raises(Unauthenticated):
        await house.sign_in("amina@example.org", PASSWORD, HOME)
    assert await life.erase_closed() == 1
    assert await life.erase_closed() == 0
    with pytest.raises(NotFound):
        await house.get_account(me)
    with pytest.raises(NotFound):
        await house.store.vault.seal(account_key(me.subject), b"more", b"")
    assert (await house.mailed()).kind == "account-closed"
    # The same person, address and passport: another account, and another name at the same council.
    again = await house.resident()
    assert again.session.account_id != me.subject
    await house.submit_proof(as_(again), Submission(AMINA, (PASSPORT,)))
    after = (await house.userinfo((await house.tokens(council, again.value))["access_token"])).json["sub"]
    assert after != before


async def test_the_end_is_told_to_others_and_the_log_no_longer_names_her(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me = as_(await house.resident())
    await life.close_account(me)
    await life.erase_closed()
    async with house.store.db.reading() as tx:
        record = tables.outbox.table
        rows = (await tx.execute(select(record))).mappings().all()
        leaf = tables.log.leaf
        named = (await tx.execute(select(leaf.c.id).where(leaf.c.subject == me.subject))).all()
        told = (await tx.execute(select(leaf.c.kind))).scalars().all()
    events = [IdentityEvent.FromString(value) for row in rows for value in row.values() if isinstance(value, bytes)]
    assert me.subject in [event.account_closed.account_id for event in events]
    assert named == []
    assert "account.closed" in told


async def test_a_crash_between_closing_and_erasing_loses_neither(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.close_account(me)
    # Keys gone, the rest not yet: what a crash leaves.
    await house.store.destroy_keys(me.subject)
    assert await life.erase_closed() == 1
    async with house.store.db.reading() as tx:
        sealed = (await tx.execute(select(tables.accounts.c.sealed).where(tables.accounts.c.id == me.subject))).scalar()
    assert sealed == b""


async def test_closing_wants_a_recent_sign_in_and_is_for_residents(house: House) -> None:
    life = Life(house)
    opened = await house.resident()
    house.later(minutes=11)
    with pytest.raises(StepUpNeeded):
        await life.close_account(as_(opened))
    await house.worker(acting())
    worker = await life.sign_in("priya@lichfield.example")
    with pytest.raises(Denied):
        await life.close_account(caller(worker.session.account_id, "worker", sid=worker.session.id))
