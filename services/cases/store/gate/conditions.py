"""The gate in SQL: the rules of `domain/gate/disclosure.py` as conditions on rows, so that lists and counts are
filtered where they are read. A property test holds the two to the same answers.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, literal, or_, select

from services.cases.domain.classes import CHILD_CONFIDENTIAL, DataClass
from services.cases.domain.consents.consent import Method
from services.cases.domain.organisation import DEALS_IN
from services.cases.domain.purposes import SAFEGUARDING, Purpose
from services.cases.domain.sharing.basis import BasisKind
from services.cases.domain.viewer import ON_HER_PAGES, PARENT, Viewer, ViewerKind
from services.cases.store.gate.feeds import kept_by_its_feed
from services.cases.store.gate.parts import (
    Colleague,
    Condition,
    Moment,
    among,
    colleague,
    exists,
    herself,
    live,
    received,
    shown_privately,
    today,
    told_of,
    works_with,
)
from services.cases.store.tables.casework import case, record, record_version
from services.cases.store.tables.people import confidence, confidence_class, involvement, organisation
from services.cases.store.tables.sharing import (
    consent,
    emergency,
    emergency_class,
    share,
    share_class,
    share_recipient,
)

_plain = involvement.alias("plain")
_works = involvement.alias("works")
_of_case = case.alias("of_case")


@dataclass(frozen=True, slots=True)
class _Item:
    """The columns of a case or record that the rules ask about; `named`: a share that names the case needs no
    class. `private`: its case is.
    """

    person_id: ColumnElement[str]
    holder_id: ColumnElement[str]
    case_id: ColumnElement[str]
    data_class: ColumnElement[str]
    sealed: Condition
    named: Condition
    private: Condition

    @property
    def guarded(self) -> Condition:
        return self.data_class == DataClass.PROTECTED_ADDRESS.value


_RECORD = _Item(
    record.c.person_id,
    record.c.organisation_id,
    record.c.case_id,
    record.c.data_class,
    record.c.sealed,
    false(),
    exists(_of_case, _of_case.c.id == record.c.case_id, _of_case.c.private),
)
_CASE = _Item(
    case.c.person_id,
    case.c.organisation_id,
    case.c.id,
    case.c.data_class,
    false(),
    share.c.case_id != "",
    case.c.private,
)


def records_visible(viewer: Viewer, purpose: Purpose | None, now: datetime) -> Condition:
    """On rows of `record`: those that `decide` permits."""
    return _visible(_RECORD, viewer, purpose, now, colleague(viewer, now))


def history_visible(viewer: Viewer, purpose: Purpose | None, now: datetime) -> Condition:
    """On rows of `record_version`: those that `decide` permits, which is those of the records it permits."""
    return record_version.c.record_id.in_(select(record.c.id).where(records_visible(viewer, purpose, now)))


def cases_visible(viewer: Viewer, purpose: Purpose | None, now: Moment, who: Colleague) -> Condition:
    """On rows of `case_file`: those that `decide` permits."""
    return _visible(_CASE, viewer, purpose, now, who)


def involvements_visible(viewer: Viewer, now: Moment) -> Condition:
    """On rows of `involvement`: those that `decide` permits."""
    one, on = involvement.c, today(now)
    if viewer.kind is ViewerKind.NOBODY:
        return false()
    if viewer.kind is ViewerKind.RESIDENT:
        return and_(herself(viewer, one.person_id), one.confirmed, ~one.shielded, ~kept_by_its_feed(on))
    if viewer.kind is ViewerKind.PROXY:
        confided = _confided(one.person_id, confidence.c.organisation_id == one.organisation_id)
        known = _known_of(viewer, one.person_id, one.organisation_id)
        hers = and_(herself(viewer, one.person_id), one.confirmed, ~one.shielded, ~kept_by_its_feed(on))
        return and_(hers, ~confided, known)
    worker = literal(viewer.kind is ViewerKind.WORKER)
    own = one.organisation_id == viewer.organisation_id
    who = colleague(viewer, now)
    opened = exists(
        share,
        *received(viewer, one.person_id, one.organisation_id),
        share.c.involvement_id == one.id,
        or_(share.c.to_professional_id == "", share.c.to_professional_id == viewer.professional_id),
        *live(on),
    )
    duty = and_(worker, literal(viewer.role == "duty"), one.confirmed)
    shown = or_(
        and_(one.shielded, own, told_of(one, who)),
        and_(one.shielded, ~own, opened),
        and_(~one.shielded, or_(own, works_with(one.person_id, who), duty)),
    )
    return and_(~herself(viewer, one.person_id), shown, or_(own, ~kept_by_its_feed(on)))


def _visible(item: _Item, viewer: Viewer, purpose: Purpose | None, now: Moment, who: Colleague) -> Condition:
    if viewer.kind not in (ViewerKind.WORKER, ViewerKind.PARTNER):
        return false()
    own = item.holder_id == viewer.organisation_id
    if viewer.kind is ViewerKind.PARTNER:
        open_to_own = and_(~item.sealed, ~item.guarded)
    else:
        open_to_own = or_(~item.guarded, literal(purpose in SAFEGUARDING))
    elsewhere = and_(~item.sealed, or_(_shared(item, viewer, purpose, now), _emergency(item, viewer, now)))
    return and_(
        ~herself(viewer, item.person_id),
        shown_privately(item.private, item.person_id, item.holder_id, who),
        or_(and_(own, open_to_own), and_(~own, elsewhere)),
    )


def _shared(item: _Item, viewer: Viewer, purpose: Purpose | None, now: Moment) -> Condition:
    of_class = exists(share_class, share_class.c.share_id == share.c.id, share_class.c.data_class == item.data_class)
    return exists(
        share,
        *received(viewer, item.person_id, item.holder_id),
        share.c.involvement_id == "",
        share.c.contribution_id == "",
        or_(share.c.case_id == "", share.c.case_id == item.case_id),
        or_(~item.guarded, share.c.basis == BasisKind.CONSENT.value),
        or_(item.named, of_class),
        *([share.c.purpose == purpose.value] if purpose else []),
        *live(today(now)),
    )


def _emergency(item: _Item, viewer: Viewer, now: Moment) -> Condition:
    of_class = exists(
        emergency_class,
        emergency_class.c.emergency_id == emergency.c.id,
        emergency_class.c.data_class == item.data_class,
    )
    return and_(
        ~item.guarded,
        ~works_privately(item.person_id, item.holder_id),
        exists(
            emergency,
            emergency.c.person_id == item.person_id,
            emergency.c.opened_by == viewer.subject,
            emergency.c.organisation_id == viewer.organisation_id,
            emergency.c.opened_at <= now,
            emergency.c.ends_at > now,
            of_class,
        ),
    )


def works_privately(person_id: ColumnElement[str], organisation_id: ColumnElement[str]) -> Condition:
    """The organisation works with the person in confirmed, shielded services only."""

    def works(*how: Condition) -> Condition:
        theirs = _works.c.person_id == person_id, _works.c.organisation_id == organisation_id
        return exists(_works, *theirs, _works.c.confirmed, *how)

    return and_(works(_works.c.shielded), ~works(~_works.c.shielded))


def shares_visible(viewer: Viewer) -> Condition:
    """On rows of `share`: those that the viewer is told of, on the person's own pages or in an organisation's list."""
    one, receives = share.c, share_recipient.c.share_id == share.c.id
    if viewer.kind is ViewerKind.NOBODY:
        return false()
    if viewer.kind not in ON_HER_PAGES:
        speaks = literal(viewer.speaks)
        towards = exists(share_recipient, receives, share_recipient.c.organisation_id == viewer.organisation_id)
        theirs = and_(towards, or_(~one.private, speaks), one.to_professional_id.in_(["", viewer.professional_id]))
        given = and_(
            one.from_organisation_id == viewer.organisation_id,
            literal(viewer.kind is ViewerKind.WORKER),
            or_(and_(one.involvement_id == "", ~one.private), speaks),
        )
        return and_(~herself(viewer, one.person_id), or_(theirs, given))
    private = or_(
        works_privately(one.person_id, one.from_organisation_id),
        exists(share_recipient, receives, works_privately(one.person_id, share_recipient.c.organisation_id)),
    )
    told = and_(herself(viewer, one.person_id), one.informed, one.involvement_id == "", ~one.private, ~private)
    if viewer.kind is ViewerKind.RESIDENT:
        return told
    classes = share_class.c.share_id == one.id
    within = share_class.c.data_class.in_([word.value for word in _reaches(viewer)])
    kept = _kept(one.person_id, confidence_class.c.data_class == share_class.c.data_class)
    party = or_(
        confidence.c.organisation_id == one.from_organisation_id,
        exists(share_recipient, receives, share_recipient.c.organisation_id == confidence.c.organisation_id),
    )
    return and_(
        told,
        exists(share_class, classes),
        ~exists(share_class, classes, or_(~within, kept)),
        ~_confided(one.person_id, party),
    )


def consents_visible(viewer: Viewer) -> Condition:
    """On rows of `consent`: those that the person's own pages tell the viewer of."""
    one = consent.c
    if viewer.kind not in ON_HER_PAGES:
        return false()

    def party(organisation_id: ColumnElement[str]) -> Condition:
        return or_(one.from_organisation_id == organisation_id, among(organisation_id, one.to_organisation_ids))

    # Named in the consent, and works with her in shielded services only.
    plainly = exists(
        _plain,
        _plain.c.person_id == one.person_id,
        _plain.c.organisation_id == _works.c.organisation_id,
        _plain.c.confirmed,
        ~_plain.c.shielded,
    )
    private = exists(
        _works,
        _works.c.person_id == one.person_id,
        _works.c.confirmed,
        _works.c.shielded,
        party(_works.c.organisation_id),
        ~plainly,
    )
    hers = herself(viewer, one.person_id)
    if viewer.kind is ViewerKind.RESIDENT:
        return and_(hers, or_(one.method != Method.SPOKEN.value, ~private))
    beyond = [among(literal(word.value), one.data_classes) for word in DataClass if word not in _reaches(viewer)]
    kept = _kept(one.person_id, among(confidence_class.c.data_class, one.data_classes))
    confided = _confided(one.person_id, party(confidence.c.organisation_id))
    return and_(hers, ~private, ~or_(*beyond), ~kept, ~confided, one.data_classes != "")


def _reaches(viewer: Viewer) -> frozenset[DataClass]:
    beyond = CHILD_CONFIDENTIAL if viewer.role == PARENT else frozenset()
    return viewer.reaches - beyond - {DataClass.PROTECTED_ADDRESS}


def _known_of(viewer: Viewer, person_id: ColumnElement[str], organisation_id: ColumnElement[str]) -> Condition:
    """The mandate reaches something that organisations of this kind deal in, and that is not kept from proxies."""
    reached = [
        and_(
            organisation.c.kind.in_([kind for kind, deals in DEALS_IN.items() if word in deals]),
            ~_kept(person_id, confidence_class.c.data_class == word.value),
        )
        for word in sorted(_reaches(viewer))
    ]
    return exists(organisation, organisation.c.id == organisation_id, or_(false(), *reached))


def _confided(person_id: ColumnElement[str], *which: Condition) -> Condition:
    return exists(confidence, confidence.c.person_id == person_id, confidence.c.ended_at.is_(None), *which)


def _kept(person_id: ColumnElement[str], which: Condition) -> Condition:
    return _confided(person_id, exists(confidence_class, confidence_class.c.confidence_id == confidence.c.id, which))
