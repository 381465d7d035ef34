"""6. A case with records of several data classes; one is shared on her consent, and nothing betrays the others."""

from console.demo.check import Step
from console.demo.world import World

_RECORDS = (
    ("housing", "Tenancy at risk", "Two months of arrears; the landlord has agreed a plan."),
    ("finance", "Debts", "Three creditors; referred to the money advice service."),
    ("social_care", "Support plan", "Weekly visits; her sister helps with the children."),
)


def sharing(world: World, step: Step) -> None:
    worker = world.as_(world.cast.social_worker)
    person = world.ids["person"]
    case = worker.post("/v1/cases", {"person_id": person, "title": "Keeping her home", "kind": "housing"})
    world.ids["case"] = case["id"]
    for data_class, title, content in _RECORDS:
        record = worker.post(
            f"/v1/cases/{case['id']}/records", {"data_class": data_class, "title": title, "content": content}
        )
        world.ids[f"{data_class} record"] = record["id"]
    step.check(case["id"], "the council opens a case and adds records of three data classes")
    agreement = _agreement(world, step)
    consent = _consent(world, step)
    _share(world, step, agreement, consent)
    _read(world, step)


def _agreement(world: World, step: Step) -> str:
    cast = world.cast
    parties = [world.organisation(name) for name in (cast.council, cast.trust, cast.charity)]
    agreement = world.as_(cast.council_manager).post(
        "/v1/agreements",
        {
            "title": "Keeping families in their homes",
            "parties": parties,
            "purposes": ["direct_care", "housing_support"],
            "data_classes": ["housing", "social_care"],
            "expires_on": "2027-10-31",
        },
    )
    step.same(agreement["state"], "proposed", "the council proposes an agreement; nothing may rest on it yet")
    early = world.as_(cast.social_worker).raw("POST", "/v1/shares", _wanted(world, agreement["id"], _public_task()))
    step.check(early.status_code in (400, 403, 409), "a share before every party accepted: refused", early.text)
    world.as_(cast.nhs_manager).post(f"/v1/agreements/{agreement['id']}/accept", {})
    accepted = world.as_(cast.charity_manager).post(f"/v1/agreements/{agreement['id']}/accept", {})
    step.same(accepted["state"], "live", "the trust and the charity accept: it is live")
    return str(agreement["id"])


def _consent(world: World, step: Step) -> str:
    cast = world.cast
    consent = world.resident.api.post(
        "/v1/consents",
        {
            "from_organisation_id": world.organisation(cast.council),
            "to_organisation_ids": [world.organisation(cast.trust), world.organisation(cast.charity)],
            "data_classes": ["housing"],
            "purpose": "housing_support",
            "expires_on": "2027-06-30",
            "notice_language": "en",
            "method": "online",
        },
    )
    step.same(consent["state"], "given", "the resident agrees: housing, to the trust and the charity, each named")
    world.ids["consent"] = consent["id"]
    return str(consent["id"])


def _share(world: World, step: Step, agreement: str, consent: str) -> None:
    worker, cast = world.as_(world.cast.social_worker), world.cast
    too_much = _wanted(world, agreement, {"kind": "consent", "consent_id": consent, "reason": "She agreed."})
    refused = worker.raw("POST", "/v1/shares", {**too_much, "data_classes": ["housing", "social_care"]})
    step.check(refused.status_code in (400, 403), "a share beyond what she agreed to: refused", refused.text)
    share = worker.post(
        "/v1/shares",
        {
            **_wanted(
                world, agreement, {"kind": "consent", "consent_id": consent, "reason": "She agreed.", "informed": True}
            ),
            "to_organisation_ids": [world.organisation(cast.trust), world.organisation(cast.charity)],
            "data_classes": ["housing"],
            "purpose": "housing_support",
        },
    )
    step.same(share["state"], "live", "the council shares the housing class with both, on her consent")
    other = worker.post("/v1/shares", _wanted(world, agreement, _public_task()))
    step.same(other["state"], "live", "and social care with the trust, on public task")
    world.ids["consent share"], world.ids["public task share"] = share["id"], other["id"]


def _read(world: World, step: Step) -> None:
    visitor, ids = world.as_(world.cast.health_visitor), world.ids
    read = visitor.get(f"/v1/records/{ids['housing record']}?purpose=housing_support")
    step.same(read["content"], _RECORDS[0][2], f"the health visitor reads it ({read['because']})")
    for_other = visitor.raw("GET", f"/v1/records/{ids['housing record']}?purpose=crime_prevention")
    step.check(for_other.status_code in (403, 404), "not for another purpose", for_other.text)
    hidden = visitor.raw("GET", f"/v1/records/{ids['finance record']}?purpose=housing_support")
    absent = visitor.raw("GET", "/v1/records/rec_00000000000000000000000000?purpose=housing_support")
    step.refused(hidden, 404, "the record of another class does not exist for her")
    step.same(_told(hidden.json()), _told(absent.json()), "it is answered as one that was never there")
    listed = visitor.get(f"/v1/cases/{ids['case']}/records")
    titles = sorted(r["title"] for r in listed["items"])
    step.same(titles, ["Support plan", "Tenancy at risk"], "the list shows what is shared with her, and no more")
    step.same(listed["total"], 2, "and the count counts no more")


def _told(problem: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in problem.items() if name not in ("instance", "request_id")}


def _wanted(world: World, agreement: str, basis: dict[str, object]) -> dict[str, object]:
    return {
        "person_id": world.ids["person"],
        "case_id": world.ids["case"],
        "to_organisation_ids": [world.organisation(world.cast.trust)],
        "data_classes": ["social_care"],
        "purpose": "direct_care",
        "until": "2027-06-30",
        "basis": basis,
        "agreement_id": agreement,
    }


def _public_task() -> dict[str, object]:
    reason = "Care Act 2014 section 6: the council and the trust must co-operate in her care."
    return {"kind": "public_task", "reason": reason, "informed": True}
