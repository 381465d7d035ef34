"""`/v1/assisted-…`: people served in person, by officers, and the colleagues who look a second time."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from kith.identity.v1 import assisted_pb2 as pb
from pydantic import Field, model_validator

from services.gateway.api.door import Behind, Door
from services.gateway.api.me import Evidence, Postcode
from services.gateway.api.shapes import Asked, At, Day, Filled, Id, IdInPath, Maybe, Prose, Shown

router = APIRouter(route_class=Door, tags=["assisted"])

Ceremonial = Annotated[str, Field(min_length=1, max_length=20_000)]


class Person(Asked):
    given_name: Filled
    family_name: Filled
    date_of_birth: Day
    postcode: Postcode
    nhs_number: Annotated[str, Field(max_length=20)] | None = None


class KnownPerson(Asked):
    """By whom somebody who sat here before is found."""

    given_name: Filled
    family_name: Filled
    date_of_birth: Day


class OpenSitting(Asked):
    """With somebody new, or with somebody known by reference, or by names and date of birth."""

    place: Filled = Field(examples=["Lichfield library"])
    newcomer: Person | None = None
    reference: Id | None = Field(None, description="On the person's card: the account's id.")
    known: KnownPerson | None = None
    recognised_by: Literal["photo", "known", "voucher", "answers"] | None = Field(
        None, description="How the officer knows, this time, that it is them. Not for a newcomer."
    )

    @model_validator(mode="after")
    def _one_way(self) -> "OpenSitting":
        if sum(each is not None for each in (self.newcomer, self.reference, self.known)) != 1:
            raise ValueError("give one of newcomer, reference and known")
        if (self.newcomer is None) == (self.recognised_by is None):
            raise ValueError("say how you know somebody who was here before, and only then")
        return self


class ShownPerson(Shown):
    given_name: str
    family_name: str
    date_of_birth: str
    postcode: Maybe


class Sitting(Shown):
    """Everything done for the person is done in it, and its id is what to act on with them there."""

    id: str
    account_id: str = Field(description="The reference for the person's card.")
    person: ShownPerson
    place: str
    recognised_by: str
    opened_at: At
    expires_at: At
    vouches: int = Field(description="Professionals who have vouched in it.")
    binding: Maybe = Field(description="A second officer's leave to bind a passkey: `asked` or `confirmed`.")


class ShownDocument(Asked):
    evidence: Evidence
    examined: Literal["seen", "features", "source"] = Field(
        description="Looked at; its security features checked; those, and its issuer asked or its chip read."
    )


class Examine(Asked):
    shown: Annotated[list[ShownDocument], Field(max_length=8)]
    compared: Literal["answers", "voucher", "photo", "photo_trained"] = Field(
        description="How it was seen that the documents are this person's."
    )


class SeenEvidence(Shown):
    kind: str
    number: str
    expires_on: Maybe


class SeenDocument(Shown):
    evidence: SeenEvidence
    examined: str


class Examination(Shown):
    id: str
    proof_id: str
    state: str = Field(description="`done`, `waiting` (for a second officer), `confirmed` or `refused`.")
    confidence: str = Field(description="GPG 45: what it reaches once it is live as a whole.")
    flags: list[str] = Field(description="What a colleague should look at.")
    person: ShownPerson
    shown: list[SeenDocument]
    compared: str
    vouches: int
    organisation_id: str
    examined_at: At


class GiveVouch(KnownPerson):
    """The person as the voucher knows them; refused where it is not whom the officer was told."""

    known_as: Filled = Field(examples=["her GP"])
    known_since: Day
    related: bool
    same_address: bool


class Vouch(Shown):
    id: str


class Waiting(Shown):
    """What waits for a second officer, without the caller's own."""

    examinations: list[Examination]
    bindings: list[Sitting]


class Decide(Asked):
    confirmed: bool
    reason: Prose


class Ceremony(Shown):
    """`options` are JSON for `navigator.credentials.create` (WebAuthn level 3)."""

    token: str
    options: str


