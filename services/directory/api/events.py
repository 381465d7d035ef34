"""What the directory publishes on `kith.directory.v1`, in order for each organisation."""

from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby

from google.protobuf.timestamp_pb2 import Timestamp
from kith.directory.v1 import events_pb2 as pb

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.outbox import Outgoing
from services.directory.domain.events import Event, OrganisationChanged, ProfessionalsImported
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional

TOPIC = "kith.directory.v1"


class Encoder:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids

    def __call__(self, event: Event) -> list[Outgoing]:
        """One record for each organisation the event is about. Public facts, ids and digests; no names of people."""
        if isinstance(event, OrganisationChanged):
            message = pb.DirectoryEvent(organisation_changed=_changed(event.organisation))
            return [self._outgoing(event.organisation.id, message)]
        if isinstance(event, ProfessionalsImported):
            members = [_gone(each) for each in event.left]
            members += [_member(each) for each in (*event.new, *event.changed)]
        else:
            members = [_member(event.professional)]
        return [
            self._outgoing(
                organisation,
                pb.DirectoryEvent(
                    staff_changed=pb.StaffChanged(organisation_id=organisation, members=[m for _, m in them])
                ),
            )
            for organisation, them in _by_organisation(members)
        ]

    def _outgoing(self, organisation: str, message: pb.DirectoryEvent) -> Outgoing:
        now = self._clock.now()
        at = Timestamp()
        at.FromDatetime(now)
        message.id = self._ids.new("evt")
        message.at.CopyFrom(at)
        return Outgoing(
            id=message.id,
            topic=TOPIC,
            key=organisation,
            type=str(message.WhichOneof("event")),
            payload=message.SerializeToString(),
            at=now,
        )


def _changed(organisation: Organisation) -> pb.OrganisationChanged:
    return pb.OrganisationChanged(
        organisation_id=organisation.id,
        name=organisation.facts.name,
        kind=organisation.facts.kind.value,
        nation=organisation.facts.nation.value,
        area_gss=organisation.facts.area,
    )


_Member = tuple[str, pb.StaffMember]


def _member(professional: Professional, *, works_there: bool = True) -> _Member:
    facts = professional.facts
    return professional.organisation, pb.StaffMember(
        professional_id=professional.id,
        external_id=facts.external_id,
        email_sha256=sha256(facts.email.encode()).digest() if facts.email else b"",
        working=works_there and professional.disabled_at is None,
    )


def _gone(professional: Professional) -> _Member:
    return _member(professional, works_there=False)


def _by_organisation(members: Iterable[_Member]) -> Iterable[tuple[str, list[_Member]]]:
    in_order = sorted(members, key=lambda member: member[0])
    return [(organisation, list(them)) for organisation, them in groupby(in_order, key=lambda member: member[0])]
