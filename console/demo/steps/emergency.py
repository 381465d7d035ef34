"""9. Somebody reads under emergency access, loudly; a look-up that must stay quiet leaves no trace on her page."""

from console.demo.check import Step
from console.demo.world import World

_REASON = "Found at the roadside at night, unresponsive; need to know what support she has."


def emergency(world: World, step: Step) -> None:
    _loud(world, step)
    _quiet(world, step)


def _loud(world: World, step: Step) -> None:
    cast, person = world.cast, world.ids["person"]
    reader = world.as_(cast.other_council_worker)
    record = f"/v1/records/{world.ids['finance record']}?purpose=safeguarding_adult"
    step.refused(reader.raw("GET", record), 404, "without a basis, the duty worker of council B sees no such record")
    protected = reader.raw(
        "POST",
        "/v1/emergency-accesses",
        {"person_id": person, "data_classes": ["protected_address"], "reason": _REASON, "minutes": 15},
    )
    step.check(protected.status_code in (400, 403), "a protected address is never opened this way", protected.text)
    opened = reader.post(
        "/v1/emergency-accesses",
        {"person_id": person, "data_classes": ["finance"], "reason": _REASON, "minutes": 15},
    )
    step.check(reader.get(record)["content"], "under emergency access, with a reason, for 15 minutes, she reads it")
    queue = world.as_(cast.other_council_manager).get("/v1/emergency-accesses")["items"]
    step.check(opened["id"] in [each["id"] for each in queue], "it stands in the review queue")
    own = reader.raw("POST", f"/v1/emergency-accesses/{opened['id']}/review", {"justified": True, "comment": "fine"})
    step.refused(own, 403, "she cannot review her own")
    rows = world.resident.api.get("/v1/me/disclosures")["items"]
    loud = [row for row in rows if row["emergency"]]
    step.check(loud and _REASON in loud[0]["because"], "and the resident's page says so, with the reason", rows[:2])


def _quiet(world: World, step: Step) -> None:
    officer, person = world.as_(world.cast.police_officer), world.cast.resident
    before = [
        world.resident.api.raw("GET", path) for path in ("/v1/me/disclosures", "/v1/me/network", "/v1/me/sharing")
    ]
    look = {
        "purpose": "crime_prevention",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "date_of_birth": person.date_of_birth,
    }
    withholding = {"ground": "police_enquiry", "reason": "A covert enquiry.", "review_on": "2027-01-31"}
    found = officer.post("/v1/people/find", {**look, "withholding": withholding})
    step.same(found["outcome"], "match", "a police officer looks her up for a covert enquiry")
    after = [world.resident.api.raw("GET", path) for path in ("/v1/me/disclosures", "/v1/me/network", "/v1/me/sharing")]
    same = [one.content == other.content for one, other in zip(before, after, strict=True)]
    step.same(same, [True, True, True], "her page, its count and her list are, byte for byte, as they were")
    not_police = world.as_(world.cast.social_worker).raw(
        "POST", "/v1/people/find", {**look, "withholding": withholding}
    )
    step.check(
        not_police.status_code in (400, 403), "a social worker may not call her look a police enquiry", not_police
    )
    open_look = officer.post("/v1/people/find", look)
    step.same(open_look["outcome"], "match", "the officer looks her up again, openly")
    rows = world.resident.api.get("/v1/me/disclosures")
    step.same(rows["total"], before[0].json()["total"] + 1, "and that one look does stand on her page")
