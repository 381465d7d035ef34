"""7. A partner charity hears, by signed webhook, of just the events it is entitled to, and fetches what one names."""

from typing import Any

from console.api import ClientApi
from console.demo.check import Step
from console.demo.world import World
from console.secrets import public_jwks, signing_key

_CONTENT = "The landlord confirmed the plan in writing."


def events(world: World, step: Step) -> None:
    partner = _partner(world, step)
    worker, receiver = world.as_(world.cast.social_worker), world.receiver
    subscription = partner.post("/v1/subscriptions", {"url": receiver.url, "types": []})
    receiver.secret = subscription["secret"]
    world.ids["subscription"] = subscription["id"]
    again = partner.get("/v1/subscriptions")["items"]
    step.check(not again[0].get("secret"), "the charity subscribes; the signing secret is shown once")
    inside = partner.raw("POST", "/v1/subscriptions", {"url": "http://169.254.169.254/latest", "types": []})
    step.refused(inside, 400, "an address inside our own network: refused")
    for data_class, title in (("finance", "A fourth creditor"), ("housing", "Plan agreed")):
        worker.post(
            f"/v1/cases/{world.ids['case']}/records", {"data_class": data_class, "title": title, "content": _CONTENT}
        )
    came = step.soon(
        lambda: next((r for r in receiver.received if r.event["type"].endswith("record.added")), None),
        "a housing record is added: the charity's endpoint is called",
    )
    _examine(world, step, came.event, verified=came.verified)
    told = {r.event["data"]["url"] for r in receiver.received if r.event["type"].endswith("record.added")}
    step.same(told, {came.event["data"]["url"]}, "of the finance record it hears nothing")
    fetched = partner.raw("GET", came.event["data"]["url"].removeprefix(world.base_url) + "?purpose=housing_support")
    step.same(fetched.status_code, 200, "it fetches what the event points to, which is decided afresh")
    record = fetched.json()
    step.same(record["content"], _CONTENT, "and reads it")
    step.check(world.ids["person"] not in fetched.text, "under its own pseudonym for her, there too")
    world.ids["partner record url"] = came.event["data"]["url"].removeprefix(world.base_url)


def _partner(world: World, step: Step) -> ClientApi:
    key_file = signing_key(world.data, "partner")
    client = world.operator.post(
        "/v1/clients",
        {
            "name": world.cast.charity,
            "profile": "service",
            "role": "partner",
            "organisation_id": world.organisation(world.cast.charity),
            "redirect_uris": [],
            "scopes": ["subscriptions:read", "subscriptions:write", "events:read", "records:read", "audit:read"],
            "jwks": public_jwks(key_file),
        },
    )
    world.ids["partner client"] = client["client_id"]
    partner = ClientApi(world.base_url, client["client_id"], key_file)
    step.check(partner.token(), "a partner's system signs in with its own key (private_key_jwt)")
    return partner


def partner_of(world: World) -> ClientApi:
    """The partner's API again, for later steps."""
    return ClientApi(world.base_url, world.ids["partner client"], signing_key(world.data, "partner"))


def _examine(world: World, step: Step, event: dict[str, Any], *, verified: bool) -> None:
    person = world.cast.resident
    step.check(verified, "the Standard Webhooks signature verifies")
    step.same(event["specversion"], "1.0", "it is a CloudEvent")
    personal = (person.family_name, person.nhs_number, person.date_of_birth, world.ids["person"], _CONTENT)
    step.check(
        not any(each in str(event) for each in personal), "thin: no name, no number, no id of ours, no content", event
    )
    step.check(event["subject"], f"she goes by the charity's own pseudonym, {event['subject']}")
