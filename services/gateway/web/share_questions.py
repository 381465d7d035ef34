"""What pages ask of a worker who shares what the organisation holds, refers somebody, decides not to share, or writes
down a yes: how it is lawful is asked in plain questions, and the services hold the answers to the law.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TypeVar

from kith.cases.v1.casework_pb2 import Case, ListCasesRequest
from kith.cases.v1.referrals_pb2 import RequestReferralRequest
from kith.cases.v1.sharing_pb2 import (
    Agreement,
    Consent,
    CreateShareRequest,
    DecideNotToShareRequest,
    GiveConsentRequest,
    ListConsentsRequest,
)

from services.gateway.web import colleagues, dates
from services.gateway.web.agreements import agreements_to
from services.gateway.web.basis_questions import CONDITIONED, CONSENT, LAWFUL, LONGEST_REASON, besides
from services.gateway.web.forms import Form
from services.gateway.web.names import found_organisations, known_organisations
from services.gateway.web.questions import Question, Questions
from services.gateway.web.roles import BROKERS
from services.gateway.web.visit import Visit
from services.gateway.web.words import DATA_CLASSES, PURPOSES

W = TypeVar("W", CreateShareRequest, DecideNotToShareRequest, GiveConsentRequest)
S = TypeVar("S", CreateShareRequest, RequestReferralRequest)
F = TypeVar("F", CreateShareRequest, RequestReferralRequest, DecideNotToShareRequest, GiveConsentRequest)
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MOST_CASES = 50
LONGEST_ASKED = 4_000
IDENTITY, WORKER = "identity", "worker"
# What may go along with a referral besides whom it is about.
ALONG = {code: words for code, words in DATA_CLASSES.items() if code != IDENTITY}
ALL, NEITHER, ANYBODY = "all", "none", "anybody"
"""What no id looks like: every case of the organisation; no agreement; whoever works there. Nothing is chosen before
somebody chooses.
"""
PRIVATE = {
    "no": "no",
    "yes": "yes: for domestic abuse, sexual health or addiction, or the like",
}
NOTICES = {"en": "in English", "cy": "in Welsh"}
ABLE = {
    "presumed": "they are grown up, or nearly, and nothing makes me doubt it",
    "assessed": "somebody found that they can decide this",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What the answers are chosen from: the organisation's own open cases about the person by id, its live agreements,
    what she agreed that it may share, and organisations' names by id. `privately`: the worker may refer to a private
    service. `workers`, by id, are of the one organisation that a private service is opened to.
    """

    cases: Mapping[str, str]
    agreements: Sequence[Agreement]
    consents: Sequence[Consent]
    names: Mapping[str, str]
    privately: bool
    workers: Mapping[str, str]

    def carrying(self, wish: S) -> Mapping[str, str]:
        """The agreements that cover all of it, by id; and none, which only some bases may do without."""
        parties, classes = _parties(wish), set(wish.data_classes)
        fit = [
            one
            for one in self.agreements
            if parties <= set(one.parties) and classes <= set(one.data_classes) and wish.purpose in one.purposes
        ]
        return {**{one.id: one.title for one in fit}, NEITHER: "no agreement: this once, to keep somebody safe"}

    def agreed(self, wish: S) -> Sequence[Consent]:
        """What she agreed to that covers all of it."""
        parties, classes = _parties(wish), set(wish.data_classes)
        return [
            one
            for one in self.consents
            if parties <= set(one.to_organisation_ids)
            and classes <= set(one.data_classes)
            and one.purpose == wish.purpose
        ]


async def around(visit: Visit, person_id: str, form: Form, *, of_cases: bool) -> Around:
    """`of_cases`: one of them is chosen. Whoever may not share what is held about the person is refused here, before
    anything is asked.
    """
    clients, own = visit.clients, visit.session.context.organisation_id
    find = form["find"] if form["change"] != WORKER else ""
    cases, agreements, consents, found, workers = await asyncio.gather(
        _cases(visit, person_id, form) if of_cases else _none(),
        agreements_to(clients, visit.web.clock.now().astimezone(dates.LONDON).date()),
        clients.sharing.ListConsents(ListConsentsRequest(person_id=person_id)),
        found_organisations(clients, find),
        _workers(visit, form),
    )
    live = [one for one in agreements if one.state == "live"]
    sent = [*form.all("to_organisation_ids"), *form.all("to_organisation_id")]
    chosen = [one for one in sent if _ID.fullmatch(one)]
    known = await known_organisations(clients, {*chosen, *(party for one in live for party in one.parties)})
    names = {one: name for one, name in {**found, **known}.items() if one != own}
    return Around(
        cases={**cases, ALL: "all that your organisation holds about the person"},
        agreements=live,
        consents=[one for one in consents.consents if one.state == "given"],
        names=dict(sorted(names.items(), key=lambda named: named[1])),
        privately=visit.session.context.role in BROKERS,
        workers=workers,
    )


