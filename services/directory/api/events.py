"""What the directory publishes on `kith.directory.v1`, in order for each organisation."""

from google.protobuf.timestamp_pb2 import Timestamp
from kith.directory.v1 import events_pb2 as pb

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.outbox import Outgoing
from services.directory.domain.events import OrganisationChanged

TOPIC = "kith.directory.v1"


class Encoder:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids

    def __call__(self, event: OrganisationChanged) -> Outgoing:
        """Public facts only."""
        now, organisation = self._clock.now(), event.organisation
        at = Timestamp()
        at.FromDatetime(now)
        changed = pb.OrganisationChanged(
            organisation_id=organisation.id,
            name=organisation.facts.name,
            kind=organisation.facts.kind.value,
            nation=organisation.facts.nation.value,
            area_gss=organisation.facts.area,
        )
        message = pb.DirectoryEvent(id=self._ids.new("evt"), at=at, organisation_changed=changed)
        return Outgoing(
            id=message.id,
            topic=TOPIC,
            key=organisation.id,
            type="organisation_changed",
            payload=message.SerializeToString(),
            at=now,
        )
