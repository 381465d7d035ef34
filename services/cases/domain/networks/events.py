"""What happened in the networks around people besides involvements; ids only. None of it is published."""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverMoved(Act):
    """About nobody in particular. `step` is "declared" or "ended"."""

    kind = "cover.moved"
    cover_id: str
    professional_id: str
    covering_id: str
    until: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMoved(Act):
    """`step` is "sent", "accepted" or "declined"."""

    kind = "invitation.moved"
    invitation_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLinkMoved(Act):
    """Told of each of the two. `step` is "recorded" or "ended"."""

    kind = "family-link.moved"
    family_link_id: str
    step: str
