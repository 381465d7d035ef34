"""The receipt of a withdrawal: what ended, what goes on and on what basis, what had already left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.cases.domain.consents.consent import Consent, Method
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.organisation import Organisation
from services.cases.domain.sharing.basis import BasisKind
from services.cases.domain.sharing.share import Ended, Share, Standing


@dataclass(frozen=True, slots=True)
class Continuing:
    """A share that goes on, and why."""

    share_id: str
    organisation_names: tuple[str, ...]
    data_classes: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class WithdrawalReceipt:
    """`epoch` is the person's that the withdrawal committed: whatever leaves after it is ordered after it.
    `still_in_flight` are deliveries that had left before and whose end was not known when this was written.
    """

    id: str
    consent_id: str
    withdrawn_at: datetime
    epoch: int
    ended_share_ids: tuple[str, ...]
    continuing: tuple[Continuing, ...]
    still_in_flight: tuple[str, ...]
    signature: str = ""

    def claims(self) -> dict[str, object]:
        """What is signed."""
        return {
            "jti": self.id,
            "consent": self.consent_id,
            "withdrawn_at": self.withdrawn_at.isoformat(),
            "epoch": self.epoch,
            "ended": list(self.ended_share_ids),
            "continuing": [
                {
                    "share": one.share_id,
                    "organisations": list(one.organisation_names),
                    "classes": list(one.data_classes),
                    "because": one.because,
                }
                for one in self.continuing
            ],
            "still_in_flight": list(self.still_in_flight),
        }


def discreet(involvements: Iterable[Involvement]) -> frozenset[str]:
    """Organisations that work with her in confirmed, shielded services only: not for a screen that somebody else may
    see. What a worker merely says of himself hides nothing.
    """
    shielded, plain = set[str](), set[str]()
    for one in involvements:
        if one.confirmed:
            (shielded if one.shielded else plain).add(one.organisation_id)
    return frozenset(shielded - plain)


def showable(standings: Iterable[Standing], hidden: frozenset[str]) -> list[Standing]:
    """What is safe to show the person of what is shared about her: neither what she was not told of, nor what opens
    or names a shielded service.
    """
    return [
        standing
        for standing in standings
        if standing.share.basis.informed
        and not standing.share.involvement_id
        and not standing.share.private
        and not hidden & {standing.share.from_organisation_id, *standing.share.to_organisation_ids}
    ]


def spoken_of(consent: Consent, hidden: frozenset[str]) -> bool:
    """Given aloud to a service that must not show on a shared screen. What she gave on the screen herself, she can
    take back there.
    """
    named = {consent.from_organisation_id, *consent.to_organisation_ids}
    return consent.method is Method.SPOKEN and bool(named & hidden)


def continuing(standings: Sequence[Standing], names: Mapping[str, Organisation], today: date) -> tuple[Continuing, ...]:
    """The live ones among them."""
    return tuple(
        Continuing(
            share_id=share.id,
            organisation_names=tuple(sorted(names[to].name for to in share.to_organisation_ids if to in names)),
            data_classes=tuple(sorted(map(str, share.data_classes))),
            because=_resting(share),
        )
        for share in (standing.share for standing in standings if standing.ended(today) is Ended.NOT)
    )


def _resting(share: Share) -> str:
    """A share on consent need not say why: she knows."""
    what = (
        "another consent" if share.basis.kind is BasisKind.CONSENT else f"{share.basis.kind.words}, not on this consent"
    )
    return f"It rests on {what}: {share.basis.reason}" if share.basis.reason else f"It rests on {what}."


def ended_by(standings: Sequence[Standing], consent_id: str) -> tuple[str, ...]:
    """The shares that this withdrawal ended."""
    resting = [standing.share for standing in standings if standing.share.basis.consent_id == consent_id]
    return tuple(sorted(share.id for share in resting if share.ended is Ended.WITHDRAWN))
