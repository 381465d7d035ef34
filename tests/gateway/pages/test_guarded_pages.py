"""What holds for every page: who may see it, what it carries, what never leaves in an address."""

import re

import pytest
from fastapi.routing import APIRoute

from services.gateway.web.pages import ROUTERS
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

# Pages for anybody, by name. All others ask who is there.
PUBLIC = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-in/passkey"),
    ("GET", "/sign-in/organisation"),
    ("POST", "/desk/open"),
    ("GET", "/enrol"),
    ("POST", "/enrol"),
    ("POST", "/sign-in/organisation"),
    ("GET", "/sign-in/organisation/return"),
    ("GET", "/register"),
    ("POST", "/register"),
    ("GET", "/register/code"),
    ("POST", "/register/code"),
    ("GET", "/register/way-in"),
    ("POST", "/register/passkey"),
    ("POST", "/register/password"),
    ("GET", "/recover"),
    ("POST", "/recover"),
    ("GET", "/recover/{recovery_id}"),
    ("POST", "/recover/{recovery_id}"),
    ("POST", "/recover/{recovery_id}/passkey"),
    ("GET", "/account/undo/{undo_id}"),
    ("POST", "/account/undo/{undo_id}"),
    ("GET", "/accessibility"),
    ("GET", "/privacy"),
    ("GET", "/error"),
    ("GET", "/static/{version}/{name}"),
}
ROUTES = sorted(
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)
IDS = {
    "roll_id": "rol_1",
    "consent_id": "con_1",
    "client_id": "cli_council",
    "person_id": "per_7f3k",
    "case_id": "cas_1",
    "involvement_id": "inv_4",
    "record_id": "rec_1",
    "look_id": "dis_9",
    "link_id": "lnk_1",
    "access_id": "emg_1",
    "mandate_id": "man_1",
    "account_id": "acc_grace",
    "sitting_id": "sit_1",
    "examination_id": "exm_1",
    "passkey_id": "psk_1",
    "session_id": "ses_2",
    "entry_id": "lea_2",
    "recovery_id": "rec_1",
    "undo_id": "cnf_1",
    "provider": "one-login",
    "proof_id": "prf_1",
    "share_id": "shr_2",
    "objection_id": "obj_1",
    "request_id": "sar_1",
    "hub_id": "hub_1",
    "seat_id": "sea_1",
    "enquiry_id": "enq_1",
    "contribution_id": "ctb_1",
    "release_id": "rel_1",
    "part": "1",
    "key": "record:rec_1",
    "hold_id": "hld_1",
    "message_id": "msg_1",
    "disclosure_id": "dis_1",
    "confidence_id": "cnf_1",
    "concern_id": "ccn_1",
    "door": "adults",
    "referral_id": "rfr_1",
    "review_id": "lrv_sampled",
    "tie_id": "tie_1",
    "cover_id": "cov_1",
    "family_link_id": "fam_1",
    "invitation_id": "ivt_1",
}
RESIDENTS = ["/", "/supporting-you", "/sharing", "/sharing/con_1/stop", "/who-has-looked", "/councils", "/prove"]
RESIDENTS += ["/prove/one-login", "/sharing/objections", "/sharing/copies", "/sharing/copies/sar_1/1"]
RESIDENTS += ["/approve?interaction=int_1"]
RESIDENTS += ["/account", "/account/sessions", "/account/activity", "/account/contact", "/account/email"]
RESIDENTS += ["/account/email/code", "/account/copy", "/account/close"]
WORKERS = ["/desk", "/desk?q=helth", "/desk/people/per_7f3k", "/desk/people/per_7f3k/emergency"]
WORKERS += ["/desk/people/per_7f3k/records", "/desk/records/rec_1", "/desk/links", "/desk/reviews", "/desk/context"]
RESIDENTS += ["/account/acting", "/account/acting/carer"]
WORKERS += [
    "/desk/assist",
    "/desk/assist/new",
    "/desk/assist/known",
    "/desk/assist/sit_1",
    "/desk/assist/sit_1/examine",
]
WORKERS += ["/desk/sessions", "/desk/cases/cas_1/documents", "/desk/mine", "/desk/open"]
WORKERS += ["/desk/assist/sit_1/passkey", "/desk/assist/sit_1/sharing", "/desk/second-looks", "/desk/vouch"]
WORKERS += ["/desk/mandates", "/desk/mandates/acc_grace", "/desk/mandates/acc_grace/record"]
WORKERS += [f"/desk/mandates/acc_grace/man_1/{what}" for what in ("suspend", "resume", "end", "assess")]
WORKERS += [f"/desk/people/per_7f3k/{what}" for what in ("shares", "share", "not-share", "consent")]
WORKERS += [f"/desk/people/per_7f3k/contact{what}" for what in ("", "/record")]
WORKERS += [f"/desk/people/per_7f3k/involvements/inv_1/{what}" for what in ("contact", "end")]
WORKERS += ["/desk/people/per_7f3k/confidence", "/desk/objections", "/desk/doubts", "/desk/doubts/prf_1"]
WORKERS += ["/desk/people/per_7f3k/involvements/inv_1/hand-over?q=lucy", "/desk/cover?q=lucy&whose=pro_sam"]
WORKERS += ["/desk/people/per_7f3k/invite?q=lucy", "/desk/people/per_7f3k/family", "/desk/people/per_7f3k/account"]
WORKERS += ["/desk/protect", "/desk/protect/acc_grace"]
WORKERS += [f"/desk/protect/acc_grace/{what}" for what in ("mark", "clear", "contact", "review")]
DPOS = [f"/desk/copies{what}" for what in ("", "/sar_1", "/sar_1/items/record:rec_1", "/sar_1/copy/1")]
MANAGERS = ["/desk/private-messages", "/desk/possible-links", "/desk/possible-links/lnk_1"]
MANAGERS += ["/desk/feeds", "/desk/feeds/declare", "/desk/feeds/declare?name=housing", "/desk/feeds/rolls/rol_1"]
WORKERS += ["/desk/hand-over", "/desk/hand-over?whose=pro_sam&q=lucy"]
MANAGERS += ["/desk/hand-over", "/desk/invitations", "/desk/invitations/ivt_1"]
WORKERS += ["/desk/people/per_7f3k/private-message"]
DPOS += ["/desk", "/desk/withheld", "/desk/recalls", "/desk/retention", "/desk/people/per_7f3k/retention"]
WORKERS += ["/desk/cases/cas_1", "/desk/messages", "/desk/messages/msg_1/receipt", "/desk/people/per_7f3k/copy"]
WORKERS += ["/desk/hubs", "/desk/hubs/hub_1/enquiry", "/desk/enquiries", "/desk/enquiries/enq_1"]
WORKERS += ["/desk/enquiries/enq_1/contribute", "/desk/enquiries/enq_1/releases/rel_1", "/desk/contributions/ctb_1"]
WORKERS += [f"/desk/people/per_7f3k/{what}" for what in ("concern", "concerns", "refer")]
WORKERS += ["/desk/concerns", "/desk/referrals", "/desk/referrals/rfr_1", "/desk/ties", "/desk/misread-looks"]
WORKERS += ["/desk/all", "/desk/people/per_7f3k/case", "/desk/cases/cas_1/note"]
DPOS += ["/desk/all"]
MANAGERS += ["/desk", "/desk/all", "/desk/concerns", "/desk/front-doors"]
MANAGERS += [f"/desk/front-doors/{door}" for door in ("adults", "out_of_hours", "adult_allegations")]
DPOS += ["/desk/looks", "/desk/ties", "/desk/ties/declared", "/desk/referrals"]
CREDENTIALS = ["/step-up", "/security", "/security/passkeys/new", "/security/passkeys/psk_1", "/security/password"]
CREDENTIALS += ["/security/app"]
ANYBODYS = ["/sign-in", "/enrol?code=enr_1.key", "/sign-in/organisation", "/register", "/accessibility", "/privacy"]
ANYBODYS += ["/register?way=password", "/recover", "/recover/rec_1?key=k", "/account/undo/cnf_1?key=k"]
NOBODYS_FORMS = {
    "/sign-in",
    "/sign-in/passkey",
    "/sign-in/organisation",
    "/enrol",
    "/register",
    "/recover",
    "/recover/rec_1",
    "/recover/rec_1/passkey",
    "/account/undo/cnf_1",
}
# For whoever is signed in.
EITHERS = ["/sign-out", "/device?user_code=BCDF-GHJK"]
EVERY_PAGE = [
    *((path, district.RESIDENT) for path in RESIDENTS),
    *((path, district.WORKER) for path in WORKERS),
    *((path, district.DPO) for path in DPOS),
    *((path, district.MANAGER) for path in MANAGERS),
    *((path, cookie) for path in CREDENTIALS for cookie in (district.RESIDENT, district.WORKER)),
    *((path, "") for path in ANYBODYS),
    *((path, district.RESIDENT) for path in EITHERS),
]


