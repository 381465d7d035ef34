"""Every route of /v1: who gets in, what it asks behind, what it answers."""

import json
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator

from services.gateway.api.access import ACCESS, Access
from tests.gateway.behind import Grant
from tests.gateway.world import OF_ALL, World

PERSON = "prs_01J9ZK3M5T8Q4R7V2W6X0Y1B3C"
ORG = "org_01J9ZK3M5T8Q4R7V2W6X0Y1B3C"
NAMED = {"given_name": "Amina", "family_name": "Begum", "date_of_birth": "1992-02-29"}
SHARED = {
    "to_organisation_ids": [ORG],
    "data_classes": ["housing"],
    "purpose": "housing_support",
}
BODIES: dict[str, Any] = {
    "/v1/imports/organisations": {"rows": [{"line": 2, "name": "Lichfield District Council"}]},
    "/v1/imports/professionals": {
        "rows": [{"external_id": "1", "given_name": "Jo", "family_name": "Smythe", "organisation": "Trust"}]
    },
    "/v1/imports/merges": {"organisation_id": ORG, "rows": [{"local_id": "7", "merged_into": "3"}]},
    "/v1/imports/people": {
        "organisation_id": ORG,
        "feed": "social care",
        "as_of": "2026-11-01",
        "rows": [{"line": 2, "local_id": "7", **NAMED}],
    },
    "/v1/people/find": {"purpose": "direct_care", **NAMED},
    "/v1/people/mine": {"teams": ["Duty team"], "daily_message": True},
    "/v1/people/separate": {"local_id": "7", "reason": "Two people."},
    "/v1/people/{person_id}/network": {"purpose": "direct_care"},
    "/v1/people/{person_id}/involvements": {"role": "Health Visitor", "since": "2026-03-02"},
    "/v1/people/{person_id}/concerns": {
        "council_id": ORG,
        "about": "adult",
        "urgency": "same_day",
        "words": "She was afraid to go home.",
    },
    "/v1/people/{person_id}/private-messages": {"words": "Please ring me before Friday."},
    "/v1/private-messages/{message_id}/answer": {"words": "She is well.", "signed": "A duty manager"},
    "/v1/concerns/{concern_id}/close": {"outcome": "accepted", "answer": "We visit her today."},
    "/v1/front-doors": {"door": "adults", "team": "Adults first", "contact": "01543 200"},
    "/v1/involvements": {"local_id": "7", "role": "Health Visitor", "since": "2026-03-02"},
    "/v1/involvements/{involvement_id}/end": {"until": "2026-11-30"},
    "/v1/involvements/{involvement_id}/contact": {"last_contact": "2026-11-20", "next_contact": "2026-12-04"},
    "/v1/feeds/{name}": {
        "kind": "housing",
        "coverage": "Every open case in Lichfield since April 2024",
        "every_days": 1,
        "may_shrink": 5,
        "shown": {"age_from": 18, "statuses": ["open"], "months_after_closing": 6},
    },
    "/v1/feeds/{name}/rolls": {"organisation_id": ORG, "as_of": "2026-11-01", "entries": 1},
    "/v1/rolls/{roll_id}/entries": {"local_ids": ["7"]},
    "/v1/rolls/{roll_id}/decide": {"end": False, "reason": "The file was cut off."},
    "/v1/people/{person_id}/confidences": {"assessed_on": "2026-11-01", "assessor": "Dr Lee"},
    "/v1/people/{person_id}/safe-contact": {"channels": ["phone"], "language": "so", "review_on": "2027-05-01"},
    "/v1/messages/{message_id}/give": {"how": "phone"},
    "/v1/account-links/{link_id}/confirm": {"method": "in_person"},
    "/v1/account-links/{link_id}/end": {"reason": "Not her."},
    "/v1/possible-links/{link_id}/decide": {"same": True, "reason": "Her old address."},
    "/v1/cases": {"person_id": PERSON, "title": "Early help", "kind": "children"},
    "/v1/cases/{case_id}/close": {"outcome": "completed", "why": "She needs nothing more."},
    "/v1/cases/{case_id}/reopen": {"why": "She lost her tenancy."},
    "/v1/cases/{case_id}/retention": {"retention": "looked_after_child", "why": "A care order was made."},
    "/v1/cases/{case_id}/records": {"data_class": "housing", "title": "Visit", "content": "Damp in the bedroom."},
    "/v1/records/{record_id}/corrections": {
        "title": "Visit",
        "content": "Damp in the bathroom.",
        "why": "It was the bathroom.",
        "purpose": "direct_care",
    },
    "/v1/records/{record_id}/parts": {
        "purpose": "direct_care",
        "parts": [{"text": "Mrs Jones", "identifies": "reporter"}],
    },
    "/v1/me/objections": {
        "organisation_id": ORG,
        "kind": "dispute",
        "data_classes": ["housing"],
        "words": "I never lived there.",
    },
    "/v1/objections/{objection_id}/answer": {"outcome": "refused", "reasons": "The tenancy is in her name."},
    "/v1/people/{person_id}/erasures": {"retention": "housing", "why": "Nobody may claim any more."},
    "/v1/people/{person_id}/legal-holds": {"why": "A claim was announced."},
    "/v1/legal-holds/{legal_hold_id}/lift": {"why": "The claim was withdrawn."},
    "/v1/me/access-requests": {"organisation_id": ORG, "wanted": "What housing wrote."},
    "/v1/access-requests": {"person_id": PERSON, "way": "letter", "asked_on": "2026-11-20"},
    "/v1/access-requests/{request_id}/clock": {"step": "clarified", "on": "2026-11-20"},
    "/v1/access-requests/{request_id}/decisions": {
        "items": [{"kind": "record", "id": "rec_1"}],
        "outcome": "exempt",
        "exemption": "third_party",
        "reason": "It is about her neighbour.",
    },
    "/v1/access-requests/{request_id}/second-looks": {
        "items": [{"kind": "record", "id": "rec_1"}],
        "agrees": True,
        "reason": "Dr Lee's opinion says so.",
    },
    "/v1/agreements": {
        "title": "Early help",
        "parties": [ORG, ORG + "2"],
        "purposes": ["direct_care"],
        "data_classes": ["housing"],
        "expires_on": "2027-11-01",
    },
    "/v1/consents": {"from_organisation_id": ORG, **SHARED, "expires_on": "2027-11-01"},
    "/v1/involvements/{involvement_id}/hand-over": {"professional_id": "pro_2", "since": "2026-11-20"},
    "/v1/people/{person_id}/invitations": {
        "to_organisation_id": ORG,
        "professional_id": "pro_2",
        "purpose": "direct_care",
    },
    "/v1/invitations/{invitation_id}/accept": NAMED,
    "/v1/invitations/{invitation_id}/decline": {"reason": "She works elsewhere now."},
    "/v1/people/{person_id}/family": {"other_id": "per_2", "kin": "child"},
    "/v1/family-links/{family_link_id}/end": {"until": "2026-11-20"},
    "/v1/covers": {"covering_id": "pro_2", "since": "2026-12-20", "until": "2027-01-04"},
    "/v1/consents/{consent_id}/withdraw": {"method": "phone", "evidence": "She rang; date of birth agreed."},
    "/v1/consent-refusals": {"from_organisation_id": ORG, **SHARED, "evidence": "She rang; date of birth agreed."},
    "/v1/people/{person_id}/death": {"died_on": "2026-11-01"},
    "/v1/shares": {
        "person_id": PERSON,
        **SHARED,
        "until": "2027-11-01",
        "basis": {"kind": "public_task", "reason": "Homelessness duty."},
    },
    "/v1/shares/{share_id}/end": {"reason": "Moved away."},
    "/v1/referrals": {
        "person_id": PERSON,
        "to_organisation_id": ORG,
        "asks": "Could you see her at home?",
        "data_classes": ["identity"],
        "purpose": "housing_support",
        "until": "2027-11-01",
        "basis": {"kind": "public_task", "reason": "Homelessness duty."},
    },
    "/v1/referrals/{referral_id}/accept": {"team": "Tenancy support"},
    "/v1/referrals/{referral_id}/reject": {"reason": "We have no room before the spring."},
    "/v1/referrals/{referral_id}/done": {"outcome": "She kept her home."},
    "/v1/referrals/{referral_id}/revoke": {"reason": "She moved away."},
    "/v1/decisions-not-to-share": {
        "person_id": PERSON,
        **SHARED,
        "reason": "It would tell her brother where she is.",
        "review_on": "2027-02-01",
    },
    "/v1/hubs": {"name": "Lichfield MASH", "terms": "What is said here stays.", "members": [ORG]},
    "/v1/hubs/{hub_id}/seats": {"role": "duty"},
    "/v1/enquiries": {
        "hub_id": "hub_1",
        "person_id": PERSON,
        "purpose": "safeguarding_adult",
        "reason": "Neighbours heard shouting, twice.",
        "basis": {"kind": "public_task", "reason": "Care Act 2014 section 42."},
        "until": "2026-12-31",
    },
    "/v1/enquiries/{enquiry_id}/contributions": {
        "data_class": "risk",
        "text": "He was seen at the gate.",
        "basis": {"kind": "public_task", "reason": "Care Act 2014 section 42."},
    },
    "/v1/enquiries/{enquiry_id}/close": {"outcome": "A plan was made."},
    "/v1/contributions/{contribution_id}/releases": {"reason": "To charge him."},
    "/v1/releases/{release_id}/decision": {
        "outcome": "refused",
        "reason": "It would tell him who spoke.",
        "review_on": "2027-01-31",
    },
    "/v1/emergency-accesses": {"person_id": PERSON, "data_classes": ["health"], "reason": "Found ill.", "minutes": 15},
    "/v1/emergency-accesses/{emergency_access_id}/review": {"justified": True, "comment": "Right."},
    "/v1/ties": {"home": {"family_name": "Begum", "postcode": "WS13 6YY", "address": "1 Bore Street"}},
    "/v1/look-reviews/{review_id}/judge": {"judgement": "explained", "reason": "Asked by the rota."},
    "/v1/disclosures/{disclosure_id}/release": {"reason": "The enquiry ended."},
    "/v1/disclosures/{disclosure_id}/keep": {"reason": "It goes on.", "review_on": "2027-03-31"},
    "/v1/subscriptions": {"url": "https://partner.example/hook", "types": ["case.record.added"]},
    "/v1/audit/witnesses": {"organisation_id": ORG, "verifier_key": "w.example+00000000+BA=="},
    "/v1/audit/cosignatures": {"note": "kith/cases\n0\n\n\n"},
    "/v1/subscriptions/{subscription_id}/replay": {"since": "2026-11-01T00:00:00Z"},
    "/v1/proofs/{proof_id}/doubt": {"indicator": "another-face"},
    "/v1/proofs/{proof_id}/review": {"sound": False, "reason": "The issuer does not know it."},
    "/v1/me/proofs": {**NAMED, "postcode": "WS13 6HX", "evidence": [{"kind": "uk_passport", "number": "999000001"}]},
    "/v1/me/mandates": {"proxy_id": "acc_2", "data_classes": ["social_care"], "ends_on": "2027-11-01"},
    "/v1/mandates": {
        "account_id": "acc_1",
        "proxy_id": "acc_2",
        "kind": "finance_attorney",
        "data_classes": ["finance"],
        "starts_on": "2026-11-01",
        "document": "registered lasting power of attorney",
        "number": "7000-1234",
    },
    "/v1/mandates/{mandate_id}/suspend": {"reason": "Alleged source of harm."},
    "/v1/mandates/{mandate_id}/resume": {"reason": "Nothing was found."},
    "/v1/mandates/{mandate_id}/assessments": {
        "decision": "medical_treatment",
        "assessed_on": "2026-11-01",
        "until": "2026-11-14",
        "assessor": "Dr Lee",
    },
    "/v1/assisted-sittings": {"place": "Lichfield library", "newcomer": {**NAMED, "postcode": "WS13 6HX"}},
    "/v1/assisted-sittings/{sitting_id}/examinations": {
        "shown": [{"evidence": {"kind": "nhs_record", "number": "9434765919"}, "examined": "source"}],
        "compared": "answers",
    },
    "/v1/assisted-sittings/{sitting_id}/vouches": {
        **NAMED,
        "known_as": "her GP",
        "known_since": "2019-05-01",
        "related": False,
        "same_address": False,
    },
    "/v1/assisted-sittings/{sitting_id}/passkeys": {"token": "t", "response": "{}", "name": "Her key"},
    "/v1/assisted-reviews/{examination_id}": {"confirmed": True, "reason": "The copies agree."},
    "/v1/me/safe-contact": {"channels": ["text"], "times": "weekend", "language": "cy", "phone": "01543 555 0100"},
    "/v1/accounts/{account_id}/review": {"reason": "Spoke with her; her old phone was stolen."},
    "/v1/accounts/{account_id}/at-risk": {"reason": "Her partner reads her mail."},
    "/v1/accounts/{account_id}/at-risk/clear": {"reason": "She moved; seen on 20 November."},
    "/v1/accounts/{account_id}/safe-contact": {"contact": {"channels": []}, "reason": "She is here; passport seen."},
    "/v1/workers": {
        "email": "priya@staff.example",
        "password": "correct horse battery staple",
        "display_name": "Priya Shah",
        "context": {"organisation_id": ORG, "role": "worker"},
    },
    "/v1/clients/{client_id}/keys": {"jwks": '{"keys": []}', "client_assertion": "a.b.c"},
    "/v1/workplaces": {
        "organisation_id": ORG,
        "organisation_name": "Lichfield",
        "issuer": "https://login.lichfield.example",
        "client_id": "kith",
        "claim": "employee_number",
        "matched_by": "external_id",
    },
    "/v1/clients": {"name": "Kith", "profile": "first-party", "redirect_uris": ["http://localhost:9/signed-in"]},
    "/v1/registration-tokens": {"organisation_id": ORG, "profile": "fapi2", "uses": 3},
}
FORMS: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/v1/cases/{case_id}/documents"): {
        "data": {"data_class": "housing"},
        "files": {"file": ("tenancy.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")},
    },
}
QUERIES = {
    ("GET", "/v1/people/{person_id}/network"): "?purpose=direct_care",
    ("GET", "/v1/people/{person_id}/safe-contact"): "?purpose=direct_care",
    ("GET", "/v1/people/{person_id}/family"): "?purpose=direct_care",
    ("GET", "/v1/records/{record_id}"): "?purpose=direct_care",
    ("GET", "/v1/records/{record_id}/content"): "?purpose=direct_care",
    ("GET", "/v1/records/{record_id}/history"): "?purpose=direct_care",
    ("GET", "/v1/enquiries/{enquiry_id}"): "?purpose=safeguarding_adult",
    ("GET", "/v1/contributions/{contribution_id}"): "?purpose=safeguarding_adult",
    ("GET", "/v1/mandates"): "?account_id=acc_1",
    ("GET", "/v1/consents"): "?person_id=per_1",
    ("GET", "/v1/teams"): f"?organisation_id={ORG}",
    ("GET", "/v1/audit/export"): "?from=2026-11-01&to=2026-11-30",
    ("GET", "/v1/audit/inclusion"): "?leaf_id=lea_1&size=7",
    ("GET", "/v1/audit/consistency"): "?from=3&to=7",
}
HEADERS: dict[tuple[str, str], dict[str, str]] = {
    ("POST", "/v1/cases/{case_id}/close"): {"If-Match": '"1"'},
    ("POST", "/v1/cases/{case_id}/reopen"): {"If-Match": '"1"'},
    ("PUT", "/v1/cases/{case_id}/retention"): {"If-Match": '"1"'},
    ("POST", "/v1/records/{record_id}/corrections"): {"If-Match": '"1"'},
    ("PUT", "/v1/records/{record_id}/parts"): {"If-Match": '"1"'},
    ("PUT", "/v1/involvements/{involvement_id}/contact"): {"If-Match": '"0"'},
}
ROUTES = sorted(ACCESS.items())
GUARDED = [(route, access) for route, access in ROUTES if not access.public]


