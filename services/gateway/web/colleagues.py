"""Colleagues on a page: found by name, role or place to choose from, and named where an id stands."""

from collections.abc import Mapping, Sequence

from kith.directory.v1.directory_pb2 import GetManyRequest, Professional, SearchProfessionalsRequest

from services.gateway.web.visit import Visit

_MOST_FOUND = 10


async def found(visit: Visit, words: str, organisation_id: str = "") -> Sequence[Professional] | None:
    """The best matches who work there today, of one organisation or of all; None where the directory is away."""
    if not words.strip() or not words.isprintable():
        return ()
    search = SearchProfessionalsRequest(query=words.strip(), organisation_id=organisation_id, limit=_MOST_FOUND)
    answer = await visit.attempt(visit.clients.directory.SearchProfessionals(search))
    if answer is None:
        return None
    there = [one for one in answer.professionals if not one.HasField("disabled_at")]
    return [one for one in there if not organisation_id or one.organisation_id == organisation_id]


def to_choose(these: Sequence[Professional] | None) -> Mapping[str, str]:
    """By id: `Lee Jones, social worker, Lichfield District Council`."""
    return {one.id: f"{_name(one)}, {one.role}, {one.organisation_name}" for one in these or ()}


async def named(visit: Visit, ids: set[str]) -> Mapping[str, str]:
    """By id, those whom directory can name."""
    if not ids:
        return {}
    answer = await visit.attempt(visit.clients.directory.GetMany(GetManyRequest(ids=sorted(ids))))
    return {one.id: _name(one) for one in answer.professionals} if answer else {}


def _name(one: Professional) -> str:
    return f"{one.known_as or one.given_name} {one.family_name}"
