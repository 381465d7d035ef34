"""Is it the same person? Outcomes are named as in the DfE's Single Unique Identifier matcher.

A false link mixes two lives, a false "no" leaves a child unseen: the rule for linking by itself is narrow, and what
is merely likely is said to be so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.cases.domain.person import Identity


@dataclass(frozen=True, slots=True)
class Match:
    """One person, beyond doubt enough to link without asking."""

    person_id: str
    rule: str


@dataclass(frozen=True, slots=True)
class PotentialMatch:
    """These may be the same; somebody must look."""

    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManyMatch:
    """More than one fits beyond doubt, so at least one of them is wrong."""

    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Nobody."""


Outcome = Match | PotentialMatch | ManyMatch | NoMatch

NHS_NUMBER_AND_BIRTH = "nhs_number_and_date_of_birth"
NAME_BIRTH_AND_POSTCODE = "name_date_of_birth_and_postcode"


@dataclass(frozen=True, slots=True)
class KnownAs:
    """A person, as one agency knows her."""

    person_id: str
    identity: Identity


def match(candidate: Identity, others: Iterable[KnownAs]) -> Outcome:
    """Whether agencies' knowledge is of one person: the same valid NHS number and the same date of birth.

    `others` are those that share the NHS number, or the name and date of birth, with the candidate; never shielded
    knowledge, which is no candidate outside its own agency.
    """
    same: set[str] = set()
    alike: set[str] = set()
    for other in others:
        one_number = candidate.nhs_number != "" and candidate.nhs_number == other.identity.nhs_number
        one_birth = candidate.date_of_birth == other.identity.date_of_birth
        if one_number and one_birth:
            same.add(other.person_id)
        elif one_number or (one_birth and _same_name(candidate, other.identity) and not _told_apart(candidate, other)):
            alike.add(other.person_id)
    if len(same) == 1:
        return Match(same.pop(), NHS_NUMBER_AND_BIRTH)
    if same:
        return ManyMatch(tuple(sorted(same)))
    return PotentialMatch(tuple(sorted(alike))) if alike else NoMatch()


def match_proof(proven: Identity, others: Iterable[KnownAs]) -> Outcome:
    """Which person a proven identity is: NHS number and date of birth where the proof has the number, else full name,
    date of birth and postcode. A namesake elsewhere, or two who fit, is for an officer to tell apart."""
    others = tuple(others)
    if proven.nhs_number:
        return match(proven, others)
    fits = {o.person_id for o in others if _same_place(proven, o.identity)}
    if len(fits) == 1:
        return Match(fits.pop(), NAME_BIRTH_AND_POSTCODE)
    if fits:
        return ManyMatch(tuple(sorted(fits)))
    return match(proven, others)


def _same_name(one: Identity, other: Identity) -> bool:
    return one.given_folded == other.given_folded and one.family_folded == other.family_folded


def _same_place(proven: Identity, other: Identity) -> bool:
    return (
        _same_name(proven, other)
        and proven.date_of_birth == other.date_of_birth
        and proven.postcode != ""
        and proven.postcode == other.postcode
    )


def _told_apart(candidate: Identity, other: KnownAs) -> bool:
    """Both have an NHS number, and not the same: two people who share a name and a birthday."""
    return candidate.nhs_number != "" and other.identity.nhs_number not in ("", candidate.nhs_number)
