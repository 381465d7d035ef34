"""Letters on their way out: over SMTP, or into a folder where none is set."""

import asyncio
import os
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from ssl import SSLContext
from urllib.parse import unquote, urlsplit

import aiosmtplib

from chassis.clock import Clock
from services.identity.domain.letters.letter import Letter
from services.identity.domain.letters.wording import SUBJECT
from services.identity.ports import Undeliverable

_TIMEOUT_SECONDS = 20
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _message(letter: Letter, sender: str, clock: Clock) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, SUBJECT[letter.language]
    message["Date"] = clock.now()
    # The same at each try, so that a mailbox can tell a letter that came twice.
    message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].partition('@')[2] or 'localhost'}>"
    # RFC 3834: no answering machine answers.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    # RFC 3282: read out by a voice that speaks it.
    message["Content-Language"] = letter.language
    return message


class MailFolder:
    """One `.eml` file a letter (RFC 5322), for a mail transfer agent or a person to pick up.

    Files appear whole, with mode 0600: they hold an address.
    """

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self._folder, self._sender, self._clock = folder, sender, clock

    async def deliver(self, letter: Letter) -> None:
        await asyncio.to_thread(self._write, letter.id, _message(letter, self._sender, self._clock).as_bytes())

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f".{name}"
        with suppress(FileNotFoundError):
            unfinished.unlink()
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._folder / f"{name}.eml")


class Smtp:
    """`smtps://user:password@host:465` (TLS from the start, RFC 8314) or `smtp://…:587` (STARTTLS, RFC 3207).

    STARTTLS is demanded, not merely tried, from any host but this machine.
    """

    def __init__(self, url: str, sender: str, clock: Clock, tls: SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("an SMTP URL looks like smtps://user:password@host:465")
        self._sender, self._clock, self._tls = sender, clock, tls
        self._implicit = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or (465 if self._implicit else 587)
        self._user, self._password = unquote(parts.username or "") or None, unquote(parts.password or "") or None
        # None: taken where it is offered.
        self._start_tls = None if self._implicit or self._host in _LOOPBACK else True

    async def deliver(self, letter: Letter) -> None:
        try:
            await aiosmtplib.send(
                _message(letter, self._sender, self._clock),
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._implicit,
                start_tls=self._start_tls,
                tls_context=self._tls,
                timeout=_TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            if all(500 <= each.code < 600 for each in refused.recipients):
                raise Undeliverable("there is no such mailbox") from None
            raise ConnectionError("the mail system cannot take this letter now") from None
        # Not its own text: it may hold the address.
        except aiosmtplib.SMTPException as error:
            raise ConnectionError(f"the mail system is away: {type(error).__name__}") from None
