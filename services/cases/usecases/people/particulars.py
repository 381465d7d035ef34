"""What agencies' entries say besides who somebody is, opened to be compared: nobody reads it."""

from collections.abc import Mapping, Sequence

from services.cases.domain.people.person import Knowledge, Particulars
from services.cases.ports.keys import Keys, knowledge_key


async def particulars_of(keys: Keys, known: Sequence[Knowledge]) -> Mapping[str, Particulars]:
    """By entry."""
    await keys.fetch(*(knowledge_key(k.id, k.organisation_id) for k in known))
    return {
        k.id: Particulars.parse(await keys.open(knowledge_key(k.id, k.organisation_id), k.sealed, k.id.encode()))
        for k in known
    }
