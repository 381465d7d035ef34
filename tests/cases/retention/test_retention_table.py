"""How long each class is kept: the table by nation, and the days that it leads to."""

from datetime import date

import pytest

from services.cases.domain.retention.schedule import TABLE, Retention, rule_for, years_after

NATIONS = ("England", "Wales", "Scotland")
BORN = date(2010, 5, 17)


def until(retention: str, *, nation: str = "England", died: str = "", closed: str = "2026-11-22") -> date | None:
    rule = rule_for(nation, Retention(retention))
    assert rule
    return rule.until(BORN, date.fromisoformat(died) if died else None, date.fromisoformat(closed))


def test_each_nation_of_great_britain_has_a_rule_for_each_class_once_and_each_its_source() -> None:
    assert sorted((rule.nation, rule.retention) for rule in TABLE) == sorted((n, r) for n in NATIONS for r in Retention)
    assert all(rule.source for rule in TABLE)


def test_where_the_table_says_nothing_there_is_no_rule() -> None:
    assert rule_for("Northern Ireland", Retention.HOUSING) is None
    assert rule_for("", Retention.HOUSING) is None


@pytest.mark.parametrize(
    ("nation", "died", "last"),
    [
        ("England", "", date(2085, 5, 17)),
        ("Wales", "", date(2085, 5, 17)),
        ("Scotland", "", date(2110, 5, 17)),
        ("England", "2020-02-29", date(2035, 3, 1)),
        ("Scotland", "2020-01-05", date(2045, 1, 5)),
        ("England", "2028-05-16", date(2043, 5, 16)),  # the day before she would have been 18
        ("England", "2028-05-17", date(2085, 5, 17)),  # on her 18th birthday
    ],
)
def test_a_looked_after_childs_record_is_kept_till_the_75th_birthday_or_15_years_after_a_childs_death(
    nation: str, died: str, last: date
) -> None:
    """Regulation 50 of 2010 for England, the same for Wales; regulation 43 of 2009 for Scotland, 100th and 25."""
    assert until("looked_after_child", nation=nation, died=died) == last


@pytest.mark.parametrize(
    ("retention", "closed", "last"),
    [
        ("child_social_care", "2026-11-22", date(2035, 5, 17)),
        ("child_social_care", "2034-11-22", date(2040, 11, 22)),
        ("adult_social_care", "2026-11-22", date(2034, 11, 22)),
        ("housing", "2026-11-22", date(2032, 11, 22)),
        ("education", "2026-11-22", date(2035, 5, 17)),
        ("health", "2026-11-22", date(2036, 5, 17)),
        ("health", "2040-11-22", date(2048, 11, 22)),
        ("dealings", "2026-11-22", date(2032, 11, 22)),
    ],
)
def test_other_records_are_kept_till_the_latest_of_the_days_that_their_rule_names(
    retention: str, closed: str, last: date
) -> None:
    assert until(retention, closed=closed) == last


def test_without_a_date_of_birth_nobody_can_say_and_it_is_kept() -> None:
    rule = rule_for("England", Retention.LOOKED_AFTER_CHILD)
    assert rule
    assert rule.until(None, None, BORN) is None


def test_a_death_as_an_adult_changes_nothing_of_a_childs_record() -> None:
    assert until("looked_after_child", died="2060-01-01") == date(2085, 5, 17)


def test_a_death_before_the_birth_is_a_mistake_and_shortens_nothing() -> None:
    assert until("looked_after_child", died="2010-05-16") == date(2085, 5, 17)
    assert until("looked_after_child", died="2010-05-17", closed="2020-01-01") == date(2025, 5, 17)


def test_of_29_february_the_day_after_stands_in_other_years() -> None:
    assert years_after(date(2024, 2, 29), 6) == date(2030, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
