"""`/v1/cases/{case_id}/documents` and `/v1/records/{record_id}/content`: files on a case, in and out as streams."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from grpc.aio import UnaryStreamCall
from kith.cases.v1 import documents_pb2 as pb
from pydantic import Field, ValidationError
from starlette.responses import StreamingResponse

from chassis.errors import Invalid
from services.gateway.api.door import Behind, Door
from services.gateway.api.problems import TooLarge
from services.gateway.api.shapes import Asked, At, DataClass, IdInPath, Maybe, Page, Purpose, Shown
from services.gateway.api.uploads import Upload
from services.gateway.clients import Clients

router = APIRouter(route_class=Door, tags=["cases"])

# Whatever it is, no browser runs or shows it in our name.
_HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
KINDS = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
)


class Document(Shown):
    """A file on a case. It is a record, under the same id, once it is `clean`."""

    id: str
    case_id: str
    data_class: str
    title: str
    media_type: str
    size: int = Field(description="Bytes.")
    state: str = Field(description="`waiting` (to be scanned), `clean`, or `refused` (its bytes are gone).")
    virus: Maybe = Field(description="What the scanner calls what it found.")
    added_at: At


class AddDocument(Asked):
    """Beside the file."""

    data_class: DataClass
    sealed: bool = Field(False, description="It stays with the organisation that holds it: no share opens it.")


_FORM: dict[str, Any] = AddDocument.model_json_schema()
_FORM["properties"]["file"] = {
    "type": "string",
    "format": "binary",
    "description": f"Comes last. 100 MB at the most; one of {', '.join(KINDS)}.",
}
_FORM["required"] = [*_FORM["required"], "file"]
_TAKES = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
_WAITING: dict[int | str, dict[str, Any]] = {202: {"model": Document, "description": "Taken; it waits to be scanned."}}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, to be saved.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
    }
}


@router.post("/v1/cases/{case_id}/documents", status_code=201, openapi_extra=_TAKES, responses=_WAITING)
async def add_document(case_id: IdInPath, request: Request, behind: Behind, response: Response) -> Document:
    """Add a file. It is kept encrypted under the person's key, and is a record once it was found clean."""
    upload = Upload(request)
    await upload.begin()
    try:
        asked = AddDocument.model_validate(upload.fields)
    except ValidationError as wrong:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in wrong.errors()]
        raise RequestValidationError(errors) from None
    document = await add(behind, case_id, upload, asked.data_class, sealed=asked.sealed)
    if document.state == "clean":
        response.headers["Location"] = f"/v1/records/{document.id}"
    else:
        response.status_code = 202
    return Document.of(document)


@router.get("/v1/cases/{case_id}/documents")
async def documents(case_id: IdInPath, behind: Behind) -> Page[Document]:
    """Files of a case that are no records: they wait for a scan, or had a virus. One's own; for a manager all."""
    answer = await behind.documents.ListDocuments(pb.ListDocumentsRequest(case_id=case_id))
    return Page[Document](items=[Document.of(document) for document in answer.documents])


@router.get("/v1/records/{record_id}/content", response_class=Response, responses=_BYTES)
async def content(record_id: IdInPath, purpose: Annotated[Purpose, Query()], behind: Behind) -> Response:
    """The bytes of a record that is a file. The look is logged and shown to the resident."""
    return await saved(behind.documents.GetContent(pb.GetContentRequest(record_id=record_id, purpose=purpose)))


@router.get(
    "/v1/me/access-requests/{request_id}/records/{record_id}/content", response_class=Response, responses=_BYTES
)
async def my_content(request_id: IdInPath, record_id: IdInPath, behind: Behind) -> Response:
    """A file that the caller's copy lists, moments after she proved that it is she (`step-up-needed`)."""
    asked = pb.GetMyAccessContentRequest(request_id=request_id, record_id=record_id)
    return await saved(behind.documents.GetMyAccessContent(asked))


@router.get("/v1/access-requests/{request_id}/records/{record_id}/content", response_class=Response, responses=_BYTES)
async def held_content(request_id: IdInPath, record_id: IdInPath, behind: Behind) -> Response:
    """A file: to decide about it, and once the copy is released to hand it over with that. Each is logged."""
    asked = pb.GetAccessContentRequest(request_id=request_id, record_id=record_id)
    return await saved(behind.documents.GetAccessContent(asked))


async def add(clients: Clients, case_id: str, upload: Upload, data_class: str, *, sealed: bool) -> pb.Document:
    """Passes a file on as it comes. Raises TooLarge, and whatever cases refuses with."""

    async def parts() -> AsyncIterator[pb.AddDocumentRequest]:
        yield pb.AddDocumentRequest(
            head=pb.DocumentHead(
                case_id=case_id,
                name=upload.name,
                media_type=upload.media_type,
                data_class=data_class,
                sealed=sealed,
            )
        )
        async for part in upload.parts():
            yield pb.AddDocumentRequest(content=part)
        yield pb.AddDocumentRequest(end=pb.DocumentEnd())

    try:
        return await clients.documents.AddDocument(parts())
    except Invalid as refused:
        if refused.code == TooLarge.code:
            raise TooLarge(refused.detail, fields=refused.fields) from None
        raise


async def saved(call: UnaryStreamCall[Any, pb.GetContentResponse]) -> Response:
    """An answer that browsers save, begun once the file was let go and that is in the log."""
    answers = aiter(call)
    head = (await anext(answers)).head

    async def parts() -> AsyncIterator[bytes]:
        try:
            async for answer in answers:
                yield answer.content
        finally:
            call.cancel()

    plain = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in head.name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(head.name, safe='')}"  # RFC 6266
    headers = _HEADERS | {"Content-Length": str(head.size), "Content-Disposition": disposition}
    return StreamingResponse(parts(), headers=headers, media_type=head.media_type)
