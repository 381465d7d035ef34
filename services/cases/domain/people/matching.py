"""Is it the same person? Outcomes are named as in the DfE's Single Unique Identifier matcher, whose Error is here a row
that `caseload` refuses.

A false link mixes two lives, a false "no" leaves a child unseen. So linking by itself needs more than a high score:
what tells twins, a parent and child of one name, and namesakes apart is asked besides. What is merely likely is for
somebody to look at.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from services.cases.domain.people.likeness import (
    Described,
    Evidence,
    Level,
    Likeness,
    likeness,
    names_of,
    new_year,
    same_words,
)
from services.cases.domain.people.names import of_two_people, plain, share_of_people, two_family_names
from services.cases.domain.people.person import Identity, Particulars

LINK, REVIEW = 0.95, 0.5
"""From here on two are taken to be one; from there on somebody looks."""

_UNCOMMON = 0.002
"""Fewer than one in five hundred people have the family name."""

_LONG = 5
"""Letters from which on a name with one wrong is still told from others."""

_LIKELY_NAME = (Level.SAME, Level.ONE_NAME, Level.SLIP, Level.CLOSE, Level.SWAPPED)
_SAME_NAME = (Level.SAME, Level.ONE_NAME)

NHS_NUMBER_AND_BIRTH = "nhs_number_and_date_of_birth"
NAME_BIRTH_AND_POSTCODE = "name_date_of_birth_and_postcode"
PROBABLE = "probable"


@dataclass(frozen=True, slots=True)
class KnownAs:
    """A person, as one agency knows her; an empty organisation where it does not matter which."""

    person_id: str
    identity: Identity
    particulars: Particulars = field(default_factory=Particulars)
    organisation_id: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody it may be, how probably, and what each field says for or against it."""

    person_id: str
    score: float = 1.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One person, beyond doubt enough to link without asking."""

    likely: Likely
    rule: str

    @property
    def person_id(self) -> str:
        return self.likely.person_id


@dataclass(frozen=True, slots=True)
class PotentialMatch:
    """These may be the same, the likeliest first; somebody must look."""

    likely: tuple[Likely, ...]

    @property
    def person_ids(self) -> tuple[str, ...]:
        return tuple(one.person_id for one in self.likely)


@dataclass(frozen=True, slots=True)
class ManyMatch:
    """More than one fits, so at least one of them is wrong."""

    likely: tuple[Likely, ...]

    @property
    def person_ids(self) -> tuple[str, ...]:
        return tuple(one.person_id for one in self.likely)


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Nobody."""


Outcome = Match | PotentialMatch | ManyMatch | NoMatch

Bearers = Callable[[Identity], int]
"""How many people are known by an identity's two names, whichever of them comes first."""

Crowded = Callable[[Identity], bool]
"""Whether many people of her age live behind an identity's postcode (`blocking.CROWD`)."""


def match(
    entry: Described,
    others: Iterable[KnownAs],
    organisation_id: str = "",
    bearers: Bearers = lambda _: 2,
    crowded: Crowded = lambda _: True,
) -> Outcome:
    """Whom an organisation's new entry is of, among those that may be her (`blocking`); never shielded knowledge, which
    is no candidate outside its own agency.

    An organisation has one entry about a person: where it has one already, only the exact rule adds another, and whom
    nobody else knows is its own affair.
    """
    by_person: defaultdict[str, list[KnownAs]] = defaultdict(list)
    for other in others:
        by_person[other.person_id].append(other)
    found: list[tuple[Likely, str]] = []
    for person_id, known in sorted(by_person.items()):
        likely, rule = _best(entry, person_id, known, bearers, crowded)
        own = [one for one in known if organisation_id and one.organisation_id == organisation_id]
        exact = rule == NHS_NUMBER_AND_BIRTH
        if likely.score >= REVIEW and (exact or len(own) < len(known)):
            found.append((likely, rule if exact or not own else ""))
    found.sort(key=lambda pair: -pair[0].score)
    if not found:
        return NoMatch()
    everybody = tuple(likely for likely, _ in found)
    by_number = [one for one in found if one[1] == NHS_NUMBER_AND_BIRTH]
    if len(by_number) == 1 or len(found) == 1:
        likely, rule = by_number[0] if by_number else found[0]
        return Match(likely, rule) if rule else PotentialMatch(everybody)
    return ManyMatch(everybody) if any(rule for _, rule in found) else PotentialMatch(everybody)