class BindPasskey(Asked):
    token: Ceremonial
    response: Ceremonial
    name: Filled


class Passkey(Shown):
    id: str
    name: str
    added_at: At


@router.post("/v1/assisted-sittings", status_code=201)
async def open_sitting(asked: OpenSitting, behind: Behind) -> Sitting:
    """Somebody sits in front of the officer."""
    return Sitting.of(await behind.assisted.OpenSitting(pb.OpenSittingRequest(**asked.wire())))


@router.get("/v1/assisted-sittings/{sitting_id}")
async def sitting(sitting_id: IdInPath, behind: Behind) -> Sitting:
    """The officer's own, while it lasts."""
    return Sitting.of(await behind.assisted.GetSitting(pb.GetSittingRequest(id=sitting_id)))


@router.post("/v1/assisted-sittings/{sitting_id}/end", status_code=204)
async def end_sitting(sitting_id: IdInPath, behind: Behind) -> Response:
    """The person has left: every token for it is over."""
    await behind.assisted.EndSitting(pb.EndSittingRequest(id=sitting_id))
    return Response(status_code=204)


@router.post("/v1/assisted-sittings/{sitting_id}/examinations", status_code=201)
async def examine(sitting_id: IdInPath, asked: Examine, behind: Behind) -> Examination:
    """What lay on the desk, and how it was examined."""
    request = pb.ExamineRequest(sitting_id=sitting_id, **asked.wire())
    return Examination.of(await behind.assisted.Examine(request))


@router.post("/v1/assisted-sittings/{sitting_id}/vouches", status_code=201)
async def give_vouch(sitting_id: IdInPath, asked: GiveVouch, behind: Behind) -> Vouch:
    """A professional of the directory says that it is who they say."""
    return Vouch.of(await behind.assisted.GiveVouch(pb.GiveVouchRequest(sitting_id=sitting_id, **asked.wire())))


@router.post("/v1/assisted-sittings/{sitting_id}/binding")
async def ask_binding(sitting_id: IdInPath, behind: Behind) -> Sitting:
    """Ask a colleague for leave to bind a passkey, where the person is proven above medium."""
    return Sitting.of(await behind.assisted.AskBinding(pb.AskBindingRequest(sitting_id=sitting_id)))


@router.post("/v1/assisted-sittings/{sitting_id}/binding/confirm", status_code=204)
async def confirm_binding(sitting_id: IdInPath, behind: Behind) -> Response:
    """A second officer's leave."""
    await behind.assisted.ConfirmBinding(pb.ConfirmBindingRequest(sitting_id=sitting_id))
    return Response(status_code=204)


@router.post("/v1/assisted-sittings/{sitting_id}/passkeys/begin")
async def begin_passkey(sitting_id: IdInPath, behind: Behind) -> Ceremony:
    """What to ask of the person's own device."""
    return Ceremony.of(await behind.assisted.BeginBinding(pb.BeginBindingRequest(sitting_id=sitting_id)))


@router.post("/v1/assisted-sittings/{sitting_id}/passkeys", status_code=201)
async def bind_passkey(sitting_id: IdInPath, asked: BindPasskey, behind: Behind) -> Passkey:
    """What the device answered: from now on the person can sign in herself."""
    return Passkey.of(
        await behind.assisted.FinishBinding(pb.FinishBindingRequest(sitting_id=sitting_id, **asked.wire()))
    )


@router.get("/v1/assisted-reviews")
async def waiting(behind: Behind) -> Waiting:
    """What waits for a second officer."""
    return Waiting.of(await behind.assisted.ListWaiting(pb.ListWaitingRequest()))


@router.post("/v1/assisted-reviews/{examination_id}")
async def decide(examination_id: IdInPath, asked: Decide, behind: Behind) -> Examination:
    """The second officer's decision."""
    return Examination.of(
        await behind.assisted.DecideExamination(pb.DecideExaminationRequest(id=examination_id, **asked.wire()))
    )
