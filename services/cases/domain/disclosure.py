"""The gate: the one decision on what may leave towards whom, for reads, lists, searches, counts, exports, events,
retries.

Pure: everything it rests on is in its arguments. `store/gate.py` says the same in SQL, `policy.cedar` in Cedar, and a
property test holds the three to the same answers. In short:

- An organisation's own cases and records are open to its workers and systems. (Any worker of the organisation in a
  role with the scope, for the purpose of the context: teams are the organisation's own matter, and every look leaves
  a leaf.) Its protected addresses, to workers who say they are safeguarding.
- Another's, on a live share that covers organisation, case, class and purpose; protected addresses only on consent.
- Else on an open emergency access of the same worker; never protected addresses, nor what an organisation holds that
  works with the person in shielded services only.
- A sealed record opens to the workers of its own organisation only.
- A network opens to workers of an organisation with a confirmed, current involvement, to a duty desk, and to herself.
- A shielded involvement opens to its own organisation's brokers (duty desk, managers), to the professional named in
  it, and on a live share of just that involvement. To all others, herself on a shared screen included, it does not
  exist.
- A worker never looks at the person he himself is.
- Who acts for a person sees, of her own pages only, what the mandate reaches today: never what is shielded, private,
  withheld, child-confidential towards a parent, or kept from whoever acts for her.

What a viewer may not know of is refused as absent; what he had until now, as no longer lawful.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.errors import Denied, NotFound, Problem
from services.cases.domain.basis import BasisKind
from services.cases.domain.classes import CHILD_CONFIDENTIAL, DataClass
from services.cases.domain.confidence import Confidence
from services.cases.domain.consent import Consent, Method
from services.cases.domain.days import day, plain
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.organisation import DEALS_IN
from services.cases.domain.purposes import SAFEGUARDING, Purpose
from services.cases.domain.share import Ended, Share, Standing
from services.cases.domain.viewer import PARENT, Viewer, ViewerKind

_ON_HER_PAGES = (ViewerKind.RESIDENT, ViewerKind.PROXY)
BROKERS = frozenset({"duty", "manager"})
"""Roles through which an organisation speaks for its shielded services."""


class What(StrEnum):
    CASE = "case"
    RECORD = "record"
    HISTORY = "history"
    """What a record said before it was corrected: decided like the record, never beside it."""
    NETWORK = "network"
    INVOLVEMENT = "involvement"
    SHARE = "share"
    """As the person's own page tells of it; organisations list what they give and receive."""
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. `holder_id` is the organisation that holds it, `object_id` its own id.

    `data_class` is None for networks and involvements. `purpose` is None where the way of asking has none (a list, an
    event): then the purpose is that of whatever it is permitted on. `professional_id` is who an involvement names,
    `holder_kind` what its organisation is. Of a share or consent, `holder_id` gives, `recipients` receive `classes`;
    `shielded`: it opens a shielded involvement; `aloud`: it was not given on a screen.
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
    holder_kind: str = ""
    recipients: frozenset[str] = frozenset()
    classes: frozenset[DataClass] = frozenset()
    informed: bool = True
    aloud: bool = False


