"""Somebody without papers, phone or screen is proven, served and steers what is shared, without browser or e-mail.

Over real processes: JSON and gRPC only. Her officer, her doctor and her social worker do their parts; her nephew, who
came without a phone as well, becomes her carer; in the end she has a passkey of her own, and officers use their pages.
"""

import asyncio
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from console.api import Api
from console.demo import sample
from console.demo.cast import Person, cast
from console.demo.check import Step
from console.demo.passkey import SoftPasskey
from console.demo.steps.arrivals import arrivals
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor
from tests.e2e.town import Town

PLACE = "Lichfield library"
DEAD_WITHIN_SECONDS = 5.0
_PATIENCE_SECONDS = 30.0


@pytest.mark.timeout(400)
async def test_she_is_proven_served_and_steers_without_browser_or_email(tmp_path: Path) -> None:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            await asyncio.to_thread(_story, Town(world, asyncio.get_running_loop()))


def _story(town: Town) -> None:
    world, cast_ = town.world, town.world.cast
    officer = town.staff("Sam Desk", "officer", cast_.council)
    colleague = town.staff("Ann Counter", "officer", cast_.other_council)
    doctor_id = world.professionals[cast_.health_visitor.external_id]
    doctor = town.staff("Lucy Okafor", "worker", cast_.trust, doctor_id)
    grace = _proven(town, officer, doctor, cast_.resident, "20-00-00 55770011")
    _linked(town, grace, cast_.resident)
    _steers(town, officer, grace, cast_)
    nephew = replace(cast_.resident, given_name="Isaac", nhs_number="", date_of_birth="1990-02-03")
    carer = _proven(town, officer, doctor, nephew, "20-00-00 55770022")
    _second_officer(town, officer, colleague, carer)
    key = _bound(town, officer, colleague, carer)
    _cared_for(town, officer, grace, carer, town.passkey_holder(key))
    _kept_from(town, officer, grace)
    own = town.passkey_holder(_bound(town, officer, colleague, grace))
    assert own.get("/v1/me")["id"] == grace
    assert own.get("/v1/me")["email"] == ""
    _on_pages(town, officer, grace, carer, own, town.passkey_holder(key))


def _sit(officer: Api, reference: str, recognised_by: str = "known") -> dict[str, Any]:
    asked = {"place": PLACE, "reference": reference, "recognised_by": recognised_by}
    return dict(officer.post("/v1/assisted-sittings", asked))


def _proven(town: Town, officer: Api, doctor: Api, who: Person, account_number: str) -> str:
    """At medium, by a record, a bank account and a professional who knows her; returns her reference."""
    person = {
        "given_name": who.given_name,
        "family_name": who.family_name,
        "date_of_birth": who.date_of_birth,
        "postcode": who.postcode,
    }
    if who.nhs_number:
        person["nhs_number"] = who.nhs_number
    sitting = officer.post("/v1/assisted-sittings", {"place": PLACE, "newcomer": person})
    names = {name: person[name] for name in ("given_name", "family_name", "date_of_birth")}
    said = {"known_as": "her GP", "known_since": "2019-05-01", "related": False, "same_address": False}
    doctor.post(f"/v1/assisted-sittings/{sitting['id']}/vouches", names | said)
    shown = [
        {"evidence": {"kind": "nhs_record", "number": who.nhs_number or "9434765919"}, "examined": "source"},
        {"evidence": {"kind": "bank_account", "number": account_number}, "examined": "features"},
    ]
    path = f"/v1/assisted-sittings/{sitting['id']}/examinations"
    examination = officer.post(path, {"shown": shown, "compared": "voucher"})
    assert (examination["state"], examination["confidence"]) == ("done", "medium"), examination
    assert officer.raw("GET", "/v1/me").status_code == 403, "an officer has no account pages of their own"
    officer.raw("POST", f"/v1/assisted-sittings/{sitting['id']}/end")
    return str(sitting["account_id"])


def _linked(town: Town, account: str, who: Person) -> None:
    """An agency that knows her confirms in person, as for anybody."""
    worker = town.world.as_(town.world.cast.social_worker)

    def proposed() -> dict[str, Any] | None:
        links = worker.get("/v1/account-links")["items"]
        return next((link for link in links if link["account_id"] == account), None)

    link = _soon(proposed)
    assert link["family_name"] == who.family_name
    worker.post(f"/v1/account-links/{link['id']}/confirm", {"method": "in_person"})


