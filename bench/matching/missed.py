"""What the pairs lacked that were not linked without asking: `python -m bench.matching.missed [FOLDER]`, of the same
caseloads as `bench.matching`, by the service's own rules and without a database.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.matching.__main__ import Caseloads, of_folder_or_made_up
from chassis.ids import SeededIds
from services.cases.domain.feeds.arrival import Entry, Feed, arrive
from services.cases.domain.feeds.caseload import Good, Row, read
from services.cases.domain.people.blocking import homes, keys
from services.cases.domain.people.likeness import Described, Level, likeness
from services.cases.domain.people.matching import LINK, REVIEW, KnownAs

_NOW = datetime(2026, 11, 30, tzinfo=UTC)
_SAYS = {
    "nhs_number": "two valid numbers",
    "given_name": "another given name, as a twin's",
    "date_of_birth": "another date of birth, as a parent's",
    "sex": "another sex",
}


def missed(caseloads: Caseloads) -> tuple[float, float, Counter[str]]:
    """Which share was linked without asking, which with what somebody looks at, and what the rest of the first lacked;
    "lost" are those that nobody is shown.
    """
    rows, others, truth = caseloads
    ours, theirs = _taken(rows), _taken(others)
    known = [KnownAs(one.local_id, one.identity, one.particulars, "a") for one in ours.values()]
    bearers = Counter((one.identity.given_folded, one.identity.family_folded) for one in known)
    entries = [Entry(id_, id_, one.identity, one.particulars, b"") for id_, one in theirs.items()]
    crowds = Counter(key for one in known for key in homes([one.identity]))
    arrived = arrive(Feed("b", "made up", _NOW.date()), entries, {}, known, bearers, crowds, SeededIds("missed"), _NOW)
    linked = truth & {(link.person_id, link.knowledge_id) for link in arrived.links}
    likely = truth & {(one.person_id, one.knowledge_id) for one in arrived.possible}
    lacked = Counter[str]()
    for one, other in truth - linked:
        cause = _lacked(ours[one], theirs[other]) if one in ours and other in theirs else "a row that is refused"
        lacked[f"{cause}{'' if (one, other) in likely else ' (lost)'}"] += 1
    return len(linked) / len(truth), len(linked | likely) / len(truth), lacked


def _lacked(one: Good, other: Good) -> str:
    if not keys(one.identity) & keys(other.identity) and one.identity.nhs_number != other.identity.nhs_number:
        return "found by no key"
    like = likeness(Described(other.identity, other.particulars), Described(one.identity, one.particulars))
    for field, said in _SAYS.items():
        if getattr(like, field) is Level.DIFFERENT:
            return said
    if like.score < LINK:
        return "too little in common" if like.score < REVIEW else "likely, not more"
    if like.date_of_birth is not Level.SAME:
        return "a slip in the date of birth, and more that differs"
    if like.phone is Level.SAME or like.place in (Level.SAME, Level.STREET):
        return "two names that are alike, or two who fit"
    return "neither number, door nor telephone in common"


def _taken(rows: Iterable[Row]) -> dict[str, Good]:
    found: Sequence[object] = [read(row, _NOW.date()) for row in rows]
    return {one.local_id: one for one in found if isinstance(one, Good)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.matching.missed", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    for name, caseloads in of_folder_or_made_up(parser.parse_args().folder).items():
        alone, with_review, lacked = missed(caseloads)
        print(f"{name}: recall {alone:.4f}, with what somebody looks at {with_review:.4f}")
        for cause, count in lacked.most_common():
            print(f"{count:6} {cause}")
