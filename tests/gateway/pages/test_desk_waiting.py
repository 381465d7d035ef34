"""What the desk says that waits, to whom, and what stands when a part of Kith is away."""

from datetime import date, timedelta

import pytest
from kith.cases.v1 import rounds_pb2
from kith.cases.v1 import sharing_pb2 as pb

from chassis.errors import Denied, Unavailable
from services.cases.api.rpc.sharing_messages import agreement as told
from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.agreement import Agreement
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

TODAY = district.NOW.date()
ACCEPTING = ["manager", "guardian", "dpo"]
LINKS, REVIEWS, MESSAGES = "1 account link waits", "1 emergency access waits", "2 messages are to be given"
PRIVATELY = "1 message waits for your private services"
OBJECTIONS, COPIES = "1 objection waits", "1 request for a copy waits"
WITHHELD, RECALLS = "1 withheld look is to be looked at again", "1 recall is to be heard"
CONCERNS = "2 concerns are open at your front door 1 not seen yet"
REFERRALS, POSSIBLE = "1 referral waits for an answer", "1 entry of yours is perhaps of somebody others know"
LOOKS, RELEASES = "2 looks are to be reviewed 1 overdue", "1 contribution to a hub: another organisation asks"
EVERY = [CONCERNS, REFERRALS, LINKS, POSSIBLE, REVIEWS, LOOKS, RELEASES]
EVERY += [MESSAGES, PRIVATELY, OBJECTIONS, COPIES, WITHHELD, RECALLS]
WORKERS = [CONCERNS, LINKS, RELEASES, MESSAGES]
GUARDIANS = [REVIEWS, LOOKS, OBJECTIONS, COPIES, WITHHELD, RECALLS]


def _acting(visitor: Visitor, role: str, acr: str = "gpg44-high") -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role, session.acr = role, acr
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


def _asked(visitor: Visitor) -> set[str]:
    """Which queues the desk asked for."""
    return {queue for asked in visitor.behind.rounds.requests("CountWaiting") for queue in asked.queues}


def _ends(visitor: Visitor, *agreements: Agreement) -> None:
    visitor.behind.sharing.answers["ListAgreements"] = pb.ListAgreementsResponse(
        agreements=[told(one, district.NOW) for one in agreements]
    )


def _in_pages(visitor: Visitor, *pages: Agreement) -> None:
    """Each on a page of its own."""
    told_of = [told(one, district.NOW) for one in pages]

    def answer(asked: pb.ListAgreementsRequest) -> pb.ListAgreementsResponse:
        at = int(asked.cursor or 0)
        follows = str(at + 1) if at + 1 < len(pages) else ""
        return pb.ListAgreementsResponse(agreements=told_of[at : at + 1], next_cursor=follows)

    visitor.behind.sharing.answers["ListAgreements"] = answer


def _agreement(last_day: date, *, accepted: bool = True, classes: tuple[DataClass, ...] = ()) -> Agreement:
    parties = frozenset({district.COUNCIL, district.TRUST})
    return Agreement(
        id=f"agr_{last_day}",
        title=f"Working together until {last_day}",
        parties=parties,
        accepted_by=parties if accepted else frozenset({district.TRUST}),
        purposes=frozenset({Purpose.DIRECT_CARE}),
        data_classes=frozenset(classes or {DataClass.HOUSING, DataClass.HEALTH}),
        expires_on=last_day,
    )


@pytest.mark.parametrize(
    ("role", "said", "asked"),
    [
        ("worker", WORKERS, "concerns links messages misread-looks releases"),
        (
            "duty",
            [CONCERNS, REFERRALS, *WORKERS[1:], PRIVATELY],
            "concerns links messages misread-looks private-messages referrals releases",
        ),
        (
            "manager",
            [CONCERNS, REFERRALS, LINKS, POSSIBLE, REVIEWS, RELEASES, MESSAGES, PRIVATELY, OBJECTIONS],
            "concerns invitations links messages misread-looks objections possible-links private-messages referrals"
            " releases reviews rolls",
        ),
        (
            "guardian",
            [CONCERNS, REFERRALS, *GUARDIANS],
            "concerns copies looks misread-looks objections recalls referrals reviews withheld",
        ),
        (
            "dpo",
            [REFERRALS, *GUARDIANS],
            "copies looks misread-looks objections recalls referrals reviews withheld",
        ),
        ("officer", [], ""),
        ("organisation-admin", [], ""),
    ],
)
async def test_each_role_reads_of_what_is_theirs_and_nothing_else_is_asked_for(
    priya: Visitor, role: str, said: list[str], asked: str
) -> None:
    page = (await _acting(priya, role).get("/desk")).words
    assert [words for words in EVERY if words in page] == said
    assert ("For you now" in page) == bool(said)
    assert sorted(_asked(priya)) == asked.split()
    assert len(priya.behind.rounds.requests("CountWaiting")) == bool(asked), "one look"


async def test_each_line_leads_to_its_page(priya: Visitor) -> None:
    led = {
        "worker": ("concerns", "links", "messages", "enquiries"),
        "duty": ("private-messages",),
        "manager": ("referrals", "possible-links"),
        "dpo": ("reviews", "looks", "objections", "copies", "withheld", "recalls"),
    }
    for role, pages in led.items():
        html = (await _acting(priya, role).get("/desk")).html
        for page in pages:
            assert f'<li><a class="govuk-link" href="/desk/{page}">' in html
            assert (await priya.get(f"/desk/{page}")).status == 200


async def test_what_wants_a_passkey_is_not_counted_without_one(priya: Visitor) -> None:
    page = (await _acting(priya, "dpo", acr="").get("/desk")).words
    assert [words for words in EVERY if words in page] == [REFERRALS, REVIEWS, OBJECTIONS]
    assert not {"copies", "withheld", "recalls", "looks"} & _asked(priya)
    await _acting(priya, "worker", acr="").get("/desk")
    assert "releases" not in _asked(priya)


