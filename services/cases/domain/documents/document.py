"""A document: a record whose content is a file. It is no record before a scanner has found it clean."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import Invalid
from services.cases.domain.classes import DataClass

LARGEST = 100 * 1024 * 1024
"""Bytes."""

CHUNK = 256 * 1024
"""Bytes sealed as one; the last may have fewer."""

ARRIVES_WITHIN = timedelta(minutes=15)
"""What has not arrived whole by then never will: no call lasts so long."""

SCANNED_AGAIN = timedelta(minutes=3)
"""When a scanner was away or slow; longer than it is given for one document."""

_LONGEST_NAME = 200
_UNTOLD = ("", "application/octet-stream")
# Characters that some file system or shell takes for more than a letter.
_SPECIAL = re.compile(r'[<>:"|?*]')


class DocumentKind(StrEnum):
    """What is taken, by media type. Nothing that runs, nothing that holds others: no archive, e-mail, RTF or SVG."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"

    @property
    def extensions(self) -> tuple[str, ...]:
        """As a name may end; the first is ours."""
        return _EXTENSIONS[self]

    @property
    def is_container(self) -> bool:
        """A ZIP file with parts inside."""
        return self in (DocumentKind.DOCX, DocumentKind.XLSX, DocumentKind.ODT, DocumentKind.ODS)


_EXTENSIONS = {
    DocumentKind.PDF: (".pdf",),
    DocumentKind.JPEG: (".jpg", ".jpeg"),
    DocumentKind.PNG: (".png",),
    DocumentKind.TEXT: (".txt",),
    DocumentKind.DOCX: (".docx",),
    DocumentKind.XLSX: (".xlsx",),
    DocumentKind.ODT: (".odt",),
    DocumentKind.ODS: (".ods",),
}


class DocumentState(StrEnum):
    ARRIVING = "arriving"
    WAITING = "waiting"
    """Whole, and not yet found clean: nobody gets it."""
    CLEAN = "clean"
    """There is a record of the same id."""
    REFUSED = "refused"
    """It had a virus; its bytes are gone."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What a record tells of its document."""

    kind: DocumentKind
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """`record_id` is the id of the record it becomes. `size` (bytes) and `chunks` are 0 while it arrives; `virus` is
    what the scanner calls what it found.
    """

    record_id: str
    case_id: str
    person_id: str
    organisation_id: str
    by: str
    data_class: DataClass
    title: str
    sealed: bool
    kind: DocumentKind
    began_at: datetime
    state: DocumentState = DocumentState.ARRIVING
    size: int = 0
    chunks: int = 0
    virus: str = ""


class NotTaken(Invalid):
    """The file is not what is taken here."""

    code = "document-refused"

    def __init__(self, message: str, code: str = "document-refused") -> None:
        refused = Invalid.field("file", message)
        super().__init__(refused.detail, code=code, fields=refused.fields)


def too_large() -> NotTaken:
    return NotTaken(f"is larger than {LARGEST // 1024**2} MB", code="too-large")


def infected(virus: str) -> NotTaken:
    return NotTaken(f"contains {virus}; nothing of it was kept", code="document-infected")


def file_name(text: str) -> str:
    """What is left of a name that is nothing but a name: no folders, nothing invisible, nothing that turns the order of
    letters round. Raises Invalid.
    """
    name = unicodedata.normalize("NFC", text).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if c == " " or unicodedata.category(c)[0] not in "CZ")
    name = _SPECIAL.sub("_", " ".join(name.split())).strip(". ")
    if not name:
        raise NotTaken("has no name")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(dot + extension)]}{dot}{extension}"[:_LONGEST_NAME]


def kind_of(name: str, declared: str) -> DocumentKind:
    """What the name says it is, which is also what was declared if anything was. Raises NotTaken."""
    ending = "".join(name.lower().rpartition(".")[1:]) if "." in name else ""
    kind = next((kind for kind in DocumentKind if ending in kind.extensions), None)
    if kind is None:
        taken = ", ".join(ending[1:] for kind in DocumentKind for ending in kind.extensions)
        raise NotTaken(f"must be one of {taken}, and its name end so")
    declared = declared.partition(";")[0].strip().lower()
    if declared not in (*_UNTOLD, kind.value):
        raise NotTaken(f"is said to be another kind of file than its name, which ends in {ending}")
    return kind


def name_to_save(title: str, kind: DocumentKind) -> str:
    """What the reader's own computer should call it, whatever the record's title has become."""
    try:
        name = file_name(title)
    except NotTaken:
        name = "document"
    if name.lower().endswith(kind.extensions):
        return name
    return name[: _LONGEST_NAME - len(kind.extensions[0])] + kind.extensions[0]
