"""The lists of `/v1` that may grow long: the limit and the cursor go to the service, the next cursor comes back."""

import pytest

from tests.gateway.test_every_route import PERSON
from tests.gateway.world import World

LISTS = [
    ("/v1/concerns", "Concerns/ListConcerns"),
    (f"/v1/people/{PERSON}/concerns", "Concerns/ListConcerns"),
    ("/v1/referrals", "Referrals/ListReferrals"),
    ("/v1/look-reviews", "Looks/ListLookReviews"),
    ("/v1/ties", "Looks/ListTies"),
    ("/v1/agreements", "Sharing/ListAgreements"),
    ("/v1/covers", "Networks/ListCovers"),
    ("/v1/emergency-accesses", "Sharing/ListEmergencyAccesses"),
    ("/v1/messages", "People/ListMessages"),
    ("/v1/objections", "Casework/ListObjections"),
    ("/v1/withheld", "Sharing/ListWithheld"),
    ("/v1/private-messages", "PrivateMessages/ListWaitingPrivateMessages"),
    (f"/v1/people/{PERSON}/private-messages", "PrivateMessages/ListPrivateMessages"),
    ("/v1/shares", "Sharing/ListShares"),
    (f"/v1/shares?person_id={PERSON}", "Sharing/ListShares"),
    ("/v1/access-requests", "Access/ListAccessRequests"),
    ("/v1/possible-links", "People/ListPossibleLinks"),
    ("/v1/recalls", "Retention/ListRecalls"),
    ("/v1/misread-looks", "Retention/ListMisreadLooks"),
    ("/v1/legal-holds", "Retention/ListLegalHolds"),
    ("/v1/account-links", "People/ListAccountLinks"),
    ("/v1/invitations", "Networks/ListInvitations"),
    (f"/v1/people/{PERSON}/invitations", "Networks/ListInvitations"),
]


@pytest.mark.parametrize(("path", "method"), LISTS)
def test_a_list_is_read_in_pages(world: World, path: str, method: str) -> None:
    first = world.ask("GET", path).json()
    assert first["next_cursor"]
    joined = "&" if "?" in path else "?"
    assert world.ask("GET", f"{path}{joined}limit=2&cursor={first['next_cursor']}").status_code == 200
    begun, went_on = (heard.request for heard in world.cases.calls(method))
    assert (begun.limit, begun.cursor) == (50, "")
    assert (went_on.limit, went_on.cursor) == (2, first["next_cursor"])
