"""The story, step by step: played over HTTP, told in plain words, true only if every check held."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import requests

from console.api import Refused
from console.demo.check import DidNotHold, Step
from console.demo.steps.arrivals import arrivals
from console.demo.steps.colleague import colleague
from console.demo.steps.emergency import emergency
from console.demo.steps.events import events
from console.demo.steps.everywhere import everywhere
from console.demo.steps.in_person import in_person
from console.demo.steps.network import network
from console.demo.steps.organisation import organisation
from console.demo.steps.other_services import other_services
from console.demo.steps.proof import proof
from console.demo.steps.sharing import sharing
from console.demo.steps.sign_in import sign_in
from console.demo.steps.withdrawal import withdrawal
from console.demo.world import World

STEPS: tuple[tuple[str, Callable[[World, Step], None]], ...] = (
    ("Organisations, professionals and two caseloads come in", arrivals),
    ("A resident proves who she is once, and signs in at two councils", sign_in),
    ("The same sign-in for a service under FAPI 2.0, and for one written for GOV.UK One Login", other_services),
    ("A care worker finds a colleague whose name she misspells", colleague),
    ("Who is around this person", network),
    ("A case is shared, one class of it, on her consent", sharing),
    ("A partner charity hears what it is entitled to", events),
    ("The resident sees who looked, and withdraws", withdrawal),
    ("Emergency access is loud; a covert look leaves no trace", emergency),
    ("What was disclosed can be verified, and not be rewritten", proof),
    ("Somebody without papers, phone or e-mail is proven and served in person", in_person),
    ("Staff sign in with their own organisation; a leaver is out within seconds", organisation),
    ("The resident signs out everywhere, and the councils' sites hear of it", everywhere),
)


@dataclass(slots=True)
class Outcome:
    """What came of the story."""

    steps: list[Step] = field(default_factory=list)
    failure: str = ""

    @property
    def held(self) -> bool:
        return not self.failure

    def document(self) -> dict[str, Any]:
        return {"held": self.held, "failure": self.failure, "steps": [asdict(step) for step in self.steps]}


def play(world: World) -> Outcome:
    """Play every step in order; stops at the first check that does not hold."""
    outcome = Outcome()
    for number, (title, act) in enumerate(STEPS, start=1):
        world.say(f"\n{number}. {title}")
        step, start = Step(title), time.monotonic()
        outcome.steps.append(step)
        try:
            act(world, step)
        except (DidNotHold, Refused, requests.RequestException, LookupError) as error:
            outcome.failure = f"step {number}: {type(error).__name__}: {error}"
        step.seconds = round(time.monotonic() - start, 2)
        for sentence in step.checks:
            world.say(f"   ✓ {sentence}")
        if outcome.failure:
            world.say(f"   ✗ {outcome.failure}")
            return outcome
    return outcome
