"""`kith.cases.v1.People`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import people_pb2 as pb
from kith.cases.v1 import people_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.contact_messages import contact_in, message, reach, safe_contact
from services.cases.api.rpc.instants import day_in
from services.cases.api.rpc.pages import cursor, page
from services.cases.api.rpc.people_messages import (
    account_link,
    confidence,
    involvement,
    meant,
    network,
    possible_link,
    row_in,
    whom,
)
from services.cases.api.rpc.withholdings import withholding_in
from services.cases.domain.days import day
from services.cases.domain.feeds.arrival import DUTY_TEAM, Feed
from services.cases.domain.feeds.caseload import Refused
from services.cases.ports.keys import Keys
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.account_links.confirm_account_link import ConfirmAccountLink
from services.cases.usecases.account_links.end_account_link import EndAccountLink
from services.cases.usecases.account_links.list_account_links import ListAccountLinks
from services.cases.usecases.consents.end_confidence import EndConfidence
from services.cases.usecases.consents.keep_in_confidence import ConfidenceWish, KeepInConfidence
from services.cases.usecases.consents.list_confidences import ListConfidences
from services.cases.usecases.contacts.get_safe_contact import GetSafeContact
from services.cases.usecases.contacts.give_message import GiveMessage
from services.cases.usecases.contacts.list_messages import ListMessages
from services.cases.usecases.contacts.record_safe_contact import RecordSafeContact
from services.cases.usecases.feeds.import_caseload import ImportCaseload
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.get_network import GetNetwork
from services.cases.usecases.networks.note_contact import NoteContact
from services.cases.usecases.networks.record_involvement import RecordInvolvement, Working
from services.cases.usecases.people.decide_possible_link import DecidePossibleLink
from services.cases.usecases.people.find_person import FindPerson
from services.cases.usecases.people.get_possible_link import GetPossibleLink
from services.cases.usecases.people.list_possible_links import ListPossibleLinks
from services.cases.usecases.people.merge_entries import MergedRow, MergeEntries
from services.cases.usecases.people.record_death import RecordDeath
from services.cases.usecases.people.separate_person import SeparatePerson
from services.cases.usecases.people.tell_whom import TellWhom

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class PeopleVerbs:
    import_caseload: ImportCaseload
    find_person: FindPerson
    get_network: GetNetwork
    record_involvement: RecordInvolvement
    confirm_involvement: ConfirmInvolvement
    end_involvement: EndInvolvement
    note_contact: NoteContact
    separate_person: SeparatePerson
    merge_entries: MergeEntries
    list_account_links: ListAccountLinks
    confirm_account_link: ConfirmAccountLink
    end_account_link: EndAccountLink
    list_possible_links: ListPossibleLinks
    get_possible_link: GetPossibleLink
    decide_possible_link: DecidePossibleLink
    record_death: RecordDeath
    keep_in_confidence: KeepInConfidence
    list_confidences: ListConfidences
    end_confidence: EndConfidence
    record_safe_contact: RecordSafeContact
    get_safe_contact: GetSafeContact
    list_messages: ListMessages
    give_message: GiveMessage
    tell_whom: TellWhom
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, mandates: Mandates, keys: Keys, ids: Ids, clock: Clock) -> "PeopleVerbs":
        return cls(
            import_caseload=ImportCaseload(work, keys, ids, clock),
            find_person=FindPerson(work, ids, clock),
            get_network=GetNetwork(work, ids, clock),
            record_involvement=RecordInvolvement(work, ids, clock),
            confirm_involvement=ConfirmInvolvement(work, clock),
            end_involvement=EndInvolvement(work, clock),
            note_contact=NoteContact(work, clock),
            separate_person=SeparatePerson(work, ids, clock),
            merge_entries=MergeEntries(work, keys, ids, clock),
            list_account_links=ListAccountLinks(work, clock),
            confirm_account_link=ConfirmAccountLink(work, ids, clock),
            end_account_link=EndAccountLink(work, ids, clock),
            list_possible_links=ListPossibleLinks(work),
            get_possible_link=GetPossibleLink(work, keys, ids, clock),
            decide_possible_link=DecidePossibleLink(work, ids, clock),
            record_death=RecordDeath(work, clock),
            keep_in_confidence=KeepInConfidence(work, ids, clock),
            list_confidences=ListConfidences(work, mandates, clock),
            end_confidence=EndConfidence(work, mandates, clock),
            record_safe_contact=RecordSafeContact(work, ids, clock),
            get_safe_contact=GetSafeContact(work, ids, clock),
            list_messages=ListMessages(work, clock),
            give_message=GiveMessage(work, clock),
            tell_whom=TellWhom(work, clock),
            clock=clock,
        )


class PeopleServicer(pb_grpc.PeopleServicer):
    def __init__(self, verbs: PeopleVerbs) -> None:
        self._verbs, self._clock = verbs, verbs.clock

    async def ImportCaseload(self, request: pb.ImportCaseloadRequest, context: Context) -> pb.CaseloadReport:
        feed = Feed(
            organisation_id=request.organisation_id,
            name=request.feed.strip(),
            as_of=day_in("as_of", request.as_of) or day(self._clock.now()),
            team=request.team.strip() or DUTY_TEAM,
            shielded=request.shielded,
        )
        report = await self._verbs.import_caseload(caller(), feed, [row_in(row) for row in request.rows])
        return pb.CaseloadReport(
            taken=report.taken,
            unchanged=report.unchanged,
            linked=report.linked,
            likely=report.likely,
            rejected=map(_rejected, report.refused),
        )

    async def MergeEntries(self, request: pb.MergeEntriesRequest, context: Context) -> pb.MergeReport:
        rows = [MergedRow(row.line, row.local_id, row.merged_into) for row in request.rows]
        report = await self._verbs.merge_entries(caller(), request.organisation_id, rows)
        return pb.MergeReport(
            taken=report.taken,
            unchanged=report.unchanged,
            to_decide=report.to_decide,
            rejected=map(_rejected, report.refused),
        )

    async def FindPerson(self, request: pb.FindPersonRequest, context: Context) -> pb.FoundPerson:
        by, kept_back = meant(request), withholding_in(request.withholding, self._clock)
        found = await self._verbs.find_person(caller(), request.purpose, by, kept_back)
        identity = found.identity
        if identity is None:
            return pb.FoundPerson(outcome=found.outcome)
        return pb.FoundPerson(
            outcome=found.outcome,
            person_id=found.person_id,
            given_name=identity.given_name,
            family_name=identity.family_name,
            date_of_birth=identity.date_of_birth.isoformat(),
        )

    async def GetNetwork(self, request: pb.GetNetworkRequest, context: Context) -> pb.Network:
        kept_back = withholding_in(request.withholding, self._clock)
        return network(
            await self._verbs.get_network(caller(), request.person_id, request.purpose, kept_back), self._today
        )

    async def RecordInvolvement(self, request: pb.RecordInvolvementRequest, context: Context) -> pb.Involvement:
        working = Working(
            person_id=request.person_id,
            local_id=request.local_id,
            professional_id=request.professional_id,
            team=request.team.strip(),
            role=request.role.strip(),
            since=day_in("since", request.since),
            shielded=request.shielded if request.HasField("shielded") else None,
        )
        return involvement(await self._verbs.record_involvement(caller(), working), self._today)

    async def ConfirmInvolvement(self, request: pb.ConfirmInvolvementRequest, context: Context) -> pb.Involvement:
        confirmed = await self._verbs.confirm_involvement(caller(), request.involvement_id, request.person_id)
        return involvement(confirmed, self._today)

    async def EndInvolvement(self, request: pb.EndInvolvementRequest, context: Context) -> pb.Involvement:
        until = day_in("until", request.until)
        ended = await self._verbs.end_involvement(caller(), request.involvement_id, until, request.person_id)
        return involvement(ended, self._today)

    async def NoteContact(self, request: pb.NoteContactRequest, context: Context) -> pb.Involvement:
        last, following = day_in("last_contact", request.last_contact), day_in("next_contact", request.next_contact)
        asked = (request.involvement_id, request.version, last, following, request.person_id)
        noted = await self._verbs.note_contact(caller(), *asked)
        return involvement(noted, self._today)

    async def SeparatePerson(self, request: pb.SeparatePersonRequest, context: Context) -> pb.SeparatePersonResponse:
        person_id = await self._verbs.separate_person(caller(), request.local_id, request.reason)
        return pb.SeparatePersonResponse(person_id=person_id)

    async def ListPossibleLinks(
        self, request: pb.ListPossibleLinksRequest, context: Context
    ) -> pb.ListPossibleLinksResponse:
        asked = page(request.limit, request.cursor)
        found = await self._verbs.list_possible_links(caller(), asked, linked=request.linked)
        return pb.ListPossibleLinksResponse(links=map(possible_link, found.items), next_cursor=cursor(found.after))

    async def GetPossibleLink(self, request: pb.GetPossibleLinkRequest, context: Context) -> pb.PossibleLink:
        looked = await self._verbs.get_possible_link(caller(), request.link_id)
        return possible_link(looked.link, looked.own)

    async def DecidePossibleLink(self, request: pb.DecidePossibleLinkRequest, context: Context) -> pb.PossibleLink:
        same = request.same if request.HasField("same") else None
        return possible_link(await self._verbs.decide_possible_link(caller(), request.link_id, same, request.reason))

    async def ListAccountLinks(
        self, request: pb.ListAccountLinksRequest, context: Context
    ) -> pb.ListAccountLinksResponse:
        place = page(request.limit, request.cursor)
        listed = await self._verbs.list_account_links(
            caller(), place, waiting=request.waiting, account_id=request.account_id, person_id=request.person_id
        )
        return pb.ListAccountLinksResponse(
            links=[account_link(one.link, one.identity) for one in listed.items], next_cursor=cursor(listed.after)
        )

    async def ConfirmAccountLink(self, request: pb.ConfirmAccountLinkRequest, context: Context) -> pb.AccountLink:
        made = await self._verbs.confirm_account_link(caller(), request.link_id, request.method, request.person_id)
        return account_link(made)

    async def EndAccountLink(self, request: pb.EndAccountLinkRequest, context: Context) -> pb.AccountLink:
        return account_link(await self._verbs.end_account_link(caller(), request.link_id, request.reason))

    async def RecordDeath(self, request: pb.RecordDeathRequest, context: Context) -> pb.RecordDeathResponse:
        said = await self._verbs.record_death(caller(), request.person_id, request.died_on)
        return pb.RecordDeathResponse(died_on=said.isoformat() if said else "")

    @property
    def _today(self) -> date:
        return day(self._clock.now())

    async def KeepInConfidence(self, request: pb.KeepInConfidenceRequest, context: Context) -> pb.Confidence:
        wish = ConfidenceWish(request.person_id, request.data_classes, request.assessed_on, request.assessor)
        return confidence(await self._verbs.keep_in_confidence(caller(), wish))

    async def ListConfidences(self, request: pb.ListConfidencesRequest, context: Context) -> pb.ListConfidencesResponse:
        found = await self._verbs.list_confidences(caller(), request.person_id)
        return pb.ListConfidencesResponse(confidences=map(confidence, found))

    async def EndConfidence(self, request: pb.EndConfidenceRequest, context: Context) -> pb.Confidence:
        return confidence(await self._verbs.end_confidence(caller(), request.confidence_id, request.person_id))

    async def RecordSafeContact(self, request: pb.RecordSafeContactRequest, context: Context) -> pb.SafeContact:
        return safe_contact(await self._verbs.record_safe_contact(caller(), contact_in(request)))

    async def GetSafeContact(self, request: pb.GetSafeContactRequest, context: Context) -> pb.Reach:
        found = await self._verbs.get_safe_contact(caller(), request.person_id, request.purpose)
        answer = reach(found.reach, found.now)
        if found.own:
            answer.own.CopyFrom(safe_contact(found.own))
        return answer

    async def ListMessages(self, request: pb.ListMessagesRequest, context: Context) -> pb.ListMessagesResponse:
        found = await self._verbs.list_messages(caller(), page(request.limit, request.cursor))
        return pb.ListMessagesResponse(messages=map(message, found.items), next_cursor=cursor(found.after))

    async def GiveMessage(self, request: pb.GiveMessageRequest, context: Context) -> pb.Message:
        return message(await self._verbs.give_message(caller(), request.message_id, request.how))

    async def TellWhom(self, request: pb.TellWhomRequest, context: Context) -> pb.TellWhomResponse:
        told = await self._verbs.tell_whom(caller(), [*request.person_ids])
        return pb.TellWhomResponse(people=[whom(person_id, identity) for person_id, identity in told.items()])


def _rejected(one: Refused) -> pb.RejectedCaseloadRow:
    return pb.RejectedCaseloadRow(line=one.line, column=one.column, reason=one.reason)
