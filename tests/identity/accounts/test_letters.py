"""Letters leave with the act they belong to, survive a mail system that is away, and give nothing away."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from chassis.clock import FixedClock
from chassis.errors import Invalid
from console.pki import mint
from services.identity.clients.letters import MailFolder, Smtp
from services.identity.domain.accounts.account import normal_email
from services.identity.domain.letters.letter import Letter
from services.identity.ports import Undeliverable
from services.identity.usecases.letters.send_letters import SendLetters
from tests.identity.house import HOME, PASSWORD, House

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
LETTER = Letter("let_1", "registration-code", "amina@example.org", "en", "Your code is 1234 5678\n", LATER)
WELSH = replace(LETTER, id="let_2", language="cy", text="Eich cod yw 1234 5678. Dŵr.\n")


class Away:
    """A mail system that cannot take letters until it can; `never` makes it refuse for good."""

    def __init__(self, *, never: bool = False) -> None:
        self.up, self.never, self.taken = False, never, list[Letter]()

    async def deliver(self, letter: Letter) -> None:
        if self.never:
            raise Undeliverable("no such mailbox")
        if not self.up:
            raise ConnectionError("away")
        self.taken.append(letter)


async def test_a_letter_waits_for_a_mail_system_that_is_away_longer_each_time(any_house: House) -> None:
    house, post = any_house, Away()
    send = SendLetters(house.read, house.write, post, house.clock)
    await house.register("amina@example.org", PASSWORD, HOME)
    assert await send() == 1
    assert await send() == 0
    house.later(seconds=31)
    assert await send() == 1
    house.later(seconds=31)
    assert await send() == 0
    house.later(seconds=30)
    post.up = True
    assert await send() == 1
    assert [letter.to for letter in post.taken] == ["amina@example.org"]
    house.later(days=1)
    assert await send() == 0


async def test_a_letter_that_is_no_use_any_more_is_not_sent(house: House) -> None:
    await house.register("amina@example.org", PASSWORD, HOME)
    house.later(hours=1)
    while await house.send_letters():
        pass
    assert house.letters.letters == []


async def test_a_letter_that_nobody_can_make_sense_of_keeps_no_other_waiting(any_house: House) -> None:
    house, post = any_house, Away()
    post.up = True

    class Stumbling(Away):
        async def deliver(self, letter: Letter) -> None:
            if letter.to == "ben@example.org":
                raise AttributeError("'InvalidHeaderDefect' object has no attribute 'all_defects'")
            await post.deliver(letter)

    send = SendLetters(house.read, house.write, Stumbling(), house.clock)
    for address in ("ben@example.org", "amina@example.org"):
        await house.register(address, PASSWORD, HOME)
        house.later(seconds=1)
    assert await send() == 2
    assert [letter.to for letter in post.taken] == ["amina@example.org"]
    assert await send() == 0
    house.later(seconds=31)
    assert await send() == 1, "it is tried again, as when the mail system is away"


@pytest.mark.parametrize(
    "address",
    [
        *("a@[b.org", ".:b@example.org", "+,;:@b.org", "(a@:-).org"),  # on which Python's own parser stumbles
        *(
            "a,b@example.org",
            "(a)b@example.org",
            "g:b@example.org;",
            "b@example.org;c.org",
        ),  # letters for b@example.org
        *("b@example..org", "b@.example.org", "b@example.org.", "b\ud800@example.org", f"b@{'e' * 250}.org"),
    ],
)
async def test_what_is_no_address_to_write_to_opens_no_account(house: House, address: str) -> None:
    with pytest.raises(Invalid, match="email address"):
        await house.register(address, PASSWORD, HOME)


@pytest.mark.parametrize(
    "address", ["o'brien+kith@example.org", "siân_e@post.cymru", "a..b@example.co.uk", "日@例え.jp"]
)
async def test_a_letter_goes_to_the_address_that_was_given(tmp_path: Path, address: str) -> None:
    assert normal_email(address) == address
    await MailFolder(tmp_path, "no-reply@example.org", FixedClock(NOW)).deliver(replace(LETTER, to=address))
    written = message_from_bytes((tmp_path / "let_1.eml").read_bytes(), policy=policy.default)
    assert [each.addr_spec for each in written["To"].addresses] == [address]


async def test_a_mailbox_that_does_not_exist_is_tried_once(house: House) -> None:
    send = SendLetters(house.read, house.write, Away(never=True), house.clock)
    await house.register("amina@example.org", PASSWORD, HOME)
    assert await send() == 1
    house.later(minutes=5)
    assert await send() == 0


async def test_an_act_that_is_undone_sends_no_letter(house: House) -> None:
    with pytest.raises(RuntimeError):
        async with house.write() as work:
            await work.letters.write(replace(LETTER, useful_until=house.clock.at + timedelta(days=1)), house.clock.at)
            raise RuntimeError("the act failed")
    assert await house.send_letters() == 0


async def test_a_letter_in_the_folder_appears_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path / "mail", "no-reply@kith.example", FixedClock(NOW))
    await folder.deliver(LETTER)
    await folder.deliver(LETTER)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    message = message_from_bytes(file.read_bytes())
    assert (message["To"], message["Subject"], message["Auto-Submitted"]) == (
        LETTER.to,
        "Your account",
        "auto-generated",
    )


async def test_a_welsh_letter_says_that_it_is_welsh_from_its_subject_on(tmp_path: Path) -> None:
    await MailFolder(tmp_path, "no-reply@kith.example", FixedClock(NOW)).deliver(WELSH)
    message = message_from_bytes((tmp_path / "let_2.eml").read_bytes(), policy=policy.default)
    assert (message["Subject"], message["Content-Language"]) == ("Eich cyfrif", "cy")
    assert isinstance(message, EmailMessage)
    assert message.get_content().strip() == "Eich cod yw 1234 5678. Dŵr."


class Sink:
    """What an SMTP server took; `refusal` is what it says instead of taking anything."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal, self.taken = refusal, list[tuple[bool, Message]]()

    async def handle_RCPT(  # the name aiosmtpd calls
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        secured = server.transport.get_extra_info("sslcontext") is not None
        self.taken.append((secured, message_from_bytes(envelope.content)))
        return "250 OK"


@asynccontextmanager
async def smtp(sink: Sink, tls: ssl.SSLContext | None = None, *, implicit: bool = False) -> AsyncIterator[int]:
    """A real SMTP server on a free port, with STARTTLS or TLS from the start where it has a certificate."""
    loop = asyncio.get_running_loop()
    starting = None if implicit else tls

    def session() -> SMTP:
        return SMTP(sink, hostname="localhost", loop=loop, tls_context=starting, require_starttls=starting is not None)

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls if implicit else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side and the client's, of a certificate for localhost."""
    mint(tmp_path, ("gateway",))
    folder = tmp_path / "gateway"
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=folder / "ca.pem")