async def _cases(visit: Visit, person_id: str, form: Form) -> Mapping[str, str]:
    """The open ones, where they are to choose from: to list them is a look, and logged. Later, the one that was chosen:
    cases itself refuses what is not the organisation's.
    """
    chosen = form["case_id"]
    answered = "what" in form.all("answered") and form["change"] != "what"
    if answered and form.all("data_classes") and _ID.fullmatch(chosen):
        return {chosen: "the case that you chose"}
    own = visit.session.context.organisation_id
    found = await visit.clients.casework.ListCases(ListCasesRequest(person_id=person_id, limit=_MOST_CASES))
    shareable = (one for one in found.cases if one.organisation_id == own and not one.private)
    return {one.id: _called(visit, one) for one in shareable if one.status == "open"}


def _called(visit: Visit, case: Case) -> str:
    """With the day it was opened: two cases about one person may have one title."""
    day = case.opened_at.ToDatetime(UTC).astimezone(dates.LONDON).date()
    return visit.said("%(title)s, opened %(day)s", title=case.title, day=dates.day(day, visit.language))


async def _workers(visit: Visit, form: Form) -> Mapping[str, str]:
    """Anybody; and of the organisation, where one alone was chosen, whom somebody just searched for or chose before."""
    to = form.all("to_organisation_ids")
    if len(to) != 1 or not _ID.fullmatch(to[0]):
        return {}
    find, worker = form["find"] if form["change"] == WORKER else "", form["to_professional_id"]
    found = await colleagues.found(visit, find, to[0])
    chosen = worker if _ID.fullmatch(worker) and worker != ANYBODY else ""
    known = await colleagues.chosen(visit, chosen, to[0])
    return {ANYBODY: "anybody who works there", **colleagues.to_choose(known), **colleagues.to_choose(found)}


async def _none() -> Mapping[str, str]:
    return {}


def not_sharing(there: Around) -> Questions[DecideNotToShareRequest]:
    def reason(form: Form, wish: DecideNotToShareRequest) -> None:
        wish.reason = form.text("reason", "Say why it is not shared", longest=LONGEST_REASON)
        wish.advice_sought = form.text("advice_sought", longest=LONGEST_REASON)
        wish.review_on = form.day("review_on", "Enter the day to look at it again")

    fields = ("reason", "advice_sought", "review_on")
    begun = (_what(there, DecideNotToShareRequest), *_towards(there, DecideNotToShareRequest))
    return Questions((*begun, Question("not", fields, reason)))


def consenting(there: Around) -> Questions[GiveConsentRequest]:
    """What somebody says yes to aloud, to a worker of the organisation that holds it."""

    def until(form: Form, wish: GiveConsentRequest) -> None:
        wish.expires_on = form.day("expires_on", "Enter the last day")

    def able(form: Form, wish: GiveConsentRequest) -> None:
        wish.ClearField("competence")
        if form.choice("able", ABLE, "Choose how you know that they can decide this") == "assessed":
            wish.competence.outcome = "able"
            wish.competence.assessed_on = form.day("assessed_on", "Enter the day it was assessed")
            wish.competence.assessor = form.text("assessor", "Say who assessed it")

    def read(form: Form, wish: GiveConsentRequest) -> None:
        wish.notice_language = form.choice("notice_language", NOTICES, "Choose how you read it to them")
        wish.evidence = form.text("evidence", "Say what they said, and how you knew that it was they")

    called = (("competence.assessed_on", "assessed_on"), ("competence.assessor", "assessor"), ("competence", "able"))
    return Questions(
        (
            _what(there, GiveConsentRequest),
            *_towards(there, GiveConsentRequest),
            Question("expires", ("expires_on",), until),
            Question("able", ("able", "assessed_on", "assessor"), able, called=called),
            Question("read", ("notice_language", "evidence"), read),
        )
    )


def sharing(there: Around) -> Questions[CreateShareRequest]:
    return Questions((_what(there, CreateShareRequest), *_shared(there)))


def opening(there: Around) -> Questions[CreateShareRequest]:
    """Of one private service, which carries no kind of information; to one worker of one organisation, if wished."""

    def worker(form: Form, wish: CreateShareRequest) -> None:
        chosen = form.choice("to_professional_id", there.workers, "Choose who it opens to")
        wish.to_professional_id = "" if chosen == ANYBODY else chosen

    whom, *others = _shared(there)
    one = Question(WORKER, ("to_professional_id",), worker, lambda wish: len(wish.to_organisation_ids) == 1)
    return Questions((whom, one, *others))


