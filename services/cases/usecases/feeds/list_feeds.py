"""The feeds of an organisation, for its workers."""

from collections.abc import Sequence

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.feeds.declared_feed import DeclaredFeed
from services.cases.domain.viewer import BROKERS, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListFeeds:
    """Those that came undeclared too; those of a private service to its brokers only."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[DeclaredFeed]:
        caller.must("agreements:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers are told of their organisation's feeds")
        async with self._work() as work:
            feeds = await work.feeds.own(viewer.organisation_id)
        return [one for one in feeds if not one.shielded or viewer.role in BROKERS]
