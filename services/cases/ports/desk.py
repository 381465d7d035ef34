"""What use cases need of what waits at the desk."""

from datetime import datetime
from typing import Protocol

from services.cases.domain.desk import Queue, Waiting
from services.cases.domain.viewer import Viewer


class Desk(Protocol):
    async def waiting(self, viewer: Viewer, queue: Queue, himself: str, now: datetime) -> Waiting:
        """Of what the queue's list would show the viewer, up to one more than `MOST_COUNTED`. `himself` is the person
        whose account it is, or may be; empty for none.
        """
