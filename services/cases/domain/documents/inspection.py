"""Whether the bytes of a document are what its name says, looked at as they come.

The name says what a file should be and the bytes have to be that: nothing is guessed. Only a container has to be whole
before its inside can be looked at (`container`).
"""

import codecs
import re

from services.cases.domain.documents.document import LARGEST, DocumentKind, NotTaken, too_large

_HEADS = {
    DocumentKind.PDF: re.compile(rb"%PDF-[12]\.\d"),  # ISO 32000-2 section 7.5.2
    DocumentKind.JPEG: re.compile(rb"\xff\xd8\xff"),  # ITU-T T.81 section B.1.1.3
    DocumentKind.PNG: re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),  # PNG section 5.2
    DocumentKind.TEXT: re.compile(rb""),
}
_CONTAINER = re.compile(rb"PK\x03\x04")  # APPNOTE.TXT section 4.3.7
_ENDS = {DocumentKind.PDF: re.compile(rb"%%EOF"), DocumentKind.PNG: re.compile(rb"IEND\xaeB`\x82\Z")}
_LONGEST_END = 1024
# A page hidden in a picture; some program somewhere may show it.
_PAGE_INSIDE = re.compile(rb"<(?:script|iframe|svg|html|!doctype\s+html)[\s>/]", re.IGNORECASE)
_OVERLAP = 32
_MARKUP = re.compile(r"<[?!a-z]", re.IGNORECASE)
_OPENING = 16
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Inspection:
    """Of one document: `take` each part in order, then `end`. Each raises NotTaken."""

    def __init__(self, kind: DocumentKind) -> None:
        self._kind, self.size, self._tail = kind, 0, b""
        self._text = codecs.getincrementaldecoder("utf-8-sig")() if kind is DocumentKind.TEXT else None
        self._begun, self._opening = False, ""

    def take(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > LARGEST:
            raise too_large()
        seen, self._tail = self._tail + part, (self._tail + part)[-_LONGEST_END:]
        if not self._begun and len(seen) >= _OVERLAP:
            self._must_begin(seen)
        if self._kind in (DocumentKind.JPEG, DocumentKind.PNG) and _PAGE_INSIDE.search(seen):
            raise self._other()
        if self._text:
            self._must_be_words(part, last=False)

    def end(self) -> None:
        if not self.size:
            raise NotTaken("is empty")
        if not self._begun:
            self._must_begin(self._tail)
        if self._text:
            self._must_be_words(b"", last=True)
        if (ending := _ENDS.get(self._kind)) and not ending.search(self._tail):
            raise NotTaken("is not whole: its end is missing, or something else follows it")

    def _must_begin(self, head: bytes) -> None:
        if not _HEADS.get(self._kind, _CONTAINER).match(head):
            raise self._other()
        self._begun = True

    def _must_be_words(self, part: bytes, *, last: bool) -> None:
        assert self._text
        try:
            words = self._text.decode(part, last)
        except UnicodeDecodeError:
            raise NotTaken("is no text in UTF-8: save it so, or as PDF") from None
        self._opening = (self._opening + words).lstrip()[:_OPENING]
        if _UNPRINTABLE.search(words) or _MARKUP.match(self._opening):
            raise self._other()

    def _other(self) -> NotTaken:
        return NotTaken(f"is not what its name says: its content is not {self._kind}")