def _filled(path: str) -> str:
    return path.format(**IDS)


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route not in PUBLIC])
async def test_nobody_is_shown_nothing_and_can_do_nothing(nobody: Visitor, method: str, path: str) -> None:
    for visitor in (nobody, nobody.as_(district.NOBODY)):
        answer = await (visitor.get(_filled(path)) if method == "GET" else visitor.post(_filled(path)))
        assert answer.status == 303
        assert answer.location.startswith("/sign-in" if path != "/approve" or method == "POST" else "/councils")
    for fake in vars(nobody.behind).values():
        assert {name for name, _ in fake.asked} <= {"GetSession"}


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST" and ("POST", path) not in PUBLIC])
@pytest.mark.parametrize("token", ["", "t-somebody-else", "t-amina-"])
async def test_a_form_from_another_session_changes_nothing(nobody: Visitor, path: str, token: str) -> None:
    for cookie in (district.RESIDENT, district.WORKER):
        answer = await nobody.as_(cookie).post_bare(_filled(path), {"form_token": token, "interaction": "int_1"})
        assert answer.status in (303, 403, 404)
        if answer.status == 303:  # a resident at the desk, a worker in a resident's account
            assert answer.location == "/desk"
    for fake in vars(nobody.behind).values():
        assert {name for name, _ in fake.asked} <= {"GetSession"}


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
    ],
)
async def test_a_form_from_another_site_changes_nothing(nobody: Visitor, path: str, headers: dict[str, str]) -> None:
    for cookie in (district.RESIDENT, district.WORKER):
        visitor = nobody.as_(cookie)
        form = {"form_token": visitor.token, "email": "amina@example.org", "password": "correct horse battery"}
        answer = await visitor.post_bare(_filled(path), form, **headers)
        assert answer.status in (303, 403, 404)
        assert "Set-Cookie" not in answer.headers
    for fake in vars(nobody.behind).values():
        assert {name for name, _ in fake.asked} <= {"GetSession"}


