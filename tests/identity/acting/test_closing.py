"""When an account is closed, nobody acts for its owner, and she for nobody; lists of others go on being read."""

from datetime import date

import pytest

from chassis.errors import Unauthenticated
from services.identity.domain.sittings.sitting import Whom
from tests.identity.accounts.life import Life, as_
from tests.identity.acting.parties import OFFICER, Parties
from tests.identity.assisted.desk import BANK, PASSPORT, PLACE, RECORD, Desk
from tests.identity.trust.test_exchange import verifier


async def test_closing_ends_all_authority_over_her_and_of_hers(any_parties: Parties) -> None:
    parties, house, life = any_parties, any_parties.house, Life(any_parties.house)
    amina, rosa = await parties.proven("amina@example.org", "Amina"), await parties.proven("rosa@example.org")
    over_her = await parties.record.by_resident(parties.me(amina), parties.wanted(amina, rosa))
    of_hers = await parties.record.by_resident(parties.me(rosa), parties.wanted(rosa, amina))
    internal = await house.exchange.of_session(rosa.value, "cases", "", over_her.id)
    await life.close_account(as_(amina))
    with pytest.raises(Unauthenticated):
        await (await verifier(house, "cases")).verify(internal.token)
    await life.erase_closed()
    assert await parties.listed.held_by_me(parties.me(rosa)) == []
    assert await parties.listed.about_me(parties.me(rosa)) == []
    [left] = (await parties.listed.for_officer(OFFICER, rosa.session.account_id)).listed
    assert (left.mandate.id, left.name) == (of_hers.id, "")
    assert left.mandate.ended_at


async def test_what_waits_for_a_second_officer_is_read_on_when_somebody_leaves(any_parties: Parties) -> None:
    house = any_parties.house
    desk, life = Desk(house), Life(house)
    officer, colleague = await desk.staff("Sam Jones"), await desk.staff("Ann Lee")
    amina = await any_parties.proven("amina@example.org", "Amina")
    sitting, _ = await desk.open.with_somebody_known(officer.caller, Whom(amina.session.account_id), PLACE, "known")
    await desk.checked(officer, sitting, PASSPORT, RECORD, BANK)
    assert len((await desk.waiting(colleague.caller)).examinations) == 1
    await life.close_account(as_(amina))
    await life.erase_closed()
    assert (await desk.waiting(colleague.caller)).examinations == []
    async with house.read() as work:
        assert await work.sittings.accounts_of("Amina", "Begum", date(1970, 1, 2)) == []
