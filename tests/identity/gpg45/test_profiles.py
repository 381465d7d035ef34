"""GPG 45, "How to prove and verify someone's identity": the table and how it is matched."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services.identity
from services.identity.domain.gpg45 import Item, Level, Profile, Scores, Table

TABLE = Table.parse((Path(services.identity.__file__).parent / "gpg45-pre-1.0.toml").read_text())

kinds = st.sampled_from(["uk_passport", "uk_driving_licence", "bank_account", "nhs_record"])
items = st.builds(Item, kinds, st.integers(1, 4), st.integers(1, 4))
worlds = st.builds(
    Scores, st.lists(items, max_size=4).map(tuple), st.integers(0, 4), st.integers(0, 3), st.integers(0, 4)
)


def scores(evidence: str, activity: int, fraud: int, verification: int) -> Scores:
    """`"42+32"`: a document of strength 4 and validity 2, another of 3 and 2, each of its own kind."""
    found = tuple(Item(f"kind-{n}", int(item[0]), int(item[1])) for n, item in enumerate(evidence.split("+")) if item)
    return Scores(found, activity, fraud, verification)


def test_the_table_has_every_profile() -> None:
    counts = {level: sum(profile.level is level for profile in TABLE.profiles) for level in Level}
    assert counts == {Level.NONE: 0, Level.LOW: 6, Level.MEDIUM: 8, Level.HIGH: 9, Level.VERY_HIGH: 9}
    assert len({profile.name for profile in TABLE.profiles}) == 32


@pytest.mark.parametrize("profile", TABLE.profiles, ids=lambda profile: profile.name)
def test_scores_of_exactly_a_profile_reach_its_level(profile: Profile) -> None:
    evidence = tuple(Item(f"kind-{n}", *item) for n, item in enumerate(profile.evidence))
    exact = Scores(evidence, profile.activity, profile.fraud, profile.verification)
    assert profile.met_by(exact)
    assert TABLE.score(exact).level >= profile.level


@pytest.mark.parametrize(
    ("given_scores", "name"),
    [
        (scores("42", 0, 1, 2), "M1A"),
        (scores("32", 1, 2, 2), "M1B"),
        (scores("22", 0, 1, 1), "L1A"),
        (scores("32+42", 0, 2, 3), "H2B"),
        (scores("44", 0, 1, 3), "V1B"),
        (scores("22+33", 0, 1, 3), "H2D"),
        (scores("22+22+33", 3, 3, 3), "V3A"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_profile_is_found_whatever_the_order_of_the_evidence(given_scores: Scores, name: str) -> None:
    result = TABLE.score(given_scores)
    assert result.profile is not None
    assert result.profile.name == name


@pytest.mark.parametrize(
    "short",
    [scores("41", 0, 1, 2), scores("22", 0, 1, 2), scores("42", 0, 0, 2), scores("42", 0, 1, 1), scores("", 4, 3, 4)],
)
def test_one_point_too_few_is_not_medium(short: Scores) -> None:
    assert TABLE.score(short).level < Level.MEDIUM


def test_a_second_document_of_the_same_kind_counts_for_nothing() -> None:
    twice = Scores((Item("uk_passport", 2, 2), Item("uk_passport", 2, 2)), 3, 2, 2)
    other = Scores((Item("uk_passport", 2, 2), Item("bank_account", 2, 2)), 3, 2, 2)
    assert TABLE.score(twice).level is Level.LOW
    assert TABLE.score(other).level is Level.MEDIUM


def test_strength_and_validity_must_come_from_the_same_item() -> None:
    assert TABLE.score(scores("41+14", 0, 1, 2)).level < Level.MEDIUM


@given(worlds, st.data())
def test_a_higher_score_never_lowers_the_level(world: Scores, data: st.DataObject) -> None:
    better = replace(
        world,
        activity=data.draw(st.integers(world.activity, 4)),
        fraud=data.draw(st.integers(world.fraud, 3)),
        verification=data.draw(st.integers(world.verification, 4)),
        evidence=tuple(
            Item(i.kind, data.draw(st.integers(i.strength, 4)), data.draw(st.integers(i.validity, 4)))
            for i in world.evidence
        ),
    )
    assert TABLE.score(better).level >= TABLE.score(world).level


@given(worlds, items)
def test_one_more_document_never_lowers_the_level(world: Scores, more: Item) -> None:
    assert TABLE.score(replace(world, evidence=(*world.evidence, more))).level >= TABLE.score(world).level


@given(worlds)
def test_whoever_is_below_the_top_is_told_what_is_missing(world: Scores) -> None:
    result = TABLE.score(world)
    assert bool(result.missing) == (result.level is not Level.VERY_HIGH)


def test_what_is_missing_is_said_in_plain_words() -> None:
    assert TABLE.score(scores("42", 0, 1, 1)).missing == (
        "Show that the document is yours, for example with a photo or in person.",
    )
