"""3. The same sign-in for a health and care service under FAPI 2.0, and for one written for GOV.UK One Login."""

import secrets
from typing import Any

from authlib.oauth2 import OAuth2Error
from joserfc.errors import JoseError

from console.demo.browser import Browser, Page
from console.demo.check import DidNotHold, Step
from console.demo.fapi2 import Asked, Fapi2Service, new_key
from console.demo.one_login import CORE_IDENTITY, RETURN_CODE, OneLoginService, Told
from console.demo.passkey import SoftPasskey
from console.demo.sites import Service
from console.demo.steps.sign_in import visit
from console.demo.world import World
from console.secrets import public_jwks, signing_key

_ADD_PASSKEY, _WITH_PASSKEY = "/security/passkeys/new", "/step-up/passkey"
# Nobody listens there: the story is the service, and reads the answer off the browser's address.
_BACK = "http://localhost:9"


def other_services(world: World, step: Step) -> None:
    _under_fapi2(world, step)
    _written_for_one_login(world, step)


def _under_fapi2(world: World, step: Step) -> None:
    browser = world.resident.browser
    kept = _registered(world, "Health and care", "fapi2", world.cast.council, ["openid", "profile"])
    service = Fapi2Service(world.base_url, kept.client_id, kept.key_file, kept.redirect_uri)
    late = world.authorize_url(kept.client_id, kept.redirect_uri, secrets.token_urlsafe(48))
    page = browser.get(late, stop_at=kept.redirect_uri)
    step.check("error=invalid_request" in page.url, f"{kept.name}: a request not sent ahead (PAR): refused", page.url)
    asked = service.ask()
    code = service.code(asked, _approved(browser, asked.url, kept.redirect_uri).url)
    step.check(code, "sent ahead, with PKCE, it is answered, and the answer names its issuer")
    thief = service.redeem(asked, code, key=new_key())
    step.refused(thief, 400, "her code, stolen and redeemed with another key: refused", "invalid_grant")
    step.check(service.told_nonce, "the proof of a key (DPoP) without a nonce of ours: not taken either")
    answer = service.redeem(asked, code)
    step.same(answer.status_code, 200, "the service itself, by its own keys and no shared secret, gets a token")
    _knows_her(world, step, service, asked, answer.json())


def _knows_her(world: World, step: Step, service: Fapi2Service, asked: Asked, tokens: dict[str, Any]) -> None:
    said, known_as = service.verified(asked, tokens["id_token"]), world.ids["resident at A"]
    step.same(said["sub"], known_as, "its ID token verifies, and names her as the council's other sites know her")
    token, where = tokens["access_token"], service.about["userinfo_endpoint"]
    step.refused(service.userinfo(token), 401, "the token, copied and used without the key: refused", "invalid_token")
    others = service.userinfo(token, service.proof("GET", where, new_key(), token))
    step.refused(others, 401, "or with a key of the thief's: refused", "invalid_token")
    proof = service.proof("GET", where, service.held, token)
    told = service.userinfo(token, proof)
    step.same((told.status_code, told.json().get("sub")), (200, known_as), "with the key it is good")
    again = service.userinfo(token, proof)
    step.refused(again, 401, "the same proof of the key a second time: refused", "invalid_dpop_proof")


def _written_for_one_login(world: World, step: Step) -> None:
    """For her who proved who she is at GOV.UK One Login."""
    browser, first = world.signed_in["newcomer"].browser, world.sites[0]
    at_first = visit(browser, first, step, "the second resident signs in at council A as well")
    kept = _registered(world, "Blue Badges", "one-login", world.cast.other_council, ["openid", "email"])
    service = OneLoginService(world.base_url, kept.client_id, kept.key_file, kept.redirect_uri)
    url, nonce = service.ask("Cl.Cm.P2", CORE_IDENTITY)
    _steps_up(browser, step, url, kept)
    told = _told(service, _approved(browser, url, kept.redirect_uri), nonce, step)
    step.same(told.id_token["vot"], "Cl.Cm", "it asked in its own words (vtr), and reads them in the ID token (vot)")
    identity = service.identity(told.userinfo[CORE_IDENTITY])
    person = identity["vc"]["credentialSubject"]["name"][0]["nameParts"]
    name = world.signed_in["newcomer"].api.get("/v1/me")["given_name"]
    step.same(
        (identity["vot"], person[0]["value"]),
        ("P2", name),
        f"its coreIdentityJWT verifies with the keys that are published for it, and says P2 and {name}",
    )
    subs = at_first["userinfo"]["sub"], told.userinfo["sub"]
    step.check(subs[0] not in subs[1], "it knows her by another subject than council A does", subs)
    _not_proved_enough(browser, step, service)


def _not_proved_enough(browser: Browser, step: Step, service: OneLoginService) -> None:
    url, nonce = service.ask("Cl.Cm.P3", CORE_IDENTITY, RETURN_CODE)
    less = _told(service, _approved(browser, url, service.redirect_uri), nonce, step).userinfo
    step.same(
        (less.get(RETURN_CODE), CORE_IDENTITY in less),
        ([{"code": "N"}], False),
        "asked for more than she has proved (P3): a returnCode, and nothing of who she is",
    )
    url, _ = service.ask("Cl.Cm.P3", CORE_IDENTITY)
    page = _approved(browser, url, service.redirect_uri)
    step.check("error=access_denied" in page.url, "or, where the service takes no returnCode, access_denied", page.url)


def _registered(world: World, what: str, profile: str, council: str, scopes: list[str]) -> Service:
    key_file = signing_key(world.data, f"service-{profile}")
    redirect_uri = f"{_BACK}/{profile}"
    client = world.operator.post(
        "/v1/clients",
        {
            "name": f"{what} at {council}",
            "profile": profile,
            "organisation_id": world.organisation(council),
            "redirect_uris": [redirect_uri],
            "scopes": scopes,
            "jwks": public_jwks(key_file),
        },
    )
    world.services.append(Service(client["name"], profile, client["client_id"], redirect_uri, key_file))
    return world.services[-1]


def _steps_up(browser: Browser, step: Step, url: str, kept: Service) -> None:
    """She has a password; the service wants two factors, so she adds a passkey and uses it."""
    page = browser.get(url, stop_at=kept.redirect_uri)
    step.check("/step-up" in page.url, f"{kept.name} asks for two factors: a password is not enough", page.url)
    passkey = SoftPasskey(browser.base_url)
    adding = browser.get(_ADD_PASSKEY)
    browser.submit(adding, _ADD_PASSKEY, response=passkey.register(adding.form(_ADD_PASSKEY).options))
    page = browser.get(page.url)
    signed = passkey.sign_in(page.form(_WITH_PASSKEY).options)
    page = browser.submit(page, _WITH_PASSKEY, stop_at=kept.redirect_uri, response=signed)
    step.check("/approve" in page.url, "she adds a passkey, and goes on", page.url)


def _approved(browser: Browser, url: str, redirect_uri: str) -> Page:
    """She opens what the service sent her browser to, approves what it asks if it asks, and is sent back."""
    page = browser.get(url, stop_at=redirect_uri)
    return page if page.status == 302 else browser.submit(page, "/approve", stop_at=redirect_uri)


def _told(service: OneLoginService, page: Page, nonce: str, step: Step) -> Told:
    try:
        return service.told(page.url, nonce)
    except (JoseError, OAuth2Error, ValueError) as error:
        raise DidNotHold(f"{step.title}: {service.client_id} cannot use what it got: {error!r}") from None
