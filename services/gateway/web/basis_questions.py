"""How something is lawful, asked in plain questions: the services hold the answers to the law."""

from collections.abc import Callable
from typing import TypeVar

from kith.cases.v1.hubs_pb2 import ContributeRequest, DecideReleaseRequest, OpenEnquiryRequest
from kith.cases.v1.referrals_pb2 import RequestReferralRequest
from kith.cases.v1.sharing_pb2 import CreateShareRequest

from services.gateway.web.forms import Form
from services.gateway.web.questions import Question

B = TypeVar(
    "B", CreateShareRequest, RequestReferralRequest, OpenEnquiryRequest, ContributeRequest, DecideReleaseRequest
)
LONGEST_REASON = 2000
CONSENT = "consent"
LAWFUL = {
    CONSENT: "they said yes to this, to these organisations",
    "public_task": "it is part of our public task, as a law sets it",
    "legal_obligation": "a law says that we must",
    "legal_duty_16LA": "the duty to share what keeps a child safe (Children Act 2004 section 16LA)",
    "vital_interests": "somebody’s life is in danger, and they cannot say yes",
    "recognised_legitimate_interest": "we are no public body, and it keeps somebody safe or prevents a crime",
}
WITHOUT_CONSENT = {kind: words for kind, words in LAWFUL.items() if kind != CONSENT}
CONDITIONS = {
    "9_2_h": "it is health or social care, among people bound to secrecy",
    "sch1_6": "a law gives us this task, and it is of substantial public interest",
    "sch1_18": "it keeps a child or an adult at risk safe, and there is a reason not to ask them",
    "9_2_c": "somebody’s life is in danger, and they cannot say yes",
}
PARA_18 = {
    "would_prejudice": "asking would put somebody at risk",
    "cannot_consent": "they cannot decide it themselves",
    "cannot_reasonably_obtain": "we cannot reasonably be expected to reach them and ask",
}
TOLD = {"yes": "yes", "no": "no, and there is a reason not to tell them"}
# What the law asks a condition for besides the basis (UK GDPR Articles 9 and 10); a test holds it to cases' own list.
CONDITIONED = frozenset({"health", "mental_health", "sexual_health", "substance_use", "offences"})


def without_consent(_: type[B], arises: Callable[[B], bool] = lambda _: True) -> Question[B]:
    def lawful(form: Form, wish: B) -> None:
        wish.basis.kind = form.choice("basis_kind", WITHOUT_CONSENT, "Choose how it is lawful")

    return Question("lawful", ("basis_kind",), lawful, arises, (("basis.kind", "basis_kind"),))


def besides(
    _: type[B], conditioned: Callable[[B], bool], told_of: Callable[[B], bool] = lambda _: True
) -> tuple[Question[B], Question[B], Question[B]]:
    """What is asked once the ground is chosen: the condition where `conditioned` (the kind of information needs one as
    well), why they are not asked, and what they are told.
    """

    def condition(form: Form, wish: B) -> None:
        wish.basis.condition = form.choice("condition", CONDITIONS, "Choose why this kind of information may be shared")

    def para_18(form: Form, wish: B) -> None:
        wish.basis.para_18_reason = form.choice("para_18", PARA_18, "Choose why they are not asked")

    def told(form: Form, wish: B) -> None:
        wish.basis.reason = form.text("reason", "Say which law applies, and why", longest=LONGEST_REASON)
        wish.basis.informed = form.choice("informed", TOLD, "Choose whether they were told") == "yes"
        wish.basis.not_informed_reason = form.text("not_informed_reason", longest=LONGEST_REASON)

    def not_asked(wish: B) -> bool:
        return conditioned(wish) and wish.basis.condition == "sch1_18"

    called = (
        ("basis.reason", "reason"),
        ("basis.informed", "informed"),
        ("basis.not_informed_reason", "not_informed_reason"),
    )
    return (
        Question("condition", ("condition",), condition, conditioned, (("basis.condition", "condition"),)),
        Question("asking", ("para_18",), para_18, not_asked, (("basis.para_18_reason", "para_18"),)),
        Question("told", ("reason", "informed", "not_informed_reason"), told, told_of, called),
    )
