"""`kith.cases.v1.Documents`: streams in, use case, streams out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import documents_pb2 as pb
from kith.cases.v1 import documents_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.withholdings import withholding_in
from services.cases.domain.documents.document import Document
from services.cases.ports.documents import Contents
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.get_access_content import GetAccessContent
from services.cases.usecases.access.get_my_access_content import GetMyAccessContent
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.documents.add_document import AddDocument, DocumentWish
from services.cases.usecases.documents.get_content import Content, GetContent
from services.cases.usecases.documents.list_documents import ListDocuments
from services.cases.usecases.documents.look_inside import LookInside
from services.cases.usecases.documents.scan_document import ScanDocument

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class DocumentVerbs:
    add_document: AddDocument
    get_content: GetContent
    list_documents: ListDocuments
    get_my_access_content: GetMyAccessContent
    get_access_content: GetAccessContent
    clock: Clock

    @classmethod
    def over(
        cls, work: OpenWork, mandates: Mandates, contents: Contents, scan: ScanDocument | None, ids: Ids, clock: Clock
    ) -> "DocumentVerbs":
        disclose = Disclose(ids, clock)
        return cls(
            add_document=AddDocument(work, LookInside(contents), scan, ids, clock),
            get_content=GetContent(work, contents, disclose, clock),
            list_documents=ListDocuments(work, disclose, clock),
            get_my_access_content=GetMyAccessContent(work, contents, clock),
            get_access_content=GetAccessContent(work, mandates, contents, clock),
            clock=clock,
        )


class DocumentsServicer(pb_grpc.DocumentsServicer):
    def __init__(self, verbs: DocumentVerbs) -> None:
        self._verbs = verbs

    async def AddDocument(
        self, request_iterator: AsyncIterator[pb.AddDocumentRequest], context: Context
    ) -> pb.Document:
        first = await anext(request_iterator, None)
        if first is None or not first.HasField("head"):
            raise Invalid("say first what the document is")
        head = first.head
        wish = DocumentWish(head.case_id, head.name, head.media_type, head.data_class, head.sealed)

        async def parts() -> AsyncIterator[bytes]:
            async for request in request_iterator:
                if request.HasField("end"):
                    return
                yield request.content
            raise Invalid.field("file", "broke off")

        return _document(await self._verbs.add_document(caller(), wish, parts()))

    async def GetContent(self, request: pb.GetContentRequest, context: Context) -> AsyncIterator[pb.GetContentResponse]:
        withholding = withholding_in(request.withholding, self._verbs.clock)
        content = await self._verbs.get_content(caller(), request.record_id, request.purpose, withholding)
        async for part in _streamed(content):
            yield part

    async def GetMyAccessContent(
        self, request: pb.GetMyAccessContentRequest, context: Context
    ) -> AsyncIterator[pb.GetContentResponse]:
        content = await self._verbs.get_my_access_content(caller(), request.request_id, request.record_id)
        async for part in _streamed(content):
            yield part

    async def GetAccessContent(
        self, request: pb.GetAccessContentRequest, context: Context
    ) -> AsyncIterator[pb.GetContentResponse]:
        content = await self._verbs.get_access_content(caller(), request.request_id, request.record_id)
        async for part in _streamed(content):
            yield part

    async def ListDocuments(self, request: pb.ListDocumentsRequest, context: Context) -> pb.ListDocumentsResponse:
        found = await self._verbs.list_documents(caller(), request.case_id)
        return pb.ListDocumentsResponse(documents=[_document(one) for one in found])


async def _streamed(content: Content) -> AsyncIterator[pb.GetContentResponse]:
    document = content.document
    yield pb.GetContentResponse(head=pb.ContentHead(name=content.name, media_type=document.kind, size=document.size))
    async for part in content.parts:
        yield pb.GetContentResponse(content=part)


def _document(one: Document) -> pb.Document:
    return pb.Document(
        id=one.record_id,
        case_id=one.case_id,
        data_class=one.data_class,
        title=one.title,
        media_type=one.kind,
        size=one.size,
        state=one.state,
        virus=one.virus,
        added_at=stamp(one.began_at),
    )
