"""One act of data leaving towards a viewer, as the log keeps it and as the resident reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.merkle.leaf import Json


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`id` is its leaf's. `holder_id` is whose data left, `organisation_id` towards whom; `by` is the account or
    client, for the organisations' eyes only. `epoch` is the person's when it was decided; `share_id` and `consent_id`
    are what it rested on, if on any. `what` is "network", "family", "record", "history", "case", "find", "contact",
    "event", "export", "copy", "entry", "consent", "sharing", "referral", "enquiry", "contribution", "concern",
    "private_message", "round", "team" or "caseload"; `enquiry_id` the hub's enquiry it happened inside, if in one.
    """

    id: str
    person_id: str
    at: datetime
    epoch: int
    holder_id: str
    organisation_id: str
    organisation_name: str
    by: str
    role: str
    what: str
    data_classes: tuple[str, ...]
    purpose: str
    basis: str
    because: str
    share_id: str = ""
    consent_id: str = ""
    emergency: bool = False
    enquiry_id: str = ""

    def payload(self) -> Mapping[str, Json]:
        """What is sealed under the person's key and committed to in the log."""
        return {
            "because": self.because,
            "basis": self.basis,
            "by": self.by,
            "classes": list(self.data_classes),
            "consent": self.consent_id,
            "emergency": self.emergency,
            "name": self.organisation_name,
            "purpose": self.purpose,
            "role": self.role,
            "share": self.share_id,
            "what": self.what,
        }
