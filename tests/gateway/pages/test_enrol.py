"""The page on which a worker makes her first passkey."""

import pytest

from chassis.errors import Invalid, NotFound
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

FORM = {"code": "enr_1.key", "token": "a-token", "response": "{}", "name": "My phone"}
OVER = NotFound("over", code="enrolment-over")


async def test_a_code_shows_the_page_and_the_passkey_signs_her_in(nobody: Visitor) -> None:
    page = await nobody.get("/enrol?code=enr_1.key")
    assert page.form_fields("/enrol")["code"] == "enr_1.key"
    assert 'data-passkey="create"' in page.html
    answer = await nobody.post_bare("/enrol", FORM)
    assert (answer.status, answer.location) == (303, "/desk")
    assert answer.headers["Set-Cookie"].startswith(f"__Host-kith={district.WORKER};")
    [asked] = nobody.behind.enrolment_steps.requests("FinishEnrolment")
    assert (asked.code, asked.token, asked.response, asked.name) == ("enr_1.key", "a-token", "{}", "My phone")


async def test_without_a_code_the_page_asks_for_it(nobody: Visitor) -> None:
    page = await nobody.get("/enrol")
    assert "The code from your organisation" in page.words
    assert nobody.behind.enrolment_steps.asked == []


@pytest.mark.parametrize("sends", [False, True])
async def test_a_code_that_is_over_says_whom_to_ask(nobody: Visitor, sends: bool) -> None:
    nobody.behind.enrolment_steps.answers |= {"BeginEnrolment": OVER, "FinishEnrolment": OVER}
    answer = await (nobody.post_bare("/enrol", FORM) if sends else nobody.get("/enrol?code=enr_1.key"))
    assert answer.status == 404
    assert "administrator for a new one" in answer.words


async def test_a_passkey_that_was_not_made_can_be_tried_again(nobody: Visitor) -> None:
    nobody.behind.enrolment_steps.answers["FinishEnrolment"] = Invalid("the passkey was not added; try again")
    answer = await nobody.post_bare("/enrol", FORM)
    assert answer.status == 400
    assert "The passkey was not added" in answer.words
    assert answer.form_fields("/enrol")["code"] == "enr_1.key"
