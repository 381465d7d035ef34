"""Forms in a real Chromium, after they were sent: WCAG 2.2 AA by axe, by keyboard alone, without JavaScript."""

from collections.abc import Awaitable, Callable

import pytest
from kith.cases.v1 import people_pb2
from playwright.async_api import Browser, Page

from chassis.errors import Denied
from tests.gateway.pages import district
from tests.gateway.pages.chromium import WITH_PASSWORD, axe, base, chromium, council, press, violations, visiting
from tests.gateway.pages.fakes import Behind

__all__ = ["axe", "base", "chromium", "council"]  # fixtures

pytestmark = pytest.mark.timeout(300)


async def _empty_sign_in(page: Page, base: str) -> None:
    await page.goto(f"{base}/sign-in")
    await press(page, WITH_PASSWORD)


async def _empty_proof(page: Page, base: str) -> None:
    await page.goto(f"{base}/prove")
    await press(page)


async def _receipt(page: Page, base: str) -> None:
    await page.goto(f"{base}/sharing/con_1/stop")
    await press(page)


async def _half_a_question(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk")
    await press(page, "text=Find a person >> nth=-1")


async def _no_method(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/links")
    await press(page, "main button >> nth=0")


async def _no_emergency(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/emergency")
    await press(page)


async def _no_assessment(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/mandates/acc_grace/man_1/assess")
    await press(page)


async def _no_verdict(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/doubts/prf_1")
    await press(page)


async def _no_safe_contact(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/protect/acc_grace/contact")
    await press(page)


async def _no_kind(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/mandates/acc_grace/record")
    await press(page)


async def _nobody_to_serve(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/new")
    await press(page)


async def _nobody_known(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/known")
    await press(page)


async def _nothing_seen(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/sit_1/examine")
    await press(page)


async def _examined(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/sit_1/examine")
    await page.click("summary >> nth=0")
    await page.fill("#uk_passport", "532197451")
    await page.check("#uk_passport_examined")
    await page.check("#compared")
    await press(page)
    assert "A colleague must look at this" in await page.inner_text("main")


async def _no_second_look(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/second-looks")
    await press(page, "main button >> nth=-1")


async def _no_vouch(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/vouch")
    await press(page)


async def _no_safe_way(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/contact/record")
    await press(page)


async def _no_hours(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/contact/record")
    await page.check("[value=phone]")
    await press(page)
    await press(page)


async def _asked_again(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/contact")
    await press(page)
    for part, value in (("day", "1"), ("month", "3"), ("year", "2027")):
        await page.fill(f"#review_on-{part}", value)
    await press(page)
    assert "Check what they said" in await page.inner_text("main")


async def _no_outcome(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/cases/cas_1")
    await press(page)


async def _no_opinion(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/copies/sar_1/items/record:rec_1")
    await page.check("[value=serious_harm]")
    await press(page)


async def _nothing_of_the_clock(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/copies/sar_1")
    await press(page)


async def _no_reason_to_lift(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/retention")
    await press(page)


async def _no_decision(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/possible-links/lnk_1")
    await press(page)


async def _no_way_to_tell(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/messages")
    await press(page)


async def _not_how_they_asked(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/copy")
    await press(page)


async def _no_contact(page: Page, base: str) -> None:
    await page.goto(f"{base}/account/contact")
    await page.select_option("#language", "")
    await press(page)


async def _no_carer(page: Page, base: str) -> None:
    await page.goto(f"{base}/account/acting/carer")
    await press(page)


async def _recovery_codes(page: Page, base: str) -> None:
    await page.goto(f"{base}/security")
    await press(page, "main button >> nth=0")


async def _away_elsewhere(page: Page, base: str) -> None:
    await page.goto(f"{base}/prove/one-login/return?state=s")


@pytest.mark.parametrize("do", [_empty_sign_in, _empty_proof, _no_contact, _no_carer, _recovery_codes, _away_elsewhere])
async def test_pages_after_a_form_meet_wcag_in_welsh(
    chromium: Browser, axe: str, base: str, do: Callable[[Page, str], Awaitable[None]], behind: Behind
) -> None:
    behind.upstream_proofs.answers["FinishUpstreamProof"] = Denied("no", code="other-visit")
    cookie = "" if do is _empty_sign_in else district.RESIDENT
    async with visiting(chromium, base, cookie, locale="cy-GB") as page:
        await do(page, base)
        assert await page.evaluate("document.documentElement.lang") == "cy"
        assert await violations(page, axe, do.__name__) == []


@pytest.mark.parametrize("code", ["second-officer-needed", "own-name"])
async def test_why_no_passkey_is_bound_yet_meets_wcag(
    chromium: Browser, axe: str, base: str, behind: Behind, code: str
) -> None:
    behind.assisted.answers["BeginBinding"] = Denied("a colleague must agree first", code=code)
    async with visiting(chromium, base, district.WORKER) as page:
        await page.goto(f"{base}/desk/assist/sit_1/passkey")
        assert await violations(page, axe, code) == []


@pytest.mark.parametrize(
    ("cookie", "do"),
    [
        ("", _empty_sign_in),
        (district.RESIDENT, _empty_proof),
        (district.RESIDENT, _receipt),
        (district.WORKER, _half_a_question),
        (district.WORKER, _no_method),
        (district.WORKER, _no_emergency),
        (district.WORKER, _no_assessment),
        (district.WORKER, _no_kind),
        (district.WORKER, _no_safe_contact),
        (district.WORKER, _no_verdict),
        (district.WORKER, _nobody_to_serve),
        (district.WORKER, _nobody_known),
        (district.WORKER, _nothing_seen),
        (district.WORKER, _examined),
        (district.WORKER, _no_second_look),
        (district.WORKER, _no_vouch),
        (district.WORKER, _no_safe_way),
        (district.WORKER, _no_hours),
        (district.WORKER, _asked_again),
        (district.WORKER, _no_outcome),
        (district.WORKER, _no_way_to_tell),
        (district.WORKER, _not_how_they_asked),
        (district.MANAGER, _no_decision),
        (district.DPO, _no_opinion),
        (district.DPO, _nothing_of_the_clock),
        (district.DPO, _no_reason_to_lift),
    ],
)
async def test_pages_after_a_form_meet_wcag_too(
    chromium: Browser, axe: str, base: str, cookie: str, do: Callable[[Page, str], Awaitable[None]], behind: Behind
) -> None:
    second = district.link()
    second.id, second.given_name = "lnk_2", "Amira"
    behind.people.answers["ListAccountLinks"] = people_pb2.ListAccountLinksResponse(links=[district.link(), second])
    async with visiting(chromium, base, cookie) as page:
        await do(page, base)
        assert await violations(page, axe, do.__name__) == []
        links = await page.eval_on_selector_all(
            ".govuk-error-summary a", "all => all.map(link => link.getAttribute('href'))"
        )
        for link in links:
            assert await page.locator(link).count() == 1, f"{link} leads nowhere"


async def test_authority_is_recorded_by_keyboard_alone_and_each_question_meets_wcag(
    chromium: Browser, axe: str, base: str, behind: Behind
) -> None:
    wrong: list[str] = []
    async with visiting(chromium, base, district.WORKER) as page:

        async def on(first: str, *keys: str) -> None:
            """What axe finds on this question, then its answer from the keyboard, sent with Enter."""
            nonlocal wrong
            wrong += await violations(page, axe, first)
            await page.focus(first)
            for key in keys:
                await (page.keyboard.press(key) if key in ("Tab", "Space") else page.keyboard.type(key))
            async with page.expect_navigation():
                await page.keyboard.press("Enter")

        await page.goto(f"{base}/desk/mandates/acc_grace/record")
        await on("[name=kind] >> nth=2", "Space")
        await on("#proxy_id", "acc_rosa")
        await on("#document", "registered instrument", "Tab", "LP-2026-0417")
        await on("#data_classes", "Space")
        await on("#starts_on-day", "1", "Tab", "12", "Tab", "2026")
        assert "Check what you say" in await page.inner_text("main")
        await on("[name=record]")
        assert "It is recorded." in await page.inner_text("main")
    assert wrong == []
    [asked] = behind.mandates.requests("RecordMandate")
    assert (asked.kind, asked.number, asked.starts_on) == ("finance_attorney", "LP-2026-0417", "2026-12-01")


async def test_authority_is_recorded_without_javascript_and_an_answer_changed(
    chromium: Browser, base: str, behind: Behind
) -> None:
    async with visiting(chromium, base, district.WORKER, java_script_enabled=False) as page:
        await page.goto(f"{base}/desk/mandates/acc_grace/record")
        await page.check("[value=finance_attorney]")
        await press(page, "text=Continue")
        await page.fill("#proxy_id", "acc_wrong")
        await press(page, "text=Continue")
        await page.fill("#document", "registered instrument")
        await page.fill("#number", "LP-2026-0417")
        await press(page, "text=Back to the question before")
        await page.fill("#proxy_id", "acc_rosa")
        await press(page, "text=Continue")
        assert await page.input_value("#number") == "LP-2026-0417", "what was typed before going back is kept"
        await press(page, "text=Continue")
        await page.check("[value=finance]")
        await press(page, "text=Continue")
        for part, value in (("day", "1"), ("month", "12"), ("year", "2026")):
            await page.fill(f"#starts_on-{part}", value)
        await press(page, "text=Continue")
        await press(page, "text=Record it")
    [asked] = behind.mandates.requests("RecordMandate")
    assert (asked.proxy_id, list(asked.data_classes)) == ("acc_rosa", ["finance"])
