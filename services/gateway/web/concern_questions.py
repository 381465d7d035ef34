"""What pages ask of a worker who is worried about somebody: little, in the order in which it matters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kith.cases.v1.concerns_pb2 import RaiseConcernRequest

from services.gateway.web.forms import Form
from services.gateway.web.questions import Question, Questions

ABOUT = {"child": "a child or young person under 18", "adult": "an adult"}
NO, YES = "no", "yes"
STAFF = {
    NO: "no",
    YES: "yes: it is about what somebody did who works with children or adults, paid or not",
}
URGENCY = {
    "immediate": "they need to hear of it within 1 hour",
    "same_day": "they need to hear of it today, within 4 hours",
    "soon": "within a day is soon enough",
}
# What no professional's id looks like: whoever it is about is not named, or in no directory.
UNKNOWN = "unknown"
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Around:
    """What the answers are chosen from, by id; `heard` is whether the council chosen hears concerns here at all."""

    councils: Mapping[str, str] = field(default_factory=dict)
    accused: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    heard: bool = True


def raising(there: Around) -> Questions[RaiseConcernRequest]:
    def about(form: Form, wish: RaiseConcernRequest) -> None:
        wish.about = form.choice("about", ABOUT, "Choose whom it is about")

    def staff(form: Form, wish: RaiseConcernRequest) -> None:
        wish.allegation = form.choice("staff", STAFF, "Choose yes or no") == YES

    def accused(form: Form, wish: RaiseConcernRequest) -> None:
        chosen = form.choice("accused", there.accused, "Choose who it is, or that you cannot name them here")
        wish.alleged_professional_id = "" if chosen == UNKNOWN else chosen

    def council(form: Form, wish: RaiseConcernRequest) -> None:
        if not there.councils:
            form.text("find")
            form.wrong("find", "Find the council, then choose it")
            return
        wish.council_id = form.choice("council_id", there.councils, "Choose a council, or find it first")
        if form.ok and not there.heard:
            form.wrong("council_id", "This council hears of nothing here: nobody would be told. Ring it instead")

    def urgency(form: Form, wish: RaiseConcernRequest) -> None:
        wish.urgency = form.choice("urgency", URGENCY, "Choose how soon somebody must hear of it")

    def words(form: Form, wish: RaiseConcernRequest) -> None:
        wish.words = form.text("words", "Say what you are worried about", longest=LONGEST)

    def left_out(form: Form, wish: RaiseConcernRequest) -> None:
        del wish.exclude[:]
        if form.all("exclude"):
            wish.exclude.extend(form.choices("exclude", there.others, "Choose from those whom you found"))

    return Questions(
        (
            Question("about", ("about",), about),
            Question("staff", ("staff",), staff, called=(("allegation", "staff"),)),
            Question(
                "accused",
                ("accused",),
                accused,
                lambda wish: wish.allegation,
                called=(("alleged_professional_id", "accused"),),
            ),
            Question("council", ("council_id",), council),
            Question("urgency", ("urgency",), urgency),
            Question("words", ("words",), words),
            # An allegation is heard by those named for that, and by nobody who could be left out.
            Question("left_out", ("exclude",), left_out, lambda wish: not wish.allegation),
        )
    )
