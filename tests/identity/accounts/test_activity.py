"""What happened in an account, and "this was not me"."""

from datetime import date, timedelta

import pytest

from chassis.errors import NotFound, Unauthenticated
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.usecases.proofs.review_proofs import ListDoubtedProofs
from services.identity.usecases.sessions.recent import StepUpNeeded
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.house import HOME, House, caller

AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")
PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
LICENCE = Evidence("uk_driving_licence", "BEGUM953142AM9IJ", date(2031, 1, 1))


async def test_sign_ins_and_tries_that_failed_are_told_apart(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    opened = await house.resident()
    house.later(minutes=20)
    with pytest.raises(Unauthenticated):
        await house.sign_in("amina@example.org", "not her password", "198.51.100.7")
    house.later(minutes=20)
    await life.sign_in()
    assert await life.kinds(as_(opened)) == ["session.opened", "session.tried", "session.opened", "account.registered"]


async def test_activity_comes_in_pages_and_nobody_elses_is_in_it(house: House) -> None:
    life = Life(house)
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    council = await house.party()
    await house.userinfo((await house.tokens(council, amina.value))["access_token"])
    first = await life.list_activity(as_(amina), "", 2)
    rest = await life.list_activity(as_(amina), first.onward, 100)
    kinds = [entry.kind for entry in (*first.entries, *rest.entries)]
    assert kinds == ["claims.released", "approval.given", "session.opened", "account.registered"]
    assert rest.onward == ""
    assert first.names == {council.client.id: "Lichfield Council"}
    # Somebody else's place in the list leads nowhere.
    assert (await life.list_activity(as_(bola), first.onward, 100)).entries == []


async def test_not_me_puts_everybody_else_out_and_takes_back_what_was_approved_since(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    mine = await house.resident()
    me = as_(mine)
    await life.set_safe_contact(me, BY_EMAIL)
    before = await house.party()
    await house.tokens(before, mine.value)
    house.later(hours=1)
    theirs = await life.sign_in()
    entry = (await life.list_activity(me, "", 1)).entries[0]
    house.later(seconds=5)
    since = await house.party()
    stolen = await house.tokens(since, theirs.value)
    mine = await life.sign_in()
    await life.not_me(as_(mine), entry.id)
    with pytest.raises(Unauthenticated):
        await house.get_session(theirs.value)
    assert (await house.get_session(mine.value)).account.id == me.subject
    assert (await house.userinfo(stolen["access_token"])).status == 401
    assert [client.id for _, client in await house.list_approvals(me)] == [before.client.id]
    # The password that somebody else has signs nobody in any more; she chooses a new one in the session she has.
    with pytest.raises(Unauthenticated):
        await house.sign_in("amina@example.org", "correct horse battery", HOME)
    told = await house.mailed()
    assert (told.kind, told.to) == ("not-me", "amina@example.org")
    async with house.read() as work:
        assert (await work.care.of(me.subject)).review_since == house.clock.at


async def test_not_me_doubts_what_was_proven_since_and_an_officer_decides(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    mine = await house.resident()
    me = as_(mine)
    her_own = await house.submit_proof(me, Submission(AMINA, (PASSPORT,)))
    house.later(hours=1)
    await house.submit_proof(me, Submission(AMINA, (LICENCE,)))
    kinds = {entry.kind: entry for entry in reversed((await life.list_activity(me, "", 9)).entries)}
    mine = await life.sign_in()
    await life.not_me(as_(mine), kinds["proof.completed"].id)
    states = {proof.id: proof.state for proof in await house.list_proofs(me)}
    assert states.pop(her_own.id) == "live"
    assert list(states.values()) == ["contra-indicated"]
    assert (await house.published())[-1] == "proof_doubted"
    waiting = await ListDoubtedProofs(house.read)(caller("acc_one", "officer", org="org_lichfield", acr="gpg44-high"))
    assert [proof.contra_indicators for proof in waiting] == [("not-her",)]


async def test_not_me_wants_a_recent_sign_in_so_that_an_open_browser_locks_nobody_out(house: House) -> None:
    life = Life(house)
    mine = await house.resident()
    entry = (await life.list_activity(as_(mine), "", 1)).entries[0]
    house.later(minutes=11)
    with pytest.raises(StepUpNeeded):
        await life.not_me(as_(mine), entry.id)
    await life.sign_in()


async def test_not_me_is_said_of_ones_own_entries_only(house: House) -> None:
    life = Life(house)
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    entry = (await life.list_activity(as_(amina), "", 1)).entries[0]
    with pytest.raises(NotFound):
        await life.not_me(as_(bola), entry.id)
    assert (await house.get_session(bola.value)).session.expires_at - house.clock.at <= timedelta(hours=12)
    await life.sign_in("bola@example.org")
