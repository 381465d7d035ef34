"""`/v1/people`: finding one person, and who is around her."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import people_pb2 as pb
from kith.directory.v1.directory_pb2 import Professional
from pydantic import Field, model_validator

from services.gateway.api.door import Behind, Door
from services.gateway.api.involvements import Involvement
from services.gateway.api.shapes import Asked, Day, Filled, IdInPath, Maybe, Prose, Purpose, Shown
from services.gateway.clients.network import NEVER_SHOWN, ComposedNetwork, compose

router = APIRouter(route_class=Door, tags=["people"])


class Withholding(Asked):
    """Keeps a look from the resident until a named reviewer releases it; for those who may by law."""

    ground: Literal["police_enquiry", "section_47", "fraud", "risk_to_another"]
    reason: Prose
    review_on: Day = Field(description="When a reviewer must look again.")


class Identifier(Asked):
    scheme: Literal["nhs_number", "local_id"] = Field(description="`local_id` is the caller's own agency's.")
    value: Filled = Field(examples=["9990001234"])


class FindPerson(Asked):
    """A purpose, and either an identifier or a full name with date of birth."""

    purpose: Purpose
    identifier: Identifier | None = None
    given_name: Filled | None = None
    family_name: Filled | None = None
    date_of_birth: Day | None = None
    withholding: Withholding | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "FindPerson":
        named = (self.given_name, self.family_name, self.date_of_birth)
        if self.identifier is None and None in named:
            raise ValueError("give an identifier, or given_name, family_name and date_of_birth")
        if self.identifier is not None and named != (None, None, None):
            raise ValueError("give an identifier or a name with date of birth, not both")
        return self

    def message(self) -> pb.FindPersonRequest:
        fields: dict[str, Any] = self.wire()
        if self.identifier is None:
            names = ("given_name", "family_name", "date_of_birth")
            fields["name_and_birth"] = {name: fields.pop(name) for name in names}
        return pb.FindPersonRequest(**fields)


class FoundPerson(Shown):
    """One match, or how it failed. Names no agency and no address; only `match` carries a person."""

    outcome: str = Field(description="`match`, `several` or `none`.")
    person_id: Maybe
    given_name: Maybe
    family_name: Maybe
    date_of_birth: Maybe


class SeparatePerson(Asked):
    """Names the caller's own agency's entry; refused while the agency has cases or live shares about the person."""

    local_id: Filled
    reason: Prose


class SeparatedPerson(Shown):
    person_id: str = Field(description="Who the entry is of from now on.")


class LookAtNetwork(Asked):
    purpose: Purpose
    withholding: Withholding | None = None


class Feed(Shown):
    """Where involvements come from, and the day it is current as of."""

    organisation_name: str
    name: str
    as_of: str
    coverage: Maybe = Field(description="Whom it holds, in the organisation's words; null where it has not said.")
    silent_since: Maybe = Field(description="The day a delivery was due, once that is past.")


class InvolvementWithContacts(Involvement):
    """An involvement, with what its professional lets this caller see."""

    name: str | None = Field(None, description="The professional's name; null for a team, or while contacts are away.")
    email: str | None = None
    phone: str | None = Field(None, examples=["01543 496 0123"])
    mobile: str | None = None
    working_days: list[str] = Field(default_factory=list, examples=[["Mon", "Tue"]])
    worker_unavailable: bool = Field(
        False, description="The professional does not work there any more, or just now; their team is still involved."
    )


class Network(Shown):
    """Who is involved with a person, as this caller may see it."""

    person_id: str
    given_name: str
    family_name: str
    date_of_birth: str
    involvements: list[InvolvementWithContacts]
    feeds: list[Feed]
    because: str = Field(description="Why the caller may see this, in one plain sentence.")
    contacts_available: bool = Field(description="False while names and contacts cannot be added; try again later.")
    notice: str = Field(NEVER_SHOWN, description="Always the same, whether anything is held back or not.")


@router.post("/v1/people/find")
async def find_person(asked: FindPerson, behind: Behind) -> FoundPerson:
    """Find one person, for a purpose."""
    return FoundPerson.of(await behind.people.FindPerson(asked.message()))


@router.post("/v1/people/separate")
async def separate_person(asked: SeparatePerson, behind: Behind) -> SeparatedPerson:
    """Undo a wrong link between agencies' knowledge: the caller's own entry is of somebody else from now on."""
    return SeparatedPerson.of(await behind.people.SeparatePerson(pb.SeparatePersonRequest(**asked.wire())))


@router.get("/v1/people/{person_id}/network")
async def network(person_id: IdInPath, purpose: Annotated[Purpose, Query()], behind: Behind) -> Network:
    """Who is involved with a person. The look is logged and shown to her."""
    return _shown(await compose(behind, person_id, purpose))


@router.post("/v1/people/{person_id}/network")
async def look_at_network(person_id: IdInPath, asked: LookAtNetwork, behind: Behind) -> Network:
    """The same, with a withholding where the law allows one: a reason never stands in an address."""
    withholding = pb.Withholding(**asked.withholding.wire()) if asked.withholding else None
    return _shown(await compose(behind, person_id, asked.purpose, withholding))


def _shown(composed: ComposedNetwork) -> Network:
    shown = composed.network
    return Network(
        person_id=shown.person_id,
        given_name=shown.given_name,
        family_name=shown.family_name,
        date_of_birth=shown.date_of_birth,
        involvements=[_with_contacts(i, composed.professionals.get(i.professional_id)) for i in shown.involvements],
        feeds=[Feed.of(feed) for feed in shown.feeds],
        because=shown.because,
        contacts_available=composed.contacts_available,
    )


def _with_contacts(involvement: pb.Involvement, professional: Professional | None) -> InvolvementWithContacts:
    shown = InvolvementWithContacts.of(involvement)
    if professional is not None:
        shown.name = f"{professional.known_as or professional.given_name} {professional.family_name}".strip() or None
        shown.email, shown.phone = professional.email or None, professional.phone or None
        shown.mobile, shown.working_days = professional.mobile or None, list(professional.working_days)
        shown.worker_unavailable = professional.HasField("disabled_at")
    return shown


class RecordDeath(Asked):
    died_on: Day | None = Field(None, description="Left out: it was a mistake.")


class Death(Shown):
    died_on: Maybe


@router.post("/v1/people/{person_id}/death")
async def record_death(person_id: IdInPath, asked: RecordDeath, behind: Behind) -> Death:
    """Say that she has died, or that this was a mistake. Nobody consents for her from then on."""
    return Death.of(await behind.people.RecordDeath(pb.RecordDeathRequest(person_id=person_id, **asked.wire())))
