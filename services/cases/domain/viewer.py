"""Who looks: a worker in one acting context, a partner's client, a resident, somebody who acts for one, or nobody
the gate knows.
"""

from dataclasses import dataclass
from enum import StrEnum

from chassis.tokens import Caller
from services.cases.domain.classes import DataClass

PARENT = "parental_responsibility"
PROXIES = frozenset({PARENT, "health_attorney", "finance_attorney", "deputy", "advocate", "carer"})
"""Identity's kinds of mandate."""


class ViewerKind(StrEnum):
    WORKER = "worker"
    PARTNER = "partner"
    RESIDENT = "resident"
    PROXY = "proxy"
    NOBODY = "nobody"


ON_HER_PAGES = (ViewerKind.RESIDENT, ViewerKind.PROXY)
BROKERS = frozenset({"duty", "manager"})
"""Roles through which an organisation speaks for its shielded services."""
AUDITORS = frozenset({"guardian", "dpo"})
"""The roles that look over what their organisation did."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """`subject` is the account or client; `organisation_id`, `role` and `professional_id` are those of the one
    context signed in for, empty for a resident. Rights never add up across contexts: there is only ever this one.

    A proxy's `subject` is the account acted for, `role` the kind of mandate, `reaches` the data classes it reaches
    today, as identity says in each token anew, `hand` the account of who acts.
    """

    kind: ViewerKind
    subject: str
    organisation_id: str = ""
    role: str = ""
    professional_id: str = ""
    purpose: str = ""
    reaches: frozenset[DataClass] = frozenset()
    hand: str = ""

    @property
    def speaks(self) -> bool:
        """For the private services of his organisation."""
        return self.kind is ViewerKind.WORKER and self.role in BROKERS

    @property
    def audits(self) -> bool:
        """Looks over what his organisation did, its private services too."""
        return self.kind is ViewerKind.WORKER and self.role in AUDITORS

    @property
    def works_as(self) -> str:
        """The professional he is, where he is one: what an application says of that is nobody."""
        return self.professional_id if self.kind is ViewerKind.WORKER else ""


def viewer_of(caller: Caller) -> Viewer:
    """The viewer a verified token speaks for. A worker or partner without an organisation is nobody; so is whoever
    acts on a mandate that reaches nothing, for whatever reason: suspended, over, without its assessment.
    """
    if caller.kind == ViewerKind.PROXY:
        return _proxy(caller)
    kind = {"worker": ViewerKind.WORKER, "partner": ViewerKind.PARTNER, "resident": ViewerKind.RESIDENT}.get(
        caller.kind
    )
    organisation = caller.claim("org")
    if kind is None or (kind is not ViewerKind.RESIDENT and not organisation):
        return Viewer(ViewerKind.NOBODY, caller.subject)
    if kind is ViewerKind.RESIDENT:
        return Viewer(kind, caller.subject)
    role, professional = caller.claim("role"), caller.claim("pro")
    return Viewer(kind, caller.subject, organisation, role, professional, caller.claim("purpose"))


def _proxy(caller: Caller) -> Viewer:
    kind, told = caller.claim("act_kind"), set(caller.claim("act_classes").split())
    reaches = frozenset(word for word in DataClass if word.value in told)
    if kind not in PROXIES or not caller.claim("act") or not reaches:
        return Viewer(ViewerKind.NOBODY, caller.subject)
    return Viewer(ViewerKind.PROXY, caller.subject, role=kind, reaches=reaches, hand=caller.actor)
