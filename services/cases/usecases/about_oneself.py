"""Whether a worker is the person whose network he would change: somebody else has to."""

from services.cases.ports.work import Work


async def about_oneself(work: Work, account_id: str, person_id: str) -> bool:
    """Also by an account that is yet to be confirmed as hers."""
    own = await work.account_links.open_of(account_id)
    return own is not None and own.person_id == person_id
