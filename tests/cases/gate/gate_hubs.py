"""Generated hubs: who sits in them, what they enquire, what was contributed and taken home."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import Ask, What, of_contribution, of_enquiry
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Refers
from services.cases.domain.hubs.hub import Seat
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Share
from services.cases.domain.viewer import Viewer, ViewerKind

HUBS = ("hub_1", "hub_2")
_CLASSES = (DataClass.RISK, DataClass.HEALTH, DataClass.SOCIAL_CARE)
_PURPOSES = (Purpose.SAFEGUARDING_ADULT, Purpose.SAFEGUARDING_ADULT, Purpose.SAFEGUARDING_CHILD)

_SITTERS = (
    *(("org_a", "pro_a", ""), ("org_b", "pro_b2", ""), ("org_c", "pro_c", "")),
    *(("org_b", "", "duty"), ("org_c", "", "manager")),
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat in a hub; `ended`: it was given up."""

    hub_id: str
    seat: Seat
    ended: bool

    def by(self, viewer: Viewer) -> bool:
        if viewer.kind is not ViewerKind.WORKER or viewer.organisation_id != self.seat.organisation_id or self.ended:
            return False
        named = self.seat.professional_id
        return named == viewer.professional_id if named else self.seat.role == viewer.role


@dataclass(frozen=True, slots=True)
class Left:
    """A disclosure, of what one held to another; `released`: it was kept back, and is no longer."""

    id: str
    person_id: str
    holder_id: str
    to: str
    enquiry_id: str
    kept_by: str
    released: bool


@dataclass(frozen=True, slots=True)
class Hubs:
    """`accepted` are the hubs and organisations that took part; the others were only named."""

    accepted: frozenset[tuple[str, str]]
    sittings: tuple[Sitting, ...]
    enquiries: tuple[Enquiry, ...]
    contributions: tuple[Contribution, ...]
    left: tuple[Left, ...]

    def seats(self, viewer: Viewer) -> frozenset[str]:
        took_part = {hub for hub, organisation in self.accepted if organisation == viewer.organisation_id}
        return frozenset(one.hub_id for one in self.sittings if one.by(viewer) and one.hub_id in took_part)

    def asks(self, purpose: Purpose | None) -> list[Ask]:
        enquiries = {one.id: one for one in self.enquiries}
        made = [of_contribution(one, enquiries[one.enquiry_id], purpose) for one in self.contributions]
        left = [
            Ask(
                What.EXPORT,
                one.person_id,
                holder_id=one.holder_id,
                object_id=one.id,
                purpose=purpose,
                recipients=frozenset({one.to}),
                kept_by="" if one.released else one.kept_by,
                host_id=enquiries[one.enquiry_id].host_id if one.enquiry_id else "",
            )
            for one in self.left
        ]
        return [*(of_enquiry(one, purpose) for one in self.enquiries), *made, *left]


def hubs_of(random: Random, organisations: Sequence[str], people: Sequence[str], now: datetime, today: date) -> Hubs:
    enquiries = tuple(_enquiry(random, f"enq_{n}", organisations, people, now, today) for n in range(3))
    return Hubs(
        accepted=frozenset((hub, one) for hub in HUBS for one in organisations if random.random() < 0.8),
        sittings=tuple(_sitting(random, f"sea_{n}", organisations) for n in range(8)),
        enquiries=enquiries,
        contributions=tuple(
            _contribution(random, f"ctb_{n}", random.choice(enquiries), organisations, now) for n in range(4)
        ),
        left=tuple(_left(random, f"dis_{n}", enquiries, organisations, people) for n in range(5)),
    )


def taken_home(random: Random, share: Share, hubs: Hubs) -> Share:
    """A share made one of a contribution; most fit."""
    made = random.choice(hubs.contributions)
    fits = random.random() < 0.8
    return replace(
        share,
        case_id="",
        contribution_id=made.id,
        person_id=made.person_id if fits else share.person_id,
        from_organisation_id=made.organisation_id if fits else share.from_organisation_id,
        data_classes=frozenset({made.data_class}),
        purpose=random.choice(_PURPOSES),
    )


def _sitting(random: Random, id_: str, organisations: Sequence[str]) -> Sitting:
    organisation, professional, role = random.choice(_SITTERS)
    if _once_in(random, 6):
        organisation = random.choice(organisations)
    return Sitting(random.choice(HUBS), Seat(id_, organisation, professional, role), ended=_once_in(random, 5))


def _enquiry(
    random: Random, id_: str, organisations: Sequence[str], people: Sequence[str], now: datetime, today: date
) -> Enquiry:
    person = random.choice(people)
    closed_at = random.choice((None, None, now))
    # Only what is over was erased by its host.
    emptied = closed_at is not None and _once_in(random, 3)
    sources = [one for one in (*people, "pro_a", "pro_b", "pro_g") if one != person and _once_in(random, 6)]
    return Enquiry(
        id=id_,
        hub_id=random.choice(HUBS),
        host_id=random.choice(organisations),
        person_id=person,
        purpose=random.choice(_PURPOSES),
        basis=Basis(BasisKind.PUBLIC_TASK, informed=random.random() < 0.4),
        reason="" if emptied else "Neighbours heard shouting.",
        sources=frozenset(sources),
        until=today + timedelta(days=random.choice((-30, -1, 0, 1, 30))),
        opened_at=now,
        opened_by="acc",
        closed_at=closed_at,
    )


def _contribution(
    random: Random, id_: str, enquiry: Enquiry, organisations: Sequence[str], now: datetime
) -> Contribution:
    return Contribution(
        id=id_,
        enquiry_id=enquiry.id,
        person_id=enquiry.person_id,
        organisation_id=random.choice(organisations),
        data_class=random.choice(_CLASSES),
        basis=Basis(BasisKind.PUBLIC_TASK, informed=enquiry.basis.informed and random.random() < 0.8),
        text="",
        refers=Refers.NOTHING,
        object_id="",
        contributed_at=now,
        contributed_by="acc",
    )


def _left(
    random: Random, id_: str, enquiries: Sequence[Enquiry], organisations: Sequence[str], people: Sequence[str]
) -> Left:
    inside = random.choice((None, None, random.choice(enquiries)))
    return Left(
        id=id_,
        person_id=inside.person_id if inside else random.choice(people),
        holder_id=random.choice(organisations),
        to=random.choice(organisations),
        enquiry_id=inside.id if inside else "",
        kept_by=random.choice(("", *organisations)),
        released=_once_in(random, 4),
    )


def _once_in(random: Random, times: int) -> bool:
    return random.random() < 1 / times


def attributes_of(ask: Ask) -> dict[str, Any]:
    """What Cedar sees of the enquiry something belongs to, and of what left."""
    left = {"to": min(ask.recipients, default=""), "keptBy": ask.kept_by}
    return left | _of_enquiry(ask.enquiry, ask.host_id)


def _of_enquiry(enquiry: Enquiry | None, host: str) -> dict[str, Any]:
    if enquiry is None:
        nothing = {"hub": "", "host": host, "enquiryPurpose": "", "lastDay": 0, "sources": []}
        return nothing | {"closed": False, "emptied": False}
    return {
        "hub": enquiry.hub_id,
        "host": enquiry.host_id,
        "closed": enquiry.closed_at is not None,
        "emptied": enquiry.emptied,
        "lastDay": enquiry.until.toordinal(),
        "enquiryPurpose": enquiry.purpose.value,
        "sources": sorted(enquiry.sources),
    }
