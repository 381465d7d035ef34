"""A recall: what left towards another organisation was erased or corrected since, or was read about the wrong person,
and that organisation is to know it (UK GDPR Article 19). So is whoever looked at a person on a wrong link: what he saw
has no handle of its own, his look has; and whoever gave a share to an agency that took the person for somebody else.

waiting ──it took the event, read what was corrected, or somebody there says that it knows──▶ heard
    └──of a share: it is over, and nothing else will do──▶ gone
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.errors import Conflict
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.viewer import BROKERS


class Recalled(StrEnum):
    ERASED = "erased"
    CORRECTED = "corrected"
    SEPARATED = "separated"
    """It left on a link that was undone: its reader took it for somebody else's. Who holds it is told as well."""
    LOOKED = "looked"
    """A worker looked at somebody, lists and searches too, on a link that was undone. Nobody else is told."""
    SHARED = "shared"
    """A share is still open to an agency that took the person for somebody else. Whoever gave it is told."""


_NO_LOOK = frozenset(["record", "event", "export", "copy", "entry", "sharing"])
"""Records are told by their own handles; what a partner's system was sent names nobody; copies, and an entry compared
by whoever decides about it, are no look at her network. Whatever else there is, or comes to be, is told.
"""


@dataclass(frozen=True, slots=True)
class Recall:
    """The newest that happened to a record of `organisation_id` which `recipient_id` received, or holds itself where
    another read it on a wrong link. `kept_until` is set while the looks themselves are kept back from the person: the
    day they are looked at again.

    Of looks, `record_id` is the newest one's, `person_id` whom the recipient's entry is of since, `looker` whose looks
    they were. Of a share, `record_id` is its id; `person_id` is empty where it opens a private service. `seen_id` is
    whom the data that left was about: for who decides whether it is about himself.
    """

    record_id: str
    recipient_id: str
    person_id: str
    organisation_id: str
    what: Recalled
    at: datetime
    kept_until: date | None = None
    heard_by: str = ""
    heard_at: datetime | None = None
    looker: str = ""
    looked_at: datetime | None = None
    seen_id: str = ""

    def about(self, person_id: str | None) -> bool:
        return person_id in (self.person_id, self.seen_id)

    def heard(self, by: str, now: datetime) -> "Recall":
        """Raises Conflict when somebody said so before."""
        if self.heard_at is not None:
            raise Conflict("somebody said before that your organisation knows", code="recall-heard")
        return replace(self, heard_by=by, heard_at=now)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who received what an erasure let go: how many of its records, and of how many of them it is known that it has
    heard. `hers_to_know`: nothing keeps it from the person who received them.
    """

    organisation_id: str
    records: int
    heard: int
    hers_to_know: bool


def misled(
    looks: Iterable[Disclosure], known_anyway_since: datetime | None, *, privately: bool
) -> Sequence[Disclosure]:
    """The newest look of each account of those that rested on a wrong link. `looks` are the organisation's at the
    person since they were linked, the oldest first; `known_anyway_since` is when it came to know her by another entry.

    Whoever was at the duty desk, or broke in, would have seen it anyway. Where the entry is a private service's, so
    would any colleague who was not let in by it, and to tell him would tell of the service.
    """
    newest = {
        one.by: one
        for one in looks
        if one.what not in _NO_LOOK
        and (one.what, one.role) != ("network", "duty")
        and not one.emergency
        and (not privately or one.basis == "member" or one.role in BROKERS)
        and (known_anyway_since is None or one.at < known_anyway_since)
    }
    return [newest[by] for by in sorted(newest)]
