"""A member of a person's network invites a professional, or a team, of another organisation to join it.

waiting ──a manager there says whom it is about──▶ accepted
   │ └──declines, with a reason──▶ declined
   └──nobody answers, or the inviter has left──▶ lapsed (never written down)

Until it is accepted it shows and opens nothing, and to the organisation invited it names nobody: that the inviter works
with her would be told by it. The two speak to each other; the manager says whom he means, as whoever finds a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement, Status
from services.cases.domain.purposes import Purpose

BY_INVITATION = "invitation"
"""The source of an involvement that somebody was invited to."""
_STANDS_FOR = timedelta(days=14)
_LONGEST, _LONGEST_REASON = 100, 1_000


class InvitationState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`professional_id` is empty for a team. `reason` is why it was declined; `expires_on` its last day."""

    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_id: str
    professional_id: str
    team: str
    role: str
    purpose: Purpose
    sent_at: datetime
    sent_by: str
    expires_on: date
    state: InvitationState = InvitationState.WAITING
    reason: str = ""
    moved_at: datetime | None = None
    moved_by: str = ""

    def stands(self, today: date) -> InvitationState:
        waits = self.state is InvitationState.WAITING
        return InvitationState.LAPSED if waits and self.expires_on < today else self.state

    def to_invited(self) -> "Invitation":
        """As the organisation invited is shown it: not whom it is about."""
        return replace(self, person_id="")

    def holds(self, network: Sequence[Involvement], today: date) -> bool:
        """Whether others see the inviter work with the person: a private service's invitation would tell of it."""
        return any(i.organisation_id == self.from_organisation_id and seen_to_work(i, today) for i in network)

    def involvement(self, id_: str, by: str, today: date) -> Involvement:
        """What it comes to once it is accepted; confirmed, for two agencies want it."""
        return Involvement(
            id=id_,
            person_id=self.person_id,
            organisation_id=self.to_organisation_id,
            professional_id=self.professional_id,
            team=self.team,
            role=self.role,
            since=today,
            until=None,
            source=BY_INVITATION,
            as_of=None,
            confirmed=True,
            declared_by=by,
            shielded=False,
        )

    # Each of these raises Conflict where it was answered, or has lapsed.

    def accepted(self, by: str, now: datetime) -> "Invitation":
        self._must_wait(day(now))
        return replace(self, state=InvitationState.ACCEPTED, moved_at=now, moved_by=by)

    def declined(self, reason: str, by: str, now: datetime) -> "Invitation":
        """Raises Invalid without a reason."""
        self._must_wait(day(now))
        said = reason.strip()
        if not 0 < len(said) <= _LONGEST_REASON:
            raise Invalid.field("reason", f"must say why, in at most {_LONGEST_REASON} characters")
        return replace(self, state=InvitationState.DECLINED, reason=said, moved_at=now, moved_by=by)

    def _must_wait(self, today: date) -> None:
        if (state := self.stands(today)) is not InvitationState.WAITING:
            raise Conflict(f"this invitation is {state}", code=f"invitation-{state}")


@dataclass(frozen=True, slots=True)
class Inviting:
    """Whom, of which organisation, to do what, and why."""

    to_organisation_id: str
    professional_id: str
    team: str
    role: str
    purpose: Purpose


def invited(id_: str, person_id: str, to: Inviting, by: tuple[str, str], now: datetime) -> Invitation:
    """`by` is who invites, and for which organisation. Raises Invalid."""
    sent_by, organisation_id = by
    if to.to_organisation_id == organisation_id:
        raise Invalid.field("to_organisation_id", "is your own; say that they work with this person instead")
    if not (to.professional_id or to.team):
        raise Invalid.field("professional_id", "must be given, or a team")
    for field in ("team", "role"):
        if len(getattr(to, field)) > _LONGEST:
            raise Invalid.field(field, f"must be at most {_LONGEST} characters")
    return Invitation(
        id_,
        person_id,
        organisation_id,
        to.to_organisation_id,
        to.professional_id,
        to.team,
        to.role,
        to.purpose,
        now,
        sent_by,
        day(now) + _STANDS_FOR,
    )


def seen_to_work(one: Involvement, today: date) -> bool:
    """Whether the rest of the network sees it."""
    return one.confirmed and not one.shielded and one.status(today) is Status.CURRENT


def not_whom() -> Denied:
    """One answer, whoever was meant and whether anybody is known so."""
    return Denied(
        "this is not whom the invitation is about, or not enough to be sure; ask whoever invited", code="not-whom"
    )
