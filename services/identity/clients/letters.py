"""Mail into a folder, one `.eml` file a letter (RFC 5322), for a mail transfer agent or a person to pick up."""

import asyncio
import os
from email.message import EmailMessage
from pathlib import Path

from chassis.clock import Clock
from chassis.ids import Ids


class MailFolder:
    """Files appear whole, with mode 0600: they hold an address."""

    def __init__(self, folder: Path, sender: str, clock: Clock, ids: Ids) -> None:
        self._folder, self._sender = folder, sender
        self._clock, self._ids = clock, ids

    async def send(self, to: str, subject: str, text: str) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, to, subject
        letter["Date"] = self._clock.now()
        letter.set_content(text)
        await asyncio.to_thread(self._write, self._ids.new("mail"), letter.as_bytes())

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f".{name}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._folder / f"{name}.eml")
