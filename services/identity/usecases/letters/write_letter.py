"""What every letter begins with."""

from datetime import datetime, timedelta

from chassis.ids import Ids
from services.identity.domain.events import Event
from services.identity.domain.letters.letter import Kind, Letter
from services.identity.domain.letters.wording import worded
from services.identity.ports import Work


async def write_letter(
    work: Work,
    kind: Kind,
    to: str,
    language: str,
    *,
    account_id: str,
    now: datetime,
    useful_for: timedelta,
    ids: Ids,
    **facts: str | datetime,
) -> None:
    """Leaves with this unit of work. `account_id` is whom it is about, as the log has it; `facts` are the wording's."""
    letter = Letter(ids.new("let"), kind, to, language, worded(kind, language, facts), now + useful_for)
    await work.letters.write(letter, now)
    work.tell(Event("letter.written", account_id, {"kind": kind}))
