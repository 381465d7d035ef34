"""Entries that may be of one person share a key; a crowd that shares one thing only does not."""

from dataclasses import replace
from datetime import date

import pytest

from bench.matching.caseloads import Habits, caseloads
from services.cases.domain.people.blocking import keys
from services.cases.domain.people.likeness import Described, likeness
from services.cases.domain.people.matching import REVIEW
from services.cases.domain.people.names import plain, short_forms, sounds
from services.cases.domain.people.person import Identity

AMINA = Identity("Amina", "Begum", date(1992, 3, 4), "", "WS13 6YY")


@pytest.mark.parametrize(
    "other",
    [
        replace(AMINA, given_name="Amna", postcode=""),
        replace(AMINA, family_name="Khan", postcode=""),
        replace(AMINA, given_name="Begum", family_name="Amina", postcode=""),
        replace(AMINA, date_of_birth=date(1992, 4, 3), postcode=""),
        replace(AMINA, date_of_birth=date(1992, 1, 1), postcode=""),
        replace(AMINA, date_of_birth=date(1929, 3, 4)),
        replace(AMINA, given_name="Xmina", family_name="Begzm"),
        replace(AMINA, given_name="Xmina", date_of_birth=date(1992, 3, 14)),
        replace(AMINA, family_name="Hill", date_of_birth=date(1992, 1, 1)),
    ],
)
def test_each_way_of_writing_one_person_leaves_a_key(other: Identity) -> None:
    assert keys(AMINA) & keys(other)


@pytest.mark.parametrize(("given", "other"), [("Anthony", "Tony"), ("Margaret", "Peggy"), ("Łukasz", "LUKASZ")])
def test_a_short_form_leaves_a_key_even_of_somebody_married(given: str, other: str) -> None:
    entry = replace(AMINA, given_name=given, postcode="")
    assert keys(entry) & keys(replace(entry, given_name=other, family_name="Hill"))


@pytest.mark.parametrize("given", ["Oleksandr", "Youssef", "Omar", "Volodymyr"])
def test_another_spelling_leaves_a_key_and_is_found_by_its_own_sound_still(given: str) -> None:
    assert sounds(plain(given)) in set(map(sounds, short_forms(plain(given))))
    formal = {"Oleksandr": "Alexander", "Youssef": "Yusuf", "Omar": "Umar", "Volodymyr": "Vladimir"}[given]
    entry = replace(AMINA, given_name=given, postcode="")
    assert keys(entry) & keys(replace(entry, given_name=formal, family_name="Hill"))


def test_ten_thousand_people_of_one_postcode_share_no_key_by_that() -> None:
    neighbour = Identity("Kevin", "Marsh", date(1961, 7, 19), "", "WS13 6YY")
    assert not keys(AMINA) & keys(neighbour)


def test_a_name_in_another_script_has_keys_of_its_own() -> None:
    entry = Identity("李", "王", date(1990, 5, 6))
    assert keys(entry)
    assert not keys(entry) & keys(replace(entry, given_name="张", family_name="刘"))


def test_nearly_all_who_could_be_found_likely_share_a_key() -> None:
    ours, theirs = caseloads(2_000, Habits(misspelt=0.15, short_form=0.15, moved=0.4, no_number=1.0), seed=11)
    entries = {made.who: made for made in ours}
    pairs = [(entries[made.who], made) for made in theirs if made.who in entries]
    alike = [
        (one.identity, other.identity)
        for one, other in pairs
        if likeness(Described(one.identity, one.particulars), Described(other.identity, other.particulars)).score
        >= REVIEW
    ]
    found = sum(bool(keys(one) & keys(other)) for one, other in alike)
    assert len(alike) > 400
    assert found / len(alike) > 0.99