async def test_of_more_than_are_counted_it_says_that_there_are(priya: Visitor) -> None:
    for count, said in ((100, "100 objections wait"), (101, "100+ objections wait")):
        priya.behind.rounds.answers["CountWaiting"] = rounds_pb2.CountWaitingResponse(
            waiting=[rounds_pb2.Waiting(queue="objections", count=count)]
        )
        assert said in (await _acting(priya, "dpo").get("/desk")).words


async def test_nothing_of_a_person_is_on_it(priya: Visitor) -> None:
    for role in ("worker", "manager", "dpo"):
        html = (await _acting(priya, role).get("/desk")).html
        for told_elsewhere in ("per_7f3k", "rec_9", "Amina", "never left the flat", "reads her messages", "bruises"):
            assert told_elsewhere not in html


async def test_a_part_that_is_away_leaves_the_rest_standing_and_is_said(priya: Visitor) -> None:
    manager = _acting(priya, "manager")
    last_day = TODAY + timedelta(days=5)
    _ends(manager, _agreement(last_day))
    ends = f"Working together until {last_day}"
    assert "cannot be looked up just now" not in (await manager.get("/desk")).words
    for fake, call, left in (
        (manager.behind.rounds, "CountWaiting", (False, True)),
        (manager.behind.sharing, "ListAgreements", (True, False)),
    ):
        before, fake.answers[call] = fake.answers[call], Unavailable("away")
        page = await manager.get("/desk")
        fake.answers[call] = before
        assert (page.status, "Some of it cannot be looked up just now" in page.words) == (200, True)
        assert (MESSAGES in page.words, ends in page.words) == left


async def test_who_is_refused_reads_nothing_of_it(priya: Visitor) -> None:
    priya.behind.rounds.answers["CountWaiting"] = Denied("no")
    page = (await priya.get("/desk")).words
    assert "For you now" not in page
    assert "cannot be looked up" not in page


async def test_an_agreement_behind_a_page_of_later_ones_is_said_and_those_long_over_are_not_asked_for(
    priya: Visitor,
) -> None:
    manager = _acting(priya, "manager")
    of_other_classes = _agreement(TODAY + timedelta(days=400), classes=(DataClass.FAMILY,))
    soon, long_over, longer_over = (_agreement(TODAY + timedelta(days=days)) for days in (5, -400, -800))
    _in_pages(manager, of_other_classes, soon, long_over, longer_over)
    assert soon.title in (await manager.get("/desk")).words
    assert len(manager.behind.sharing.requests("ListAgreements")) == 3


@pytest.mark.parametrize("role", ACCEPTING)
@pytest.mark.parametrize(
    ("days_left", "shown", "marked"),
    [(31, False, False), (30, True, False), (8, True, False), (7, True, True), (1, True, True)],
)
async def test_who_may_accept_anew_is_reminded_from_30_days_before_the_end_and_again_from_7(
    priya: Visitor, role: str, days_left: int, shown: bool, marked: bool
) -> None:
    last_day = TODAY + timedelta(days=days_left - 1)  # today is one of them
    _ends(priya, _agreement(last_day))
    page = (await _acting(priya, role).get("/desk")).words
    assert (f"Working together until {last_day}" in page) == shown
    assert ("Ends within 7 days" in page) == marked
    assert ("after that day no longer flows on it: health and housing, to care for the person." in page) == shown


@pytest.mark.parametrize(("days_ago", "shown"), [(1, True), (30, True), (31, False)])
async def test_one_that_ended_says_what_no_longer_flows_for_30_days(priya: Visitor, days_ago: int, shown: bool) -> None:
    _ends(priya, _agreement(TODAY - timedelta(days=days_ago)))
    page = (await _acting(priya, "manager").get("/desk")).words
    assert ("No longer flows on it: health and housing, to care for the person." in page) == shown
    assert "Ends within" not in page


@pytest.mark.parametrize("role", ["worker", "duty", "officer", "organisation-admin"])
async def test_who_may_accept_none_is_reminded_of_none(priya: Visitor, role: str) -> None:
    _ends(priya, _agreement(TODAY), _agreement(TODAY - timedelta(days=1)))
    page = (await _acting(priya, role).get("/desk")).words
    assert "Working together" not in page
    assert priya.behind.sharing.requests("ListAgreements") == []


async def test_one_that_never_flowed_or_was_agreed_anew_is_not_mourned(priya: Visitor) -> None:
    soon, next_year = TODAY + timedelta(days=5), TODAY + timedelta(days=365)
    manager = _acting(priya, "manager")
    _ends(manager, _agreement(soon, accepted=False), _agreement(TODAY - timedelta(days=1), accepted=False))
    assert "Working together" not in (await manager.get("/desk")).words
    _ends(manager, _agreement(soon), _agreement(next_year))
    assert "Working together" not in (await manager.get("/desk")).words
    for not_yet in (_agreement(next_year, accepted=False), _agreement(next_year, classes=(DataClass.HOUSING,))):
        _ends(manager, _agreement(soon), not_yet)
        assert f"Working together until {soon}" in (await manager.get("/desk")).words


async def test_the_first_to_end_stands_first(priya: Visitor) -> None:
    days = [TODAY + timedelta(days=20), TODAY - timedelta(days=2), TODAY + timedelta(days=3)]
    _ends(priya, *(_agreement(day, classes=(each,)) for day, each in zip(days, list(DataClass)[:3], strict=True)))
    page = (await _acting(priya, "manager").get("/desk")).words
    places = [page.index(f"Working together until {day}") for day in sorted(days)]
    assert places == sorted(places)