@pytest.mark.parametrize(("path", "cookie"), EVERY_PAGE)
async def test_every_page_carries_careful_headers_and_no_inline_code(nobody: Visitor, path: str, cookie: str) -> None:
    page = await nobody.as_(cookie).get(path)
    assert page.status == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    leaving = "interaction" in path or path in ("/sign-in/organisation", "/prove/one-login")
    assert ("form-action 'self'" in policy) == (not leaving)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", page.html)
    assert '<html lang="en"' in page.html


@pytest.mark.parametrize(("path", "cookie"), EVERY_PAGE)
async def test_every_form_carries_the_sessions_token(nobody: Visitor, path: str, cookie: str) -> None:
    visitor = nobody.as_(cookie)
    page = await visitor.get(path)
    forms = re.findall(r'<form method="post" action="([^"]*)"', page.html)
    for action in forms:
        if cookie:
            assert page.form_fields(action)["form_token"] == visitor.token, action
        else:
            assert action in NOBODYS_FORMS
    assert forms or path in ("/accessibility", "/privacy")


@pytest.mark.parametrize(("path", "cookie"), EVERY_PAGE)
async def test_no_address_on_a_page_carries_anything_personal(nobody: Visitor, path: str, cookie: str) -> None:
    page = await nobody.as_(cookie).get(path)
    addresses = re.findall(r'(?:href|action|src)="((?!tel:|mailto:)[^"]*)"', page.html)
    for personal in ("Amina", "Begum", "1992", "Priya", "example.org", "neighbour", "Damp"):
        assert not [address for address in addresses if personal.lower() in address.lower()]


@pytest.mark.parametrize("path", RESIDENTS + CREDENTIALS)
async def test_a_residents_page_can_be_left_at_once_and_its_title_tells_nothing(amina: Visitor, path: str) -> None:
    page = await amina.get(path)
    assert "Exit this page" in page.words
    title = re.findall(r"<title>(.*?)</title>", page.html)[0]
    assert not re.search(r"Amina|Begum|abuse|social|health|council name|looked", title, re.IGNORECASE)


async def test_a_worker_is_kept_out_of_a_residents_account_and_a_resident_off_the_desk(
    amina: Visitor, priya: Visitor
) -> None:
    for path in RESIDENTS:
        if "approve" not in path:
            assert (await priya.get(path)).location == "/desk"
    for path in WORKERS + DPOS + MANAGERS:
        answer = await amina.get(path)
        assert answer.status == 404 or (path == "/desk/context" and answer.location == "/")


async def test_a_worker_with_several_employers_must_first_choose_one(nobody: Visitor) -> None:
    lee = nobody.as_(district.MANY)
    for path in WORKERS:
        if path != "/desk/context":
            assert (await lee.get(path)).location == "/desk/context"
    page = await lee.get("/desk/context")
    assert "Duty desk, Midlands NHS Trust" in page.words
    refused = await lee.post("/desk/context", {"context": "ctx_of_somebody_else"})
    assert refused.status == 400
    assert not nobody.behind.sessions.requests("ChooseContext")
    chosen = await lee.post("/desk/context", {"context": "ctx_2"})
    assert chosen.location == "/desk"
    assert "__Host-kith=worker-cookie" in chosen.headers["Set-Cookie"]
    assert nobody.behind.sessions.requests("ChooseContext")[0].context_id == "ctx_2"
