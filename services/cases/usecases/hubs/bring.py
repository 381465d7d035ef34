"""What a member brings into a multi-agency hub: who of it may, of what it holds, and what that says when it is read."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Denied, Invalid, NotFound
from services.cases.domain.classes import DataClass, data_class
from services.cases.domain.days import plain
from services.cases.domain.gate.disclosure import of_involvement
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Refers
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.viewer import BROKERS, Viewer
from services.cases.ports.work import Work
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.casework.permit_record import reading
from services.cases.usecases.permit import permitted_or_raise


@dataclass(frozen=True, slots=True)
class Brought:
    """`title` is empty for a contribution in words of its own."""

    title: str
    text: str


async def must_speak(work: Work, viewer: Viewer, person_id: str) -> None:
    """Where an organisation works with the person openly, anybody who sits for it speaks; else its brokers do, whether
    it works with her privately or not at all: from a refusal nobody learns which.
    """
    works = await work.involvements.of_person(person_id)
    own = [one for one in works if one.organisation_id == viewer.organisation_id and one.confirmed]
    if viewer.role not in BROKERS and all(one.shielded for one in own):
        raise Denied("your duty desk or a manager speaks for your organisation about this person", code="not-a-broker")


async def class_of(
    work: Work, viewer: Viewer, enquiry: Enquiry, refers: Refers, object_id: str, word: str, now: datetime
) -> DataClass:
    """The data class of what is brought. `word` says it, but for records and cases, which have one.

    Raises NotFound for what the organisation does not hold about this person or the viewer may not see there, Denied
    for a sealed record, for a private case and what is in it, and for a private service from anybody but a broker,
    Invalid.
    """
    facts = (await work.gate.facts(viewer, [enquiry.person_id], now))[enquiry.person_id]
    if refers in (Refers.RECORD, Refers.CASE) and word:
        raise Invalid.field("data_class", "is that of the record or case; leave it out")
    if refers is Refers.RECORD:
        await work.records.whose(object_id, viewer, now)
        record = await work.records.get(object_id)
        _must_be_own(viewer, enquiry, record.organisation_id, record.person_id)
        permitted_or_raise(viewer, reading(record, enquiry.purpose), facts)
        if record.sealed:
            raise Denied("a sealed record stays where it is", code="sealed")
        _must_be_open(record.private)
        return record.data_class
    if refers is Refers.CASE:
        await work.cases.whose(object_id, viewer, now)
        case = await work.cases.get(object_id)
        _must_be_own(viewer, enquiry, case.organisation_id, case.person_id)
        permitted_or_raise(viewer, asking(case), facts)
        _must_be_open(case.private)
        return case.kind.data_class
    if refers is Refers.INVOLVEMENT:
        involvement = await work.involvements.get(object_id, viewer.organisation_id)
        _must_be_own(viewer, enquiry, involvement.organisation_id, involvement.person_id)
        permitted_or_raise(viewer, of_involvement(involvement), facts)
        must_broker(viewer, involvement)
    return data_class("data_class", word)


def _must_be_open(private: bool) -> None:
    if private:
        raise Denied("a private service's case stays where it is", code="private-case")


def must_broker(viewer: Viewer, involvement: Involvement) -> None:
    if involvement.shielded and viewer.role not in BROKERS:
        raise Denied("only your duty desk or a manager opens a private service", code="not-a-broker")


async def said(work: Work, viewer: Viewer, contribution: Contribution) -> Brought:
    """Words of its own, or what it points to as that is now, without what identifies who reported or third parties.

    Raises NotFound once that is no more.
    """
    if contribution.refers is Refers.RECORD:
        record = (await work.records.get(contribution.object_id)).seen_by(viewer)
        return Brought(record.title, record.content)
    if contribution.refers is Refers.CASE:
        return Brought((await work.cases.get(contribution.object_id)).title, "")
    if contribution.refers is Refers.INVOLVEMENT:
        one = await work.involvements.get(contribution.object_id, contribution.organisation_id)
        until = f" until {plain(one.until)}" if one.until else ""
        return Brought(one.role or one.team, f"Since {plain(one.since)}{until}.")
    return Brought("", contribution.text)


def _must_be_own(viewer: Viewer, enquiry: Enquiry, organisation_id: str, person_id: str) -> None:
    if (organisation_id, person_id) != (viewer.organisation_id, enquiry.person_id):
        raise NotFound("there is nothing here that you may see")
