"""How a person may safely be contacted: silence where nobody said anything, and the most restrictive word wins."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chassis.errors import Invalid
from services.cases.domain.contacts.safe_contact import (
    SILENCE,
    Channel,
    Limits,
    Reach,
    SafeContact,
    Said,
    Weekday,
    WhyNot,
    limits,
    may_reach,
    reach,
    said,
    ways,
)
from services.cases.domain.networks.involvement import Involvement

TODAY = date(2026, 11, 22)
SUNDAY = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
WEEKDAYS = frozenset(Weekday) - {Weekday.SAT, Weekday.SUN}
PHONE, POST, TEXT, IN_PERSON = Channel.PHONE, Channel.POST, Channel.TEXT, Channel.IN_PERSON


def recorded(organisation: str = "org_council", *channels: Channel, **more: object) -> SafeContact:
    return SafeContact(
        id=f"sct_{organisation}",
        person_id="per_1",
        organisation_id=organisation,
        limits=replace(Limits(frozenset(channels)), **more),  # type: ignore[arg-type]  # fields of Limits
        language="en",
        interpreter=False,
        through="",
        words=f"As {organisation} has it.",
        recorded_by="acc_worker",
        recorded_at=SUNDAY,
        review_on=date(2027, 3, 1),
    )


def heard(contact: SafeContact, *, working: bool = True, private: bool = False) -> Said:
    return Said(contact, working, private)


COUNCIL = heard(recorded("org_council", PHONE, POST))
NHS = heard(recorded("org_nhs", PHONE, TEXT))
REFUGE_NONE = heard(recorded("org_refuge"), private=True)
REFUGE_TEXT = heard(recorded("org_refuge", TEXT), private=True)


def test_nobody_said_anything_silence_whichever_way_and_whenever() -> None:
    assert limits([], TODAY) is None
    assert reach([], "org_council", TODAY) == Reach()
    assert Reach().limits == SILENCE
    assert {may_reach(SILENCE, each, SUNDAY) for each in Channel} == {WhyNot.NEVER}


def test_one_organisations_word_lets_another_that_works_with_her_call_too() -> None:
    assert reach([COUNCIL], "org_nhs", TODAY).limits.channels == {PHONE, POST}


def test_the_most_restrictive_wins() -> None:
    assert reach([COUNCIL, NHS], "org_council", TODAY).limits.channels == {PHONE}
    daytime = heard(recorded("org_school", PHONE, days=WEEKDAYS, hours=(9, 17)))
    evening = heard(recorded("org_nhs", PHONE, hours=(16, 20)))
    both = reach([daytime, evening], "org_council", TODAY).limits
    assert (both.days, both.hours) == (WEEKDAYS, (16, 17))


def test_do_not_contact_from_anybody_silences_everybody() -> None:
    for silent in (heard(recorded("org_nhs")), REFUGE_NONE):
        assert ways(reach([COUNCIL, silent], "org_council", TODAY).limits, SUNDAY) == frozenset()


def test_never_at_the_address_stops_post_whoever_else_allows_it() -> None:
    never = heard(recorded("org_nhs", PHONE, POST, IN_PERSON, never_at_address=True))
    left = reach([COUNCIL, never], "org_council", TODAY).limits
    assert left == Limits(frozenset({PHONE}), never_at_address=True)


def test_what_a_private_service_allows_opens_nothing_to_anybody_else_and_cannot_be_told_from_none() -> None:
    for private in (REFUGE_NONE, REFUGE_TEXT):
        assert reach([private], "org_council", TODAY) == reach([], "org_council", TODAY)
    assert reach([REFUGE_TEXT], "org_refuge", TODAY).limits.channels == {TEXT}


def test_a_private_services_no_looks_like_any_other_services_no() -> None:
    by_private = reach([COUNCIL, REFUGE_NONE], "org_council", TODAY)
    by_plain = reach([COUNCIL, heard(recorded("org_nhs"))], "org_council", TODAY)
    assert replace(by_private, details=()) == replace(by_plain, details=())
    assert not any("refuge" in text for text in by_private.details)


def test_language_and_words_are_never_a_private_services() -> None:
    private = replace(REFUGE_TEXT, contact=replace(REFUGE_TEXT.contact, language="so", interpreter=True))
    told = reach([NHS, private], "org_council", TODAY)
    assert (told.language, told.interpreter, told.details) == ("en", False, ("As org_nhs has it.",))
    assert reach([NHS, private], "org_refuge", TODAY).language == "so"


def test_past_its_review_a_word_allows_nothing_and_still_forbids_while_they_work_with_her() -> None:
    late = date(2027, 3, 2)
    assert reach([COUNCIL], "org_council", late) == Reach()
    fresh = heard(replace(recorded("org_nhs", PHONE, TEXT), review_on=date(2027, 9, 1)))
    assert reach([COUNCIL, fresh], "org_nhs", late).limits.channels == {PHONE}
    gone = replace(COUNCIL, working=False)
    assert reach([gone, fresh], "org_nhs", late).limits.channels == {PHONE, TEXT}


def test_who_works_with_her_no_more_allows_nothing_and_forbids_until_the_review() -> None:
    gone = replace(COUNCIL, working=False)
    assert reach([gone], "org_nhs", TODAY) == Reach()
    assert reach([gone, NHS], "org_nhs", TODAY).limits.channels == {PHONE}


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), WhyNot.MAY),
        (datetime(2026, 11, 23, 8, 59, tzinfo=UTC), WhyNot.NOT_NOW),
        (datetime(2026, 11, 23, 17, tzinfo=UTC), WhyNot.NOT_NOW),
        (SUNDAY, WhyNot.NOT_NOW),
        # In summer ten o'clock in London is nine in Greenwich.
        (datetime(2026, 7, 20, 8, tzinfo=UTC), WhyNot.MAY),
    ],
)
def test_a_call_has_its_hours_in_london(moment: datetime, answer: WhyNot) -> None:
    within = recorded("org_council", PHONE, days=WEEKDAYS, hours=(9, 17)).limits
    assert may_reach(within, PHONE, moment) is answer


def test_what_may_not_arrive_now_may_at_the_next_hour_that_is_said() -> None:
    within = recorded("org_council", TEXT, days=WEEKDAYS, hours=(9, 17)).limits
    assert within.opens(SUNDAY) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert within.opens(datetime(2026, 11, 27, 17, tzinfo=UTC)) == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_hours_that_no_two_share_leave_no_call_and_post_as_before() -> None:
    morning = recorded("org_council", PHONE, POST, hours=(8, 10)).limits
    evening = recorded("org_nhs", PHONE, POST, hours=(18, 20)).limits
    both = morning.within(evening)
    assert (may_reach(both, PHONE, SUNDAY), may_reach(both, POST, SUNDAY)) == (WhyNot.NEVER, WhyNot.MAY)
    assert ways(both, SUNDAY) == {POST}


def test_the_newest_word_of_an_organisation_is_its_word() -> None:
    older = replace(recorded("org_council", PHONE, POST), id="sct_0", recorded_at=SUNDAY.replace(hour=8))
    newer = recorded("org_council")
    works = Involvement("i", "per_1", "org_council", "", "Duty", "", TODAY, None, "feed", None, True, "", True)
    assert said([newer, older], [works], TODAY) == [Said(newer, working=True, private=True)]
    assert said([newer], [replace(works, confirmed=False)], TODAY) == [Said(newer, working=False, private=False)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (recorded("org", POST, never_at_address=True), "channels"),
        (recorded("org", PHONE, hours=(17, 9)), "hours"),
        (recorded("org", PHONE, days=frozenset()), "days"),
        (recorded("org", Channel.THROUGH), "through"),
        (replace(recorded("org", PHONE), language="English"), "language"),
        (replace(recorded("org", PHONE), words="x" * 501), "words"),
    ],
)
def test_what_is_recorded_is_well_formed(wrong: SafeContact, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        wrong.checked()
    assert refused.value.fields[0].field == field
