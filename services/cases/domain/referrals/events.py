"""What happened to referrals, and to the shares that go with them; ids only. Of a private one nothing is published:
an event, or a gap in a person's numbers, would tell of it by being there.
"""

from dataclasses import dataclass

from services.cases.domain.events import Act, Event, ShareEnded, ShareGranted
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.sharing.share import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralNoted(Act):
    """`step` is the state it came to, or "escalated to" whom."""

    kind = "referral.noted"
    referral_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralChanged(Event):
    kind = "referral.changed"
    referral_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateShareNoted(Act):
    """`step` is "granted", or why it ended."""

    kind = "share.noted"
    share_id: str
    step: str


def moved(one: Referral, organisation_id: str, by: str) -> list[Act]:
    """To tell when a referral came to another state."""
    noted = ReferralNoted(
        person_id=one.person_id, organisation_id=organisation_id, by=by, referral_id=one.id, step=one.state
    )
    changed = ReferralChanged(person_id=one.person_id, organisation_id=organisation_id, by=by, referral_id=one.id)
    return [noted] if one.private else [noted, changed]


def share_granted(share: Share) -> Act:
    """An event, unless no system may hear of it: what goes with a private referral, an opening for one worker."""
    if share.private or share.to_professional_id:
        return PrivateShareNoted(**_whose(share, share.created_by), share_id=share.id, step="granted")
    return ShareGranted(**_whose(share, share.created_by), share_id=share.id)


def share_ended(share: Share, by: str, why: str) -> Act:
    if share.private or share.to_professional_id:
        return PrivateShareNoted(**_whose(share, by), share_id=share.id, step=why)
    return ShareEnded(**_whose(share, by), share_id=share.id, why=why)


def _whose(share: Share, by: str) -> dict[str, str]:
    return {"person_id": share.person_id, "organisation_id": share.from_organisation_id, "by": by}