def _shared(there: Around) -> tuple[Question[CreateShareRequest], ...]:
    """With whom, what for, how it is lawful, until when."""
    lawful, until = _ground_and_end(there, CreateShareRequest)
    conditions = besides(CreateShareRequest, _conditioned, _unasked)
    return (*_towards(there, CreateShareRequest), lawful, *conditions, until)


def referring(there: Around) -> Questions[RequestReferralRequest]:
    """Whom it is about goes along with any but a private one, to which nothing goes but the words."""

    def asks(form: Form, wish: RequestReferralRequest) -> None:
        wish.asks = form.text("asks", "Say what you ask for", longest=LONGEST_ASKED)

    def whom(form: Form, wish: RequestReferralRequest) -> None:
        if not there.names:
            form.text("find")
            form.wrong("find", "Find the organisation, then choose it")
            return
        wish.to_organisation_id = form.choice("to_organisation_id", there.names, "Choose whom you ask")

    def private(form: Form, wish: RequestReferralRequest) -> None:
        wish.private = form.choice("private", PRIVATE, "Choose whether it is a private service") == "yes"

    def along(form: Form, wish: RequestReferralRequest) -> None:
        del wish.data_classes[:]
        besides = form.choices("data_classes", ALONG, "Choose from these") if form.all("data_classes") else []
        wish.data_classes.extend([IDENTITY, *besides])
        case = form.choice("case_id", there.cases, "Choose one of your cases, or all of them")
        wish.case_id = "" if case == ALL else case

    lawful, until = _ground_and_end(there, RequestReferralRequest)
    return Questions(
        (
            Question("asks", ("asks",), asks),
            Question("whom", ("to_organisation_id",), whom, called=(("to_organisation_ids", "to_organisation_id"),)),
            Question("private", ("private",), private, lambda _: there.privately),
            Question("what", ("data_classes", "case_id"), along, lambda wish: not wish.private),
            _why(RequestReferralRequest),
            lawful,
            *besides(RequestReferralRequest, _conditioned, _unasked),
            until,
        )
    )


def _ground_and_end(there: Around, _: type[S]) -> tuple[Question[S], Question[S]]:
    """On what it is shared; and until when, under which agreement."""

    def lawful(form: Form, wish: S) -> None:
        wish.basis.kind = form.choice("basis_kind", LAWFUL, "Choose how it is lawful")
        agreed = {one.id for one in there.agreed(wish)}
        if wish.basis.kind == CONSENT and agreed:
            wish.basis.consent_id = form.choice("consent_id", agreed, "Choose what they agreed to")
        elif wish.basis.kind == CONSENT:
            form.wrong("basis_kind", "They have not agreed to this. Ask them, or choose what else makes it lawful")

    def until(form: Form, wish: S) -> None:
        wish.until = form.day("until", "Enter the last day")
        agreement = form.choice("agreement_id", there.carrying(wish), "Choose the agreement it is under")
        wish.agreement_id = "" if agreement == NEITHER else agreement
        wish.advice_sought = form.text("advice_sought", longest=LONGEST_REASON)

    return (
        Question(
            "lawful",
            ("basis_kind", "consent_id"),
            lawful,
            called=(("basis.kind", "basis_kind"), ("basis.consent_id", "consent_id")),
        ),
        Question("until", ("until", "agreement_id", "advice_sought"), until),
    )


def _parties(wish: S) -> set[str]:
    return {wish.to_organisation_id} if isinstance(wish, RequestReferralRequest) else set(wish.to_organisation_ids)


def _unasked(wish: S) -> bool:
    return wish.basis.kind != CONSENT


def _conditioned(wish: S) -> bool:
    return _unasked(wish) and not CONDITIONED.isdisjoint(wish.data_classes)


def _what(there: Around, _: type[W]) -> Question[W]:
    def what(form: Form, wish: W) -> None:
        del wish.data_classes[:]
        wish.data_classes.extend(form.choices("data_classes", DATA_CLASSES, "Choose what it is about"))
        # A person agrees to kinds of information, not to a council's way of filing.
        if not isinstance(wish, GiveConsentRequest):
            case = form.choice("case_id", there.cases, "Choose one of your cases, or all of them")
            wish.case_id = "" if case == ALL else case

    return Question("what", ("data_classes", "case_id"), what)


def _towards(there: Around, kind: type[W]) -> tuple[Question[W], Question[W]]:
    def whom(form: Form, wish: W) -> None:
        del wish.to_organisation_ids[:]
        wish.to_organisation_ids.extend(form.choices("to_organisation_ids", there.names, "Choose at least one"))

    return Question("whom", ("to_organisation_ids",), whom), _why(kind)


def _why(_: type[F]) -> Question[F]:
    def why(form: Form, wish: F) -> None:
        wish.purpose = form.choice("purpose", PURPOSES, "Choose what it is for")

    return Question("why", ("purpose",), why)
