"""OpenID Connect Core sections 3.1.2.1 and 5.5: whom a request is for, how strongly signed in, how it is answered."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from services.identity.domain.clients.client import Registration
from tests.identity.house import HOME, ISSUER, PASSWORD, REDIRECT, Answer, House


class Form(HTMLParser):
    """The one form of a page, as a browser without JavaScript sees it."""

    def __init__(self, page: Answer) -> None:
        super().__init__()
        self.action, self.method, self.fields, self.buttons = "", "", dict[str, str](), 0
        self.feed(page.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action, self.method = given["action"], given["method"]
        elif tag == "input":
            self.fields[given["name"]] = given["value"]
        elif tag == "button":
            self.buttons += 1


async def test_a_request_may_come_as_a_form(house: House) -> None:
    council = await house.party()
    answer = await house.post("/oauth2/authorize", house.request(council))
    assert (answer.status, answer.location[0]) == (303, f"{ISSUER}/sign-in")


async def test_form_post_answers_with_a_form_that_works_with_and_without_scripts(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    request = house.request(council, response_mode="form_post", state='"><script>alert(1)</script>')
    page = await house.get("/oauth2/authorize", amina.value, **request)
    form = Form(page)
    assert (page.status, form.action, form.method, form.buttons) == (200, REDIRECT, "post", 1)
    assert form.fields.keys() == {"code", "state", "iss"}
    assert form.fields["state"] == request["state"]
    assert b"alert(1)" not in page.body.replace(b"&lt;script&gt;alert(1)", b"")
    policy = page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (await house.redeem(council, form.fields["code"])).status == 200


async def test_an_error_takes_the_way_that_was_asked_for(house: House) -> None:
    council = await house.party()
    for wrong in ({"prompt": "none"}, {"scope": "email"}, {"max_age": "soon"}):
        form = Form(await house.get("/oauth2/authorize", **house.request(council, response_mode="form_post", **wrong)))
        assert form.fields.keys() == {"error", "error_description", "state", "iss"}
    _, query = (await house.get("/oauth2/authorize", **house.request(council, response_mode="fragment"))).location
    assert query["error"] == "invalid_request"


async def test_a_hint_names_who_must_be_signed_in(house: House) -> None:
    council, amina, bola = await house.party(), await house.resident(), await house.resident("bola@example.org")
    hint = (await house.tokens(council, amina.value))["id_token"]
    await house.tokens(council, bola.value)
    house.later(days=3)
    # An old token does as a hint; its session and hers are long over.
    amina = await house.sign_in("amina@example.org", PASSWORD, HOME)
    bola = await house.sign_in("bola@example.org", PASSWORD, HOME)
    quiet = house.request(council, prompt="none", id_token_hint=hint)
    assert "code" in (await house.get("/oauth2/authorize", amina.value, **quiet)).location[1]
    assert (await house.get("/oauth2/authorize", bola.value, **quiet)).location[1]["error"] == "login_required"


async def test_somebody_else_who_signs_in_for_a_hint_is_sent_back_and_not_asked_for_ever(house: House) -> None:
    council, amina, bola = await house.party(), await house.resident(), await house.resident("bola@example.org")
    hint = (await house.tokens(council, amina.value))["id_token"]
    house.later(minutes=1)
    request = house.request(council, id_token_hint=hint)
    where, query = (await house.get("/oauth2/authorize", bola.value, **request)).location
    assert where == f"{ISSUER}/sign-in"
    again = await house.sign_in("bola@example.org", PASSWORD, HOME)
    assert (await house.complete_sign_in(query["interaction"], again.value)).needs == "done"
    back = await house.get("/oauth2/authorize/resume", again.value, interaction=query["interaction"])
    assert (back.location[0], back.location[1]["error"]) == (REDIRECT, "login_required")
    old = await house.get("/oauth2/authorize/resume", again.value, interaction=query["interaction"])
    assert old.status == 400


async def test_a_hint_that_is_not_ours_or_anothers_is_refused(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    other = await house.party(organisation_id="org_tamworth")
    theirs = (await house.tokens(other, amina.value))["id_token"]
    head, body, signature = theirs.split(".")
    for hint in (theirs, f"{head}.{body}.{signature[::-1]}", "rubbish"):
        request = house.request(council, id_token_hint=hint)
        assert (await house.get("/oauth2/authorize", amina.value, **request)).location[1]["error"] == "invalid_request"


async def test_a_subject_demanded_by_claims_is_a_hint_too(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    mine = (await house.claims((await house.tokens(council, amina.value))["id_token"], council.client.id))["sub"]
    for sub, answer in ((mine, "code"), ("somebody else", "error")):
        claims = json.dumps({"id_token": {"sub": {"value": sub}}})
        request = house.request(council, prompt="none", claims=claims)
        assert answer in (await house.get("/oauth2/authorize", amina.value, **request)).location[1]


async def test_to_choose_an_account_is_to_sign_in_again(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    house.later(seconds=1)
    request = house.request(council, prompt="select_account")
    assert (await house.get("/oauth2/authorize", amina.value, **request)).location[0] == f"{ISSUER}/sign-in"


async def test_a_registered_max_age_counts_where_none_is_asked_for(house: House) -> None:
    council = await house.party(registration=Registration(default_max_age=60))
    amina = await house.resident()
    await house.code(council, amina.value)
    house.later(seconds=61)
    answer = await house.get("/oauth2/authorize", amina.value, **house.request(council))
    assert answer.location[0] == f"{ISSUER}/sign-in"
    answer = await house.get("/oauth2/authorize", amina.value, **house.request(council, max_age="600"))
    assert answer.location[0] == REDIRECT


def essential(*values: str) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": list(values)}}})


async def test_an_essential_acr_that_was_not_reached_asks_for_more(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    strong = house.request(council, claims=essential("gpg44-high"))
    assert (await house.get("/oauth2/authorize", amina.value, **strong)).location[0] == f"{ISSUER}/step-up"
    quiet = await house.get("/oauth2/authorize", amina.value, **strong | {"prompt": "none"})
    assert quiet.location[1]["error"] == "login_required"
    either = await house.code(council, amina.value, claims=essential("gpg44-high", "gpg44-low"))
    token = (await house.redeem(council, either)).json["id_token"]
    assert (await house.claims(token, council.client.id))["acr"] == "gpg44-low"


@pytest.mark.parametrize("values", [[], ["urn:mace:incommon:iap:silver"], [7]])
async def test_an_essential_acr_that_nobody_can_reach_is_said_at_once(house: House, values: list[Any]) -> None:
    claims = json.dumps({"id_token": {"acr": {"essential": True, "values": values}}})
    answer = await house.get("/oauth2/authorize", **house.request(await house.party(), claims=claims))
    assert answer.location[1]["error"] == "unmet_authentication_requirements"


async def test_where_a_profile_wants_state_and_nonce_both_are_demanded(house: House) -> None:
    council = await house.party("one-login")
    for name in ("state", "nonce"):
        answer = await house.get("/oauth2/authorize", **house.request(council, scope="openid email", **{name: None}))
        assert answer.location[1]["error"] == "invalid_request"
