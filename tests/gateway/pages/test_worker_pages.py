"""What a worker finds at the desk; and what no page ever tells."""

import pytest
from kith.cases.v1 import feeds_pb2, people_pb2
from kith.directory.v1 import directory_pb2

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

AMINA_BY_NAME = {
    "purpose": "safeguarding_child",
    "given_name": "Amina",
    "family_name": "Begum",
    "date_of_birth-day": "17",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1992",
}
NEVER_SHOWN = "Some services are never shown here. Ask the duty desk."


async def test_the_network_page_always_says_that_some_services_are_never_shown(priya: Visitor) -> None:
    empty = people_pb2.Network(person_id="per_7f3k", given_name="Amina", family_name="Begum")
    for answer in (district.network(), empty, Denied("you are not in this network")):
        priya.behind.people.answers["GetNetwork"] = answer
        assert NEVER_SHOWN in (await priya.get("/desk/people/per_7f3k")).words


async def test_two_worlds_that_answer_alike_give_the_same_page_to_the_byte(priya: Visitor) -> None:
    first = await priya.get("/desk/people/per_7f3k")
    again = await priya.get("/desk/people/per_7f3k")
    ignored = {"date"}
    assert first.html == again.html
    assert {k.lower(): v for k, v in first.headers.items() if k.lower() not in ignored} == {
        k.lower(): v for k, v in again.headers.items() if k.lower() not in ignored
    }


async def test_a_person_unknown_and_a_person_closed_read_the_same_and_tell_nothing(priya: Visitor) -> None:
    told = []
    for refused in (
        NotFound("org_refuge works with per_7f3k"),
        NotFound("per_7f3k is not in table people"),
        Denied("org_refuge works with per_7f3k"),
    ):
        priya.behind.people.answers["GetNetwork"] = refused
        page = await priya.get("/desk/people/per_7f3k")
        assert page.status == refused.status
        assert "You cannot see who is involved yet" in page.words
        assert "I work with this person" in page.words
        for leak in ("refuge", "table people", "Amina"):
            assert leak not in page.html
        told.append(page.html)
    assert told[0] == told[1] == told[2]


async def test_who_is_involved_puts_a_number_to_tap_beside_each_name(priya: Visitor) -> None:
    page = await priya.get("/desk/people/per_7f3k")
    assert "Amina Begum Born 17 May 1992 · 34" in page.words
    assert "Samantha Jones 01543 308 000 Social worker Lichfield District Council" in page.words
    assert 'href="tel:01543308000"' in page.html
    assert "GP list yesterday" in page.words
    assert "Jon Smythe Not confirmed Confirm this involvement ask the duty desk" in page.words
    assert "its agreement with the others covers direct care" in page.words


_CASEWORKERS_ONLY = (
    "Share",
    "Refer them",
    "Raise a concern",
    "Records you may read",
    "What is shared, and sharing more",
    "Confirm this involvement",
    "contact of Jones",
    "I work with",
    "open emergency access",
)


@pytest.mark.parametrize("closed", [False, True])
async def test_a_guardian_or_data_protection_officer_is_offered_nothing_that_is_a_caseworkers(
    priya: Visitor, *, closed: bool
) -> None:
    if closed:
        priya.behind.people.answers["GetNetwork"] = Denied("you are not in this network")
    page = await priya.as_(district.DPO).get("/desk/people/per_7f3k?purpose=direct_care")
    assert [offered for offered in _CASEWORKERS_ONLY if offered in page.words] == []
    assert NEVER_SHOWN in page.words
    hers = (await priya.get("/desk/people/per_7f3k?purpose=direct_care")).words
    assert [offered for offered in _CASEWORKERS_ONLY if offered in hers] == (
        ["Raise a concern", "Records you may read", "I work with", "open emergency access"]
        if closed
        else list(_CASEWORKERS_ONLY)
    )


async def test_what_is_done_in_danger_stands_before_everything_else(priya: Visitor) -> None:
    page = (await priya.get("/desk/people/per_7f3k")).words
    assert page.index("open emergency access") < page.index("Who is involved (")


