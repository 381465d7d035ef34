"""The sandbox's checkers without a network: the question as it is sent, the answer as it is read."""

import orjson

from chassis.clock import Clock
from sandbox.providers.findings import find
from services.identity.clients.evidence_checks import finding, question
from services.identity.domain.proofs.checks import Check, Finding
from services.identity.domain.proofs.proof import Submission


class SandboxInProcess:
    """Answers at once. `asked` lists the ids of the checks, in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.asked: list[str] = []

    async def ask(self, check: Check, submission: Submission) -> Finding:
        self.asked.append(check.id)
        asked = orjson.loads(orjson.dumps(question(check.kind, submission)))
        answer = {"id": check.id} | find(check.kind, asked, self._clock.now().date())
        return finding(orjson.dumps(answer), check, submission)
