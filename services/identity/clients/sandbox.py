"""A provider of checks for trying things out: what it finds depends on the evidence's kind and number alone.

    a number ending in 0000   the issuer does not know it: worth nothing
    a number ending in 6666   reported stolen: a contra-indicator, the fraud score is 0
    anything else             genuine, and the person's own

It says "sandbox" in every answer, so that nobody takes a proof of its making for a real one.
"""

from datetime import date

from chassis.clock import Clock
from services.identity.domain.gpg45 import Item, Scores
from services.identity.domain.proof import Checks, Evidence, Submission

PROVIDER = "sandbox"
_UNKNOWN, _STOLEN = "0000", "6666"

# Strength and validity of what is genuine; GPG 45's own examples give the strengths.
_WORTH = {
    "uk_passport": (4, 2),
    "uk_driving_licence": (3, 2),
    "nhs_record": (2, 2),
    "bank_account": (2, 2),
    "council_tax_bill": (1, 1),
}
_PHOTO = frozenset({"uk_passport", "uk_driving_licence"})
# Records that show a life lived under a name, a point of activity history each.
_ACTIVE = frozenset({"nhs_record", "bank_account", "council_tax_bill"})


class SandboxChecks:
    """Answers at once, and alike each time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def check(self, submission: Submission) -> Checks:
        today = self._clock.now().date()
        found = [(evidence, _score(evidence, today)) for evidence in submission.evidence]
        genuine = [evidence for evidence, item in found if item.validity]
        photos = {evidence.kind for evidence in genuine} & _PHOTO
        stolen = any(evidence.number.endswith(_STOLEN) for evidence in submission.evidence)
        scores = Scores(
            evidence=tuple(item for _, item in found),
            activity=min(4, 1 + len({evidence.kind for evidence in genuine} & _ACTIVE)) if genuine else 0,
            fraud=0 if stolen else 2,
            verification=min(3, 1 + len(photos)) if genuine else 0,
        )
        nhs_number = submission.claims.nhs_number
        confirmed = bool(nhs_number) and any(
            evidence.kind == "nhs_record" and evidence.item == Evidence("nhs_record", nhs_number).item
            for evidence in genuine
        )
        return Checks(scores, PROVIDER, nhs_number_confirmed=confirmed)


def _score(evidence: Evidence, today: date) -> Item:
    strength, validity = _WORTH[evidence.kind]
    expired = evidence.expires_on is not None and evidence.expires_on < today
    worthless = expired or evidence.number.strip().endswith((_UNKNOWN, _STOLEN))
    return Item(evidence.kind, strength, 0 if worthless else validity)