def _steers(town: Town, officer: Api, grace: str, cast_: Any) -> None:
    """With her there: she sees, agrees aloud, takes it back; without her, nothing opens."""
    sitting = _sit(officer, grace)
    there = town.acting(officer, sitting["id"])
    assert there.get("/v1/me")["confidence"] == "medium"
    assert there.get("/v1/me/network")["items"], "people support her"
    wish = {
        "from_organisation_id": town.world.organisation(cast_.council),
        "to_organisation_ids": [town.world.organisation(cast_.trust)],
        "data_classes": ["housing"],
        "purpose": "housing_support",
        "expires_on": "2027-06-30",
    }
    assert there.raw("POST", "/v1/consents", wish | {"method": "online"}).status_code == 400, "it was said aloud"
    consent = there.post("/v1/consents", wish | {"method": "spoken"})
    assert consent["id"] in {each["id"] for each in there.get("/v1/me/sharing")["consents"]}
    receipt = there.post(f"/v1/consents/{consent['id']}/withdraw", {})
    assert receipt["consent_id"] == consent["id"]
    assert there.raw("GET", "/v1/me/disclosures").status_code == 200
    proof = {"given_name": "A", "family_name": "B", "date_of_birth": "1950-01-01", "postcode": "WS13 6HX"}
    forged = there.raw("POST", "/v1/me/proofs", proof | {"evidence": [{"kind": "uk_passport", "number": "532197451"}]})
    assert forged.status_code == 403, "an officer proves nobody by the online way"
    officer.raw("POST", f"/v1/assisted-sittings/{sitting['id']}/end")
    _dies(there, "/v1/me/network")
    assert town.exchanged(officer, sitting["id"]).json()["error"] == "invalid_request"


def _second_officer(town: Town, officer: Api, colleague: Api, account: str) -> None:
    """A passport brings more than medium, once somebody else has looked."""
    sitting = _sit(officer, account)
    shown = [
        {"evidence": {"kind": "uk_passport", "number": "532197451", "expires_on": "2031-01-01"}, "examined": "source"},
        {"evidence": {"kind": "nhs_record", "number": "9434765919"}, "examined": "source"},
        {"evidence": {"kind": "bank_account", "number": "20-00-00 55770022"}, "examined": "features"},
    ]
    path = f"/v1/assisted-sittings/{sitting['id']}/examinations"
    examination = officer.post(path, {"shown": shown, "compared": "photo_trained"})
    assert examination["state"] == "waiting"
    there = town.acting(officer, sitting["id"])
    assert there.get("/v1/me")["confidence"] == "medium"
    decision = {"confirmed": True, "reason": "I compared the copies."}
    assert officer.raw("POST", f"/v1/assisted-reviews/{examination['id']}", decision).status_code == 403
    waiting = colleague.get("/v1/assisted-reviews")["examinations"]
    assert [each["id"] for each in waiting] == [examination["id"]]
    colleague.post(f"/v1/assisted-reviews/{examination['id']}", decision)
    assert there.get("/v1/me")["confidence"] in ("high", "very_high")
    officer.raw("POST", f"/v1/assisted-sittings/{sitting['id']}/end")


def _bound(town: Town, officer: Api, colleague: Api, account: str) -> SoftPasskey:
    """A passkey of her own, bound in person; above medium with a second officer's leave."""
    sitting = _sit(officer, account)
    path = f"/v1/assisted-sittings/{sitting['id']}"
    if officer.post(f"{path}/binding", {})["binding"] == "asked":
        assert officer.raw("POST", f"{path}/passkeys/begin").status_code == 403
        assert colleague.raw("POST", f"{path}/binding/confirm").status_code == 204
    ceremony = officer.post(f"{path}/passkeys/begin", {})
    passkey = SoftPasskey(town.base)
    answer = {"token": ceremony["token"], "response": passkey.register(ceremony["options"]), "name": "Her key"}
    assert officer.post(f"{path}/passkeys", answer)["name"] == "Her key"
    officer.raw("POST", f"{path}/end")
    return passkey


def _cared_for(town: Town, officer: Api, grace: str, carer: str, nephew: Api) -> None:
    """She chooses him aloud; he acts, and sees nothing of hers; she stops it, and he is out within seconds."""
    sitting = _sit(officer, grace)
    there = town.acting(officer, sitting["id"])
    ends_on = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 200 * 86_400))
    mandate = there.post("/v1/me/mandates", {"proxy_id": carer, "data_classes": ["social_care"], "ends_on": ends_on})
    assert [each["id"] for each in nephew.get("/v1/me/acting")["items"]] == [mandate["id"]]
    acting = town.acting(nephew, mandate["id"])
    assert acting.get("/v1/acting") == {
        "mandate_id": mandate["id"],
        "kind": "carer",
        "name": f"{town.world.cast.resident.given_name} {town.world.cast.resident.family_name}",
        "reach": ["social_care"],
    }
    for path in ("/v1/me", "/v1/me/network", "/v1/me/sharing", "/v1/me/disclosures", "/v1/me/proofs", "/v1/cases"):
        assert acting.raw("GET", path).status_code == 403, path
    there.post(f"/v1/me/mandates/{mandate['id']}/stop", {})
    _dies(acting, "/v1/acting")
    assert nephew.get("/v1/me/acting")["items"] == []
    officer.raw("POST", f"/v1/assisted-sittings/{sitting['id']}/end")


