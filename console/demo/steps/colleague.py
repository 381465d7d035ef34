"""4. A care worker misspells a health visitor's name, and finds her with her phone number."""

from urllib.parse import quote

from console.demo.check import Step
from console.demo.world import World


def colleague(world: World, step: Step) -> None:
    sought, api = world.cast.health_visitor, world.as_(world.cast.social_worker)
    typed = f"{sought.given_name} {_misspelt(sought.family_name)}"
    found = api.get(f"/v1/professionals?q={quote(typed)}")["items"]
    ids = [p["id"] for p in found]
    step.check(
        world.professionals[sought.external_id] in ids[:3], f"“{typed}” finds {sought.name}, {sought.profession}", found
    )
    entry = found[ids.index(world.professionals[sought.external_id])]
    step.same(_digits(entry["phone"]), _digits(sought.phone), f"with the number to call: {entry['phone']}")
    outsider = world.resident.api.raw("GET", f"/v1/professionals?q={quote(typed)}")
    step.refused(outsider, 403, "a resident may not search the staff directory")


def _misspelt(name: str) -> str:
    """One letter left out, beyond the first."""
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 :]


def _digits(phone: str) -> str:
    """The subscriber's digits, whatever way the number is written."""
    return "".join(c for c in phone if c.isdigit())[-9:]
