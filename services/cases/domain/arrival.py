"""A caseload meets what is known: which rows are new, which changed, and whom each is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from chassis.ids import Ids
from services.cases.domain.involvement import Involvement
from services.cases.domain.matching import KnownAs, Match, match
from services.cases.domain.person import Identity, IdentityLink, Knowledge, Person

DUTY_TEAM = "Duty team"


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose caseload, from which of its systems, current as of which day, answered for by which team. A `shielded`
    feed is of a service whose involvement is itself sensitive.
    """

    organisation_id: str
    name: str
    as_of: date
    team: str = DUTY_TEAM
    shielded: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One good row, its particulars sealed. `knowledge_id` is the entry's that it updates, or of the new one."""

    knowledge_id: str
    local_id: str
    identity: Identity
    sealed: bytes


@dataclass(slots=True)
class Arrivals:
    """What the rows of one batch change."""

    people: list[Person] = field(default_factory=list)
    learnt: list[Knowledge] = field(default_factory=list)
    changed: list[Knowledge] = field(default_factory=list)
    links: list[IdentityLink] = field(default_factory=list)


def arrive(
    feed: Feed,
    entries: Sequence[Entry],
    known: Mapping[str, Knowledge],
    candidates: Collection[KnownAs],
    ids: Ids,
    now: datetime,
) -> Arrivals:
    """Places each entry: with the person it was of before, with the one it matches, or with a new one.

    `known` are the feed's earlier entries by local id, `candidates` whoever has one of the entries' NHS numbers. What
    an agency changes in an entry never moves it to another person by itself: a typing error would mix two lives.
    """
    numbered: defaultdict[str, list[KnownAs]] = defaultdict(list)
    for candidate in candidates:
        numbered[candidate.identity.nhs_number].append(candidate)
    arrivals = Arrivals()
    for entry in entries:
        if before := known.get(entry.local_id):
            arrivals.changed.append(
                replace(before, identity=entry.identity, sealed=entry.sealed, shielded=feed.shielded)
            )
            continue
        own = ids.new("per")
        found = match(entry.identity, numbered[entry.identity.nhs_number] if entry.identity.nhs_number else ())
        person_id = found.person_id if isinstance(found, Match) else own
        if isinstance(found, Match):
            arrivals.links.append(IdentityLink(ids.new("lnk"), entry.knowledge_id, person_id, own, found.rule, now))
        # An empty person is kept for an entry that was linked, to return to when the link is undone.
        arrivals.people.append(Person(own, 0, 0))
        arrivals.learnt.append(
            Knowledge(
                entry.knowledge_id,
                person_id,
                feed.organisation_id,
                entry.local_id,
                entry.identity,
                entry.sealed,
                feed.shielded,
            )
        )
        numbered[entry.identity.nhs_number].append(KnownAs(person_id, entry.identity))
    return arrivals


def involve(
    feed: Feed, person_ids: Collection[str], before: Mapping[str, Involvement], ids: Ids
) -> tuple[list[Involvement], list[Involvement]]:
    """The agency's team-level involvement with each person in its feed: new ones, and those the feed is newer
    than.
    """
    new: list[Involvement] = []
    changed: list[Involvement] = []
    for person_id in sorted(set(person_ids)):
        one = before.get(person_id)
        if one is None:
            new.append(
                Involvement(
                    id=ids.new("inv"),
                    person_id=person_id,
                    organisation_id=feed.organisation_id,
                    professional_id="",
                    team=feed.team,
                    role="",
                    since=feed.as_of,
                    until=None,
                    source=feed.name,
                    as_of=feed.as_of,
                    confirmed=True,
                    declared_by="",
                    shielded=feed.shielded,
                )
            )
        elif one.as_of is None or one.as_of <= feed.as_of:
            # A person who is in the feed again is worked with again.
            until = None if one.until is not None and one.until < feed.as_of else one.until
            newer = replace(one, team=feed.team, as_of=feed.as_of, until=until, shielded=feed.shielded)
            if newer != one:
                changed.append(newer)
    return new, changed