def _best(
    entry: Described, person_id: str, known: Iterable[KnownAs], bearers: Bearers, crowded: Crowded
) -> tuple[Likely, str]:
    """The likeliest of what agencies know of one person; by the rule that links it, unless another of them tells the
    entry apart from her.
    """
    best, rule, apart, numbered = Likely(person_id, 0.0), "", False, False
    for one in known:
        like = likeness(entry, Described(one.identity, one.particulars))
        numbered = numbered or like.nhs_number is Level.SAME
        apart = apart or like.nhs_number is Level.DIFFERENT
        by = _links(like, entry.identity, one.identity, bearers, crowded)
        score = 0.0 if _somebody_else(like) else like.score
        if by == NHS_NUMBER_AND_BIRTH:
            score = max(score, LINK)
        if (by == NHS_NUMBER_AND_BIRTH, score) > (rule == NHS_NUMBER_AND_BIRTH, best.score):
            best, rule = Likely(person_id, score, like.evidence), by
    return best, "" if apart and not numbered else rule


def _somebody_else(like: Likeness) -> bool:
    """Twins, whose given names differ, and a parent and child of one name, whose dates of birth do: they share all
    else, so that no score tells them apart; nor of babies without a name those who have two numbers. Only one NHS
    number leaves it to somebody to look.
    """
    if like.nhs_number is Level.SAME:
        return False
    two_babies = like.given_name is Level.MISSING and like.nhs_number is Level.DIFFERENT
    return two_babies or Level.DIFFERENT in (like.given_name, like.date_of_birth)


def _links(like: Likeness, entry: Identity, other: Identity, bearers: Bearers, crowded: Crowded) -> str:
    """The rule by which two entries are one person's beyond doubt; empty without one."""
    if like.given_name not in _LIKELY_NAME or like.date_of_birth is Level.DIFFERENT:
        return ""
    if like.nhs_number is Level.SAME:
        if like.date_of_birth is Level.SAME and not _may_be_twins(like, entry, other):
            return NHS_NUMBER_AND_BIRTH
        agrees = like.family_name is not Level.DIFFERENT or Level.SAME in (like.place, like.phone)
        return PROBABLE if agrees and like.score >= LINK and not _may_be_twins(like, entry, other) else ""
    if like.sex is Level.DIFFERENT or like.score < LINK or _may_be_twins(like, entry, other):
        return ""
    differs = like.family_name is Level.DIFFERENT or like.date_of_birth is not Level.SAME
    if differs and _under_one_roof_with_many(entry, other, crowded):
        return ""
    if like.date_of_birth is Level.SAME:
        return PROBABLE if _besides_name_and_birth(like, entry) or _known_alone(like, entry, other, bearers) else ""
    return PROBABLE if _mistaken_birth(like, entry, other) else ""


def _may_be_twins(like: Likeness, entry: Identity, other: Identity) -> bool:
    """Amina and Amira: alike, and both of them names."""
    alike = like.given_name in (Level.SLIP, Level.CLOSE)
    return alike and of_two_people(plain(entry.given_name), plain(other.given_name))


def _besides_name_and_birth(like: Likeness, entry: Identity) -> bool:
    """A name and a birthday alone are a namesake's too: an address or telephone number has to agree. A postcode is
    enough beside a birthday and a family name, not where only the year is known: those of one origin and name are often
    neighbours.
    """
    namesake = new_year(entry.date_of_birth) or like.family_name is Level.DIFFERENT
    return Level.SAME in (like.phone, like.place) or (like.place is Level.STREET and not namesake)


def _known_alone(like: Likeness, entry: Identity, other: Identity, bearers: Bearers) -> bool:
    """For who is the only one known by her name, sex and birthday are enough where the family name is an uncommon one;
    of names in each other's place either may be it. Whom a deployment knows, and not a list, says how common a name is
    where people of one origin live together. 1 January and 1 July are no birthdays: only the year is known.
    """
    if like.sex is not Level.SAME or new_year(entry.date_of_birth):
        return False
    if any(share_of_people(plain(one.family_name)) >= _UNCOMMON for one in (entry, other)):
        return False
    if _swapped(entry, other) or like.given_name is like.family_name is Level.SAME:
        return bearers(entry) <= 1
    return one_name_but_for_a_slip(entry, other) and bearers(entry) == 0 and bearers(other) <= 1