async def test_one_letter_to_the_whole_team_shows_nobody_private_to_the_rest_and_reaches_nobody_unconfirmed(
    priya: Visitor,
) -> None:
    contacts = district.professionals()
    for one in contacts:
        one.email = f"{one.family_name.lower()}@work.example"
    network = district.network()
    network.involvements.append(people_pb2.Involvement(id="inv_9", status="current", confirmed=True, shielded=True))
    network.involvements[-1].professional_id = "pro_refuge"
    refuge = directory_pb2.Professional(
        id="pro_refuge", given_name="Nia", family_name="Rowe", email="nia@refuge.example"
    )
    priya.behind.directory.answers["GetMany"] = directory_pb2.GetManyResponse(professionals=[*contacts, refuge])
    priya.behind.people.answers["GetNetwork"] = network
    page = (await priya.get("/desk/people/per_7f3k")).html
    assert 'href="mailto:jones%40work.example,okafor%40work.example"' in page


async def test_only_the_professionals_that_cases_named_are_asked_for_contacts(priya: Visitor) -> None:
    await priya.get("/desk/people/per_7f3k")
    assert [list(r.ids) for r in priya.behind.directory.requests("GetMany")] == [["pro_sam", "pro_okafor", "pro_hv"]]


async def test_with_the_directory_away_the_page_says_so_and_shows_who_is_involved(priya: Visitor) -> None:
    priya.behind.directory.answers["GetMany"] = Unavailable("directory is away")
    page = await priya.get("/desk/people/per_7f3k")
    assert page.status == 200
    assert "The directory is away just now" in page.words
    assert "Social worker" in page.words
    assert "tel:" not in page.html


async def test_a_look_has_a_purpose_or_the_page_asks_for_one(priya: Visitor) -> None:
    await priya.get("/desk/people/per_7f3k")
    await priya.get("/desk/people/per_7f3k?purpose=safeguarding_child")
    await priya.get("/desk/people/per_7f3k?purpose=curiosity")
    asked = [request.purpose for request in priya.behind.people.requests("GetNetwork")]
    assert asked == ["direct_care", "safeguarding_child"]
    session = district.sessions()[district.WORKER]
    session.context.purpose = ""
    priya.behind.sessions.answers["GetSession"] = session
    page = await priya.get("/desk/people/per_7f3k")
    assert "Why do you need to see this?" in page.words
    assert "Amina" not in page.html


async def test_finding_a_person_confirms_one_match_and_names_no_agency(priya: Visitor) -> None:
    page = await priya.post("/desk/people/find", AMINA_BY_NAME)
    asked = priya.behind.people.requests("FindPerson")[0]
    assert (asked.purpose, asked.name_and_birth.date_of_birth) == ("safeguarding_child", "1992-05-17")
    assert "Amina Begum Born 17 May 1992. One person matches" in page.words
    assert 'href="/desk/people/per_7f3k?purpose=safeguarding_child"' in page.html
    assert "NHS Trust" not in page.words


@pytest.mark.parametrize(("outcome", "said"), [("several", "More than one person matches"), ("none", "Nobody matches")])
async def test_without_one_match_nobody_is_named(priya: Visitor, outcome: str, said: str) -> None:
    priya.behind.people.answers["FindPerson"] = people_pb2.FoundPerson(outcome=outcome)
    page = await priya.post("/desk/people/find", AMINA_BY_NAME)
    assert said in page.words
    assert "/desk/people/" not in page.html


async def test_a_number_is_enough_to_find_a_person(priya: Visitor) -> None:
    await priya.post("/desk/people/find", {"purpose": "direct_care", "nhs_number": "943 476 5919"})
    identifier = priya.behind.people.requests("FindPerson")[0].identifier
    assert (identifier.scheme, identifier.value) == ("nhs_number", "943 476 5919")
    priya.behind.people.answers["FindPerson"] = Invalid("bad", fields=[FieldError("identifier.value", "no")])
    page = await priya.post("/desk/people/find", {"purpose": "direct_care", "nhs_number": "1"})
    assert '<a href="#nhs_number">Check this number' in page.html


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("purpose", "Choose why you need to find this person"),
        ("given_name", "Enter their first name"),
        ("family_name", "Enter their last name"),
        ("date_of_birth-day", "Enter a real date"),
    ],
)
async def test_nobody_is_looked_for_with_half_a_question(priya: Visitor, left_out: str, said: str) -> None:
    page = await priya.post("/desk/people/find", AMINA_BY_NAME | {left_out: ""})
    assert page.status == 400
    assert said in page.words
    assert priya.behind.people.requests("FindPerson") == []


