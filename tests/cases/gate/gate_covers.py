"""Colleagues who stand in for each other, in generated worlds."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from services.cases.domain.networks.cover import Cover
from services.cases.domain.networks.involvement import Involvement


def cover_of(random: Random, id_: str, organisations: Sequence[str], a_day: Callable[[Random], date]) -> Cover:
    covered, covering = random.sample(("pro_a", "pro_b2", "pro_c"), 2)
    since, until = sorted((a_day(random), a_day(random)))
    return Cover(id_, random.choice(organisations), covered, covering, since, until, "")


def covering(one: Involvement, covers: Sequence[Cover], today: date) -> frozenset[str]:
    """Who covers for whom the involvement names, today."""
    whose = one.organisation_id, one.professional_id
    lasting = [c for c in covers if c.since <= today <= c.until]
    return frozenset(c.covering_id for c in lasting if (c.organisation_id, c.professional_id) == whose)
