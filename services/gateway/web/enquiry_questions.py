"""What pages ask of whoever sits in a multi-agency hub: to open an enquiry, to contribute, to decide what leaves it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kith.cases.v1.hubs_pb2 import ContributeRequest, DecideReleaseRequest, OpenEnquiryRequest

from services.gateway.web.basis_questions import CONDITIONED, LONGEST_REASON, besides, without_consent
from services.gateway.web.forms import Form
from services.gateway.web.questions import Question, Questions
from services.gateway.web.words import DATA_CLASSES

ENQUIRED = {"safeguarding_child": "a child who may be at risk", "safeguarding_adult": "an adult who may be at risk"}
OUTCOMES = {"released": "yes, they may take it home", "refused": "no, it stays in the hub"}
WORDS = "words"
"""What no choice of something held looks like."""
# A protected address never goes into a hub: cases refuses it, and nothing here offers it.
CLASSES = {code: words for code, words in DATA_CLASSES.items() if code != "protected_address"}
LONGEST_WORDS = 20_000
_NAMED = re.compile(r"([A-Za-z0-9_-]{1,80}) ([^\x00-\x1f]{1,200})")
_HELD = re.compile(r"(record|case) ([A-Za-z0-9_-]{1,80})(?: ([a-z_]{1,40}))?")


@dataclass(frozen=True, slots=True)
class Around:
    """What the answers are chosen from: people and professionals who were found, by id, for one question each; and what
    the organisation holds about the person, by what it is, its id and its kind of information.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    data_class: str = ""


def named(form: Form, name: str) -> dict[str, str]:
    """Who was found before, as the form brings it back; only ever shown again."""
    found = (_NAMED.fullmatch(value) for value in form.all(name))
    return {match[1]: match[2] for match in found if match}


def opening(there: Around) -> Questions[OpenEnquiryRequest]:
    def why(form: Form, wish: OpenEnquiryRequest) -> None:
        wish.purpose = form.choice("purpose", ENQUIRED, "Choose whom it is to keep safe")

    def whom(form: Form, wish: OpenEnquiryRequest) -> None:
        if there.person:
            wish.person_id = form.choice("person_id", there.person, "Say that it is they, or find somebody else")
        else:
            form.text("given_name")
            form.wrong("given_name", "Find them first")

    def happened(form: Form, wish: OpenEnquiryRequest) -> None:
        wish.reason = form.text("happened", "Say what you are worried about", longest=LONGEST_WORDS)

    def sources(form: Form, wish: OpenEnquiryRequest) -> None:
        del wish.sources[:]
        if form.all("sources"):
            wish.sources.extend(form.choices("sources", there.sources, "Choose from those whom you found"))

    def until(form: Form, wish: OpenEnquiryRequest) -> None:
        wish.until = form.day("until", "Enter the last day")

    return Questions(
        (
            Question("why", ("purpose",), why),
            Question("whom", ("person_id", "person_named"), whom),
            Question("happened", ("happened",), happened, called=(("reason", "happened"),)),
            without_consent(OpenEnquiryRequest),
            *besides(OpenEnquiryRequest, lambda _: False),
            Question("sources", ("sources", "sources_named"), sources),
            Question("until", ("until",), until),
        )
    )


def contributing(there: Around) -> Questions[ContributeRequest]:
    def what(form: Form, wish: ContributeRequest) -> None:
        chosen = form.choice("what", {WORDS, *there.held}, "Choose what you bring")
        if match := _HELD.fullmatch(chosen):
            wish.refers, wish.object_id, wish.data_class = match.groups(default="")

    def words(form: Form, wish: ContributeRequest) -> None:
        wish.data_class = form.choice("data_class", CLASSES, "Choose what kind of information it is")
        wish.text = form.text("text", "Say what you know", longest=LONGEST_WORDS)

    return Questions(
        (
            Question("what", ("what",), what, called=(("object_id", "what"),)),
            Question("words", ("data_class", "text"), words, lambda wish: not wish.refers),
            without_consent(ContributeRequest),
            # Of which kind a case is, the page does not know.
            *besides(ContributeRequest, lambda wish: wish.data_class in CONDITIONED or wish.refers == "case"),
        )
    )


def deciding(there: Around) -> Questions[DecideReleaseRequest]:
    def outcome(form: Form, wish: DecideReleaseRequest) -> None:
        wish.outcome = form.choice("outcome", OUTCOMES, "Choose your answer")

    def refused(form: Form, wish: DecideReleaseRequest) -> None:
        wish.reason = form.text("why_not", "Say why it stays in the hub", longest=LONGEST_REASON)

    def review(form: Form, wish: DecideReleaseRequest) -> None:
        wish.review_on = form.day("review_on", "Enter the day to look at it again")
        wish.advice_sought = form.text("advice_sought", longest=LONGEST_REASON)

    def lets_go(wish: DecideReleaseRequest) -> bool:
        return wish.outcome == "released"

    return Questions(
        (
            Question("outcome", ("outcome", "of_class"), outcome),
            without_consent(DecideReleaseRequest, lets_go),
            *besides(DecideReleaseRequest, lambda wish: lets_go(wish) and there.data_class in CONDITIONED, lets_go),
            Question("refused", ("why_not",), refused, lambda wish: not lets_go(wish), (("reason", "why_not"),)),
            Question("review", ("review_on", "advice_sought"), review),
        )
    )
