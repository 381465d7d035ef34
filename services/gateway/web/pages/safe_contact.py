"""How somebody may safely be contacted: read before they are rung or written to, and recorded as they said it.

What all who work with them recorded comes to is shown, never by whom. Nothing is safe before they said so.
"""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from fastapi import APIRouter, Response
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.dates import LONDON
from services.gateway.web.forms import Form
from services.gateway.web.languages import Language
from services.gateway.web.pages.desk import WHY
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.questions import Asking, Question, Questions
from services.gateway.web.roles import CASEWORKERS, WORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import SAFE_WAYS

router = APIRouter(route_class=PageRoute)
NONE = "none"
WAYS = {**SAFE_WAYS, NONE: "nothing is safe: do not contact them"}
DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
HOURS = {
    str(hour): {0: "midnight", 12: "noon"}.get(hour % 24, f"{hour % 12}{'am' if hour < 12 else 'pm'}")
    for hour in range(25)
}
FROM = {hour: said for hour, said in HOURS.items() if hour != "24"}
UNTIL = {hour: said for hour, said in HOURS.items() if hour != "0"}
YES_OR_NO = {"yes": "yes", "no": "no"}
_SIGNED: Mapping[Language, str] = {"en": "British Sign Language", "cy": "Iaith Arwyddion Prydain"}


def _languages(language: Language) -> Mapping[str, str]:
    """Of ISO 639-1, and of what has three letters those that are spoken, or signed, in the United Kingdom."""
    named = {**Locale("en").languages, **Locale(language).languages, "bfi": _SIGNED[language]}
    kept = [code for code in named if len(code) == 2 or code in ("bfi", "ckb", "prs", "rom", "yue")]
    return {code: named[code] for code in sorted(kept, key=lambda code: named[code])}


LANGUAGES: Mapping[Language, Mapping[str, str]] = {"en": _languages("en"), "cy": _languages("cy")}


def _ways(form: Form, request: pb.RecordSafeContactRequest) -> None:
    chosen = form.choices("channels", WAYS, "Choose what is safe, or that nothing is")
    if NONE in chosen and len(chosen) > 1:
        form.wrong("channels", "Choose either what is safe, or that nothing is")
    del request.channels[:]
    request.channels.extend(one for one in chosen if one != NONE)
    request.through = form.text("through", "Say who passes it on" if "through" in chosen else "")
    request.never_at_address = form["never_at_address"] == "yes"


def _when(form: Form, request: pb.RecordSafeContactRequest) -> None:
    del request.days[:]
    request.days.extend(form.choices("days", DAYS, "Choose at least one day"))
    first = form.choice("from_hour", FROM, "Choose the hour from which it is safe")
    last = form.choice("to_hour", UNTIL, "Choose the hour until which it is safe")
    if form.ok:
        request.from_hour, request.to_hour = int(first), int(last)


def _at_a_moment(said: pb.RecordSafeContactRequest | pb.SafeContact) -> bool:
    """A letter has no hours."""
    return bool(set(said.channels) - {"post"})


def _language(form: Form, request: pb.RecordSafeContactRequest) -> None:
    request.language = form.choice("language", LANGUAGES["en"], "Choose a language")
    request.interpreter = form.choice("interpreter", YES_OR_NO, "Choose whether they want an interpreter") == "yes"


def _words(form: Form, request: pb.RecordSafeContactRequest) -> None:
    request.words = form.text("words")


def _review(form: Form, request: pb.RecordSafeContactRequest) -> None:
    request.review_on = form.day("review_on", "Enter the day to ask them again")


QUESTIONS = Questions(
    (
        Question("ways", ("channels", "through", "never_at_address"), _ways),
        Question("when", ("days", "from_hour", "to_hour"), _when, _at_a_moment, (("hours", "from_hour"),)),
        Question("language", ("language", "interpreter"), _language),
        Question("words", ("words",), _words),
        Question("review", ("review_on",), _review),
    )
)


@router.get("/desk/people/{person_id}/contact")
async def safe_contact(person_id: str, visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    purpose = purpose_of(visit)
    if not purpose:
        return visit.page("why.html", why=WHY)
    reach = await visit.clients.people.GetSafeContact(pb.GetSafeContactRequest(person_id=person_id, purpose=purpose))
    own = reach.own if reach.HasField("own") else None
    today = visit.web.clock.now().astimezone(LONDON).date().isoformat()
    return visit.page(
        "contact.html",
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose,
        reach=reach,
        own=own,
        over=own is not None and own.review_on < today,
        again=QUESTIONS.kept(_said_before(own)) if own else [],
        may_record=visit.session.context.role in CASEWORKERS,
        languages=LANGUAGES[visit.language],
        **_MEANINGS,
    )


@router.get("/desk/people/{person_id}/contact/record")
async def begin(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _ask(visit, QUESTIONS.first(), person_id)


@router.post("/desk/people/{person_id}/contact/record")
async def go_on(person_id: str, visit: Worker) -> Response:
    """To the first question that is not answered, or is to be changed; then to all answers; then it is recorded."""
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    # Every day and hour, where nothing is asked of them.
    request = pb.RecordSafeContactRequest(person_id=person_id, to_hour=24)
    if asking := QUESTIONS.next(form, request):
        return await _ask(visit, asking, person_id)
    if form["record"] == "yes":
        try:
            await visit.clients.people.RecordSafeContact(request)
            return visit.go(f"{path_of(person_id)}/contact", done="contact-recorded", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            if asking := QUESTIONS.put_right(form, request, refused):
                return await _ask(visit, asking, person_id)
            form.refused(refused)
    return await _page(visit, "contact_check.html", person_id, form, wish=request, kept=QUESTIONS.kept(form))


def _said_before(own: pb.SafeContact) -> Form:
    """What the organisation recorded, as answers to all questions but when they are asked again."""
    hours = {"days": [*own.days], "from_hour": [str(own.from_hour)], "to_hour": [str(own.to_hour)]}
    timed = _at_a_moment(own)
    return Form(
        {
            "answered": ["ways", *(["when"] if timed else []), "language", "words"],
            "channels": [*own.channels] or [NONE],
            "through": [own.through],
            "never_at_address": ["yes"] if own.never_at_address else [],
            **(hours if timed else {}),
            "language": [own.language],
            "interpreter": ["yes" if own.interpreter else "no"],
            "words": [own.words],
        }
    )


async def _ask(visit: Visit, asking: Asking[pb.RecordSafeContactRequest], person_id: str) -> Response:
    question = asking.question.name
    return await _page(
        visit, "contact_ask.html", person_id, asking.form, question=question, before=asking.before, kept=asking.kept
    )


_MEANINGS: dict[str, Any] = {
    "ways": WAYS,
    "week": DAYS,
    "hours": HOURS,
    "first_hours": FROM,
    "last_hours": UNTIL,
    "yes_or_no": YES_OR_NO,
}


async def _page(visit: Visit, template: str, person_id: str, form: Form, **told: Any) -> Response:
    return visit.page(
        template,
        200 if form.ok else 400,
        form=form,
        here=visit.request.url.path,
        back=f"{path_of(person_id)}/contact",
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        languages=LANGUAGES[visit.language],
        **_MEANINGS,
        **told,
    )
