"""The log of what was done here: its leaves."""

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.keystore import KeyStore
from chassis.merkle import LeafDraft, canonical
from chassis.merkle.leaf import Json
from services.directory.domain.events import (
    Event,
    OrganisationChanged,
    ProfessionalDisabled,
    ProfessionalsImported,
)

_SEALED_UNDER = "directory/log"


class Leaves:
    """Drafts leaves. Who imported whom is known only to whoever holds the key."""

    def __init__(self, keys: KeyStore, clock: Clock, ids: Ids) -> None:
        self._keys, self._clock, self._ids = keys, clock, ids

    async def draft(self, event: Event, by: str) -> LeafDraft:
        leaf = self._ids.new("lea")
        kind, facts = _described(event)
        plaintext = canonical({"by": by, "facts": facts})
        return LeafDraft(
            id=leaf,
            kind=kind,
            at=self._clock.now(),
            subject=None,
            plaintext=plaintext,
            sealed=await self._keys.seal(_SEALED_UNDER, plaintext, leaf.encode()),
        )


def _described(event: Event) -> tuple[str, Json]:
    if isinstance(event, OrganisationChanged):
        facts = event.organisation.facts
        return "organisation.changed", {
            "organisation": event.organisation.id,
            "name": facts.name,
            "kind": facts.kind.value,
            "identifier": facts.identifier,
            "area": facts.area,
            "nation": facts.nation.value,
        }
    if isinstance(event, ProfessionalsImported):
        return "professionals.imported", {
            "feed": event.feed,
            "new": [each.id for each in event.new],
            "changed": [each.id for each in event.changed],
        }
    kind = "professional.disabled" if isinstance(event, ProfessionalDisabled) else "professional.enabled"
    return kind, {"professional": event.professional.id, "organisation": event.professional.organisation}
