"""Somebody without papers, phone or screen is proven, served and steers what is shared, without browser or e-mail.

Over real processes: JSON and gRPC only. Her officer, her doctor and her social worker do their parts; her nephew, who
came without a phone as well, becomes her carer; in the end she has a passkey of her own, and officers use their pages.
"""

import asyncio
import base64
import hashlib
import re
import secrets
import time
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from kith.identity.v1 import credentials_pb2, sessions_pb2, trust_pb2
from kith.identity.v1.credentials_pb2_grpc import CredentialsStub, SignInsStub
from kith.identity.v1.sessions_pb2_grpc import SessionsStub
from kith.identity.v1.trust_pb2_grpc import TrustStub

from chassis.rpc import TOKEN, Tls, channel
from console.api import Api
from console.demo import sample
from console.demo.cast import Person, cast
from console.demo.check import Step
from console.demo.passkey import SoftPasskey
from console.demo.steps.arrivals import arrivals
from console.demo.world import CALLBACK, PASSWORD, World
from console.listen import Receiver
from console.supervisor import Supervisor

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
AUTHORITY = "urn:kith:params:oauth:token-type:authority"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
PLACE = "Lichfield library"
DEAD_WITHIN_SECONDS = 5.0
_PATIENCE_SECONDS = 30.0


@dataclass(slots=True)
class Desk:
    """A browser without scripts that fills in the one form of a page that goes to an address."""

    base: str
    cookie: str

    def get(self, path: str) -> str:
        answer = self._ask("GET", path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.text

    def send(self, page: str, action: str, **answers: str | list[str]) -> requests.Response:
        form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
        assert form, f"no form goes to {action}"
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        typed = [
            (name, each) for name, given in answers.items() for each in (given if isinstance(given, list) else [given])
        ]
        return self._ask("POST", action, [*((name, unescape(value)) for name, value in hidden), *typed])

    def done(self, path: str, **answers: str) -> str:
        """The page's own form sent; where it led, having done what it said."""
        answer = self.send(self.get(path), path, **answers)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def _ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> requests.Response:
        headers = {"Cookie": f"__Host-kith={self.cookie}", "Sec-Fetch-Site": "same-origin"}
        return requests.request(method, self.base + path, data=form, headers=headers, allow_redirects=False, timeout=30)


@dataclass(slots=True)
class Town:
    """The running services, and ways in without a browser."""

    world: World
    loop: asyncio.AbstractEventLoop

    @property
    def base(self) -> str:
        return self.world.base_url

    def run(self, work: Any) -> Any:
        """Something asynchronous, from the thread that plays."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_PATIENCE_SECONDS)

    def channel(self, token: str = "") -> Any:
        async def metadata() -> dict[str, str]:
            return {TOKEN: f"Bearer {token}"} if token else {}

        tls = Tls.read(self.world.data / "tls" / "gateway")
        return channel(f"localhost:{self.world.topology.rpc['identity']}", tls, "identity", metadata)

    async def signed_in_by_passkey(self, passkey: SoftPasskey) -> str:
        """The cookie's value."""
        async with self.channel() as opened:
            browser = secrets.token_urlsafe(16)
            ceremony = await SignInsStub(opened).BeginPasskey(credentials_pb2.BeginPasskeyRequest(browser=browser))
            answer = credentials_pb2.FinishPasskeyRequest(
                browser=browser,
                token=ceremony.token,
                response=passkey.sign_in(ceremony.options),
                source="192.0.2.1",
            )
            return str((await SignInsStub(opened).FinishPasskey(answer)).session)

    async def with_a_first_passkey(self, email: str) -> SoftPasskey:
        """A worker adds one to a password account."""
        async with self.channel() as opened:
            asked = sessions_pb2.SignInRequest(email=email, password=PASSWORD, source="192.0.2.1")
            session = await SessionsStub(opened).SignIn(asked)
            traded = trust_pb2.ExchangeRequest(session=session.session, audience="identity")
            token = (await TrustStub(opened).Exchange(traded)).token
        passkey = SoftPasskey(self.base)
        async with self.channel(token) as opened:
            begin = credentials_pb2.BeginRegistrationRequest()
            ceremony = await CredentialsStub(opened).BeginRegistration(begin)
            finish = credentials_pb2.FinishRegistrationRequest(
                token=ceremony.token, response=passkey.register(ceremony.options), name="Work key"
            )
            await CredentialsStub(opened).FinishRegistration(finish)
        return passkey

    def token(self, cookie: str) -> str:
        """An access token for one of our own applications, by a session."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.world.app_client,
            "redirect_uri": CALLBACK,
            "scope": " ".join(self.world.app_scopes),
            "state": "s",
            "nonce": "n",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        there = requests.get(
            f"{self.base}/oauth2/authorize",
            params=asked,
            headers={"Cookie": f"__Host-kith={cookie}"},
            allow_redirects=False,
            timeout=30,
        )
        code = parse_qs(urlsplit(there.headers["Location"]).query)["code"][0]
        answer = self.world.token_request(
            grant_type="authorization_code",
            code=code,
            redirect_uri=CALLBACK,
            client_id=self.world.app_client,
            code_verifier=verifier,
        )
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def passkey_holder(self, passkey: SoftPasskey) -> Api:
        return Api(self.base, self.token(self.run(self.signed_in_by_passkey(passkey))))

    def staff(self, name: str, role: str, organisation: str, professional: str = "") -> Api:
        return self.passkey_holder(self.worker(name, role, organisation, professional))

    def desk(self, name: str, role: str, organisation: str) -> Desk:
        """A worker's browser, signed in."""
        return Desk(self.base, self.run(self.signed_in_by_passkey(self.worker(name, role, organisation))))

    def worker(self, name: str, role: str, organisation: str, professional: str = "") -> SoftPasskey:
        """A worker's account, with a passkey."""
        email = f"{name.replace(' ', '.').lower()}.{role}@staff.example"
        context = {"organisation_id": self.world.organisation(organisation), "role": role, "purpose": "direct_care"}
        body = {"email": email, "password": PASSWORD, "display_name": name, "context": context}
        if professional:
            context["professional_id"] = professional
        self.world.operator.post("/v1/workers", body)
        passkey: SoftPasskey = self.run(self.with_a_first_passkey(email))
        return passkey

    def exchanged(self, actor: Api, handle: str) -> requests.Response:
        return self.world.token_request(
            grant_type=EXCHANGE,
            client_id=self.world.app_client,
            subject_token=handle,
            subject_token_type=AUTHORITY,
            actor_token=actor.token(),
            actor_token_type=ACCESS,
        )

    def acting(self, actor: Api, handle: str) -> Api:
        answer = self.exchanged(actor, handle)
        assert answer.status_code == 200, answer.text
        return Api(self.base, answer.json()["access_token"])


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
