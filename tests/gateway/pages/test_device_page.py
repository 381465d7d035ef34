"""A resident connects a device that has no keyboard."""

import pytest
from kith.identity.v1.devices_pb2 import AnswerDeviceResponse, FindDeviceResponse

from chassis.errors import Denied, NotFound, Problem, TooMany
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

CODE = "BCDF-GHJK"


@pytest.fixture
def kiosk(amina: Visitor) -> Visitor:
    amina.behind.devices.answers |= {
        "FindDevice": FindDeviceResponse(client_name="Lichfield Council", claims=["name", "email"]),
        "AnswerDevice": AnswerDeviceResponse(),
    }
    return amina


async def test_who_asks_and_for_what_is_shown_with_a_warning_before_anything_is_given(kiosk: Visitor) -> None:
    page = await kiosk.post("/device", {"user_code": CODE})
    assert "Connect this device to Lichfield Council?" in page.words
    assert "your name" in page.words
    assert f"Only go on if you can see the code {CODE} on a device in front of you" in page.words
    [asked] = kiosk.behind.devices.requests("FindDevice")
    assert (asked.session, asked.user_code) == (district.RESIDENT, CODE)
    assert not kiosk.behind.devices.requests("AnswerDevice")


@pytest.mark.parametrize(("button", "yes"), [("/device/yes", True), ("/device/no", False)])
async def test_yes_and_no_are_told(kiosk: Visitor, button: str, yes: bool) -> None:
    page = await kiosk.post("/device", {"user_code": CODE})
    answer = await kiosk.post(button, page.form_fields(button))
    [told] = kiosk.behind.devices.requests("AnswerDevice")
    assert (told.session, told.user_code, told.yes) == (district.RESIDENT, CODE, yes)
    assert ("is connected" if yes else "is not connected") in (await kiosk.get(answer.location)).words


async def test_a_link_fills_in_the_code_and_asks_nothing(kiosk: Visitor) -> None:
    page = await kiosk.get(f"/device?user_code={CODE}")
    assert f'value="{CODE}"' in page.html
    assert "If somebody sent you a code or this link, stop" in page.words
    assert not kiosk.behind.devices.asked


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (NotFound("no"), "That code is not known"),
        (TooMany("wait"), "Too many tries"),
        (Denied("no"), "Only a resident"),
    ],
)
async def test_a_code_that_is_not_taken_is_said_at_its_field(kiosk: Visitor, problem: Problem, words: str) -> None:
    kiosk.behind.devices.answers["FindDevice"] = problem
    page = await kiosk.post("/device", {"user_code": CODE})
    assert page.status == problem.status
    assert words in page.words
    assert 'href="#user_code"' in page.html


async def test_who_is_too_late_is_told_so(kiosk: Visitor) -> None:
    kiosk.behind.devices.answers["AnswerDevice"] = NotFound("too old")
    assert "That code is too old" in (await kiosk.post("/device/yes", {"user_code": CODE})).words


async def test_whoever_is_not_signed_in_comes_back_with_the_code_after_it(nobody: Visitor) -> None:
    answer = await nobody.get(f"/device?user_code={CODE}")
    assert answer.location == f"/sign-in?next=%2Fdevice%3Fuser_code%3D{CODE}"
