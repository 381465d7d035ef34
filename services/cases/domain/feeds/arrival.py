"""A caseload meets what is known: which rows are new, which changed, and whom each is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from chassis.ids import Ids
from services.cases.domain.feeds.caseload import Standing
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.blocking import CROWD, MOST_BEARERS, homes, keys
from services.cases.domain.people.likeness import Described
from services.cases.domain.people.matching import (
    KnownAs,
    Likely,
    ManyMatch,
    Match,
    Outcome,
    PotentialMatch,
    match,
    one_name_but_for_a_slip,
)
from services.cases.domain.people.person import Identity, IdentityLink, Knowledge, Particulars, Person
from services.cases.domain.people.possible_link import PossibleLink

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
    """One good row, its particulars sealed too. `knowledge_id` is the entry's that it updates, or of the new one."""

    knowledge_id: str
    local_id: str
    identity: Identity
    particulars: Particulars
    sealed: bytes


@dataclass(slots=True)
class Arrivals:
    """What the rows of one batch change. `possible` are for somebody to look at; `joining` are changed entries that are
    known to be of somebody from now on.
    """

    people: list[Person] = field(default_factory=list)
    learnt: list[Knowledge] = field(default_factory=list)
    changed: list[Knowledge] = field(default_factory=list)
    links: list[IdentityLink] = field(default_factory=list)
    possible: list[PossibleLink] = field(default_factory=list)
    joining: list[tuple[Knowledge, Match]] = field(default_factory=list)


