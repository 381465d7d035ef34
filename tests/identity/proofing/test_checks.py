"""Providers are slow, away, wrong, or against one another: nobody is asked twice, and nothing doubtful is live."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from chassis.errors import NotFound
from services.identity.domain.proofs.checks import CLAIM, PATIENCE, Check, CheckKind, Finding
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.ports import NoAnswerYet
from tests.identity.house import House, caller

AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")
PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
BANK = Evidence("bank_account", "20-00-00 55779911")


class Moody:
    """The providers of a house; of one kind there is no answer, or a process that dies."""

    def __init__(self, house: House, kind: CheckKind, *moods: BaseException) -> None:
        self._house, self._answering, self._kind, self._moods = house, house.providers.ask, kind, list(moods)
        self.asked: list[CheckKind] = []
        house.providers.ask = self.ask  # type: ignore[method-assign]

    async def ask(self, check: Check, submission: Submission) -> Finding:
        self.asked.append(check.kind)
        if check.kind == self._kind and self._moods:
            await self._others_answered(check)
            raise self._moods.pop(0)
        return await self._answering(check, submission)

    async def _others_answered(self, check: Check) -> None:
        """Whoever answers at once has been heard before the slow one is given up."""
        async with asyncio.timeout(10):
            while True:
                async with self._house.read() as work:
                    others = [each for each in await work.checks.of(check.proof_id) if each.id != check.id]
                if all(each.finding for each in others):
                    return
                await asyncio.sleep(0.01)


class Killed(BaseException):
    """The process is gone in the middle of a call."""


async def states(house: House, account_id: str) -> Sequence[str]:
    return [proof.state for proof in await house.list_proofs(caller(account_id))]


async def test_a_slow_provider_leaves_a_proof_pending_which_ends_well(any_house: House) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id)
    moody = Moody(house, "document", NoAnswerYet(timedelta(seconds=30)))
    proof = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    assert (proof.state, proof.level) == ("pending", Level.NONE)
    assert (await house.get_account(amina))[1] is None
    house.later(seconds=29)
    assert await house.resume_checks() == 0
    house.later(seconds=1)
    assert await house.resume_checks() == 1
    [proof] = await house.list_proofs(amina)
    assert (proof.state, proof.level) == ("live", Level.MEDIUM)
    assert sorted(moody.asked) == ["activity", "biometric", "document", "document", "fraud"]
    assert await house.resume_checks() == 0


async def test_a_crash_resumes_and_asks_nobody_again_who_has_answered(any_house: House) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id, key="k1")
    moody = Moody(house, "fraud", Killed())
    with pytest.raises(Killed):
        await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    assert await states(house, amina.subject) == ["pending"]
    assert await house.resume_checks() == 0
    house.later(seconds=CLAIM.total_seconds())
    assert await house.resume_checks() == 1
    [proof] = await house.list_proofs(amina)
    assert (proof.state, proof.level) == ("live", Level.MEDIUM)
    assert sorted(moody.asked) == ["activity", "biometric", "document", "fraud", "fraud"]


async def test_the_same_request_sent_again_takes_up_what_is_pending(house: House) -> None:
    amina = caller((await house.resident()).session.account_id, key="k1")
    Moody(house, "activity", NoAnswerYet(timedelta(seconds=1)))
    first = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    house.later(seconds=1)
    again = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    assert (first.state, again.state, again.id) == ("pending", "live", first.id)


async def test_pauses_grow_while_a_provider_is_away_and_end_in_a_refusal(house: House) -> None:
    amina = caller((await house.resident()).session.account_id)
    moody = Moody(house, "document", *[NoAnswerYet()] * 2000)
    await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    for pause in (1, 2, 4, 8):
        house.later(seconds=pause - 0.5)
        assert await house.resume_checks() == 0
        house.later(seconds=0.5)
        assert await house.resume_checks() == 1
    assert moody.asked.count("document") == 5
    house.later(seconds=PATIENCE.total_seconds())
    assert await house.resume_checks() == 1
    [proof] = await house.list_proofs(amina)
    assert proof.state == "refused"
    assert proof.missing == ("We could not check your details in time. Try once more.",)
    house.later(days=1)
    assert await house.resume_checks() == 0


@pytest.mark.parametrize("number", ["532196666", "532197777"], ids=["reported stolen", "another face"])
async def test_what_contradicts_itself_is_never_live_by_itself(any_house: House, number: str) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id)
    passport = Evidence("uk_passport", number, date(2031, 1, 1))
    proof = await house.submit_proof(amina, Submission(AMINA, (passport, BANK)))
    assert proof.state == "contra-indicated"
    assert proof.contra_indicators
    assert (await house.get_account(amina))[1] is None
    with pytest.raises(NotFound):
        await house.get_proven_identity(amina.subject)


async def test_two_who_take_up_the_same_proof_decide_it_once(any_house: House) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id)
    Moody(house, "document", NoAnswerYet(timedelta(seconds=1)))
    proof = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    house.later(seconds=1)
    both = await asyncio.gather(house.ask_providers(proof.id), house.ask_providers(proof.id))
    assert "live" in {each.state for each in both}
    async with house.read() as work:
        assert [each.state for each in await work.proofs.of(amina.subject)] == ["live"]
