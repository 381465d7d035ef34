"""A manager says what a feed of the organisation's is, how often it comes and what of it others see."""

from dataclasses import replace

from chassis.errors import Conflict
from chassis.tokens import Caller
from services.cases.domain.feeds.declared_feed import DeclaredFeed, declared
from services.cases.domain.people.events import FeedDeclared
from services.cases.ports.work import OpenWork
from services.cases.usecases.feeds.feed_manager import feed_manager


class DeclareFeed:
    """In the place of what was declared, or what was taken to be so when it came undeclared. Its rules hold from the
    next look, for what has come long since too: they are asked where the network is read.
    """

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, feed: DeclaredFeed) -> DeclaredFeed:
        """Raises Invalid naming what is wrong, Denied, Conflict where people have come by it as a private service's and
        it is to be none, or the other way round.
        """
        viewer = feed_manager(caller)
        one = declared(replace(feed, organisation_id=viewer.organisation_id))
        async with self._work() as work:
            await work.people.match_alone()  # so that no batch notes its day meanwhile
            earlier = await work.feeds.find(viewer.organisation_id, one.name)
            if earlier and earlier.as_of and earlier.shielded != one.shielded:
                raise Conflict("people have come by this feed; declare one under another name", code="feed-shielded")
            one = replace(one, as_of=earlier.as_of if earlier else None)
            await work.feeds.put(one)
            work.tell(FeedDeclared(person_id="", organisation_id=one.organisation_id, by=caller.subject, feed=one.name))
        return one
