"""The directory told of an organisation: keep what is public of it."""

from services.cases.domain.organisation import Organisation
from services.cases.ports.work import OpenWork


class ProjectOrganisation:
    """Events about one organisation come in order; the newest word stands."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, event_id: str, organisation: Organisation) -> None:
        async with self._work() as work:
            if await work.inbox.first("organisations", event_id):
                await work.organisations.put(organisation)
