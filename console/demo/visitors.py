"""Accounts for whoever tries the demo by hand: without a password, as a council gives them to its staff.

Those of the story have passkeys in software, which no browser holds: by their passwords alone records stay closed.
"""

from console.demo.world import World

_ROLES = ("worker", "duty", "manager", "guardian", "dpo", "officer")


def invited(world: World) -> dict[str, str]:
    """By role at the story's council: the page on which a passkey is made, once and within a day."""
    council = world.cast.council
    professionals = {
        who.role: world.professionals[who.external_id] for who in world.cast.workers if who.organisation == council
    }
    return {role: _invited(world, council, role, professionals.get(role)) for role in _ROLES}


def _invited(world: World, council: str, role: str, professional: str | None) -> str:
    context = {
        "organisation_id": world.organisation(council),
        "organisation_name": council,
        "role": role,
        **({"purpose": "direct_care"} if role != "officer" else {}),
        **({"professional_id": professional} if professional else {}),
    }
    asked = {"email": f"visiting.{role}@staff.example", "display_name": "Visitor", "context": context}
    account = world.operator.post("/v1/workers", asked)
    return str(world.operator.post(f"/v1/workers/{account['id']}/enrolments", {})["url"])