def _swapped(entry: Identity, other: Identity) -> bool:
    return (entry.given_folded, entry.family_folded) == (other.family_folded, other.given_folded)


def one_name_but_for_a_slip(entry: Identity, other: Identity) -> bool:
    """Tony Featherstonehaugh for Anthony; one letter of a long name wrong that makes no other name of it; or a father's
    name that is put with the given one here and with the family's there.
    """
    given, family = names_of(entry, other)
    if family is Level.SWAPPED:
        return same_words(entry, other)
    givens, families = (entry.given_name, other.given_name), (entry.family_name, other.family_name)
    if family is Level.SAME:
        return given is Level.ONE_NAME or (given is Level.SLIP and _long(givens))
    slip = given is Level.SAME and family is Level.SLIP and _long(families)
    return slip and not two_family_names(*map(plain, families))


def _long(names: Iterable[str]) -> bool:
    return min(map(len, names)) >= _LONG


def _mistaken_birth(like: Likeness, entry: Identity, other: Identity) -> bool:
    """Day and month swapped, or one digit wrong, of one name at one door or telephone, in which one letter may be
    wrong too. Not the year: father and son.
    """
    same_given, same_family = like.given_name in _SAME_NAME, like.family_name is Level.SAME
    slip = (same_given and like.family_name is Level.SLIP) or (same_family and like.given_name is Level.SLIP)
    alike = same_words(entry, other) or slip or (same_given and same_family)
    same_year = entry.date_of_birth.year == other.date_of_birth.year
    return alike and same_year and Level.SAME in (like.place, like.phone)


def _under_one_roof_with_many(entry: Identity, other: Identity, crowded: Crowded) -> bool:
    """In a care home, hostel or hall all share a door and a telephone, and often an age: two of one given name are
    soon two people. Without any postcode nobody can tell that it is none.
    """
    homes = [one for one in (entry, other) if one.postcode]
    return not homes or any(map(crowded, homes))


def said_to_be_one(one: Described, other: KnownAs) -> tuple[Likely, bool]:
    """How an agency's two entries compare that its own system says are one person's, and whether they may be:
    somebody's word is enough where nothing tells them apart, and never against that.
    """
    like = likeness(one, Described(other.identity, other.particulars))
    twins = like.nhs_number is not Level.SAME and _may_be_twins(like, one.identity, other.identity)
    apart = twins or _somebody_else(like) or Level.DIFFERENT in (like.nhs_number, like.sex)
    return Likely(other.person_id, like.score, like.evidence), like.score >= REVIEW and not apart


def match_proof(proven: Identity, others: Iterable[KnownAs]) -> Outcome:
    """Which person a proven identity is, by exact rules only: NHS number and date of birth where the proof has the
    number, else full name, date of birth and postcode. A namesake elsewhere, or two who fit, is for an officer to
    tell apart.
    """
    others = tuple(others)
    fits = {o.person_id for o in others if not proven.nhs_number and _same_place(proven, o.identity)}
    rule = NAME_BIRTH_AND_POSTCODE
    if not fits:
        fits = {o.person_id for o in others if _same_number(proven, o.identity)}
        rule = NHS_NUMBER_AND_BIRTH
    if len(fits) == 1:
        return Match(Likely(fits.pop()), rule)
    if fits:
        return ManyMatch(tuple(map(Likely, sorted(fits))))
    alike = {o.person_id for o in others if _alike(proven, o.identity)}
    return PotentialMatch(tuple(map(Likely, sorted(alike)))) if alike else NoMatch()


def _same_name(one: Identity, other: Identity) -> bool:
    return one.given_folded == other.given_folded and one.family_folded == other.family_folded


def _same_number(one: Identity, other: Identity) -> bool:
    return one.nhs_number == other.nhs_number != "" and one.date_of_birth == other.date_of_birth


def _same_place(proven: Identity, other: Identity) -> bool:
    same_birth = proven.date_of_birth == other.date_of_birth
    return _same_name(proven, other) and same_birth and proven.postcode == other.postcode != ""


def _alike(proven: Identity, other: Identity) -> bool:
    """One number of two birthdays, or one name and birthday that no two numbers tell apart."""
    if proven.nhs_number and other.nhs_number:
        return proven.nhs_number == other.nhs_number
    return _same_name(proven, other) and proven.date_of_birth == other.date_of_birth