def _kept_from(town: Town, officer: Api, grace: str) -> None:
    """A worker who acts for her in his own life, or did, is not shown at work what she keeps from whoever does."""
    world, council = town.world, town.world.cast.council
    account, passkey = town.hired("Omar Begum", "worker", council)
    omar, worker = town.passkey_holder(passkey), world.as_(world.cast.social_worker)
    her = world.cast.resident
    named = {"given_name": her.given_name, "family_name": her.family_name, "date_of_birth": her.date_of_birth}
    person = worker.post("/v1/people/find", {"purpose": "direct_care", **named})["person_id"]
    yesterday, in_spring = (time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86_400)) for days in (-1, 120))
    kept = {"assessed_on": yesterday, "assessor": "Dr Lee", "data_classes": ["health"]}
    one = worker.post(f"/v1/people/{person}/confidences", kept)["id"]
    assert [each["id"] for each in omar.get(f"/v1/people/{person}/confidences")["items"]] == [one]
    authority = {"account_id": grace, "proxy_id": account, "kind": "advocate", "data_classes": ["health"]}
    paper = {"starts_on": yesterday, "ends_on": in_spring, "document": "The council's letter."}
    mandate = officer.post("/v1/mandates", authority | paper)["id"]
    for over in (False, True):
        if over:
            officer.post(f"/v1/mandates/{mandate}/end", {})
        for refused in (
            omar.raw("GET", f"/v1/people/{person}/confidences"),
            omar.raw("POST", f"/v1/confidences/{one}/end", {}),
        ):
            assert (refused.status_code, "knows-her" in refused.json()["type"]) == (403, True), refused.text
    assert worker.post(f"/v1/confidences/{one}/end", {})["state"] == "ended"


def _on_pages(town: Town, officer: Api, grace: str, carer: str, own: Api, nephew: Api) -> None:
    """Officers who use a browser: authority, a doubt, and somebody at risk."""
    desk = town.desk("Dee Page", "officer", town.world.cast.council)
    hers = f"/desk/mandates/{grace}"
    assert ">Over<" in re.sub(r"\s+", "", desk.get(hers)), "what she stopped herself"
    page = desk.get(f"{hers}/record")
    for question, answers in (
        ("kind", {"kind": "finance_attorney"}),
        ("who", {"proxy_id": carer}),
        ("paper", {"document": "registered instrument", "number": "LP-2026-0417"}),
        ("scope", {"data_classes": "finance"}),
        ("days", {"starts_on-day": "1", "starts_on-month": "2", "starts_on-year": "2025"}),
    ):
        page = desk.send(page, f"{hers}/record", **answers, answered=question).text
    assert "Check what you say" in page
    for _ in range(2):
        assert desk.send(page, f"{hers}/record", record="yes").headers["Location"] == f"{hers}?done=recorded"
    [mandate] = [each["id"] for each in nephew.get("/v1/me/acting")["items"]]
    for change, answers, reaches in (
        ("suspend", {"reason": "The neighbour worries."}, 0),
        ("resume", {"reason": "Nothing was found."}, 1),
        ("end", {"sure": "yes"}, 0),
    ):
        assert desk.done(f"{hers}/{mandate}/{change}", **answers) == f"{hers}?done=recorded"
        assert len(nephew.get("/v1/me/acting")["items"]) == reaches
    assert "neighbour" not in str(nephew.get("/v1/me/activity"))

    proof = next(each["id"] for each in own.get("/v1/me/proofs")["items"] if each["state"] == "live")
    assert officer.raw("POST", f"/v1/proofs/{proof}/doubt", {"indicator": "another-face"}).status_code == 204
    assert own.get("/v1/me")["confidence"] == "none"
    assert town.world.cast.resident.family_name not in desk.get("/desk/doubts")
    assert town.world.cast.resident.family_name in desk.get(f"/desk/doubts/{proof}")
    assert desk.done(f"/desk/doubts/{proof}", verdict="yes", reason="She came in, and it is her.").startswith(
        "/desk/doubts?"
    )
    assert own.get("/v1/me")["confidence"] == "medium"

    protect = f"/desk/protect/{grace}"
    assert desk.done(f"{protect}/mark", reason="Somebody reads her letters.") == f"{protect}?done=recorded"
    assert own.raw("PUT", "/v1/me/safe-contact", {"channels": []}).status_code == 403
    answers = {
        "channels": "call",
        "phone": "01543 555 0100",
        "times": "any",
        "language": "cy",
        "reason": "She is here.",
    }
    assert desk.done(f"{protect}/contact", **answers) == f"{protect}?done=recorded"
    assert own.get("/v1/me/safe-contact")["contact"]["channels"] == ["call"]
    refused = desk.send(desk.get(f"{protect}/clear"), f"{protect}/clear", reason="She asked.")
    assert "A manager or a Caldicott guardian decides this" in refused.text
    manager = town.desk("Max Lead", "manager", town.world.cast.council)
    assert manager.done(f"{protect}/clear", reason="She moved.") == f"{protect}?done=recorded"
    assert own.raw("PUT", "/v1/me/safe-contact", {"channels": []}).status_code == 204


def _dies(api: Api, path: str) -> None:
    """The token opens nothing within five seconds."""
    start = time.monotonic()
    while api.raw("GET", path).status_code != 401:
        assert time.monotonic() - start < DEAD_WITHIN_SECONDS, "the token lives on"
        time.sleep(0.05)


def _soon(ask: Any) -> Any:
    until = time.monotonic() + _PATIENCE_SECONDS
    while (found := ask()) is None:
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.1)
    return found