async def test_somebody_who_finds_too_fast_has_to_wait(priya: Visitor) -> None:
    statuses = [(await priya.post("/desk/people/find", AMINA_BY_NAME)).status for _ in range(35)]
    assert statuses[:30] == [200] * 30
    assert 429 in statuses[30:]


async def test_finding_oneself_leads_to_ones_own_pages(priya: Visitor) -> None:
    own = Denied("look at your own information on the resident's pages", code="own-person")
    priya.behind.people.answers |= {"FindPerson": own, "GetNetwork": own}
    for page in (await priya.post("/desk/people/find", AMINA_BY_NAME), await priya.get("/desk/people/per_priya")):
        assert page.status == 403
        assert "This is about yourself" in page.words


async def test_finding_a_colleague_shows_how_to_reach_them(priya: Visitor) -> None:
    page = await priya.get("/desk?q=helth+vistor")
    assert priya.behind.directory.requests("SearchProfessionals")[0].query == "helth vistor"
    assert "Samantha Jones, social worker Lichfield team, Midlands NHS Trust Works today" in page.words
    assert "No contact shown. Ask their team’s duty desk." in page.words
    priya.behind.directory.answers["SearchProfessionals"] = directory_pb2.SearchProfessionalsResponse()
    assert "Nobody found" in (await priya.get("/desk?q=x")).words
    priya.behind.directory.answers["SearchProfessionals"] = Unavailable("away")
    assert "The directory is away" in (await priya.get("/desk?q=x")).words


async def test_saying_i_work_with_her_records_oneself_and_says_that_it_opens_nothing_yet(priya: Visitor) -> None:
    answer = await priya.post("/desk/people/per_7f3k/join?purpose=direct_care", {"role": "health visitor"})
    recorded = priya.behind.people.requests("RecordInvolvement")[0]
    assert (recorded.person_id, recorded.professional_id) == ("per_7f3k", "pro_priya")
    assert (recorded.role, recorded.since, recorded.HasField("shielded")) == ("health visitor", "2026-11-22", False)
    assert answer.location == "/desk/people/per_7f3k?done=joined&purpose=direct_care"
    assert "Until then this shows you nothing more" in (await priya.get(answer.location)).words


async def test_who_works_with_her_at_a_refuge_says_that_it_is_private(priya: Visitor) -> None:
    assert "May others know of it?" in (await priya.get("/desk/people/per_7f3k?purpose=direct_care")).words
    await priya.post("/desk/people/per_7f3k/join?purpose=direct_care", {"role": "Adviser", "private": "yes"})
    assert priya.behind.people.requests("RecordInvolvement")[0].shielded


async def test_joining_from_a_closed_page_keeps_it_closed(priya: Visitor) -> None:
    priya.behind.people.answers["GetNetwork"] = Denied("no")
    page = await priya.post("/desk/people/per_7f3k/join", {"role": ""})
    assert page.status == 400
    assert "Enter what you do for this person" in page.words
    assert "Amina" not in page.html
    priya.behind.people.answers["RecordInvolvement"] = Conflict("you said so already")
    assert "You said so already" in (await priya.post("/desk/people/per_7f3k/join", {"role": "GP"})).words


async def test_a_member_of_the_network_confirms_a_colleague(priya: Visitor) -> None:
    answer = await priya.post("/desk/people/per_7f3k/involvements/inv_4/confirm")
    [asked] = priya.behind.people.requests("ConfirmInvolvement")
    assert (asked.involvement_id, asked.person_id) == ("inv_4", "per_7f3k")
    assert answer.location.startswith("/desk/people/per_7f3k?done=confirmed")


