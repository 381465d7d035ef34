"""Whom a form is about, said on it: with two people open in two tabs, nothing is recorded about the wrong one."""

from collections.abc import Iterable, Mapping

from kith.cases.v1.people_pb2 import TellWhomRequest, Whom

from services.gateway.web.visit import Visit


async def about_whom(visit: Visit, person_id: str) -> Whom | None:
    """As her own organisation recorded them; without a name where it has no entry that she may see, None where cases
    cannot say just now.
    """
    told = await about_each(visit, [person_id])
    return None if told is None else told.get(person_id, Whom())


async def about_each(visit: Visit, person_ids: Iterable[str]) -> Mapping[str, Whom] | None:
    """The same of several, by id, without those who have no name."""
    asked = sorted(set(person_ids))
    if not asked:
        return {}
    told = await visit.attempt(visit.clients.people.TellWhom(TellWhomRequest(person_ids=asked)))
    return None if told is None else {one.person_id: one for one in told.people}
