"""A professional's or team's dated working link with a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid, Stale
from services.cases.domain.viewer import Viewer

DECLARED = "declared"


class Status(StrEnum):
    CURRENT = "current"
    HISTORIC = "historic"


@dataclass(frozen=True, slots=True)
class Involvement:
    """`professional_id` is empty for a team. `source` is the feed's name, "manager" or "declared"; `as_of` is the day
    the feed was current. `declared_by` is the account of whoever said so, empty for a feed.

    `case_status` is how its source system says the work stands. `version` is of what is noted of contact.

    While `shielded`, its existence is itself sensitive: the gate shows it to nobody it was not opened to.
    """

    id: str
    person_id: str
    organisation_id: str
    professional_id: str
    team: str
    role: str
    since: date
    until: date | None
    source: str
    as_of: date | None
    confirmed: bool
    declared_by: str
    shielded: bool
    case_status: str = ""
    last_contact: date | None = None
    next_contact: date | None = None
    version: int = 0

    def status(self, today: date) -> Status:
        """Historic from the day after its last."""
        return Status.HISTORIC if self.until is not None and self.until < today else Status.CURRENT

    def contact_to_come(self, today: date) -> date | None:
        """None once it is over, or the day has passed."""
        ahead = self.next_contact is not None and self.next_contact >= today
        return self.next_contact if ahead and self.status(today) is Status.CURRENT else None

    def ended(self, until: date, today: date) -> "Involvement":
        """The same, with its last day.

        Raises:
            Conflict: it has ended before.
            Invalid: the day is before it began, or in the future.
        """
        if self.until is not None:
            raise Conflict("this involvement has ended already", code="involvement-ended")
        if until < self.since:
            raise Invalid.field("until", "must not be before the involvement began")
        if until > today:
            raise Invalid.field("until", "must not be in the future")
        return replace(self, until=until)

    def must_be(self, version: int) -> None:
        """Raises Stale for whoever has another version before him."""
        if version != self.version:
            raise Stale(f"contact was noted since: it is at version {self.version} now; look again")

    def contacted(self, last: date | None, following: date | None) -> "Involvement":
        """The same, with when there was contact, and when there will be."""
        if (last, following) == (self.last_contact, self.next_contact):
            return self
        return replace(self, last_contact=last, next_contact=following, version=self.version + 1)


def by_feed(one: Involvement) -> bool:
    """Whether a feed names it by its person alone: a person has one of each feed."""
    return one.professional_id == "" and one.declared_by == ""


def same(one: Involvement, other: Involvement) -> bool:
    """Whether both are of the same professional, or the same team, at one organisation."""
    return (one.organisation_id, one.professional_id) == (other.organisation_id, other.professional_id) and (
        one.professional_id != "" or one.team == other.team
    )


def hidden(one: Involvement, viewer: Viewer) -> bool:
    """A private service's work is not there for a colleague who neither speaks for it, is named in it, nor said so."""
    named = viewer.works_as != "" and viewer.works_as == one.professional_id
    return one.shielded and not (named or viewer.speaks or one.declared_by == viewer.subject)


def works_privately(
    wished: bool | None, told: Sequence[Involvement], viewer: Viewer, today: date, *, feed: bool
) -> bool:
    """Whether work of the viewer's organisation that begins is a private service's. `told`: what he is told of around
    the person. Where nothing is said and all such work of his own organisation is private, it is: a word that was
    forgotten would place her there.

    Raises Denied where all is private and who does not speak for it would work openly; a feed does.
    """
    own = [one for one in told if one.organisation_id == viewer.organisation_id and one.confirmed]
    works = [one for one in own if one.status(today) is Status.CURRENT]
    only_privately = works != [] and all(one.shielded for one in works)
    if wished is False and only_privately and not (feed or viewer.speaks):
        raise Denied(
            "only your duty desk or a manager says that your organisation works openly with this person",
            code="not-a-broker",
        )
    return only_privately if wished is None else wished


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who wants to confirm: an account, acting for an organisation in a role."""

    account_id: str
    organisation_id: str
    professional_id: str
    role: str


def confirmed(involvement: Involvement, by: Confirmer, network: tuple[Involvement, ...], today: date) -> Involvement:
    """The involvement, confirmed: by a manager of its own organisation, or by a member of the person's network.

    A member is a professional named in a confirmed, current involvement with the person, or a worker of *another*
    organisation that has one: colleagues in one office cannot vouch for each other by sharing an employer. Nobody
    confirms what he declared. A shielded one is confirmed inside its own organisation only, since nobody else may
    know.

    Raises:
        Denied: the caller is none of these, or declared it.
        Conflict: it is confirmed already, or has ended.
    """
    if by.account_id == involvement.declared_by:
        raise Denied("somebody else has to confirm what you declared", code="own-declaration")
    own = by.organisation_id == involvement.organisation_id
    manager = own and by.role == "manager"
    members = [i for i in network if i.confirmed and not i.shielded and i.status(today) is Status.CURRENT]
    named = by.professional_id != "" and any(i.professional_id == by.professional_id for i in members)
    elsewhere = not own and any(i.organisation_id == by.organisation_id for i in members)
    if not manager and (involvement.shielded or not (named or elsewhere)):
        raise Denied("a manager, or a member of this person's network, has to confirm it", code="not-a-member")
    if involvement.confirmed:
        raise Conflict("this involvement is confirmed already", code="involvement-confirmed")
    if involvement.until is not None:
        raise Conflict("this involvement has ended already", code="involvement-ended")
    return replace(involvement, confirmed=True)
