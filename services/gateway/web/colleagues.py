"""Colleagues on a page: found by name, role or place to choose from, and named where an id stands."""

from collections.abc import Mapping, Sequence

from kith.directory.v1.directory_pb2 import GetManyRequest, Professional, SearchProfessionalsRequest

from services.gateway.web.forms import Form
from services.gateway.web.visit import Visit

_MOST_FOUND = 10


async def found(
    visit: Visit, words: str, organisation_id: str = "", *, leavers: bool = False
) -> Sequence[Professional] | None:
    """The best matches who work there today, of one organisation or of all; with `leavers`, those too who do not any
    more. None where the directory is away.
    """
    if not words.strip() or not words.isprintable():
        return ()
    search = SearchProfessionalsRequest(query=words.strip(), organisation_id=organisation_id, limit=_MOST_FOUND)
    answer = await visit.attempt(visit.clients.directory.SearchProfessionals(search))
    if answer is None:
        return None
    there = [one for one in answer.professionals if leavers or not one.HasField("disabled_at")]
    return [one for one in there if not organisation_id or one.organisation_id == organisation_id]


async def of_ones_own(visit: Visit) -> Sequence[Professional] | None:
    """Those of the worker's own organisation whom she searched for on this page."""
    return await found(visit, visit.asked("q"), visit.session.context.organisation_id)


async def one_of_found(visit: Visit, form: Form) -> str:
    """Whom she chose of those; empty where nobody was chosen."""
    if not form["professional_id"]:
        return ""
    among = to_choose(await of_ones_own(visit))
    return form.choice("professional_id", among, "Choose one of the colleagues found")


def to_choose(these: Sequence[Professional] | None) -> Mapping[str, str]:
    """By id: `Lee Jones, social worker, Lichfield District Council`."""
    return {one.id: f"{_name(one)}, {one.role}, {one.organisation_name}" for one in these or ()}


async def chosen(visit: Visit, professional_id: str, organisation_id: str) -> Sequence[Professional]:
    """Who was chosen, where they work there today."""
    known = await _known(visit, {professional_id} - {""})
    return [one for one in known if one.organisation_id == organisation_id and not one.HasField("disabled_at")]


async def named(visit: Visit, ids: set[str]) -> Mapping[str, str]:
    """By id, those whom directory can name."""
    return {one.id: _name(one) for one in await _known(visit, ids)}


async def left(visit: Visit, ids: set[str]) -> set[str]:
    """Which of them do not work there any more, as far as directory can say."""
    return {one.id for one in await _known(visit, ids) if one.HasField("disabled_at")}


async def _known(visit: Visit, ids: set[str]) -> Sequence[Professional]:
    if not ids:
        return ()
    answer = await visit.attempt(visit.clients.directory.GetMany(GetManyRequest(ids=sorted(ids))))
    return answer.professionals if answer else ()


def _name(one: Professional) -> str:
    return f"{one.known_as or one.given_name} {one.family_name}"
