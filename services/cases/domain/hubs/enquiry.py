"""An enquiry of a multi-agency hub about one person: a sealed space, for a while.

    open ──the host closes it──▶ closed
     └────its last day passes───▶ closed

What members contribute is seen by those who sit in the hub, while it is open, and by nobody else. Taking it home is a
decision of the organisation that contributed it, and a share like any other from then on:

    asked ──it decides──▶ released (a share) | refused (a decision not to share)

Why the contributor decides and not the host: it is the controller of what it brought, it has to have a basis of its own
for letting another keep it, and it answers for that (UK GDPR Article 5(2)). The host only lends the room.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import SAFEGUARDING, Purpose
from services.cases.domain.sharing.basis import ONE_OFF_LONGEST, Basis, BasisKind, Circumstances, checked

LONGEST = ONE_OFF_LONGEST
"""An enquiry is an occasion and no arrangement: as long as a share without an agreement."""

LONGEST_TEXT = 20_000
_SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Enquiry:
    """`sources` are those alleged to be a source of harm, as far as the host recorded them: ids of people and of
    professionals. `until` is the last day. A person not informed (`basis`) is shown nothing of it.
    """

    id: str
    hub_id: str
    host_id: str
    person_id: str
    purpose: Purpose
    basis: Basis
    reason: str
    sources: frozenset[str]
    until: date
    opened_at: datetime
    opened_by: str
    outcome: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def emptied(self) -> bool:
        """Its host has erased it: what is left is for what others keep of theirs."""
        return self.reason == ""

    def is_open(self, today: date) -> bool:
        return self.closed_at is None and today <= self.until

    def closed(self, outcome: str, by: str, now: datetime) -> "Enquiry":
        """Raises Invalid without an outcome, Conflict when it was closed before."""
        if not 0 < len(outcome) <= LONGEST_TEXT:
            raise Invalid.field("outcome", f"must say what came of it, in at most {LONGEST_TEXT} characters")
        if self.closed_at is not None:
            raise Conflict("this enquiry is closed already", code="enquiry-closed")
        return replace(self, outcome=outcome, closed_at=now, closed_by=by)

    def must_keep_from_her(self, basis: Basis) -> None:
        """Raises Invalid where she would be told of something in an enquiry that she is not told of."""
        if basis.informed and not self.basis.informed:
            raise Invalid.field("basis.informed", "the person is not told of the enquiry, so not of this")


class Refers(StrEnum):
    """What a contribution points to instead of copying it."""

    NOTHING = ""
    RECORD = "record"
    CASE = "case"
    INVOLVEMENT = "involvement"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a member brings: `text` of its own, or the id of one of its own records, cases or involvements, which is
    then read as it is at that moment. `basis` is the contributor's.
    """

    id: str
    enquiry_id: str
    person_id: str
    organisation_id: str
    data_class: DataClass
    basis: Basis
    text: str
    refers: Refers
    object_id: str
    contributed_at: datetime
    contributed_by: str

    def seen_by(self, organisation_id: str) -> "Contribution":
        """Without the contributor's own id of what it points to for anybody else."""
        return self if organisation_id == self.organisation_id else replace(self, object_id="")


class ReleaseState(StrEnum):
    ASKED = "asked"
    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Release:
    """One request to take a contribution home to an organisation, and what its contributor decided: `made_id` is the
    share or the decision not to share.
    """

    id: str
    contribution_id: str
    enquiry_id: str
    person_id: str
    from_organisation_id: str
    to_organisation_id: str
    why: str
    asked_by: str
    asked_at: datetime
    state: ReleaseState = ReleaseState.ASKED
    made_id: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None

    def decided(self, state: ReleaseState, made_id: str, by: str, now: datetime) -> "Release":
        """Raises Denied for whoever asked, in whichever context he decides; Conflict when it was decided before."""
        if by == self.asked_by:
            raise Denied("somebody else has to decide what you asked for", code="own-request")
        if self.state is not ReleaseState.ASKED:
            raise Conflict("this request was decided before", code="release-decided")
        return replace(self, state=state, made_id=made_id, decided_by=by, decided_at=now)

    def seen_by(self, organisation_id: str) -> "Release":
        """A decision not to share is the contributor's own; a share is known to both."""
        own = organisation_id == self.from_organisation_id or self.state is ReleaseState.RELEASED
        return self if own else replace(self, made_id="")


def opened(enquiry: Enquiry, around: Circumstances) -> Enquiry:
    """The enquiry, if it may be opened at all. Raises Invalid naming what is wrong."""
    if enquiry.purpose not in SAFEGUARDING:
        # Law enforcement (Part 3 of the 2018 Act) is a regime of its own: the police sit here to safeguard.
        raise Invalid.field("purpose", "a hub enquires for safeguarding only")
    if not _SHORTEST_REASON <= len(enquiry.reason) <= LONGEST_TEXT:
        raise Invalid.field("reason", f"must say why, in {_SHORTEST_REASON} to {LONGEST_TEXT} characters")
    if enquiry.person_id in enquiry.sources:
        raise Invalid.field("sources", "must not name the person it is about")
    _by_law(enquiry.basis)
    checked(enquiry.basis, around)
    return enquiry


def contributed(contribution: Contribution, enquiry: Enquiry, around: Circumstances) -> Contribution:
    """The contribution, if it may go in. Raises Invalid naming what is wrong."""
    if contribution.data_class is DataClass.PROTECTED_ADDRESS:
        raise Invalid.field("data_class", "a protected address never goes into a hub")
    if (contribution.text != "") == (contribution.refers is not Refers.NOTHING):
        raise Invalid.field("text", "contribute words, or else name a record, a case or an involvement")
    if len(contribution.text) > LONGEST_TEXT:
        raise Invalid.field("text", f"is longer than {LONGEST_TEXT} characters")
    _by_law(contribution.basis)
    enquiry.must_keep_from_her(contribution.basis)
    checked(contribution.basis, around)
    return contribution


def asked(release: Release) -> Release:
    """The request, if it may be made. Raises Invalid naming what is wrong."""
    if release.from_organisation_id == release.to_organisation_id:
        raise Invalid.field("contribution_id", "your organisation contributed it")
    if not _SHORTEST_REASON <= len(release.why) <= LONGEST_TEXT:
        raise Invalid.field("reason", f"must say what for, in {_SHORTEST_REASON} to {LONGEST_TEXT} characters")
    return release


def _by_law(basis: Basis) -> None:
    # What she could take back at any moment is no ground to protect her on (ICO on consent).
    if basis.kind is BasisKind.CONSENT:
        raise Invalid.field("basis.kind", "an enquiry rests on the law and not on consent")