async def test_emergency_access_is_loud_and_needs_a_reason_classes_and_minutes(priya: Visitor) -> None:
    page = await priya.get("/desk/people/per_7f3k/emergency")
    assert "Somebody else always reviews it" in page.words
    assert 'value="protected_address"' not in page.html
    page = await priya.post("/desk/people/per_7f3k/emergency", {})
    for said in ("Say what the emergency is", "Choose what you need to see", "Choose for how long"):
        assert said in page.words
    for wrong in ({"data_classes": "protected_address"}, {"minutes": "600"}):
        form = {"reason": "A fall", "data_classes": "health", "minutes": "30"} | wrong
        assert (await priya.post("/desk/people/per_7f3k/emergency", form)).status == 400
    assert priya.behind.sharing.requests("OpenEmergencyAccess") == []
    form = {"reason": "A fall", "minutes": "30"}
    answer = await priya.post("/desk/people/per_7f3k/emergency", form | {"data_classes": ["health", "risk"]})
    opened = priya.behind.sharing.requests("OpenEmergencyAccess")[0]
    assert (opened.reason, list(opened.data_classes), opened.minutes) == ("A fall", ["health", "risk"], 30)
    assert answer.location == "/desk/people/per_7f3k/records?done=emergency&purpose=direct_care"
    assert "Emergency access is open" in (await priya.get(answer.location)).words


async def test_a_link_is_confirmed_only_with_how_one_knows(priya: Visitor) -> None:
    page = await priya.get("/desk/links")
    assert "Amina Begum Born 17 May 1992. Signed up 5 hours ago." in page.words
    assert (await priya.post("/desk/links/lnk_1/confirm", {"method": "a hunch"})).status == 400
    assert priya.behind.people.requests("ConfirmAccountLink") == []
    answer = await priya.post("/desk/links/lnk_1/confirm", {"method": "in_person"})
    assert [(r.link_id, r.method) for r in priya.behind.people.requests("ConfirmAccountLink")] == [
        ("lnk_1", "in_person")
    ]
    assert "The account and the person are linked" in (await priya.get(answer.location)).words


async def test_a_link_is_refused_with_a_reason(priya: Visitor) -> None:
    page = await priya.post("/desk/links/lnk_1/refuse", {"reason": ""})
    assert page.status == 400
    assert '<a href="#reason">Say why it is not them</a>' in page.html
    assert 'id="reason"' in page.html
    await priya.post("/desk/links/lnk_1/refuse", {"reason": "Another person of that name"})
    assert [r.reason for r in priya.behind.people.requests("EndAccountLink")] == ["Another person of that name"]
    priya.behind.people.answers["ListAccountLinks"] = people_pb2.ListAccountLinksResponse()
    assert "None wait" in (await priya.get("/desk/links")).words


async def test_a_worker_who_left_stays_on_the_page_as_unavailable(priya: Visitor) -> None:
    gone = district.professionals()[0]
    gone.phone = ""
    gone.disabled_at.FromJsonString("2026-11-20T09:00:00Z")
    priya.behind.directory.answers["GetMany"] = directory_pb2.GetManyResponse(professionals=[gone])
    page = await priya.get("/desk/people/per_7f3k")
    assert f"{gone.given_name} {gone.family_name} Worker unavailable" in page.words
    assert "ask the duty desk" in page.words


async def test_an_agency_reads_which_links_are_suspended_and_can_confirm_none_of_them(priya: Visitor) -> None:
    suspended = district.link()
    suspended.state = "suspended"
    priya.behind.people.answers["ListAccountLinks"] = people_pb2.ListAccountLinksResponse(links=[suspended])
    page = await priya.get("/desk/links")
    assert "There is a doubt about who signed up" in page.words
    assert "Amina Begum, born 17 May 1992" in page.words
    assert "/desk/links/lnk_1/confirm" not in page.html


async def test_an_emergency_access_is_judged_with_a_view_and_its_grounds(priya: Visitor) -> None:
    page = await priya.get("/desk/reviews")
    assert "She did not answer the door and a neighbour heard a fall" in page.words
    assert (await priya.post("/desk/reviews/emg_1", {"verdict": "yes", "comment": ""})).status == 400
    assert priya.behind.sharing.requests("ReviewEmergencyAccess") == []
    await priya.post("/desk/reviews/emg_1", {"verdict": "no", "comment": "Nobody was in danger"})
    judged = priya.behind.sharing.requests("ReviewEmergencyAccess")[0]
    assert (judged.emergency_access_id, judged.justified, judged.comment) == ("emg_1", False, "Nobody was in danger")


