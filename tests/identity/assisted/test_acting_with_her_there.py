"""An account without a device is used through an officer, with the person there, and in no other way."""

from dataclasses import replace

import pytest

from chassis.errors import Denied, NotFound, Unauthenticated
from services.identity.domain.sittings.sitting import Whom
from services.identity.usecases.sittings.bind_in_person import in_person
from tests.identity.assisted.desk import BANK, PASSPORT, PLACE, RECORD, Desk
from tests.identity.house import HOME, PASSWORD
from tests.identity.trust.test_exchange import verifier


async def test_with_her_there_the_officer_acts_as_her_and_every_service_hears_of_both(any_desk: Desk) -> None:
    desk = any_desk
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    internal = await desk.house.exchange.of_session(officer.cookie, "cases", "", sitting.id)
    who = await (await verifier(desk.house, "cases")).verify(internal.token)
    assert (who.subject, who.actor, who.kind) == (sitting.account_id, officer.caller.subject, "resident")
    assert (who.claim("act_kind"), who.claim("act_for"), who.claim("act_org")) == (
        "officer",
        sitting.id,
        "org_lichfield",
    )
    assert "me:read" in who.scopes
    assert who.claim("acr") == ""


async def test_without_her_nobody_uses_it(desk: Desk) -> None:
    officer, other = await desk.staff("Sam Jones"), await desk.staff("Ann Lee")
    sitting = await desk.sit(officer)
    internal = await desk.house.exchange.of_session(officer.cookie, "cases", "", sitting.id)
    with pytest.raises(NotFound):
        await desk.house.exchange.of_session(other.cookie, "cases", "", sitting.id)
    await desk.end(officer.caller, sitting.id)
    with pytest.raises(NotFound):
        await desk.house.exchange.of_session(officer.cookie, "cases", "", sitting.id)
    with pytest.raises(Unauthenticated):
        await (await verifier(desk.house, "cases")).verify(internal.token)
    with pytest.raises(Unauthenticated):
        await desk.house.sign_in("", PASSWORD, HOME)


async def test_a_token_never_outlives_the_sitting(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    desk.house.later(minutes=29, seconds=40)
    internal = await desk.house.exchange.of_session(officer.cookie, "cases", "", sitting.id)
    assert internal.expires_at == sitting.expires_at
    desk.house.later(seconds=20)
    with pytest.raises(NotFound):
        await desk.house.exchange.of_session(officer.cookie, "cases", "", sitting.id)


async def test_nobody_acts_for_somebody_who_has_a_way_in_of_her_own(desk: Desk) -> None:
    officer, amina = await desk.staff("Sam Jones"), await desk.house.resident()
    first = await desk.sit(officer)
    await desk.checked(officer, first, RECORD, BANK, compared="answers")
    async with desk.house.write() as work:
        proof, _ = await work.proofs.get((await desk.proofs(first.account_id))[0].id)
        await work.proofs.add(replace(proof, id="prf_hers", account_id=amina.session.account_id), ())
    whom = Whom(amina.session.account_id)
    sitting, _ = await desk.open.with_somebody_known(officer.caller, whom, PLACE, "known")
    with pytest.raises(NotFound):
        await desk.house.exchange.of_session(officer.cookie, "cases", "", sitting.id)
    with pytest.raises(Denied) as refused:
        await desk.ask_binding(officer.caller, sitting.id)
    assert refused.value.code == "own-way-in"


async def test_answers_alone_bind_no_passkey(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    with pytest.raises(Denied) as refused:
        await desk.ask_binding(officer.caller, sitting.id)
    assert refused.value.code == "proof-needed"
    await desk.checked(officer, sitting, RECORD, BANK, compared="answers")
    await desk.end(officer.caller, sitting.id)
    desk.house.later(days=1)
    whom = Whom(sitting.account_id)
    again, _ = await desk.open.with_somebody_known(officer.caller, whom, PLACE, "answers")
    with pytest.raises(Denied) as refused:
        await desk.ask_binding(officer.caller, again.id)
    assert refused.value.code == "not-firm-enough"


async def test_above_medium_a_second_officer_gives_leave_to_bind(desk: Desk) -> None:
    officer, colleague = await desk.staff("Sam Jones"), await desk.staff("Ann Lee")
    sitting = await desk.sit(officer)
    examination = await desk.checked(officer, sitting, PASSPORT, RECORD, BANK)
    await desk.decide(colleague.caller, examination.id, "The copies agree.", confirmed=True)
    async with desk.house.read() as work:
        with pytest.raises(Denied) as refused:
            await in_person(work, officer.caller, sitting.account_id, desk.house.clock)
    assert refused.value.code == "second-officer-needed"
    with pytest.raises(NotFound):
        await desk.confirm_binding(colleague.caller, sitting.id)
    assert (await desk.ask_binding(officer.caller, sitting.id)).binding_asked_at
    assert [each.id for each, _ in (await desk.waiting(colleague.caller)).bindings] == [sitting.id]
    with pytest.raises(Denied):
        await desk.confirm_binding(officer.caller, sitting.id)
    await desk.confirm_binding(colleague.caller, sitting.id)
    async with desk.house.read() as work:
        await in_person(work, officer.caller, sitting.account_id, desk.house.clock)
        with pytest.raises(NotFound):
            await in_person(work, colleague.caller, sitting.account_id, desk.house.clock)
    assert (await desk.waiting(colleague.caller)).bindings == []
