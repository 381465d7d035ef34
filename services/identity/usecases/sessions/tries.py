"""Counting tries: each before it is checked, so that a crash forgives nothing, and given back when it was right."""

from datetime import datetime

from chassis.errors import TooMany
from services.identity.domain.throttle import Buckets
from services.identity.ports import Work


async def draw(work: Work, buckets: Buckets, now: datetime) -> None:
    """Raises TooMany with the seconds to wait."""
    for key, bucket in buckets:
        if not await work.throttle.fill(key, bucket, now):
            raise TooMany("too many tries; wait a little and try again", retry_after=bucket.wait)


async def give_back(work: Work, buckets: Buckets) -> None:
    for key, bucket in buckets:
        await work.throttle.drain(key, bucket)
