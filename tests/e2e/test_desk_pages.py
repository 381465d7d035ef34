"""What workers and a data protection officer do at the desk, in browsers without scripts, over real processes: how she
may safely be contacted, a case closed and taken up again, a copy of what is held about her, a hold on it, and a concern
about her.
"""

import asyncio
import re
from datetime import datetime
from pathlib import Path

import pytest
import requests

from console.demo import sample
from console.demo.cast import cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.visitors import invited
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor
from services.gateway.web.dates import LONDON, day
from tests.e2e.town import Desk, Town

_WHY = "?purpose=direct_care"


@pytest.mark.timeout(400)
async def test_the_desk_does_what_the_services_can(tmp_path: Path) -> None:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            await asyncio.to_thread(_story, Town(world, asyncio.get_running_loop()))


def _story(town: Town) -> None:
    world, council = town.world, town.world.cast.council
    her = world.cast.resident
    api = world.as_(world.cast.social_worker)
    named = {"given_name": her.given_name, "family_name": her.family_name, "date_of_birth": her.date_of_birth}
    person: str = api.post("/v1/people/find", {"purpose": "direct_care", **named})["person_id"]
    worker, dpo = town.desk("Jo Field", "worker", council), town.desk("Dee Hughes", "dpo", council)
    for role, where in invited(world).items():
        assert "Make a passkey" in requests.get(where, timeout=30).text, role
    _safe_contact(worker, f"/desk/people/{person}/contact")
    wish = {
        "person_id": person,
        "from_organisation_id": world.organisation(council),
        "to_organisation_ids": [world.organisation(world.cast.trust)],
        "data_classes": ["housing"],
        "purpose": "housing_support",
        "expires_on": f"{datetime.now(LONDON).year + 1}-06-30",
        "method": "spoken",
        "evidence": "She said yes at her door.",
        "notice_language": "en",
    }
    consent: str = api.post("/v1/consents", wish)["id"]
    api.post(f"/v1/consents/{consent}/withdraw", {"method": "phone", "evidence": "She rang from her own number."})
    _receipt(worker)
    case: str = api.post("/v1/cases", {"person_id": person, "title": "Early help", "kind": "children"})["id"]
    record = {"data_class": "housing", "title": "A visit", "content": "It is damp."}
    api.post(f"/v1/cases/{case}/records", record)
    today = datetime.now(LONDON).date()
    _copy(worker, dpo, person, [str(part) for part in (today.day, today.month, today.year)])
    _case(worker, f"/desk/cases/{case}")
    _hold(dpo, f"/desk/people/{person}/retention", day(today))
    _concern(worker, town.desk("Mo Reid", "manager", council), person, world.organisation(council))


def _safe_contact(worker: Desk, seen: str) -> None:
    assert "Do not contact them" in worker.get(seen + _WHY), "nobody asked her yet"
    record, page = f"{seen}/record{_WHY}", worker.get(f"{seen}/record{_WHY}")
    year = str(datetime.now(LONDON).year + 1)
    answers: list[dict[str, str | list[str]]] = [
        {"answered": "ways", "channels": ["phone", "post"]},
        {"answered": "when", "days": ["mon", "tue"], "from_hour": "9", "to_hour": "12"},
        {"answered": "language", "language": "so", "interpreter": "yes"},
        {"answered": "words", "words": "Ask for the library."},
        {"answered": "review", "review_on-day": "1", "review_on-month": "3", "review_on-year": year},
    ]
    for each in answers:
        page = worker.send(page, record, **each).text
    assert "Check what they said" in page
    assert worker.send(page, record, record="yes").headers["Location"].endswith("contact-recorded&purpose=direct_care")
    page = worker.get(seen + _WHY)
    for told in ("Phone call and letter", "Monday and Tuesday, from 9am to noon", "Somali, with an interpreter"):
        assert told in page


def _receipt(worker: Desk) -> None:
    """She said that phone and letter are safe, and a receipt is paper."""
    page = worker.get("/desk/messages")
    give = re.findall(r'action="(/desk/messages/[^"]+)"', page)[0]
    how = "how-" + give.rpartition("/")[2]
    assert "The signed receipt" in worker.get(f"{give}/receipt")
    refused = worker.send(page, give, **{how: "in_person"})
    assert (refused.status_code, "Do not do it." in refused.text) == (400, True)
    assert worker.send(page, give, **{how: "post"}).headers["Location"].endswith("done=message-given")
    assert give not in worker.get("/desk/messages")


