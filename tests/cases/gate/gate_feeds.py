"""Feeds of generated worlds: which involvements came by one, and what its rules keep from others. Told apart from the
rules' own arithmetic, so that the two do not share a mistake.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection, insert

from services.cases.domain.feeds.declared_feed import DeclaredFeed, FeedKind, Shown
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.person import Knowledge
from services.cases.store.tables.feeds import feed

STATUSES = ("", "open", "open-again", "closed")
_AGES = (None, None, 0, 17, 18, 40)


def feeds_of(random: Random, involvements: Iterable[Involvement]) -> tuple[DeclaredFeed, ...]:
    """One for most of those that nobody said."""
    return tuple(
        DeclaredFeed(
            one.organisation_id,
            one.source,
            FeedKind.HOUSING,
            shown=Shown(
                age_from=random.choice(_AGES),
                age_to=random.choice(_AGES),
                statuses=frozenset(random.choice(((), (), ("open",), ("open", "closed")))),
                months_after_closing=random.choice((None, 0, 1)),
            ),
        )
        for one in involvements
        if one.professional_id == "" and random.random() < 0.8
    )


def birthday(random: Random, today: date) -> date:
    """Around the birthdays on which the rules turn."""
    years = random.choice((0, 17, 18, 19, 40, 41))
    return today.replace(year=today.year - years) + timedelta(days=random.choice((-1, 0, 1)) if years else 0)


def last_day(random: Random, today: date) -> date:
    return today - timedelta(days=random.choice((0, 1, 30, 31, 32)))


def kept(
    one: Involvement, feeds: Sequence[DeclaredFeed], knowledge: Sequence[Knowledge], today: date, *, by_feed: bool
) -> bool:
    """Whether its feed's rules keep it from others today."""
    rules = [f.shown for f in feeds if (f.organisation_id, f.name) == (one.organisation_id, one.source)]
    if not rules or not by_feed:
        return False
    [shown] = rules
    if shown.statuses and one.case_status not in shown.statuses:
        return True
    if shown.months_after_closing is not None and one.until and one.until < today:
        month = one.until.year * 12 + one.until.month - 1 + shown.months_after_closing
        over = (month // 12, month % 12 + 1, one.until.day)
        if over < (today.year, today.month, today.day):
            return True
    if shown.age_from is None and shown.age_to is None:
        return False
    ages = [
        _age(k.identity.date_of_birth, today)
        for k in knowledge
        if (k.person_id, k.organisation_id) == (one.person_id, one.organisation_id)
    ]
    oldest = 200 if shown.age_to is None else shown.age_to
    return not any((shown.age_from or 0) <= age <= oldest for age in ages)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def store_feeds(tx: Connection, feeds: Iterable[DeclaredFeed]) -> None:
    for one in feeds:
        row = {
            "organisation_id": one.organisation_id,
            "name": one.name,
            "kind": one.kind.value,
            "coverage": one.coverage,
            "every_days": one.every_days,
            "may_shrink": one.may_shrink,
            "age_from": one.shown.age_from,
            "age_to": one.shown.age_to,
            "statuses": " ".join(sorted(one.shown.statuses)),
            "months_after_closing": one.shown.months_after_closing,
            "shielded": one.shielded,
            "as_of": one.as_of,
        }
        tx.execute(insert(feed), [row])
