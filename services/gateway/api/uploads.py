"""A form with one file in it (multipart/form-data, RFC 7578), as curl and browsers send it, passed on as it comes.

The fields come before the file and nothing after it, so that all is known before the first byte goes on, and no more of
it is held than one piece.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from chassis.errors import Invalid
from services.gateway.api.edge import LARGEST_DOCUMENT
from services.gateway.api.problems import NotAcceptedType, TooLarge

_KIND = b"multipart/form-data"
_MOST_FIELDS = 20
_LONGEST_FIELD = 4_096
_PATIENCE_SECONDS = 30.0
"""For the next piece."""

FILE = "file"


class Upload:
    """One form being read: `begin` to the file's first byte, then `parts`. Each raises Invalid, naming the field, or
    TooLarge as soon as the length that was said of all leaves more for the file than one may have.
    """

    def __init__(self, request: Request) -> None:
        """Raises NotAcceptedType for anything but such a form."""
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary", b"")
        if kind.lower() != _KIND or not boundary:
            raise NotAcceptedType("send multipart/form-data: the fields, then the file")
        self.fields: dict[str, str] = {}
        self.name = self.media_type = ""
        length = request.headers.get("content-length", "")
        # What is left for the file: nothing but the last boundary follows it (RFC 2046 section 5.1.1).
        self._left = int(length) - len(boundary) - len("\r\n----\r\n") if length.isdigit() else 0
        self._pieces = request.stream()
        self._headers: dict[bytes, bytes] = {}
        self._header = self._value = b""
        self._field: str | None = None
        self._text = bytearray()
        self._file: list[bytes] = []
        self._begun = self._measured = self._over = self._ended = False
        self._parser = MultipartParser(boundary, self._callbacks())

    async def begin(self) -> None:
        while not self._begun:
            await self._read()

    async def parts(self) -> AsyncIterator[bytes]:
        while True:
            file, self._file = self._file, []
            for piece in file:
                yield piece
            if self._ended:
                return
            await self._read()

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                piece = await anext(self._pieces, None)
        except TimeoutError:
            raise Invalid.field(FILE, "came too slowly") from None
        except ClientDisconnect:
            raise Invalid.field(FILE, "broke off") from None
        if piece is None:
            raise Invalid.field(FILE, "broke off" if self._begun else "is missing")
        try:
            self._parser.write(piece)
            self._left -= len(piece)
        except (MultipartParseError, UnicodeDecodeError):
            raise Invalid("the form cannot be read", code="invalid-form") from None
        if self._ended and not self._begun:
            raise Invalid.field(FILE, "is missing")

    def _callbacks(self) -> Any:
        return {
            "on_part_begin": self._part_begins,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._part_ends,
            "on_end": self._ends,
        }

    def _part_begins(self) -> None:
        if self._over:
            raise Invalid.field(FILE, "must come last, and alone")
        self._headers, self._field = {}, None
        self._text.clear()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header = self._value = b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"").decode()
        if b"filename" not in options:
            if not name or name in self.fields or len(self.fields) >= _MOST_FIELDS:
                raise Invalid("the form has a field twice, one without a name, or too many", code="invalid-form")
            self._field = name
        elif name != FILE:
            raise Invalid.field(FILE, "is missing: the field of the file has another name")
        else:
            self.name = options[b"filename"].decode()
            self.media_type = self._headers.get(b"content-type", b"").decode()
            self._begun = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            if not self._measured and self._left - start > LARGEST_DOCUMENT:
                raise TooLarge(f"a document may have {LARGEST_DOCUMENT} bytes")
            self._measured = True
            self._file.append(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > _LONGEST_FIELD:
            raise Invalid.field(self._field[:100], "is too long")

    def _part_ends(self) -> None:
        if self._field is None:
            self._over = True
        else:
            self.fields[self._field] = self._text.decode()

    def _ends(self) -> None:
        self._ended = True
