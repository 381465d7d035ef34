"""Who looks: a worker in one acting context, a partner's client, a resident, or nobody the gate knows."""

from dataclasses import dataclass
from enum import StrEnum

from chassis.tokens import Caller


class ViewerKind(StrEnum):
    WORKER = "worker"
    PARTNER = "partner"
    RESIDENT = "resident"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`subject` is the account or client; `organisation_id`, `role` and `professional_id` are those of the one
    context signed in for, empty for a resident. Rights never add up across contexts: there is only ever this one.
    """

    kind: ViewerKind
    subject: str
    organisation_id: str = ""
    role: str = ""
    professional_id: str = ""
    purpose: str = ""


def viewer_of(caller: Caller) -> Viewer:
    """The viewer a verified token speaks for. A worker or partner without an organisation is nobody."""
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
