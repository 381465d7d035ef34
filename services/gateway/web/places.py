"""Where whoever is at the desk can go: what a role uses each day in the bar above each page, everything on one page.

Both go by the role and nothing else, so that neither tells what waits, for whom, or whether there is anything.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypedDict

from kith.identity.v1.sessions_pb2 import Session

from services.gateway.web.roles import BROKERS, CASEWORKERS, GUARDIANS, REVIEWERS, WORKERS

_OFFICERS = ("officer",)
EVERYTHING = "/desk/all"


class Link(TypedDict):
    """As the service navigation takes it. `current` is the page itself, `active` one of those under it."""

    href: str
    text: str
    current: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Place:
    """`title` is the page's own heading; `daily` what it is called in the bar, where those who have it use it each day.
    Without roles it is everybody's.
    """

    href: str
    title: str
    roles: Collection[str] = ()
    daily: str = ""

    def open_to(self, role: str) -> bool:
        return not self.roles or role in self.roles

    def holds(self, path: str) -> bool:
        return path == self.href or path.startswith(f"{self.href}/")


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    places: Sequence[Place]


GROUPS = (
    Group(
        "The people you work with",
        (
            Place("/desk/mine", "My people", CASEWORKERS, "My people"),
            Place("/desk/concerns", "Concerns at your front door", (*CASEWORKERS, "guardian"), "Concerns"),
            Place("/desk/referrals", "Referrals", WORKERS, "Referrals"),
            Place("/desk/messages", "To tell people by hand", CASEWORKERS),
            Place("/desk/private-messages", "Messages for your private services", BROKERS),
            Place("/desk/invitations", "Invitations to join a network", ("manager",)),
            Place("/desk/protect", "Protect somebody", (*WORKERS, *_OFFICERS)),
            Place("/desk/vouch", "Vouch for somebody you know", CASEWORKERS),
        ),
    ),
    Group(
        "Somebody is here in person",
        (
            Place("/desk/assist", "Serve somebody who is here", _OFFICERS, "Serve somebody"),
            Place("/desk/second-looks", "What a colleague examined", _OFFICERS, "Second looks"),
            Place("/desk/doubts", "Proofs of identity in doubt", _OFFICERS, "Doubts"),
            Place("/desk/mandates", "Who may act for somebody", _OFFICERS, "Acting for others"),
        ),
    ),
    Group(
        "Who is who",
        (
            Place("/desk/links", "Account links to confirm", CASEWORKERS),
            Place("/desk/possible-links", "Perhaps the same person", ("manager",)),
            Place("/desk/misread-looks", "What you saw may have been about two people", WORKERS),
        ),
    ),
    Group(
        "Checks and answers",
        (
            Place("/desk/reviews", "Emergency accesses to review", REVIEWERS, "Reviews"),
            Place("/desk/looks", "Looks to review", GUARDIANS, "Looks"),
            Place("/desk/objections", "Objections to answer", REVIEWERS),
            Place("/desk/copies", "Who asked for a copy", GUARDIANS),
            Place("/desk/withheld", "Kept back from residents", GUARDIANS),
            Place("/desk/retention", "How long things are kept", GUARDIANS),
            Place("/desk/recalls", "Recalls", GUARDIANS),
            Place("/desk/ties/declared", "Ties that your workers have declared", GUARDIANS),
        ),
    ),
    Group(
        "Who does what",
        (
            Place("/desk/cover", "Cover", CASEWORKERS),
            Place("/desk/hand-over", "Hand over what somebody works on", CASEWORKERS),
            Place("/desk/front-doors", "Front doors", ("manager",)),
            Place("/desk/feeds", "Where your lists come from", ("manager",)),
        ),
    ),
    Group(
        "You",
        (
            Place("/desk/ties", "People you know privately", WORKERS),
            Place("/desk/context", "Which work are you doing now?", daily="Change work"),
            Place("/desk/sessions", "Where you are signed in"),
            Place("/security", "How you sign in"),
        ),
    ),
)


def groups_for(session: Session) -> Sequence[Group]:
    """Every page that the role has, under its heading; who has one work alone has none to change to."""
    role, several = session.context.role, len(session.contexts) > 1
    shown = (
        Group(group.heading, [one for one in group.places if one.open_to(role) and (several or not _changes(one))])
        for group in GROUPS
    )
    return [group for group in shown if group.places]


def bar(session: Session, path: str) -> Sequence[Link]:
    """The first page, what the role uses each day, and the way to everything; empty before a work is chosen."""
    if not session.HasField("context"):
        return []
    places = [one for group in groups_for(session) for one in group.places]
    daily = [_link(one.href, one.daily, path, one.holds(path)) for one in places if one.daily]
    elsewhere = any(one.holds(path) for one in places if not one.daily)
    return [
        _link("/desk", "Desk", path, False),
        *daily,
        _link(EVERYTHING, "All pages", path, elsewhere and not any(one["active"] for one in daily)),
    ]


def _changes(place: Place) -> bool:
    return place.href == "/desk/context"


def _link(href: str, text: str, path: str, active: bool) -> Link:
    return Link(href=href, text=text, current=path == href, active=active)