def _copy(worker: Desk, dpo: Desk, person: str, today: list[str]) -> None:
    asking = f"/desk/people/{person}/copy{_WHY}"
    came = dict(zip(("asked_on-day", "asked_on-month", "asked_on-year"), today, strict=True))
    assert worker.send(worker.get(asking), asking, way="letter", wanted="All of it.", **came).status_code == 303
    one = re.findall(r'href="(/desk/copies/[^"]+)"', dpo.get("/desk/copies"))[0]
    assert dpo.send(dpo.get(one), f"{one}/take-up").status_code == 303
    on = dict(zip(("on-day", "on-month", "on-year"), today, strict=True))
    for step, told in (("clarification_awaited", "Which years do you mean?"), ("clarified", "")):
        answer = dpo.send(dpo.get(one), f"{one}/clock", step=step, told=told, **on)
        assert answer.status_code == 303, answer.text
    items = re.findall(rf'href="({one}/items/[^"]+)"', dpo.get(one))
    assert items
    for item in items:
        page = dpo.get(item)
        assert dpo.send(page, item, verdict="disclose").status_code == 303
    released = dpo.send(dpo.get(one), f"{one}/release").text
    assert "The copy is released" in released
    [found] = re.findall(r'href="(/desk/copies/[^"]+/copy/1)"', dpo.get("/desk/copies"))
    assert "It is damp." in dpo.get(found)


def _case(worker: Desk, case: str) -> None:
    page = worker.get(case)
    closing = {"outcome": "completed", "why": "It is dry."}
    done = worker.send(page, f"{case}/close{_WHY}", **closing)
    assert "done=case-closed" in done.headers["Location"]
    late = worker.send(page, f"{case}/close{_WHY}", **closing)
    assert (late.status_code, "Somebody changed it since you read it" in late.text) == (412, True)
    assert (
        "done=case-open"
        in worker.send(late.text, f"{case}/reopen{_WHY}", again_why="It is damp again.").headers["Location"]
    )
    kept = worker.send(worker.get(case), f"{case}/keep-as{_WHY}", retention="looked_after_child", kept_why="An order.")
    assert "done=kept-as" in kept.headers["Location"]
    assert "Looked after child" in worker.get(case)


def _concern(worker: Desk, manager: Desk, person: str, council: str) -> None:
    """A door is declared, a worker is worried, the door answers, and she who was worried reads how it ended."""
    door, raising = "/desk/front-doors/adults", f"/desk/people/{person}/concern{_WHY}"
    declared = manager.send(
        manager.get(door),
        door,
        team="Adults first",
        contact="01543 308000",
        days=[str(number) for number in range(1, 8)],
    )
    assert "done=front-door" in declared.headers["Location"], declared.text
    page = worker.get(raising)
    answers: list[dict[str, str | list[str]]] = [
        {"answered": "about", "about": "adult"},
        {"answered": "staff", "staff": "no"},
        {"answered": "council", "council_id": council},
        {"answered": "urgency", "urgency": "immediate"},
        {"answered": "words", "words": "She had bruises on both arms."},
        {"answered": "left_out"},
    ]
    for each in answers:
        page = worker.send(page, raising, **each).text
    assert "Check what you say" in page
    raised = worker.send(page, raising, record="yes").text
    assert "Adults first" in raised, raised
    assert "ring 999" in raised
    assert "1 not seen yet" in manager.get("/desk")
    page = manager.get("/desk/concerns")
    assert "She had bruises on both arms." in page
    [seen] = re.findall(r'action="(/desk/concerns/[^"]+/acknowledge)"', page)
    assert manager.send(page, seen).status_code == 303
    assert "not seen yet" not in manager.get("/desk")
    close, number = seen.replace("acknowledge", "close"), seen.split("/")[3]
    ended = {f"outcome-{number}": "advice_given", f"answer-{number}": "We spoke with her doctor."}
    assert manager.send(manager.get("/desk/concerns"), close, **ended).status_code == 303
    assert "We spoke with her doctor." in worker.get(f"/desk/people/{person}/concerns")
    assert "None is open." in manager.get("/desk/concerns")


def _hold(dpo: Desk, kept: str, today: str) -> None:
    page = dpo.get(kept)
    assert "A case is open" in page
    assert dpo.send(page, f"{kept}/holds{_WHY}", why="A solicitor wrote.").status_code == 303
    assert "A solicitor wrote." in dpo.get("/desk/retention")
    page = dpo.get(kept)
    lift = re.findall(rf'action="({kept}/holds/[^"]+/lift[^"]*)"', page)[0]
    field = re.findall(r'name="(why-[^"]+)"', page)[0]
    assert dpo.send(page, lift, **{field: "It is settled."}).status_code == 303
    assert "A solicitor wrote." not in dpo.get("/desk/retention")
