"""One question a page, then all answers on one: what several pages ask about one thing.

Nothing is kept between the pages but in the form itself: leaving off records nothing, and no address says a thing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from google.protobuf.message import Message

from chassis.errors import Invalid, Problem
from services.gateway.web.forms import Form

R = TypeVar("R", bound=Message)
_OF_A_DAY = ("-day", "-month", "-year")


@dataclass(frozen=True, slots=True)
class Question(Generic[R]):
    """One page. `take` reads its answers into the request and says what is wrong with them.

    `fields` are of the form; where the service calls one otherwise, `called` says how. `arises` says whether the
    answers before leave anything to ask here.
    """

    name: str
    fields: tuple[str, ...]
    take: Callable[[Form, R], None]
    arises: Callable[[R], bool] = lambda _: True
    called: tuple[tuple[str, str], ...] = ()

    @property
    def inputs(self) -> list[str]:
        days = [field + part for field in self.fields for part in _OF_A_DAY]
        return [*self.fields, *days]

    def found_wrong(self, form: Form, request: R, refused: Problem) -> Form | None:
        """The page's form with what the service found wrong in it; None where that is none of its fields."""
        places = dict(self.called)
        mine = [each for each in refused.fields if places.get(each.field, each.field) in self.fields]
        if not mine:
            return None
        answers = form.alone()
        self.take(answers, request)
        answers.refused(Invalid(refused.detail, fields=mine), **places)
        return answers


@dataclass(frozen=True, slots=True)
class Asking(Generic[R]):
    """What to show next: a question, and the form to show it with."""

    question: Question[R]
    form: Form
    before: str
    kept: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Questions(Generic[R]):
    """The questions in their order."""

    all: Sequence[Question[R]]

    def first(self) -> Asking[R]:
        return self._ask(self.all[0], Form(), self.all)

    def next(self, form: Form, request: R) -> Asking[R] | None:
        """The first that is not answered, or is to be changed; None once all are, and the request holds them."""
        arising = list[Question[R]]()
        for question in self.all:
            if not question.arises(request):
                continue
            arising.append(question)
            answers, asked = form.alone(), question.name in form.all("answered")
            question.take(answers, request)
            if form["change"] == question.name or not asked:
                return self._ask(question, form.alone(), arising)
            if not answers.ok:
                return self._ask(question, answers, arising)
        return None

    def put_right(self, form: Form, request: R, refused: Problem) -> Asking[R] | None:
        """The first that the service found wrong, with what it said at the field; None where it named none of ours."""
        arising = [question for question in self.all if question.arises(request)]
        for place, question in enumerate(arising):
            if answers := question.found_wrong(form, request, refused):
                return self._ask(question, answers, arising[: place + 1])
        return None

    def kept(self, form: Form, but: Question[R] | None = None) -> list[tuple[str, str]]:
        """What the form holds for the other pages, to be sent along: which questions are answered, and how."""
        others = [question for question in self.all if question is not but]
        names = ["answered", *(name for question in others for name in question.inputs)]
        known = {question.name for question in others}
        return [(name, value) for name in names for value in form.all(name) if name != "answered" or value in known]

    def _ask(self, question: Question[R], form: Form, upto: Sequence[Question[R]]) -> Asking[R]:
        place = upto.index(question)
        return Asking(question, form, upto[place - 1].name if place else "", self.kept(form, but=question))
