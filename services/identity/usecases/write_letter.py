"""What every letter begins with."""

from datetime import datetime, timedelta

from chassis.ids import Ids
from services.identity.domain.events import Event
from services.identity.domain.letter import Kind, Letter
from services.identity.ports import Work


async def write_letter(
    work: Work, kind: Kind, to: str, text: str, *, account_id: str, now: datetime, useful_for: timedelta, ids: Ids
) -> None:
    """Leaves with this unit of work. `account_id` is whom it is about, as the log has it."""
    await work.letters.write(Letter(ids.new("let"), kind, to, text, now + useful_for), now)
    work.tell(Event("letter.written", account_id, {"kind": kind}))
