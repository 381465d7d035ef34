"""What we tell somebody unasked: only by the way she said is safe."""

from datetime import datetime, timedelta

from chassis.ids import Ids
from services.identity.domain.accounts.account import Account
from services.identity.domain.letters.letter import Kind
from services.identity.ports import Work
from services.identity.usecases.letters.write_letter import write_letter

_USEFUL_FOR = timedelta(days=3)


async def notice(work: Work, account: Account, kind: Kind, now: datetime, ids: Ids, **facts: str) -> bool:
    """Whether a letter was written. Silence where she was not asked, where she said so, where she is at risk."""
    care = await work.care.of(account.id)
    if care.at_risk or not care.may_be_told_by("email") or not account.email_verified:
        return False
    await write_letter(
        work,
        kind,
        account.email,
        care.letters_in(),
        account_id=account.id,
        now=now,
        useful_for=_USEFUL_FOR,
        ids=ids,
        **facts,
    )
    return True