@pytest.mark.parametrize("implicit", [True, False])
async def test_a_letter_travels_under_tls(certified: tuple[ssl.SSLContext, ssl.SSLContext], implicit: bool) -> None:
    server, client = certified
    sink = Sink()
    async with smtp(sink, server, implicit=implicit) as port:
        url = f"{'smtps' if implicit else 'smtp'}://localhost:{port}"
        await Smtp(url, "Kith <no-reply@kith.example>", FixedClock(NOW), client).deliver(LETTER)
    ((secured, message),) = sink.taken
    assert secured
    assert (message["Subject"], message["Content-Language"]) == ("Your account", "en")
    assert message["Message-ID"] == "<let_1@kith.example>"
    assert str(message.get_payload()).strip() == "Your code is 1234 5678"


async def test_a_certificate_that_nobody_vouches_for_gets_no_letter(
    certified: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    sink = Sink()
    async with smtp(sink, certified[0], implicit=True) as port:
        with pytest.raises(OSError, match="mail system is away"):
            await Smtp(f"smtps://localhost:{port}", "a@b.example", FixedClock(NOW)).deliver(LETTER)
    assert sink.taken == []


@pytest.mark.parametrize(
    ("answer", "raised"), [("550 no such mailbox", Undeliverable), ("451 come back later", ConnectionError)]
)
async def test_refused_for_good_and_refused_for_now_are_told_apart(answer: str, raised: type[Exception]) -> None:
    async with smtp(Sink(answer)) as port:
        with pytest.raises(raised) as refused:
            await Smtp(f"smtp://localhost:{port}", "a@b.example", FixedClock(NOW)).deliver(LETTER)
    assert "amina" not in str(refused.value)


async def test_a_mail_system_that_is_not_there_is_an_os_error() -> None:
    async with smtp(Sink()) as port:
        pass
    with pytest.raises(OSError, match="away"):
        await Smtp(f"smtp://localhost:{port}", "a@b.example", FixedClock(NOW)).deliver(LETTER)


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_smtp_url_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="smtps://"):
        Smtp(url, "a@b.example", FixedClock(NOW))