def arrive(
    feed: Feed,
    entries: Sequence[Entry],
    known: Mapping[str, Knowledge],
    candidates: Collection[KnownAs],
    bearers: Mapping[tuple[str, str], int],
    crowds: Mapping[int, int],
    ids: Ids,
    now: datetime,
    anew: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Arrivals:
    """Places each entry: with the person it was of before, with the one it matches, or with a new one.

    `known` are the feed's earlier entries by local id, `candidates` all that is known of whoever shares a key or NHS
    number with an entry (`blocking`), `bearers` how many people are known by a folded given and family name, of those
    `to_be_counted`, `crowds` how many are found by a key of those born in one year behind one postcode (`homes`).
    What an agency changes in an entry never moves it from one person others know to another: a typing error would mix
    two lives. Those that are linked with nobody are matched `anew`: by entry, the people it is known not to be.
    """
    blocks = _Blocks(candidates, bearers, crowds)
    arrivals = Arrivals()
    for entry in entries:
        if before := known.get(entry.local_id):
            changed = replace(before, identity=entry.identity, sealed=entry.sealed, shielded=feed.shielded)
            arrivals.changed.append(changed)
            if before.id in anew:
                found = _anew(feed, entry, before, blocks, anew[before.id])
                if isinstance(found, Match):
                    arrivals.joining.append((changed, found))
                if isinstance(found, PotentialMatch | ManyMatch):
                    arrivals.possible += [possible(changed, one, ids, now) for one in found.likely]
            continue
        own, described = ids.new("per"), Described(entry.identity, entry.particulars)
        around = blocks.around(entry.identity)
        found = match(described, around, feed.organisation_id, blocks.bearers, blocks.crowded)
        person_id = found.person_id if isinstance(found, Match) else own
        if isinstance(found, Match):
            score = found.likely.score
            link = IdentityLink(ids.new("lnk"), entry.knowledge_id, person_id, own, found.rule, score, now)
            arrivals.links.append(link)
        learnt = Knowledge(
            entry.knowledge_id,
            person_id,
            feed.organisation_id,
            entry.local_id,
            entry.identity,
            entry.sealed,
            feed.shielded,
        )
        if isinstance(found, PotentialMatch | ManyMatch):
            arrivals.possible += [possible(learnt, one, ids, now) for one in found.likely]
        # An empty person is kept for an entry that was linked, to return to when the link is undone.
        arrivals.people.append(Person(own, 0, 0))
        arrivals.learnt.append(learnt)
        blocks.add(KnownAs(person_id, entry.identity, entry.particulars, feed.organisation_id))
    return arrivals


def _anew(feed: Feed, entry: Entry, before: Knowledge, blocks: "_Blocks", others: Collection[str]) -> Outcome:
    """Among everybody but `others` and whom the entry is of by itself, who bears its earlier name."""
    around = [one for one in blocks.around(entry.identity) if one.person_id not in {before.person_id, *others}]
    earlier = _names_of(before.identity)

    def bearers(identity: Identity) -> int:
        return blocks.bearers(identity) - (_names_of(identity) == earlier)

    described = Described(entry.identity, entry.particulars)
    return match(described, around, feed.organisation_id, bearers, blocks.crowded)


def to_be_counted(new: Collection[Identity], candidates: Iterable[Identity]) -> list[Identity]:
    """Whose bearers `arrive` asks for: an entry's, and of those of its birthday whose name it may be with a slip."""
    born = defaultdict[date, list[Identity]](list)
    for one in new:
        born[one.date_of_birth].append(one)
    alike = {other for other in candidates for one in born[other.date_of_birth] if one_name_but_for_a_slip(one, other)}
    return [*new, *alike]


def possible(entry: Knowledge, likely: Likely, ids: Ids, now: datetime) -> PossibleLink:
    said = {one.field: one.said for one in likely.evidence}
    link_id, of = ids.new("lnk"), entry.organisation_id
    return PossibleLink(link_id, of, entry.id, entry.local_id, likely.person_id, likely.score, said, now)


class _Blocks:
    """What is known of people, by the keys it is found by."""

    def __init__(
        self, known: Iterable[KnownAs], bearers: Mapping[tuple[str, str], int], crowds: Mapping[int, int]
    ) -> None:
        self._crowds = Counter(crowds)
        self._bearers = Counter[tuple[str, ...]]()
        for names, count in bearers.items():
            self._bearers[tuple(sorted(names))] += count
        self._people: defaultdict[int | str, set[str]] = defaultdict(set)
        self._known: defaultdict[str, list[KnownAs]] = defaultdict(list)
        for one in known:
            self._keep(one)

    def add(self, known: KnownAs) -> None:
        """Somebody who has just come."""
        if not self._known[known.person_id]:
            self._bearers[_names_of(known.identity)] += 1
        self._crowds.update(key for key in homes([known.identity]) if known.person_id not in self._people[key])
        self._keep(known)

    def bearers(self, identity: Identity) -> int:
        return self._bearers[_names_of(identity)]

    def crowded(self, identity: Identity) -> bool:
        return any(self._crowds[key] >= CROWD for key in homes([identity]))

    def _keep(self, known: KnownAs) -> None:
        for key in _found_by(known.identity):
            self._people[key].add(known.person_id)
        self._known[known.person_id].append(known)

    def around(self, identity: Identity) -> list[KnownAs]:
        """All that is known of whoever shares a key with an identity, of keys that say something."""
        by = _found_by(identity) - (homes([identity]) if self.crowded(identity) else frozenset())
        borne = [self._people[key] for key in by if key in self._people]
        people = {person for bearers in borne if len(bearers) <= MOST_BEARERS for person in bearers}
        return [one for person in sorted(people) for one in self._known[person]]


def _names_of(identity: Identity) -> tuple[str, ...]:
    """In one order, whichever of them an agency puts first."""
    return tuple(sorted((identity.given_folded, identity.family_folded)))


def _found_by(identity: Identity) -> set[int | str]:
    found: set[int | str] = set(keys(identity))
    return found | {identity.nhs_number} if identity.nhs_number else found


def involve(
    feed: Feed, rows: Mapping[str, Standing], before: Mapping[str, Involvement], ids: Ids
) -> tuple[list[Involvement], list[Involvement]]:
    """The agency's team-level involvement with each person in its feed, as her row says it stands: new ones, and those
    the feed is newer than.
    """
    new: list[Involvement] = []
    changed: list[Involvement] = []
    for person_id in sorted(rows):
        said, one = rows[person_id], before.get(person_id)
        if one is None:
            new.append(
                Involvement(
                    id=ids.new("inv"),
                    person_id=person_id,
                    organisation_id=feed.organisation_id,
                    professional_id="",
                    team=feed.team,
                    role="",
                    since=_first_day(said, feed.as_of),
                    until=said.until,
                    source=feed.name,
                    as_of=feed.as_of,
                    confirmed=True,
                    declared_by="",
                    shielded=feed.shielded,
                    case_status=said.status,
                    last_contact=said.last_contact,
                    next_contact=said.next_contact,
                )
            )
        elif not stale(one, feed):
            newer = replace(
                one,
                team=feed.team,
                as_of=feed.as_of,
                since=_first_day(said, one.since),
                until=said.until or _still(one.until, feed.as_of),
                shielded=feed.shielded,
                case_status=said.status,
            ).contacted(*_contact(one, said))
            if newer != one:
                changed.append(newer)
    return new, changed


def stale(one: Involvement, feed: Feed) -> bool:
    """Whether the feed has said something newer of it."""
    return one.as_of is not None and feed.as_of < one.as_of


def _first_day(said: Standing, otherwise: date) -> date:
    since = said.since or otherwise
    return min(since, said.until) if said.until else since


def _still(until: date | None, as_of: date) -> date | None:
    """A person who is in the feed again is worked with again."""
    return None if until is not None and until < as_of else until


def _contact(one: Involvement, said: Standing) -> tuple[date | None, date | None]:
    """What was noted by hand since is not taken back by a system that has not heard of it."""
    lasts = [day for day in (one.last_contact, said.last_contact) if day]
    return max(lasts, default=None), said.next_contact or one.next_contact
