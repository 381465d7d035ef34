"""A list that goes on has a link to its next page, in English and in Welsh, and there one stays while one works."""

from html import unescape
from typing import Any

import pytest

from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

CURSOR, ASKED = "MjAyNg==", "after=MjAyNg%3D%3D"
PERSON = "/desk/people/per_7f3k"

LISTS = [
    # the page, who looks, what is asked
    ("/desk/concerns", district.MANAGER, "concerns", "ListConcerns"),
    (f"{PERSON}/concerns?purpose=direct_care", district.WORKER, "concerns", "ListConcerns"),
    ("/desk/referrals", district.MANAGER, "referrals", "ListReferrals"),
    ("/desk/referrals?waiting=yes", district.MANAGER, "referrals", "ListReferrals"),
    ("/desk/looks", district.DPO, "looks", "ListLookReviews"),
    ("/desk/ties/declared", district.DPO, "looks", "ListTies"),
    ("/desk/cover", district.MANAGER, "networks", "ListCovers"),
    ("/desk/cover?whose=pro_1", district.MANAGER, "networks", "ListCovers"),
    ("/desk/reviews", district.MANAGER, "sharing", "ListEmergencyAccesses"),
    ("/desk/messages", district.WORKER, "people", "ListMessages"),
    ("/desk/objections", district.MANAGER, "casework", "ListObjections"),
    ("/desk/withheld", district.DPO, "sharing", "ListWithheld"),
    ("/desk/private-messages", district.MANAGER, "private_messages", "ListWaitingPrivateMessages"),
    (f"{PERSON}/private-message?purpose=direct_care", district.WORKER, "private_messages", "ListPrivateMessages"),
    ("/desk/links", district.WORKER, "people", "ListAccountLinks"),
    (f"{PERSON}/shares?purpose=direct_care", district.WORKER, "sharing", "ListShares"),
    ("/desk/recalls", district.DPO, "retention", "ListRecalls"),
    ("/desk/misread-looks", district.WORKER, "retention", "ListMisreadLooks"),
    (f"{PERSON}/retention?purpose=direct_care", district.DPO, "retention", "ListLegalHolds"),
    ("/desk/invitations", district.MANAGER, "networks", "ListInvitations"),
    (f"{PERSON}/invite?purpose=direct_care", district.WORKER, "networks", "ListInvitations"),
]
WORKED_ON = [
    # what is posted from a page, and refused
    ("/desk/concerns/ccn_1/close", "/desk/concerns", district.MANAGER, "concerns", "ListConcerns"),
    ("/desk/looks/lrv_sampled", "/desk/looks", district.DPO, "looks", "ListLookReviews"),
    ("/desk/reviews/emg_1", "/desk/reviews", district.MANAGER, "sharing", "ListEmergencyAccesses"),
    ("/desk/messages/msg_1", "/desk/messages", district.WORKER, "people", "ListMessages"),
    ("/desk/objections/obj_1", "/desk/objections", district.MANAGER, "casework", "ListObjections"),
    ("/desk/withheld/dis_1", "/desk/withheld", district.DPO, "sharing", "ListWithheld"),
    (
        "/desk/private-messages/pmg_2/answer",
        "/desk/private-messages",
        district.MANAGER,
        "private_messages",
        "ListWaitingPrivateMessages",
    ),
    ("/desk/links/lnk_1/confirm", "/desk/links", district.WORKER, "people", "ListAccountLinks"),
]


def _more(visitor: Visitor, service: str, method: str) -> None:
    fake = getattr(visitor.behind, service)
    before = fake.answers[method]

    def answer(asked: Any) -> Any:
        found = type(one := before(asked) if callable(before) else before)()
        found.CopyFrom(one)
        found.next_cursor = "" if asked.cursor else CURSOR
        return found

    fake.answers[method] = answer


@pytest.mark.parametrize(("path", "cookie", "service", "method"), LISTS)
async def test_the_next_page_is_a_link_and_the_last_page_has_none(
    nobody: Visitor, path: str, cookie: str, service: str, method: str
) -> None:
    visitor = nobody.as_(cookie)
    _more(visitor, service, method)
    joined = "&" if "?" in path else "?"
    first = await visitor.get(path)
    assert f'href="{path}{joined}{ASKED}">Next page</a>' in unescape(first.html)
    assert ">Tudalen nesaf</a>" in (await visitor.get(path, Accept_Language="cy")).html
    last = await visitor.get(f"{path}{joined}{ASKED}")
    assert getattr(visitor.behind, service).requests(method)[-1].cursor == CURSOR
    assert (last.status, "Next page" in last.html) == (200, False)


@pytest.mark.parametrize(
    ("path", "cookie", "service", "method", "place"),
    [
        ("/desk/possible-links", district.MANAGER, "people", "ListPossibleLinks", "after"),
        ("/desk/possible-links", district.MANAGER, "people", "ListPossibleLinks", "linked"),
        ("/desk/retention", district.DPO, "retention", "ListLegalHolds", "holds"),
        ("/desk/copies", district.DPO, "access", "ListAccessRequests", "after"),
        ("/desk/copies", district.DPO, "access", "ListAccessRequests", "released"),
    ],
)
async def test_of_two_lists_on_a_page_each_goes_on_by_itself(
    nobody: Visitor, path: str, cookie: str, service: str, method: str, place: str
) -> None:
    visitor = nobody.as_(cookie)
    _more(visitor, service, method)
    there = f"{path}?{ASKED.replace('after', place)}"
    assert f'href="{there}">Next page</a>' in unescape((await visitor.get(path)).html)
    before = len(getattr(visitor.behind, service).requests(method))
    assert f'href="{there}">Next page</a>' not in unescape((await visitor.get(there)).html)
    asked = getattr(visitor.behind, service).requests(method)[before:]
    assert sorted(one.cursor for one in asked) == [""] * (len(asked) - 1) + [CURSOR]


@pytest.mark.parametrize(("post", "path", "cookie", "service", "method"), WORKED_ON)
async def test_what_is_refused_is_said_on_the_page_it_was_sent_from(
    nobody: Visitor, post: str, path: str, cookie: str, service: str, method: str
) -> None:
    visitor = nobody.as_(cookie)
    _more(visitor, service, method)
    page = await visitor.get(f"{path}?{ASKED}")
    assert f'action="{post}?{ASKED}"' in unescape(page.html)
    refused = await visitor.post(f"{post}?{ASKED}")
    assert getattr(visitor.behind, service).requests(method)[-1].cursor == CURSOR
    assert refused.status == 400