async def test_records_are_listed_as_the_gate_lists_them_and_read_with_a_purpose(priya: Visitor) -> None:
    page = await priya.get("/desk/people/per_7f3k/records?purpose=housing_support")
    assert "Housing Lichfield District Council" in page.words
    assert "Damp in the flat (housing), 4 days ago" in page.words
    page = await priya.get("/desk/records/rec_1?purpose=housing_support")
    assert "The landlord was told on 3 November." in page.words
    assert "By her consent, until 30 November" in page.words
    assert [(r.record_id, r.purpose) for r in priya.behind.casework.requests("GetRecord")] == [
        ("rec_1", "housing_support")
    ]


async def test_a_reader_sees_that_a_record_was_corrected_and_what_the_person_says_of_it(priya: Visitor) -> None:
    said = district.record()
    said.corrected_at.CopyFrom(district.at(days=1))
    said.content = "She said: <script>alert(1)</script> \u202eevil"
    for state, reasons in (("open", ""), ("refused", "The tenancy is in her name.")):
        said.notes.add(
            kind="dispute", words="<b>I never</b> lived there.", made_on="2026-11-20", state=state, reasons=reasons
        )
    priya.behind.casework.answers["GetRecord"] = said
    page = await priya.get("/desk/records/rec_1?purpose=housing_support")
    assert "Corrected on" in page.words
    assert "This person disputes what is written. They said on 20 November 2026: <b>I never</b>" in page.words
    assert "The organisation has not answered yet." in page.words
    assert "The organisation did not agree: The tenancy is in her name." in page.words
    assert "<script>alert" not in page.html
    assert "<b>I never" not in page.html
    assert "\u202e" not in page.html, "it would turn round what stands behind it"


async def test_ids_from_an_address_stay_ids(priya: Visitor) -> None:
    answer = await priya.post("/desk/people/..%3Fx=%2F%2Fevil.example/join", {"role": "GP"})
    assert answer.status in (303, 404)
    if answer.status == 303:
        assert answer.location.startswith("/desk/people/..%3Fx%3D")


async def test_a_worker_sees_where_they_are_signed_in_and_as_what_and_ends_one_or_all(priya: Visitor) -> None:
    assert 'href="/desk/sessions"' in (await priya.get("/desk/all")).html
    page = await priya.get("/desk/sessions")
    for said in (
        "Firefox on Android (this one)",
        "No work chosen yet. Signed in",
        "As duty desk, Midlands NHS Trust",
        "192.0.*.*",
    ):
        assert said in page.words
    assert "/desk/sessions/ses_1/end" not in page.html
    ended = await priya.post("/desk/sessions/ses_2/end", page.form_fields("/desk/sessions/ses_2/end"))
    assert ended.location == "/desk/sessions?done=ended-there"
    assert [r.id for r in priya.behind.account_life.requests("EndSession")] == ["ses_2"]
    out = await priya.post("/desk/sign-out-everywhere", page.form_fields("/desk/sign-out-everywhere"))
    assert out.location == "/sign-in?done=signed-out-everywhere"
    assert len(priya.behind.account_life.requests("SignOutEverywhere")) == 1
    assert "Max-Age=0" in out.headers["Set-Cookie"]


async def test_a_list_that_shows_nothing_of_her_is_named_with_how_fresh_it_is(priya: Visitor) -> None:
    around = [
        feeds_pb2.FeedAround(organisation_name="Staffordshire Police", name="Niche", as_of="2026-10-20"),
        feeds_pb2.FeedAround(organisation_name="Midlands NHS Trust", name="SystmOne", as_of="2026-11-22"),
    ]
    around[0].silent_since, around[0].coverage = "2026-11-19", "Every open referral"
    seen = district.network().feeds[0]
    around.append(feeds_pb2.FeedAround(organisation_name=seen.organisation_name, name=seen.name, as_of=seen.as_of))
    priya.behind.feeds.answers["ListFeeds"] = feeds_pb2.ListFeedsResponse(around=around)
    page = await priya.get("/desk/people/per_7f3k")
    said = page.words.split("Nothing that you may see is found in:")[1].split("Whom these lists hold")[0]
    assert "Staffordshire Police Niche 20 October 2026 (silent since 19 November 2026)" in said
    assert "Midlands NHS Trust SystmOne" in said
    assert seen.name not in said
    assert "Staffordshire Police Niche: Every open referral" in page.words
    priya.behind.feeds.answers["ListFeeds"] = Unavailable("away")
    page = await priya.get("/desk/people/per_7f3k")
    assert (page.status, "Nothing that you may see is found in" in page.words) == (200, False)
