"""`/v1/me`: what a resident sees and steers of her own."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.cases.v1 import me_pb2
from kith.identity.v1 import accounts_pb2, proofing_pb2
from pydantic import AfterValidator, Field

from services.gateway.api.consents import Consent
from services.gateway.api.door import Behind, Door
from services.gateway.api.involvements import Involvement
from services.gateway.api.people import Feed
from services.gateway.api.shapes import (
    Asked,
    At,
    CountedPage,
    Cursor,
    Day,
    Filled,
    IdInPath,
    Limit,
    Maybe,
    MaybeAt,
    Page,
    Shown,
    printable,
)
from services.gateway.api.shares import Share

router = APIRouter(route_class=Door, tags=["me"])

Postcode = Annotated[str, Field(min_length=1, max_length=10, examples=["WS13 6HX"]), AfterValidator(printable)]
Number = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(printable)]


class Me(Shown):
    """The caller's account, and what her best live proof established."""

    id: str
    kind: str
    email: str
    email_verified: bool
    created_at: At
    confidence: str = Field(description="GPG 45: `none`, `low`, `medium`, `high` or `very_high`.")
    given_name: Maybe
    family_name: Maybe
    date_of_birth: Maybe


class Evidence(Asked):
    kind: Literal["uk_passport", "uk_driving_licence", "nhs_record", "bank_account", "council_tax_bill"]
    number: Number
    expires_on: Day | None = None


class SubmitProof(Asked):
    """Who the caller says she is, and the papers that show it."""

    given_name: Filled
    family_name: Filled
    date_of_birth: Day
    postcode: Postcode
    evidence: Annotated[list[Evidence], Field(max_length=10)]
    nhs_number: Annotated[str, Field(max_length=20), AfterValidator(printable)] | None = None


class ScoredEvidence(Shown):
    kind: str
    strength: int
    validity: int


class Proof(Shown):
    id: str
    state: str = Field(description="`pending`, `live`, `refused`, `expired`, `withdrawn` or `contra-indicated`.")
    confidence: str = Field(description="GPG 45: `none`, `low`, `medium`, `high` or `very_high`.")
    profile: Maybe = Field(description="The GPG 45 profile that was reached, such as `M1A`.")
    activity: int
    fraud: int
    verification: int
    evidence: list[ScoredEvidence]
    proved_at: MaybeAt
    expires_at: MaybeAt
    missing: list[str] = Field(description="What would make it stronger, in plain words.")


class Sharing(Shown):
    """What is shared about her, on which basis, and her consents."""

    consents: list[Consent]
    shares: list[Share]


class Disclosure(Shown):
    """One look, or one event that left. Says the role, never a name."""

    id: str = Field(description="Of its leaf in the log (`/v1/audit/inclusion`).")
    at: At
    organisation_id: str
    organisation_name: str
    role: Maybe
    what: str = Field(
        description=(
            "`network`, `family`, `record`, `history`, `case`, `find`, `entry`, `contact`, `event`, `export`, `copy`, "
            "`consent`, `sharing`, `referral`, `enquiry`, `contribution`, `concern`, `round`, `team` or `caseload`."
        )
    )
    data_classes: list[str]
    purpose: Maybe
    because: Maybe
    emergency: bool


class Approval(Shown):
    """A council she signed in to, and what it is told."""

    client_id: str
    client_name: str
    claims: list[str]
    approved_at: At


class Supporters(Page[Involvement]):
    """Who is supporting somebody, and how fresh the lists are that this comes from."""

    feeds: list[Feed]


@router.get("/v1/me")
async def me(behind: Behind) -> Me:
    """The caller's account."""
    return Me.of(await behind.accounts.GetAccount(accounts_pb2.GetAccountRequest()))


@router.post("/v1/me/proofs", status_code=201)
async def submit_proof(asked: SubmitProof, behind: Behind) -> Proof:
    """Prove who one is, once; the evidence is checked and scored."""
    return Proof.of(await behind.proofing.SubmitProof(proofing_pb2.SubmitProofRequest(**asked.wire())))


@router.get("/v1/me/proofs")
async def proofs(behind: Behind) -> Page[Proof]:
    """The caller's proofs, newest first."""
    answer = await behind.proofing.ListProofs(proofing_pb2.ListProofsRequest())
    return Page[Proof](items=[Proof.of(proof) for proof in answer.proofs])


@router.get("/v1/me/network")
async def my_network(behind: Behind) -> Supporters:
    """Who is supporting the caller."""
    answer = await behind.me.GetMyNetwork(me_pb2.GetMyNetworkRequest())
    return Supporters(
        items=[Involvement.of(involvement) for involvement in answer.involvements],
        feeds=[Feed.of(feed) for feed in answer.feeds],
    )


@router.get("/v1/me/sharing")
async def my_sharing(behind: Behind) -> Sharing:
    """What is shared about the caller."""
    return Sharing.of(await behind.me.GetMySharing(me_pb2.GetMySharingRequest()))


@router.get("/v1/acting/network")
async def network_of_another(behind: Behind) -> Supporters:
    """With a token for acting on a mandate: who is supporting the person, as far as it reaches. She is told."""
    answer = await behind.me.GetMyNetwork(me_pb2.GetMyNetworkRequest())
    return Supporters(
        items=[Involvement.of(involvement) for involvement in answer.involvements],
        feeds=[Feed.of(feed) for feed in answer.feeds],
    )


@router.get("/v1/acting/sharing")
async def sharing_of_another(behind: Behind) -> Sharing:
    """With a token for acting on a mandate: what is shared about the person, as far as it reaches. She is told."""
    return Sharing.of(await behind.me.GetMySharing(me_pb2.GetMySharingRequest()))


@router.get("/v1/me/disclosures")
async def my_disclosures(behind: Behind, limit: Limit = 25, cursor: Cursor = "") -> CountedPage[Disclosure]:
    """Who has looked, newest first."""
    answer = await behind.me.ListMyDisclosures(me_pb2.ListMyDisclosuresRequest(limit=limit, cursor=cursor))
    items = [Disclosure.of(disclosure) for disclosure in answer.disclosures]
    return CountedPage[Disclosure](items=items, next_cursor=answer.next_cursor, total=answer.total)


@router.get("/v1/me/approvals")
async def my_approvals(behind: Behind) -> Page[Approval]:
    """The councils the caller approved, and what each is told."""
    answer = await behind.accounts.ListApprovals(accounts_pb2.ListApprovalsRequest())
    return Page[Approval](items=[Approval.of(approval) for approval in answer.approvals])


@router.delete("/v1/me/approvals/{client_id}", status_code=204)
async def revoke_approval(client_id: IdInPath, behind: Behind) -> None:
    """Take an approval back: that council is told nothing more."""
    await behind.accounts.RevokeApproval(accounts_pb2.RevokeApprovalRequest(client_id=client_id))
