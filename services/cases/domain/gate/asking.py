"""What is asked of the gate, what its decision rests on, and what it answers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from chassis.errors import Denied, NotFound, Problem
from services.cases.domain.classes import DataClass
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.consents.consent import Consent, Method
from services.cases.domain.days import end_of, plain
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.hubs.enquiry import Contribution, Enquiry
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import BasisKind
from services.cases.domain.sharing.share import Ended, Share, Standing


class What(StrEnum):
    CASE = "case"
    RECORD = "record"
    HISTORY = "history"
    """What a record said before it was corrected: decided like the record, never beside it."""
    PERSON = "person"
    """Whom somebody means who has an identifier, or a full name and date of birth: by what an agency knows of her."""
    NETWORK = "network"
    INVOLVEMENT = "involvement"
    SHARE = "share"
    """That there is one: on her own page, and in the lists of the organisations that give and receive it."""
    CONSENT = "consent"
    ENQUIRY = "enquiry"
    CONTRIBUTION = "contribution"
    EXPORT = "export"
    """That something left, in an organisation's file for an inspector."""
    CONCERN = "concern"
    PRIVATE_MESSAGE = "private_message"
    """Left for any service that works with her and is never shown."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. `holder_id` is the organisation that holds it, `object_id` its own id.

    `data_class` is None for networks and involvements. `purpose` is None where the way of asking has none (a list, an
    event): then the purpose is that of whatever it is permitted on. `professional_id` is who an involvement names, or
    the one worker whom a share is for, `covered_by` who covers for that one today, `holder_kind` what its organisation
    is. A case, and what is in it, is `private` that a private service opened. Of a share or consent, `holder_id` gives,
    `recipients` receive `classes`; `shielded`: it opens a shielded involvement, or is `private`: it goes with a
    referral to a private service; `aloud`: it was not given on a screen. `enquiry` is the one that is asked
    for, or to which the contribution was made. Of what left, `holder_id` is whose it was and `recipients` to whom;
    `kept_by` keeps it back from her for now, `host_id` hosts the hub it happened in.
    `kept_by_its_feed`: its feed's rules show the involvement to its organisation only.
    """

    what: What
    person_id: str
    holder_id: str = ""
    object_id: str = ""
    case_id: str = ""
    data_class: DataClass | None = None
    purpose: Purpose | None = None
    sealed: bool = False
    shielded: bool = False
    confirmed: bool = True
    professional_id: str = ""
    covered_by: frozenset[str] = frozenset()
    holder_kind: str = ""
    recipients: frozenset[str] = frozenset()
    classes: frozenset[DataClass] = frozenset()
    informed: bool = True
    aloud: bool = False
    enquiry: Enquiry | None = None
    kept_by: str = ""
    host_id: str = ""
    private: bool = False
    concern: Concern | None = None
    kept_by_its_feed: bool = False
    message: PrivateMessage | None = None


def of_share(share: Share) -> Ask:
    """Asks to be told of a share."""
    return Ask(
        What.SHARE,
        share.person_id,
        holder_id=share.from_organisation_id,
        object_id=share.id,
        recipients=share.to_organisation_ids,
        classes=share.data_classes,
        shielded=share.private or share.involvement_id != "",
        informed=share.basis.informed,
        private=share.private,
        professional_id=share.to_professional_id,
    )


def of_consent(consent: Consent) -> Ask:
    """Asks to be told of a consent."""
    return Ask(
        What.CONSENT,
        consent.person_id,
        holder_id=consent.from_organisation_id,
        object_id=consent.id,
        recipients=consent.to_organisation_ids,
        classes=consent.data_classes,
        aloud=consent.method is Method.SPOKEN,
    )


def of_enquiry(enquiry: Enquiry, purpose: Purpose | None) -> Ask:
    """Asks to be told of an enquiry."""
    return Ask(
        What.ENQUIRY,
        enquiry.person_id,
        holder_id=enquiry.host_id,
        object_id=enquiry.id,
        purpose=purpose,
        informed=enquiry.basis.informed,
        enquiry=enquiry,
    )


def of_contribution(contribution: Contribution, enquiry: Enquiry, purpose: Purpose | None) -> Ask:
    """Asks to see what was contributed to an enquiry."""
    return Ask(
        What.CONTRIBUTION,
        contribution.person_id,
        holder_id=contribution.organisation_id,
        object_id=contribution.id,
        data_class=contribution.data_class,
        purpose=purpose,
        informed=contribution.basis.informed,
        enquiry=enquiry,
    )