def of_share(share: Share) -> Ask:
    """Asks to be told of a share."""
    return Ask(
        What.SHARE,
        share.person_id,
        holder_id=share.from_organisation_id,
        object_id=share.id,
        recipients=share.to_organisation_ids,
        classes=share.data_classes,
        shielded=share.involvement_id != "",
        informed=share.basis.informed,
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decision about one viewer and one person rests on, read in the transaction that reads the data.

    `standings` are the shares about the person towards the viewer's organisation, ended ones too; `emergencies` the
    viewer's own for the person. `member`: the organisation has a confirmed, current involvement. `herself`: a live
    account link says the viewer's account is this person's. `private`: the organisations that work with the person in
    shielded services only, read where there are emergencies or a person's own pages to decide on. `confidences`: what
    she keeps from whoever acts for her; `herself` then says whose account is acted for.
    """

    now: datetime
    standings: tuple[Standing, ...] = ()
    emergencies: tuple[EmergencyAccess, ...] = ()
    member: bool = False
    herself: bool = False
    private: frozenset[str] = frozenset()
    confidences: tuple[Confidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Permit:
    """May leave. `basis` is a `BasisKind`, or "own", "member", "duty", "herself", "proxy", "emergency";
    `because` says it in
    plain words. `withheld`: the person was not told of the share, so nothing that leaves on it is shown to her until
    released.
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


def decide(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    """Whether what is asked for may leave towards the viewer now, and on what basis."""
    if viewer.kind is ViewerKind.NOBODY:
        return ABSENT
    if ask.what is What.NETWORK:
        return _network(viewer, facts)
    if ask.what is What.INVOLVEMENT:
        return _involvement(viewer, ask, facts)
    if ask.what in (What.SHARE, What.CONSENT):
        return _told(viewer, ask, facts)
    if viewer.kind in _ON_HER_PAGES or facts.herself:
        return ABSENT
    if ask.holder_id == viewer.organisation_id:
        return _own(viewer, ask)
    if ask.sealed:
        return ABSENT
    return _shared(ask, facts) or _emergency(ask, facts) or _past(ask, facts)


# Cases and records


def _own(viewer: Viewer, ask: Ask) -> Permit | Refusal:
    guarded = ask.data_class is DataClass.PROTECTED_ADDRESS
    if viewer.kind is ViewerKind.PARTNER and (ask.sealed or guarded):
        return ABSENT
    if guarded and ask.purpose not in SAFEGUARDING:
        return Refusal(
            "protected-address", "A protected address opens for safeguarding only; say so as the purpose.", known=True
        )
    return Permit("own", "Your own organisation holds it.", purpose=ask.purpose or "")


def _shared(ask: Ask, facts: Facts) -> Permit | None:
    today = day(facts.now)
    live = [s for s in facts.standings if _covers(s, ask) and _for(s, ask) and s.ended(today) is Ended.NOT]
    if not live:
        return None
    best = max(live, key=lambda standing: (standing.last_day, standing.share.id))
    return _on(best)


def _covers(standing: Standing, ask: Ask) -> bool:
    """Giver, case and class, whatever has become of the share. A case named in a share is shown; otherwise a case's
    kind is a class of data like any other.
    """
    share = standing.share
    if share.from_organisation_id != ask.holder_id or share.involvement_id:
        return False
    if share.case_id and share.case_id != ask.case_id:
        return False
    if ask.data_class is DataClass.PROTECTED_ADDRESS and share.basis.kind is not BasisKind.CONSENT:
        return False
    named = ask.what is What.CASE and share.case_id != ""
    return named or ask.data_class in share.data_classes


def _for(standing: Standing, ask: Ask) -> bool:
    return ask.purpose is None or ask.purpose is standing.share.purpose


def _on(standing: Standing) -> Permit:
    share = standing.share
    return Permit(
        basis=share.basis.kind,
        because=f"Shared on {share.basis.kind.words}, for {share.purpose.words}, until {plain(standing.last_day)}.",
        purpose=share.purpose,
        share_id=share.id,
        consent_id=share.basis.consent_id if share.basis.kind is BasisKind.CONSENT else "",
        valid_until=standing.valid_until,
        withheld=not share.basis.informed,
    )


def _emergency(ask: Ask, facts: Facts) -> Permit | None:
    """The one exception to a live basis, and loud."""
    if _beyond_emergencies(ask, facts):
        return None
    opened = [e for e in facts.emergencies if ask.data_class in e.data_classes and facts.now < e.ends_at]
    if not opened:
        return None
    longest = max(opened, key=lambda access: (access.ends_at, access.id))
    return Permit(
        basis="emergency",
        because=f"Emergency access: {longest.reason}",
        purpose=ask.purpose or "",
        emergency_id=longest.id,
        valid_until=longest.ends_at,
    )


def _beyond_emergencies(ask: Ask, facts: Facts) -> bool:
    return ask.data_class is DataClass.PROTECTED_ADDRESS or ask.holder_id in facts.private


def _past(ask: Ask, facts: Facts) -> Refusal:
    """Refused; plainly to whoever had it, or has it for another purpose."""
    today = day(facts.now)
    had = [s for s in facts.standings if _covers(s, ask)]
    if live := [s for s in had if s.ended(today) is Ended.NOT]:
        words = live[0].share.purpose.words
        return Refusal("other-purpose", f"This is shared with your organisation for {words} only.", known=True)
    if had:
        last = max(had, key=lambda standing: (standing.share.created_at, standing.share.id))
        return Refusal(f"share-{last.ended(today)}", _NO_LONGER[last.ended(today)], known=True)
    if not _beyond_emergencies(ask, facts) and any(ask.data_class in e.data_classes for e in facts.emergencies):
        return Refusal(
            "emergency-over", "Your emergency access has ended; ask the organisation that holds it.", known=True
        )
    return ABSENT


_NO_LONGER = {
    Ended.WITHDRAWN: "The consent this was shared on has been withdrawn; another basis, or new consent, is needed.",
    Ended.EXPIRED: "What this was shared on has expired; the organisation that holds it has to share it again.",
    Ended.BY_GIVER: "The organisation that holds this has ended the share.",
}


# Networks


def _network(viewer: Viewer, facts: Facts) -> Permit | Refusal:
    if viewer.kind in _ON_HER_PAGES:
        return _hers(viewer) if facts.herself else ABSENT
    if facts.herself:
        return Refusal("own-person", "Look at your own information on the resident's pages.", known=True)
    if facts.member:
        return Permit("member", "Your organisation works with this person.")
    if viewer.kind is ViewerKind.WORKER and viewer.role == "duty":
        return Permit("duty", "You are on the duty desk; each look from there is logged.")
    return Refusal("not-a-member")


def _involvement(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    if viewer.kind is ViewerKind.RESIDENT:
        shown = facts.herself and ask.confirmed and not ask.shielded
        return _hers(viewer) if shown else ABSENT
    if viewer.kind is ViewerKind.PROXY:
        known = DEALS_IN.get(ask.holder_kind, frozenset()) & _reached(viewer, facts)
        shown = facts.herself and ask.confirmed and not ask.shielded and not _confided(ask, facts)
        return _hers(viewer) if shown and known else ABSENT
    if facts.herself:
        return ABSENT
    own = ask.holder_id == viewer.organisation_id
    if ask.shielded:
        return _unshielded(viewer, ask) if own else _opened(ask, facts)
    if own:
        return Permit("own", "Your own organisation holds it.")
    # Members see what waits for confirmation too: one of them is to confirm it.
    network = _network(viewer, facts)
    if isinstance(network, Permit) and (ask.confirmed or facts.member):
        return network
    return ABSENT


def _unshielded(viewer: Viewer, ask: Ask) -> Permit | Refusal:
    named = ask.professional_id != "" and ask.professional_id == viewer.professional_id
    if viewer.kind is ViewerKind.WORKER and (viewer.role in BROKERS or named):
        return Permit("own", "Your own organisation holds it.")
    return ABSENT


def _opened(ask: Ask, facts: Facts) -> Permit | Refusal:
    today = day(facts.now)
    opens = [
        s
        for s in facts.standings
        if s.share.involvement_id == ask.object_id and s.share.from_organisation_id == ask.holder_id
    ]
    live = [s for s in opens if s.ended(today) is Ended.NOT]
    return _on(max(live, key=lambda standing: (standing.last_day, standing.share.id))) if live else ABSENT


# Her own pages, and who acts for her


def _hers(viewer: Viewer) -> Permit:
    if viewer.kind is ViewerKind.PROXY:
        return Permit("proxy", "Somebody who acts for you looked.")
    return Permit("herself", "It is about you.")


def _told(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    if viewer.kind not in _ON_HER_PAGES or not facts.herself or ask.shielded or not ask.informed:
        return ABSENT
    private = not facts.private.isdisjoint({ask.holder_id, *ask.recipients})
    if viewer.kind is ViewerKind.PROXY:
        within = ask.classes and ask.classes <= _reached(viewer, facts)
        return _hers(viewer) if within and not private and not _confided(ask, facts) else ABSENT
    # What she gave on the screen herself, she can take back there.
    on_screen = ask.what is What.CONSENT and not ask.aloud
    return _hers(viewer) if on_screen or not private else ABSENT


def _reached(viewer: Viewer, facts: Facts) -> frozenset[DataClass]:
    """What the mandate reaches, less what no mandate does: a protected address whatever the paper says."""
    kept = frozenset(word for confidence in facts.confidences for word in confidence.data_classes)
    beyond = CHILD_CONFIDENTIAL if viewer.role == PARENT else frozenset()
    return viewer.reaches - {DataClass.PROTECTED_ADDRESS} - beyond - kept


def _confided(ask: Ask, facts: Facts) -> bool:
    confiding = {confidence.organisation_id for confidence in facts.confidences}
    return not confiding.isdisjoint({ask.holder_id, *ask.recipients})
