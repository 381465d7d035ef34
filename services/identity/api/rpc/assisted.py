"""`kith.identity.v1.Assisted`."""

from dataclasses import dataclass
from typing import Any, cast

from grpc.aio import ServicerContext
from kith.identity.v1 import assisted_pb2 as pb
from kith.identity.v1 import assisted_pb2_grpc as pb_grpc
from kith.identity.v1 import credentials_pb2, proofing_pb2

from chassis.rpc import caller
from services.identity.api.rpc.credentials import passkey_message
from services.identity.api.rpc.days import day
from services.identity.api.rpc.messages import evidence_message
from services.identity.api.rpc.sign_ins import ceremony_message
from services.identity.domain.proofs.proof import Claims, Evidence
from services.identity.domain.sittings.examination import Compared, Examination, Examined, Shown
from services.identity.domain.sittings.sitting import Recognised, Sitting, Whom
from services.identity.usecases.credentials.begin_passkey import BeginRegistration
from services.identity.usecases.credentials.register_passkey import RegisterPasskey
from services.identity.usecases.sittings.bind_in_person import AskBinding
from services.identity.usecases.sittings.end_sitting import EndSitting
from services.identity.usecases.sittings.examine import Examine
from services.identity.usecases.sittings.get_sitting import GetSitting
from services.identity.usecases.sittings.give_vouch import Declaration, GiveVouch
from services.identity.usecases.sittings.open_sitting import OpenSitting
from services.identity.usecases.sittings.second_look import ConfirmBinding, DecideExamination, ListWaiting

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class AssistedVerbs:
    open: OpenSitting
    get: GetSitting
    end: EndSitting
    examine: Examine
    vouch: GiveVouch
    waiting: ListWaiting
    decide: DecideExamination
    ask_binding: AskBinding
    confirm_binding: ConfirmBinding
    begin_binding: BeginRegistration
    finish_binding: RegisterPasskey


class AssistedServicer(pb_grpc.AssistedServicer):
    def __init__(self, verbs: AssistedVerbs) -> None:
        self._verbs = verbs

    async def OpenSitting(self, request: pb.OpenSittingRequest, context: Context) -> pb.Sitting:
        if request.HasField("newcomer"):
            claims = _claims("newcomer", request.newcomer)
            return _sitting(*await self._verbs.open.with_somebody_new(caller(), claims, request.place))
        known = request.known
        born_on = day("known.date_of_birth", known.date_of_birth) if known.date_of_birth else None
        whom = Whom(request.reference.strip(), known.given_name, known.family_name, born_on)
        recognised = cast(Recognised, request.recognised_by)
        return _sitting(*await self._verbs.open.with_somebody_known(caller(), whom, request.place, recognised))

    async def GetSitting(self, request: pb.GetSittingRequest, context: Context) -> pb.Sitting:
        view = await self._verbs.get(caller(), request.id)
        return _sitting(view.sitting, view.claims, view.vouches)

    async def EndSitting(self, request: pb.EndSittingRequest, context: Context) -> pb.EndSittingResponse:
        await self._verbs.end(caller(), request.id)
        return pb.EndSittingResponse()

    async def Examine(self, request: pb.ExamineRequest, context: Context) -> pb.Examination:
        shown = tuple(
            Shown(_evidence(place, each.evidence), cast(Examined, each.examined))
            for place, each in enumerate(request.shown)
        )
        compared = cast(Compared, request.compared)
        return _examination(await self._verbs.examine(caller(), request.sitting_id, shown, compared))

    async def GiveVouch(self, request: pb.GiveVouchRequest, context: Context) -> pb.GiveVouchResponse:
        said = Declaration(
            request.given_name,
            request.family_name,
            day("date_of_birth", request.date_of_birth),
            request.known_as,
            day("known_since", request.known_since),
            related=request.related,
            same_address=request.same_address,
        )
        return pb.GiveVouchResponse(id=(await self._verbs.vouch(caller(), request.sitting_id, said)).id)

    async def ListWaiting(self, request: pb.ListWaitingRequest, context: Context) -> pb.ListWaitingResponse:
        found = await self._verbs.waiting(caller())
        return pb.ListWaitingResponse(
            examinations=map(_examination, found.examinations),
            bindings=[_sitting(sitting, claims) for sitting, claims in found.bindings],
        )

    async def DecideExamination(self, request: pb.DecideExaminationRequest, context: Context) -> pb.Examination:
        decide = self._verbs.decide
        return _examination(await decide(caller(), request.id, request.reason, confirmed=request.confirmed))

    async def AskBinding(self, request: pb.AskBindingRequest, context: Context) -> pb.Sitting:
        await self._verbs.ask_binding(caller(), request.sitting_id)
        view = await self._verbs.get(caller(), request.sitting_id)
        return _sitting(view.sitting, view.claims, view.vouches)

    async def ConfirmBinding(self, request: pb.ConfirmBindingRequest, context: Context) -> pb.ConfirmBindingResponse:
        await self._verbs.confirm_binding(caller(), request.sitting_id)
        return pb.ConfirmBindingResponse()

    async def BeginBinding(self, request: pb.BeginBindingRequest, context: Context) -> credentials_pb2.Ceremony:
        view = await self._verbs.get(caller(), request.sitting_id)
        return ceremony_message(await self._verbs.begin_binding(caller(), view.sitting.account_id))

    async def FinishBinding(self, request: pb.FinishBindingRequest, context: Context) -> credentials_pb2.Passkey:
        view = await self._verbs.get(caller(), request.sitting_id)
        bound = await self._verbs.finish_binding(
            caller(), view.sitting.account_id, request.token, request.response, request.name
        )
        return passkey_message(bound)


