"""GPG 45, "How to prove and verify someone's identity": the table and how it is matched."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services.identity
from services.identity.domain.proofs.gpg45 import Item, Level, Profile, Scores, Shortfall, Table

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


def test_what_is_missing_is_said_in_plain_words_with_another_way() -> None:
    assert TABLE.score(scores("42", 0, 1, 1)).missing == (
        "Show that the document is yours, for example with a photo or in person.",
    )
    bank = Scores((Item("bank_account", 2, 2),), 1, 1, 3)
    assert TABLE.score(bank).missing == (
        "Help us see that you have used this name over time, for example with a bank account.",
        "Or: Show us one more document, of another kind: a driving licence or a passport.",
    )


def test_a_document_that_is_strong_enough_is_named_where_it_must_be_checked_better() -> None:
    checked_badly = Scores((Item("uk_passport", 4, 1),), 0, 1, 2)
    assert "Let us check more closely that your passport is genuine" in TABLE.ways_to(2, checked_badly)[0].in_words()[0]


def satisfied(world: Scores, way: Shortfall) -> Scores:
    """The scores of somebody who did what was said, and no more."""
    items, better = list(world.evidence), {}
    for number, lack in enumerate(way.lacks):
        if lack.what == "document":
            items.append(Item(f"another-{number}", lack.least, lack.validity))
        elif lack.what == "validity":
            # Which of several of a kind was meant: the first that is strong enough for the profile and short of it.
            items = [Item(i.kind, i.strength, max(i.validity, lack.least)) if i.kind == lack.kind else i for i in items]
        else:
            better[lack.what] = lack.least
    return replace(world, evidence=tuple(items), **better)


@given(worlds, st.sampled_from(list(Level)[1:]))
def test_whoever_does_what_is_said_reaches_the_level(world: Scores, level: Level) -> None:
    ways = TABLE.ways_to(level, world)
    assert ways
    for way in ways:
        assert way.profile.met_by(satisfied(world, way))
        assert TABLE.score(satisfied(world, way)).level >= level
    if TABLE.score(world).level < level:
        assert all(way.points > 0 and way.in_words() for way in ways)


@given(worlds)
def test_nothing_is_asked_for_that_is_not_missing(world: Scores) -> None:
    for way in TABLE.score(world).ways_up:
        for lack in way.lacks:
            less = Shortfall(way.profile, tuple(each for each in way.lacks if each != lack))
            assert not way.profile.met_by(satisfied(world, less)), lack


FACTS = """
    L1A 22|0,1,1   L1B 32|0,0,1   L1C 11|3,2,2   L2A 11+11|2,1,2   L2B 11+11|2,2,1   L3A 11+11+11|2,1,1
    M1A 42|0,1,2   M1B 32|1,2,2   M1C 33|0,0,3   M1D 22|2,1,3   M2A 22+22|3,2,2   M2B 32+22|1,1,2   M2C 32+22|0,1,3
    M3A 22+22+22|2,2,2
    H1A 43|0,1,3   H1B 33|2,1,3   H1C 43|0,0,4   H2A 22+22|3,2,3   H2B 42+32|0,2,3   H2C 33+22|1,1,3   H2D 33+22|0,1,3
    H2E 43+33|0,0,3   H3A 22+22+22|2,2,3
    V1A 43|0,3,3   V1B 44|0,1,3   V1C 43|1,1,4   V1D 44|0,0,4   V2A 33+33|3,2,3   V2B 43+33|0,2,3   V2C 43+22|2,2,3
    V2D 44+44|0,0,3   V3A 33+22+22|3,3,3
"""


def test_the_table_is_the_published_one_row_by_row() -> None:
    def row(profile: Profile) -> str:
        evidence = "+".join(f"{strength}{validity}" for strength, validity in profile.evidence)
        return f"{evidence}|{profile.activity},{profile.fraud},{profile.verification}"

    published = dict(zip(FACTS.split()[::2], FACTS.split()[1::2], strict=True))
    assert {profile.name: row(profile) for profile in TABLE.profiles} == published
