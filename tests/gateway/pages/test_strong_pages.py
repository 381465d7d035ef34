"""What is for whoever signed in strongly: records, emergency access, an officer's work. Others prove it, and return."""

from collections.abc import Mapping

import pytest
from kith.identity.v1 import credentials_pb2, sessions_pb2

from chassis.errors import Unauthenticated
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.test_guarded_pages import DPOS

PAGES = ["/desk/people/per_7f3k/records", "/desk/records/rec_1?purpose=direct_care", "/desk/people/per_7f3k/emergency"]
PAGES += ["/desk/cases/cas_1/documents"]
OFFICERS = ["/desk/mandates", "/desk/mandates/acc_grace", "/desk/mandates/acc_grace/record", "/desk/doubts"]
OFFICERS += ["/desk/mandates/acc_grace/man_1/suspend", "/desk/doubts/prf_1", "/desk/protect"]
OFFICERS += [f"/desk/protect/acc_grace/{what}" for what in ("mark", "clear", "contact", "review")]
FORM: Mapping[str, str] = {"reason": "Found ill.", "data_classes": "health", "minutes": "15"}


@pytest.fixture
def weak(priya: Visitor) -> Visitor:
    """Priya, signed in with a password."""

    def session(request: sessions_pb2.GetSessionRequest) -> sessions_pb2.Session | Exception:
        found = district.sessions().get(request.session)
        if found is None:
            return Unauthenticated("nobody")
        found.acr = "gpg44-low"
        return found

    priya.behind.sessions.answers["GetSession"] = session
    return priya


@pytest.mark.parametrize("path", PAGES)
async def test_a_password_alone_opens_no_record(weak: Visitor, path: str) -> None:
    answer = await weak.get(path)
    assert answer.status == 303
    assert answer.location.startswith("/step-up?next=%2Fdesk%2F")
    assert weak.behind.casework.asked == weak.behind.sharing.asked == []


async def test_a_password_alone_opens_no_emergency_access(weak: Visitor) -> None:
    answer = await weak.post("/desk/people/per_7f3k/emergency", FORM)
    assert (answer.status, answer.location.partition("?")[0]) == (303, "/step-up")
    assert weak.behind.sharing.asked == []


@pytest.mark.parametrize("path", OFFICERS)
async def test_a_password_alone_opens_no_page_of_officers(weak: Visitor, path: str) -> None:
    for answer in (await weak.get(path), await weak.post(path, {"reference": "acc_grace", "reason": "Because."})):
        assert answer.status in (303, 405)
        assert answer.status == 405 or answer.location.startswith("/step-up?next=%2Fdesk")
    assert weak.behind.mandates.asked == weak.behind.proof_life.asked == weak.behind.protection.asked == []


# As by the API: what one declares oneself, and what was asked of the organisation; and which pages there are.
WEAK = {"/desk", "/desk/all", "/desk/referrals", "/desk/ties"}


@pytest.mark.parametrize("path", [path for path in DPOS if path not in WEAK])
async def test_a_password_alone_opens_nothing_that_is_held(weak: Visitor, path: str) -> None:
    answer = await weak.as_(district.DPO).get(path)
    assert (answer.status, answer.location.partition("=")[0]) == (303, "/step-up?next")
    assert weak.behind.access.asked == weak.behind.retention.asked == []


@pytest.mark.parametrize("path", PAGES)
async def test_a_passkey_opens_them(priya: Visitor, path: str) -> None:
    assert (await priya.get(path)).status == 200


async def test_who_has_no_passkey_is_told_to_add_one(weak: Visitor) -> None:
    weak.behind.sign_ins.answers["BeginStepUp"] = credentials_pb2.Steps(password=True)
    asked = await weak.get("/desk/records/rec_1?purpose=direct_care")
    page = await weak.get(asked.location)
    assert "asks for a stronger sign-in" in page.words
    assert "add a passkey" in page.words
