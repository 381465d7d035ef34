"""Whether a worker is the person whose network he would change: somebody else has to."""

from services.cases.ports.work import Work


async def oneself(work: Work, account_id: str) -> str | None:
    """Which person the account is; one that is yet to be confirmed as hers counts as hers."""
    own = await work.account_links.open_of(account_id)
    return own.person_id if own else None


async def about_oneself(work: Work, account_id: str, person_id: str) -> bool:
    return await oneself(work, account_id) == person_id
