"""The checkers over real HTTP, asked as identity asks them: every mood the test data can choose."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
import requests

from chassis.clock import FixedClock
from sandbox.providers.app import Checkers, providers
from sandbox.providers.findings import KINDS
from services.identity.clients.evidence_checks import HttpEvidenceChecks, evidence_checks
from services.identity.domain.proofs.checks import Check, CheckKind
from services.identity.domain.proofs.gpg45 import Item
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.ports import NoAnswerYet
from tests.sandbox.running import served

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")


@pytest.fixture
def checkers() -> Checkers:
    return Checkers(SECRET)


@pytest.fixture
def url(checkers: Checkers) -> Iterator[str]:
    with served(providers(checkers)) as there:
        yield there


@pytest.fixture
async def asking(url: str) -> AsyncIterator[HttpEvidenceChecks]:
    async with evidence_checks(url, SECRET, FixedClock(datetime.now(UTC))) as client:
        assert client
        yield client


def check(kind: CheckKind = "document", check_id: str = "chk_1") -> Check:
    return Check(check_id, "prf_1", kind, datetime.now(UTC))


def passport(number: str = "532197451", expires_on: date = date(2031, 1, 1)) -> Submission:
    return Submission(AMINA, (Evidence("uk_passport", number, expires_on), Evidence("bank_account", "20000055779911")))


def test_there_is_a_checker_of_each_kind() -> None:
    assert set(KINDS) == set(get_args(CheckKind))


async def test_each_kind_answers_for_what_it_looks_at(asking: HttpEvidenceChecks) -> None:
    document = await asking.ask(check(), passport())
    assert document.items == (Item("uk_passport", 4, 2), Item("bank_account", 2, 2))
    assert (await asking.ask(check("activity"), passport())).activity == 2
    assert (await asking.ask(check("fraud"), passport())).fraud == 2
    assert (await asking.ask(check("biometric"), passport())).verification == 2
    assert document.provider == "sandbox"


async def test_a_biometric_checker_is_told_of_documents_with_a_photo_only(
    asking: HttpEvidenceChecks, checkers: Checkers
) -> None:
    await asking.ask(check("biometric"), passport())
    assert b"bank_account" not in checkers.asked["biometric", "chk_1"].question


async def test_the_same_check_has_the_same_answer(asking: HttpEvidenceChecks, checkers: Checkers) -> None:
    first = await asking.ask(check(), passport())
    assert await asking.ask(check(), passport()) == first
    assert checkers.asked["document", "chk_1"].times == 2


async def test_another_question_under_the_same_id_is_no_answer(asking: HttpEvidenceChecks) -> None:
    await asking.ask(check(), passport())
    with pytest.raises(NoAnswerYet):
        await asking.ask(check(), passport("532197452"))


async def test_a_slow_checker_says_when_to_come_back(asking: HttpEvidenceChecks) -> None:
    with pytest.raises(NoAnswerYet) as slow:
        await asking.ask(check(), passport("532198888"))
    assert slow.value.wait == timedelta(seconds=1)


@pytest.mark.parametrize(("number", "failures"), [("532195555", 3), ("532194444", 2)], ids=["away", "nonsense"])
async def test_what_is_no_answer_is_not_taken_for_one(asking: HttpEvidenceChecks, number: str, failures: int) -> None:
    for _ in range(failures):
        with pytest.raises(NoAnswerYet):
            await asking.ask(check(), passport(number))
    assert (await asking.ask(check(), passport(number))).items[0].validity == 2


async def test_a_checker_that_hangs_holds_nobody_up(asking: HttpEvidenceChecks) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(NoAnswerYet):
        await asking.ask(check(), passport("532193333"))
    assert loop.time() - began < 4.5
    assert (await asking.ask(check(), passport("532193333"))).items[0].validity == 2


async def test_after_some_failures_the_checker_is_left_alone_for_a_while(url: str, checkers: Checkers) -> None:
    clock = FixedClock(datetime.now(UTC))
    async with evidence_checks(url, SECRET, clock) as asking:
        assert asking
        for number in range(5):
            with pytest.raises(NoAnswerYet):
                await asking.ask(check(check_id=f"chk_{number}"), passport("532195555"))
        with pytest.raises(NoAnswerYet):
            await asking.ask(check(check_id="chk_spared"), passport())
        assert ("document", "chk_spared") not in checkers.asked
        # Another kind is another provider.
        assert (await asking.ask(check("fraud"), passport())).fraud == 2
        clock.at += timedelta(seconds=11)
        assert await asking.ask(check(check_id="chk_spared"), passport())


def test_a_question_that_nobody_signed_is_refused(url: str, checkers: Checkers) -> None:
    answer = requests.put(f"{url}/document/checks/chk_1", json={"claims": {}, "evidence": []}, timeout=5)
    assert answer.status_code == 401
    assert not checkers.asked


async def test_a_question_signed_with_another_secret_is_refused(url: str, checkers: Checkers) -> None:
    other = "whsec_" + base64.b64encode(bytes(32)).decode()
    async with evidence_checks(url, other, FixedClock(datetime.now(UTC))) as asking:
        assert asking
        with pytest.raises(NoAnswerYet):
            await asking.ask(check(), passport())
    assert not checkers.asked


@pytest.mark.parametrize(
    ("number", "kind", "code"), [("532196666", "fraud", "reported-stolen"), ("532197777", "biometric", "another-face")]
)
async def test_contradictions_are_named(asking: HttpEvidenceChecks, number: str, kind: CheckKind, code: str) -> None:
    assert (await asking.ask(check(kind), passport(number))).contra_indicators == (code,)
    assert (await asking.ask(check(), passport(number))).items[0].validity == 2