def of_involvement(one: Involvement, *, kept_by_its_feed: bool = False) -> Ask:
    """Asks to be told that somebody works with a person."""
    return Ask(
        What.INVOLVEMENT,
        one.person_id,
        holder_id=one.organisation_id,
        object_id=one.id,
        shielded=one.shielded,
        confirmed=one.confirmed,
        professional_id=one.professional_id,
        kept_by_its_feed=kept_by_its_feed,
    )


def of_concern(concern: Concern) -> Ask:
    """Asks to see a concern. The council holds it: who raised it may be a private service."""
    return Ask(
        What.CONCERN,
        concern.person_id,
        holder_id=concern.council_id,
        object_id=concern.id,
        informed=False,
        concern=concern,
    )


def of_private_message(message: PrivateMessage, organisation_id: str) -> Ask:
    """Asks to see a private message. Whoever reads it holds it: no file of who left it says who did."""
    return Ask(
        What.PRIVATE_MESSAGE,
        message.person_id,
        holder_id=organisation_id,
        object_id=message.id,
        informed=False,
        message=message,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decision about one viewer and one person rests on, read in the transaction that reads the data.

    `standings` are the shares about the person towards the viewer's organisation, ended ones too; `emergencies` the
    viewer's own for the person. `member`: the organisation has a confirmed, current involvement, as far as he is told:
    that of a private service makes a member of whom it is shown to. `named`: it has one of a private service that names
    the viewer, or whom he covers for today. `herself`: a live account link says the viewer's account is this person's.
    `private`: the organisations that work with the person in shielded services only, read where there are emergencies,
    a person's own pages or an inspector's file to decide on. `confidences`: what she keeps from whoever
    acts for her; `herself` then says whose account is acted for. `oneself`: whose account the viewer's is, whoever is
    asked about. `seats`: the hubs he sits in, in this context; read where an enquiry is asked for.
    """

    now: datetime
    standings: tuple[Standing, ...] = ()
    emergencies: tuple[EmergencyAccess, ...] = ()
    member: bool = False
    named: bool = False
    herself: bool = False
    private: frozenset[str] = frozenset()
    confidences: tuple[Confidence, ...] = ()
    oneself: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()


class Permit(NamedTuple):
    """May leave. `basis` is a `BasisKind`, or "own", "member", "duty", "herself", "proxy", "emergency", "party",
    "seat", "audit", "inspection", "find", "front-door" or "broker"; `because` says it in plain words. `withheld`: the
    person was not told of the share, enquiry, concern or message, or it is private, so nothing that leaves on it is
    shown to her until released.

    A tuple, for one is made at every decision: a frozen dataclass takes four times as long.
    """

    basis: str
    because: str
    purpose: str = ""
    share_id: str = ""
    consent_id: str = ""
    emergency_id: str = ""
    valid_until: datetime | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """May not. `remedy` says to those who may know of it (`known`) what would make it lawful."""

    rule: str
    remedy: str = ""
    known: bool = False

    def problem(self) -> Problem:
        """As the caller hears it: what he may not know of is not there."""
        return Denied(self.remedy, code=self.rule) if self.known else NotFound("there is nothing here that you may see")


ABSENT = Refusal("absent")


KEPT_BACK = timedelta(days=180)
"""After which somebody looks again whether she may be shown that it was read."""


def kept_from_her(basis: str, because: str, facts: Facts, purpose: str = "") -> Permit:
    """May leave, and is withheld from her though she was told of nothing it rests on: she may be overlooked."""
    return Permit(basis, because, purpose, valid_until=facts.now + KEPT_BACK, withheld=True)


def resting_on(standing: Standing) -> Permit:
    """May leave on this share, which is live."""
    share, last = standing.share, standing.last_day
    kind = share.basis.kind
    consent_id = share.basis.consent_id if kind is BasisKind.CONSENT else ""
    because, withheld = _because(kind, share.purpose, last), share.private or not share.basis.informed
    return Permit(kind, because, share.purpose, share.id, consent_id, "", end_of(last), withheld)


@lru_cache
def _because(kind: BasisKind, purpose: Purpose, last: date) -> str:
    return f"Shared on {kind.words}, for {purpose.words}, until {plain(last)}."


def no_longer(ended: Ended) -> Refusal:
    """To whoever had it on a share that is over."""
    return Refusal(f"share-{ended}", _NO_LONGER[ended], known=True)


_NO_LONGER = {
    Ended.WITHDRAWN: "The consent this was shared on has been withdrawn; another basis, or new consent, is needed.",
    Ended.EXPIRED: "What this was shared on has expired; the organisation that holds it has to share it again.",
    Ended.BY_GIVER: "The organisation that holds this has ended the share.",
}
