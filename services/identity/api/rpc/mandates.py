"""`kith.identity.v1.Mandates`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from grpc.aio import ServicerContext
from kith.identity.v1 import mandates_pb2 as pb
from kith.identity.v1 import mandates_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.rpc import caller
from services.identity.api.rpc.days import day
from services.identity.domain.mandates.mandate import Assessment, Kind, Mandate, birthday, london_day, reach
from services.identity.usecases.mandates.ask_again import AskAgain
from services.identity.usecases.mandates.assess_capacity import AssessCapacity
from services.identity.usecases.mandates.end_mandate import EndMandate
from services.identity.usecases.mandates.get_acting import GetActing
from services.identity.usecases.mandates.get_reach import GetReach
from services.identity.usecases.mandates.list_acted_for import ListActedFor
from services.identity.usecases.mandates.list_mandates import Listed, ListMandates
from services.identity.usecases.mandates.record_mandate import RecordMandate
from services.identity.usecases.mandates.suspend_mandate import SuspendMandate

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class MandateVerbs:
    record: RecordMandate
    listed: ListMandates
    end: EndMandate
    suspension: SuspendMandate
    assess: AssessCapacity
    ask_again: AskAgain
    acting: GetActing
    reached: GetReach
    acted_for: ListActedFor


class MandatesServicer(pb_grpc.MandatesServicer):
    def __init__(self, verbs: MandateVerbs, clock: Clock) -> None:
        self._verbs, self._clock = verbs, clock

    async def RecordMandate(self, request: pb.RecordMandateRequest, context: Context) -> pb.Mandate:
        wanted = Mandate(
            id="",
            account_id=request.account_id,
            proxy_id=request.proxy_id,
            # Whether it is one is for the use case to say, in words.
            kind=cast(Kind, request.kind),
            data_classes=frozenset(request.data_classes),
            starts_on=day("starts_on", request.starts_on),
            ends_on=day("ends_on", request.ends_on) if request.ends_on else None,
            recorded_by="",
            organisation_id="",
            recorded_at=self._clock.now(),
            document=request.document.strip(),
            number=request.number.strip(),
            born_on=day("born_on", request.born_on) if request.born_on else None,
        )
        return self._to_officer(await self._verbs.record.by_officer(caller(), wanted))

    async def ChooseCarer(self, request: pb.ChooseCarerRequest, context: Context) -> pb.Mandate:
        now = self._clock.now()
        wanted = Mandate(
            id="",
            account_id="",
            proxy_id=request.proxy_id.strip(),
            kind="carer",
            data_classes=frozenset(request.data_classes),
            starts_on=london_day(now),
            ends_on=day("ends_on", request.ends_on) if request.ends_on else None,
            recorded_by="",
            organisation_id="",
            recorded_at=now,
        )
        return self._to_party(await self._verbs.record.by_resident(caller(), wanted))

    async def ListMyMandates(self, request: pb.ListMyMandatesRequest, context: Context) -> pb.ListMandatesResponse:
        found = await self._verbs.listed.about_me(caller())
        return pb.ListMandatesResponse(mandates=[self._to_party(each.mandate, each.name) for each in found])

    async def ListHeldMandates(self, request: pb.ListHeldMandatesRequest, context: Context) -> pb.ListMandatesResponse:
        return _held(await self._verbs.listed.held_by_me(caller()))

    async def ListMandatesOf(self, request: pb.ListMandatesOfRequest, context: Context) -> pb.ListMandatesResponse:
        found = await self._verbs.listed.for_officer(caller(), request.account_id)
        listed = [self._to_officer(each.mandate, each.name) for each in found.listed]
        return pb.ListMandatesResponse(mandates=listed, name=found.name)

    async def StopMandate(self, request: pb.StopMandateRequest, context: Context) -> pb.Mandate:
        return self._to_party(await self._verbs.end.by_party(caller(), request.id))

    async def KeepMandate(self, request: pb.KeepMandateRequest, context: Context) -> pb.Mandate:
        return self._to_party(await self._verbs.ask_again(caller(), request.id))

    async def SuspendMandate(self, request: pb.SuspendMandateRequest, context: Context) -> pb.Mandate:
        return self._to_officer(await self._verbs.suspension.suspend(caller(), request.id, request.reason))

    async def ResumeMandate(self, request: pb.ResumeMandateRequest, context: Context) -> pb.Mandate:
        return self._to_officer(await self._verbs.suspension.resume(caller(), request.id, request.reason))

    async def EndMandate(self, request: pb.EndMandateRequest, context: Context) -> pb.Mandate:
        return self._to_officer(await self._verbs.end.by_officer(caller(), request.id))

    async def AssessCapacity(self, request: pb.AssessCapacityRequest, context: Context) -> pb.Mandate:
        assessment = Assessment(
            request.decision,
            day("assessed_on", request.assessed_on),
            day("until", request.until),
            request.assessor.strip(),
            recorded_by="",
        )
        return self._to_officer(await self._verbs.assess(caller(), request.id, assessment))

    async def GetActing(self, request: pb.GetActingRequest, context: Context) -> pb.Acting:
        found = await self._verbs.acting(caller())
        return pb.Acting(
            mandate_id=found.mandate.id, kind=found.mandate.kind, name=found.name, reach=sorted(found.classes)
        )

    async def GetReach(self, request: pb.GetReachRequest, context: Context) -> pb.Reach:
        found = await self._verbs.reached(request.mandate_id)
        return pb.Reach(
            account_id=found.mandate.account_id,
            proxy_id=found.mandate.proxy_id,
            kind=found.mandate.kind,
            reach=sorted(found.classes),
            assessments=map(_assessment, found.found),
        )

    async def ListActedFor(self, request: pb.ListActedForRequest, context: Context) -> pb.ListActedForResponse:
        return pb.ListActedForResponse(account_ids=sorted(await self._verbs.acted_for(request.account_id)))

    def _to_party(self, mandate: Mandate, name: str = "") -> pb.Mandate:
        """To the person it is about, or a proxy who gave it up: whether an officer suspended it is not told."""
        message = _mandate(mandate, name)
        over = "ended" if mandate.ended_at else "stopped" if mandate.stopped_at else "live"
        message.state = over
        if mandate.born_on and mandate.asked_again_on is None:
            message.ask_again = london_day(self._clock.now()) >= birthday(mandate.born_on, 16)
        return message

    def _to_officer(self, mandate: Mandate, name: str = "") -> pb.Mandate:
        message = self._to_party(mandate, name)
        if mandate.suspended_at and not mandate.ended_at:
            message.state = "suspended"
        message.document, message.number = mandate.document, mandate.number
        message.reason = mandate.suspended_because
        message.assessments.extend(map(_assessment, mandate.assessments))
        message.reach.extend(sorted(reach(mandate, london_day(self._clock.now()))))
        return message


def _held(found: Sequence[Listed]) -> pb.ListMandatesResponse:
    answer = pb.ListMandatesResponse()
    for each in found:
        message = _mandate(each.mandate, each.name)
        message.state = "live"
        message.reach.extend(sorted(each.classes))
        answer.mandates.append(message)
    return answer


def _mandate(mandate: Mandate, name: str) -> pb.Mandate:
    message = pb.Mandate(
        id=mandate.id,
        account_id=mandate.account_id,
        proxy_id=mandate.proxy_id,
        kind=mandate.kind,
        data_classes=sorted(mandate.data_classes),
        starts_on=mandate.starts_on.isoformat(),
        ends_on=mandate.ends_on.isoformat() if mandate.ends_on else "",
        name=name,
    )
    message.recorded_at.FromDatetime(mandate.recorded_at)
    return message


def _assessment(one: Assessment) -> pb.Assessment:
    return pb.Assessment(
        decision=one.decision,
        assessed_on=one.assessed_on.isoformat(),
        until=one.until.isoformat(),
        assessor=one.assessor,
    )
