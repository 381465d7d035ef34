"""What an organisation holds about the person of a subject access request, as far as the request reaches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from chassis.errors import NotFound
from services.cases.domain.access.copy import (
    HER,
    of_case,
    of_concern,
    of_consent,
    of_decision,
    of_disclosure,
    of_earlier,
    of_family_link,
    of_invitation,
    of_involvement,
    of_objection,
    of_record,
    of_refusal,
    of_share,
)
from services.cases.domain.access.decision import Decision, Outcome
from services.cases.domain.access.held_item import Bar, Entry, Item, ItemKind, within
from services.cases.domain.access.request import AccessRequest
from services.cases.ports.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """An item, and what was decided about it as it is now: None while nothing was, and where nobody decides."""

    item: Item
    decision: Decision | None

    @property
    def undecided(self) -> bool:
        return self.item.barred is Bar.NONE and self.decision is None

    @property
    def wants_second_look(self) -> bool:
        return self.decision is not None and self.decision.wants_second_look

    @property
    def leaves(self) -> bool:
        return self.decision is not None and self.decision.verdict.outcome is not Outcome.EXEMPT

    @property
    def redacted(self) -> bool:
        return self.decision is not None and self.decision.verdict.outcome is Outcome.REDACTED


async def held(work: Work, request: AccessRequest) -> Sequence[Held]:
    """In the order of their keys."""
    decisions = {one.key: one for one in await work.access_answers.decisions(request)}
    found = []
    for item in await work.held_items.of(request.organisation_id, request.person_id):
        if request.mandate_id and item.barred is Bar.NONE and not within(item, request.reach):
            item = replace(item, barred=Bar.BEYOND_REACH)
        decision = decisions.get(item.key)
        stands = decision is not None and item.barred is Bar.NONE and decision.stands(item)
        found.append(Held(item, decision if stands else None))
    return found


async def entry(work: Work, request: AccessRequest, item: Item, today: date, *, redacted: bool) -> Entry:
    """The item as it stands in a copy, opened. Raises NotFound."""
    id_ = item.id
    match item.kind:
        case ItemKind.RECORD:
            record = await work.records.get(id_)
            return of_record(record.seen_by(HER) if redacted else record)
        case ItemKind.RECORD_VERSION:
            record_id, _, version = id_.partition(":")
            earlier = await work.records.earlier(record_id, int(version))
            return of_earlier(earlier.seen_by(HER, await work.records.get(record_id)) if redacted else earlier)
        case ItemKind.CASE:
            return of_case(await work.cases.get(id_))
        case ItemKind.CONCERN:
            return of_concern(await work.concerns.get(id_))
        case ItemKind.INVOLVEMENT:
            return of_involvement(await work.involvements.get(id_, request.organisation_id))
        case ItemKind.INVITATION:
            return of_invitation(await work.invitations.get(id_), today)
        case ItemKind.FAMILY_LINK:
            return await _family_link(work, request, id_, redacted=redacted)
        case ItemKind.PRIVATE_MESSAGE:
            raise NotFound("nobody opens this on account of a request: it is told in person, where that is safe")
        case ItemKind.SHARE:
            return of_share(await work.shares.standing(id_), today)
        case ItemKind.CONSENT:
            return of_consent(await work.consents.get(id_), today)
        case ItemKind.REFUSAL:
            return of_refusal(await work.consent_records.refusal(id_))
        case ItemKind.DISCLOSURE:
            return of_disclosure(await work.disclosures.get(id_))
        case ItemKind.DECISION_NOT_TO_SHARE:
            return of_decision(await work.decisions.get(id_))
        case ItemKind.OBJECTION:
            return of_objection(await work.objections.get(id_), today)


async def _family_link(work: Work, request: AccessRequest, link_id: str, *, redacted: bool) -> Entry:
    link, own = (await work.family.get(link_id)).seen_from(request.person_id), request.organisation_id
    if redacted:
        return of_family_link(link, "")
    known = await work.people.known_as_each([(link.other_id, own)])
    other = known.get((link.other_id, own))
    return of_family_link(link, f"{other.given_name} {other.family_name}" if other else "")
