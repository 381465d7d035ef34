"""11. Without photo, phone or e-mail: proven by an officer and by who knows her, and served with her there."""

from typing import Any

import requests

from console.api import Api
from console.demo.check import Step
from console.demo.world import World

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_AUTHORITY = "urn:kith:params:oauth:token-type:authority"
_ACCESS = "urn:ietf:params:oauth:token-type:access_token"
_PLACE = "The library"
_NAMES = {"given_name": "Edith", "family_name": "Marlow", "date_of_birth": "1938-05-17"}
_RECORD = {"evidence": {"kind": "nhs_record", "number": "9990099006"}, "examined": "source"}
_ACCOUNT = {"evidence": {"kind": "bank_account", "number": "20000055770011"}, "examined": "features"}
_PASSPORT = {"evidence": {"kind": "uk_passport", "number": "532197451", "expires_on": "2032-01-01"}}


def in_person(world: World, step: Step) -> None:
    cast = world.cast
    officer, colleague = world.officer("Sam Desk", cast.council), world.officer("Ann Counter", cast.other_council)
    account = _proven(world, step, officer)
    _served(world, step, officer, account)
    _second_look(world, step, officer, colleague, account)


def _proven(world: World, step: Step, officer: Api) -> str:
    """Answers her account's id."""
    newcomer = {"place": _PLACE, "newcomer": _NAMES | {"postcode": "ZZ1 2AB"}}
    not_hers = world.as_(world.cast.social_worker).raw("POST", "/v1/assisted-sittings", newcomer)
    step.refused(not_hers, 403, "a social worker is no officer: she opens nobody's account at a desk")
    sitting = officer.post("/v1/assisted-sittings", newcomer)
    knows_her = {"known_as": "her health visitor", "known_since": "2019-05-01", "related": False, "same_address": False}
    path = f"/v1/assisted-sittings/{sitting['id']}"
    world.as_(world.cast.health_visitor).post(f"{path}/vouches", _NAMES | knows_her)
    result = officer.post(f"{path}/examinations", {"shown": [_RECORD, _ACCOUNT], "compared": "voucher"})
    step.same(
        (result["state"], result["confidence"]),
        ("done", "medium"),
        "a record, a bank account and a professional who knows her: medium confidence, without photo, phone or e-mail",
    )
    officer.raw("POST", f"{path}/end")
    return str(sitting["account_id"])


def _served(world: World, step: Step, officer: Api, account: str) -> None:
    sitting = _sit(officer, account)
    traded = _exchange(world, officer, sitting["id"])
    step.same(traded.status_code, 200, "she is back: with her there, the officer acts for her, and the token says both")
    there = Api(world.base_url, traded.json()["access_token"])
    step.same(there.get("/v1/me")["confidence"], "medium", "her own pages open to her at the desk")
    step.refused(officer.raw("GET", "/v1/me"), 403, "never to the officer alone")
    officer.raw("POST", f"/v1/assisted-sittings/{sitting['id']}/end")
    step.soon(lambda: there.raw("GET", "/v1/me").status_code == 401 or None, "she leaves, and the token is dead")
    step.refused(_exchange(world, officer, sitting["id"]), 400, "nor is there another without her", "invalid_request")


def _second_look(world: World, step: Step, officer: Api, colleague: Api, account: str) -> None:
    sitting = _sit(officer, account)
    path = f"/v1/assisted-sittings/{sitting['id']}"
    there = Api(world.base_url, _exchange(world, officer, sitting["id"]).json()["access_token"])
    shown = [_PASSPORT | {"examined": "source"}, _RECORD, _ACCOUNT]
    waiting = officer.post(f"{path}/examinations", {"shown": shown, "compared": "photo_trained"})
    step.same(waiting["state"], "waiting", "with a passport she would be above medium: that waits for a second officer")
    decision = {"confirmed": True, "reason": "I compared the copies."}
    own = officer.raw("POST", f"/v1/assisted-reviews/{waiting['id']}", decision)
    step.refused(own, 403, "the first cannot be the second")
    step.same(there.get("/v1/me")["confidence"], "medium", "and until then nothing has changed")
    colleague.post(f"/v1/assisted-reviews/{waiting['id']}", decision)
    level = there.get("/v1/me")["confidence"]
    step.check(level in ("high", "very_high"), f"an officer of another council confirms it: {level} confidence", level)
    officer.raw("POST", f"{path}/end")


def _sit(officer: Api, account: str) -> dict[str, Any]:
    asked = {"place": _PLACE, "reference": account, "recognised_by": "known"}
    return dict(officer.post("/v1/assisted-sittings", asked))


def _exchange(world: World, officer: Api, sitting_id: str) -> requests.Response:
    return world.token_request(
        grant_type=_EXCHANGE,
        client_id=world.app_client,
        subject_token=sitting_id,
        subject_token_type=_AUTHORITY,
        actor_token=officer.token(),
        actor_token_type=_ACCESS,
    )