def _claims(field: str, person: pb.Person) -> Claims:
    return Claims(
        given_name=person.given_name.strip(),
        family_name=person.family_name.strip(),
        date_of_birth=day(f"{field}.date_of_birth", person.date_of_birth),
        postcode=person.postcode.strip().upper(),
        nhs_number=person.nhs_number.replace(" ", "").replace("-", ""),
    )


def _evidence(place: int, told: proofing_pb2.Evidence) -> Evidence:
    expires_on = day(f"shown.{place}.expires_on", told.expires_on) if told.expires_on else None
    return Evidence(told.kind, told.number, expires_on)


def _person(claims: Claims) -> pb.Person:
    return pb.Person(
        given_name=claims.given_name,
        family_name=claims.family_name,
        date_of_birth=claims.date_of_birth.isoformat(),
        postcode=claims.postcode,
        nhs_number=claims.nhs_number,
    )


def _sitting(sitting: Sitting, claims: Claims, vouches: int = 0) -> pb.Sitting:
    asked = "asked" if sitting.binding_asked_at else ""
    message = pb.Sitting(
        id=sitting.id,
        account_id=sitting.account_id,
        person=_person(claims),
        place=sitting.place,
        recognised_by=sitting.recognised_by,
        vouches=vouches,
        binding="confirmed" if sitting.binding_confirmed_by else asked,
    )
    message.opened_at.FromDatetime(sitting.opened_at)
    message.expires_at.FromDatetime(sitting.expires_at)
    return message


def _examination(examination: Examination) -> pb.Examination:
    message = pb.Examination(
        id=examination.id,
        proof_id=examination.proof_id,
        state=examination.state,
        confidence=examination.level.label,
        flags=examination.flags,
        person=_person(examination.claims),
        compared=examination.compared,
        vouches=len(examination.vouchers),
        organisation_id=examination.organisation_id,
    )
    for each in examination.shown:
        message.shown.add(evidence=evidence_message(each.evidence), examined=each.examined)
    message.examined_at.FromDatetime(examination.examined_at)
    return message
