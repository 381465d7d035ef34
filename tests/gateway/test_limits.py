"""One caller cannot crowd out the others, and emergency access is the last thing to be shed."""

import pytest

from chassis.errors import TooMany, Unavailable
from services.gateway.api.access import ACCESS, Pace
from services.gateway.api.limits import MOST_BUCKETS, RATES, Buckets, Places, Rate, Streams


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def drained(buckets: Buckets, who: str, what: str, rate: Rate) -> int:
    """How many tokens could be taken."""
    taken = 0
    while True:
        try:
            buckets.take(who, what, rate)
        except TooMany:
            return taken
        taken += 1


def test_a_bucket_holds_its_burst_and_fills_at_its_rate() -> None:
    watch, rate = Watch(), Rate(per_second=2, burst=5)
    buckets = Buckets(monotonic=watch)
    assert drained(buckets, "acc_1", "read", rate) == 5
    watch.now += 1
    assert drained(buckets, "acc_1", "read", rate) == 2
    watch.now += 3600
    assert drained(buckets, "acc_1", "read", rate) == 5


def test_a_refusal_says_when_to_come_back() -> None:
    watch, rate = Watch(), Rate(per_second=0.1, burst=1)
    buckets = Buckets(monotonic=watch)
    buckets.take("acc_1", "find", rate)
    with pytest.raises(TooMany) as refused:
        buckets.take("acc_1", "find", rate)
    assert refused.value.retry_after == 10
    watch.now += 10
    buckets.take("acc_1", "find", rate)


def test_each_caller_and_each_kind_of_route_has_its_own() -> None:
    buckets, rate = Buckets(monotonic=Watch()), Rate(1, 3)
    assert drained(buckets, "acc_1", Pace.READ, rate) == 3
    assert drained(buckets, "acc_2", Pace.READ, rate) == 3
    assert drained(buckets, "acc_1", Pace.EMERGENCY, rate) == 3


def test_looking_whether_a_token_is_there_takes_none() -> None:
    buckets, rate = Buckets(monotonic=Watch()), Rate(1, 2)
    for _ in range(10):
        buckets.check("somewhere", "refusals", rate)
    assert drained(buckets, "somewhere", "refusals", rate) == 2


def test_memory_is_bounded_and_those_who_still_ask_are_remembered() -> None:
    buckets, rate = Buckets(monotonic=Watch()), Rate(1, 2)
    drained(buckets, "busy", "read", rate)
    for number in range(MOST_BUCKETS * 2):
        if number % 1000 == 0:
            with pytest.raises(TooMany):
                buckets.take("busy", "read", rate)
        buckets.take(f"source-{number}", "read", rate)
    assert len(buckets._buckets) == MOST_BUCKETS


def test_a_load_test_can_scale_every_limit() -> None:
    assert drained(Buckets(10, Watch()), "acc_1", "read", Rate(1, 3)) == 30


def test_emergency_access_and_raising_a_concern_alone_draw_from_the_last_bucket() -> None:
    routes = [route for route, access in ACCESS.items() if access.pace is Pace.EMERGENCY]
    assert sorted(routes) == [("POST", "/v1/emergency-accesses"), ("POST", "/v1/people/{person_id}/concerns")]
    assert set(RATES) == set(Pace)


def test_ordinary_requests_are_turned_away_while_urgent_ones_still_find_a_place() -> None:
    places = Places(ordinary=1, reserve=1)
    with places.taken(urgent=False):
        with pytest.raises(Unavailable) as refused, places.taken(urgent=False):
            pass
        assert refused.value.retry_after == 1
        with places.taken(urgent=True), pytest.raises(Unavailable), places.taken(urgent=True):
            pass
    with places.taken(urgent=False):
        pass


def test_streams_are_few_for_each_caller_and_not_all_places_in_all() -> None:
    streams = Streams(each=2, most=3)
    with streams.taken("a"), streams.taken("a"):
        with pytest.raises(TooMany), streams.taken("a"):
            pass
        with streams.taken("b"), pytest.raises(Unavailable), streams.taken("c"):
            pass
        with streams.taken("c"):
            pass
    with streams.taken("a"), streams.taken("a"):
        pass
