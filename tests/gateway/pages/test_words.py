"""Dates, lists and colours, as people need them."""

from datetime import UTC, datetime, timedelta

import pytest

from services.gateway.web import dates, words
from services.gateway.web.addresses import same_site
from services.gateway.web.look import Look

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(hours=12), "today"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=14), "14 days ago"),
        (timedelta(days=15), "7 November 2026"),
        (timedelta(seconds=-30), "in a moment"),
        (timedelta(minutes=-5), "in 5 minutes"),
        (timedelta(days=-1), "tomorrow"),
        (timedelta(days=-8), "in 8 days"),
    ],
)
def test_moments_are_said_as_people_say_them(gap: timedelta, said: str) -> None:
    assert dates.ago(NOW - gap, NOW) == said


def test_moments_are_in_london_time_summer_and_winter() -> None:
    assert dates.moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 12:30am"
    assert dates.moment(datetime(2026, 1, 1, 13, 5, tzinfo=UTC)) == "1 January 2026 at 1:05pm"


def test_an_example_is_as_a_form_takes_it_in_london() -> None:
    assert dates.typed(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 7 2026"


def test_an_age_counts_whole_years() -> None:
    assert dates.age("1992-11-22", NOW) == 34
    assert dates.age("1992-11-23", NOW) == 33
    assert dates.age("unknown", NOW) is None


def test_dates_that_are_none_are_left_as_they_are() -> None:
    assert dates.day("2026-03-04") == "4 March 2026"
    assert dates.day("since spring") == "since spring"


def test_lists_are_read_aloud() -> None:
    assert words.joined(["housing", "social care", "risks"]) == "housing, social care and risks"
    assert words.joined(["housing"]) == words.joined(["housing"], "cy") == "housing"
    assert words.joined([]) == words.joined([], "cy") == ""
    assert words.plain("some_new-code", words.DATA_CLASSES) == "some new code"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["tai", "addysg"], "tai ac addysg"),
        (["e-bost", "neges destun", "galwad ffôn"], "e-bost, neges destun a galwad ffôn"),
        (["arian", "tai"], "arian a thai"),
        (["tai", "cynghorau"], "tai a chynghorau"),
        (["tai", "pobl"], "tai a phobl"),
        (["tai", "chwaraeon"], "tai a chwaraeon"),
        (["tai", "ŵyn"], "tai ac ŵyn"),
    ],
)
def test_and_is_said_in_welsh_as_the_next_word_wants_it(names: list[str], said: str) -> None:
    assert words.joined(names, "cy") == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=59), "nawr"),
        (timedelta(seconds=-30), "mewn eiliad"),
        (timedelta(minutes=1), "1 munud yn ôl"),
        (timedelta(minutes=59), "59 munud yn ôl"),
        (timedelta(hours=3), "3 awr yn ôl"),
        (timedelta(hours=12), "heddiw"),
        (timedelta(hours=13), "ddoe"),
        (timedelta(days=2), "2 ddiwrnod yn ôl"),
        (timedelta(days=14), "14 diwrnod yn ôl"),
        (timedelta(days=15), "7 Tachwedd 2026"),
        (timedelta(minutes=-5), "ymhen 5 munud"),
        (timedelta(days=-1), "yfory"),
        (timedelta(days=-8), "ymhen 8 diwrnod"),
    ],
)
def test_moments_are_said_in_welsh(gap: timedelta, said: str) -> None:
    assert dates.ago(NOW - gap, NOW, "cy") == said


def test_a_day_and_an_hour_are_said_in_welsh() -> None:
    assert dates.moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "cy") == "2 Gorffennaf 2026 am 12:30am"
    assert dates.day("2026-03-04", "cy") == "4 Mawrth 2026"
    assert dates.day("since spring", "cy") == "since spring"


def test_a_role_is_called_as_it_is_in_every_kind_of_organisation() -> None:
    """Police, schools and housing officers sign in as workers too."""
    assert [said for said in words.ROLES.values() if "care" in said.split()] == []


@pytest.mark.parametrize("colour", ["#ffdd00", "#00ff00", "red", "#12345", "#0b4f5c;}body{"])
def test_a_colour_nobody_could_read_on_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"colour|contrast"):
        Look(colour=colour)


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://kith.example", "host": "kith.example"}, False),
        ({"origin": "http://kith.example:8000", "host": "kith.example:8000"}, True),
        ({"origin": "http://kith.example:8001", "host": "kith.example:8000"}, False),
        ({"origin": "null", "host": "kith.example"}, False),
        ({"origin": "null", "host": ""}, False),
        ({"origin": "http://[", "host": "kith.example"}, False),
        ({"host": "kith.example"}, True),
    ],
)
def test_a_form_is_ours_when_the_browser_says_so(headers: dict[str, str], ours: bool) -> None:
    assert same_site(headers) is ours