def send(world: World, route: tuple[str, str], **more: Any) -> requests.Response:
    """The route's own well-formed request."""
    method, template = route
    path = "/".join(f"{part[1:4]}_1" if part.startswith("{") else part for part in template.split("/"))
    body = BODIES.get(template) if method in ("POST", "PUT") else None
    more["headers"] = HEADERS.get(route, {}) | more.get("headers", {})
    more |= FORMS.get(route, {})
    return world.ask(method, path + QUERIES.get(route, ""), body, **more)


def name(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else ""


def problem(response: requests.Response, status: int) -> dict[str, Any]:
    """The problem document of a refusal, which it must be."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["type"].startswith("urn:kith:problem:")
    assert "Traceback" not in response.text
    return document


@pytest.mark.parametrize(("route", "access"), ROUTES, ids=name)
def test_a_well_formed_request_is_answered_as_the_description_says(
    world: World, route: tuple[str, str], access: Access
) -> None:
    response = send(world, route)
    assert response.status_code in (200, 201, 202, 204), response.text
    described = world.ask("GET", "/openapi.json", token=None).json()
    answer = described["paths"][route[1]][route[0].lower()]["responses"][str(response.status_code)]
    if response.status_code == 204:
        assert response.content == b""
        return
    kind = response.headers["Content-Type"]
    schema = answer["content"][kind]["schema"]
    if kind == "application/json":
        Draft202012Validator({**schema, "components": described["components"]}).validate(response.json())
    service = getattr(world, access.audience)
    assert service.heard, f"{access.audience} was not asked"


@pytest.mark.parametrize(("route", "access"), GUARDED, ids=name)
def test_nobody_gets_in_without_a_token(world: World, route: tuple[str, str], access: Access) -> None:
    document = problem(send(world, route, token=None), 401)
    assert document["type"] == "urn:kith:problem:token-missing"
    assert world.cases.heard == world.directory.heard == world.identity.heard == []


@pytest.mark.parametrize(("route", "access"), GUARDED, ids=name)
def test_a_token_without_the_scope_is_refused_before_the_service_is_asked(
    world: World, route: tuple[str, str], access: Access
) -> None:
    others = tuple(scope for scope in world.book[OF_ALL].scopes if scope != access.scope)
    token = f"without-{access.scope.replace(':', '-')}"
    world.book[token] = Grant("acc_others", others)
    response = send(world, route, token=token)
    assert problem(response, 403)["type"] == "urn:kith:problem:scope-missing"
    assert access.scope in response.json()["detail"]
    assert 'error="insufficient_scope"' in response.headers["WWW-Authenticate"]
    assert [each for each in world.cases.heard + world.directory.heard if each.caller] == []


@pytest.mark.parametrize(("route", "access"), GUARDED, ids=name)
def test_a_session_cookie_opens_no_route_of_the_api(world: World, route: tuple[str, str], access: Access) -> None:
    world.book["session"] = Grant("acc_all", world.book[OF_ALL].scopes)
    response = send(world, route, token=None, headers={"Cookie": "__Host-kith=session"})
    assert problem(response, 401)["type"] == "urn:kith:problem:token-missing"
    assert world.exchanged == []


@pytest.mark.parametrize(("route", "access"), ROUTES, ids=name)
def test_every_answer_has_careful_headers(world: World, route: tuple[str, str], access: Access) -> None:
    headers = send(world, route, headers={"Origin": "https://elsewhere.example"}).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    sandbox = "; sandbox" if route[1].endswith("/content") else ""
    assert headers["Content-Security-Policy"] == f"default-src 'none'; frame-ancestors 'none'{sandbox}"
    assert not [each for each in headers if each.lower().startswith("access-control-")]
    assert headers["X-Request-Id"].startswith("req_")


@pytest.mark.parametrize(("route", "access"), GUARDED, ids=name)
def test_a_service_that_is_asked_learns_for_whom(world: World, route: tuple[str, str], access: Access) -> None:
    send(world, route, headers={"Idempotency-Key": "once"})
    asked = [each for each in getattr(world, access.audience).heard if not each.method.startswith("Trust/")]
    caller = asked[0].caller
    assert (caller.subject, caller.claim("aud"), caller.idempotency.key) == ("acc_all", access.audience, "once")


def test_the_examples_here_cover_every_route_that_takes_a_body(world: World) -> None:
    described = json.loads(world.ask("GET", "/openapi.json", token=None).content)
    taking = {
        path
        for path, methods in described["paths"].items()
        if any("requestBody" in methods.get(method, {}) for method in ("post", "put"))
    }
    assert taking == set(BODIES) | {path for _, path in FORMS}
