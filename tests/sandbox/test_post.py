"""Everybody's mailbox: what identity sends by SMTP is on a page."""

import asyncio
from datetime import UTC, datetime, timedelta

import requests

from chassis.clock import FixedClock
from sandbox.post.app import post
from sandbox.post.mailbox import Mailbox
from sandbox.post.smtp import receiving
from services.identity.clients.letters import Smtp
from services.identity.domain.letters.letter import Letter
from tests.sandbox.running import served

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def letter(number: int, to: str, text: str, language: str = "en") -> Letter:
    return Letter(f"let_{number}", "registration-code", to, language, text, NOW + timedelta(hours=1))


async def test_a_letter_sent_by_smtp_is_on_the_page_and_in_the_list() -> None:
    mailbox = Mailbox()
    async with receiving(mailbox) as port:
        smtp = Smtp(f"smtp://localhost:{port}", "no-reply@kith.example", FixedClock(NOW))
        await smtp.deliver(letter(1, "amina@example.org", "Your code is 1234 5678\n"))
        await smtp.deliver(letter(2, "bola@example.org", "<script>alert(1)</script>\n"))
    with served(post(mailbox)) as url:
        page = await asyncio.to_thread(requests.get, url, timeout=10)
        only = await asyncio.to_thread(requests.get, f"{url}/letters.json?to=amina@example.org", timeout=10)
        everybodys = await asyncio.to_thread(requests.get, f"{url}/letters.json", timeout=10)
    assert "Your code is 1234 5678" in page.text
    assert "<script>" not in page.text
    listed = only.json()
    assert [(each["to"], each["subject"]) for each in listed] == [("amina@example.org", "Your account")]
    assert listed[0]["text"].strip() == "Your code is 1234 5678"
    assert [each["to"] for each in everybodys.json()] == ["bola@example.org", "amina@example.org"]


async def test_a_letter_in_another_script_arrives_whole() -> None:
    mailbox = Mailbox()
    async with receiving(mailbox) as port:
        smtp = Smtp(f"smtp://localhost:{port}", "no-reply@kith.example", FixedClock(NOW))
        await smtp.deliver(letter(1, "amina@example.org", "Eich cod chi: 1234 5678 – ŵ\n", "cy"))
    assert mailbox.letters[0].subject == "Eich cyfrif"
    assert mailbox.letters[0].text.strip() == "Eich cod chi: 1234 5678 – ŵ"
