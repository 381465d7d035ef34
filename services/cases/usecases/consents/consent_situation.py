"""What is known about a person that says who may decide one thing for her."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.consents.authority import Authority, Competence, Situation, competence
from services.cases.domain.consents.consent import Consent, heard
from services.cases.domain.consents.consent_record import Refusal, same_decision
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work


@dataclass(frozen=True, slots=True)
class CompetenceWish:
    """As it came: words and a day (YYYY-MM-DD); empty where nobody assessed it."""

    outcome: str = ""
    assessed_on: str = ""
    assessor: str = ""

    def checked(self, viewer: Viewer, today: date) -> Competence | None:
        """Raises Invalid naming the field; nobody assesses herself."""
        found = competence(self.outcome, self.assessed_on, self.assessor, today)
        if found and viewer.kind is not ViewerKind.WORKER:
            raise Invalid.field("competence", "a worker records who assessed it")
        return found


NOT_ASSESSED = CompetenceWish()


async def whose(work: Work, viewer: Viewer, person_id: str, named: Collection[str], now: datetime) -> str:
    """Her own, or the person a worker names, whose organisation is among those named. Raises NotFound, Denied,
    Invalid.
    """
    if viewer.kind is ViewerKind.RESIDENT:
        own = await work.account_links.person_of(viewer.subject)
        if own is None or person_id not in ("", own):
            raise NotFound("your account is not linked to what organisations know of you", code="not-linked")
        return own
    if viewer.kind is not ViewerKind.WORKER:
        raise Denied("consent is the person's own, or recorded by a worker")
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    if facts.herself or not facts.member:
        raise Denied("your organisation has no confirmed involvement with this person", code="not-a-member")
    if viewer.organisation_id not in named:
        raise Invalid.field("from_organisation_id", "you record consent that concerns your own organisation")
    return person_id


def own_hand(caller: Caller, viewer: Viewer) -> bool:
    return viewer.kind is ViewerKind.RESIDENT and caller.actor == caller.subject


def shown(caller: Caller, viewer: Viewer, evidence: str) -> str:
    """What shows her yes or no: nothing has to for her own hand. Raises Invalid where another's does not say."""
    if own_hand(caller, viewer):
        return ""
    return heard(evidence, with_her_there=viewer.kind is ViewerKind.RESIDENT)


async def nation(work: Work, about: Consent | Refusal) -> str:
    """Where the organisation is that holds the data: its law says who consents. Raises Invalid for an organisation
    that there is none of.
    """
    named = {"from_organisation_id": {about.from_organisation_id}}
    named["to_organisation_ids"] = set(about.to_organisation_ids)
    for field, ids in named.items():
        if unknown := ids - (await work.organisations.known(ids)).keys():
            raise Invalid.field(field, f"there is no organisation {min(unknown)}")
    return (await work.organisations.get(about.from_organisation_id)).nation


async def situation(
    work: Work, about: Consent | Refusal, nation: str, brought: Competence | None, refuses: bool, today: date
) -> Situation:
    """From what she said and was found able to before, in this same decision, and what is brought now. Her birthday
    is as the organisation that holds the data knows it, else another that is not shielded. Raises NotFound.
    """
    known = await work.people.known_as(about.person_id, about.from_organisation_id)
    earlier = [each for each in await work.consents.of(about.person_id) if same_decision(each, about)]
    records = await work.consent_records.these(earlier)
    # Consents of before 0.2.0 have no record: nobody but the person herself gave them.
    own = [each for each in earlier if each.id not in records or records[each.id].authority is Authority.SELF]
    refusals = [each for each in await work.consent_records.refusals(about.person_id) if same_decision(each, about)]
    said_yes = max((each.given_at for each in own if each.withdrawn_at is None), default=None)
    said_no = max(
        (*(each.refused_at for each in refusals), *(each.taken_back_at for each in own if each.taken_back_at)),
        default=None,
    )
    found = [each for record in records.values() for each in record.competence]
    found += [each.competence for each in refusals if each.competence]
    return Situation(
        born_on=known.date_of_birth,
        nation=nation,
        today=today,
        died=await work.deaths.died_on(about.person_id) is not None,
        evidence=(*found, *([brought] if brought else [])),
        refuses=refuses or (said_no is not None and (said_yes is None or said_no > said_yes)),
    )
