"""A file that a copy lists, and its bytes."""

import json

from chassis.errors import NotFound
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.documents.document import Attached, name_to_save
from services.cases.ports.documents import Contents, whole
from services.cases.ports.work import Work
from services.cases.usecases.documents.get_content import Content


async def file_in_copy(work: Work, contents: Contents, request: AccessRequest, record_id: str) -> Content:
    """Raises NotFound for what the copy, as it was released, does not list as a file, and once its bytes are gone."""
    for part in range(1, request.parts + 1):
        for entry in json.loads(await work.access_answers.copy(request, part)):
            if (entry["kind"], entry["id"]) == ("record", record_id) and entry.get("file"):
                return await file_of(work, contents, record_id, entry["title"])
    raise NotFound("there is no such file in this copy")


async def file_of(work: Work, contents: Contents, record_id: str, title: str) -> Content:
    """Raises NotFound for a record that is no file."""
    document = await work.documents.locked(record_id)
    attached = Attached(document.kind, document.size)
    return Content(name_to_save(title, document.kind), attached, whole(contents, document))
