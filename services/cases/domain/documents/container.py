"""The inside of an office document, which is a ZIP file (APPNOTE.TXT): nothing it says of its sizes is believed.

Every part is unpacked, a piece at a time, and counted. What is refused: anything beside the archive in the file, parts
that are archives or programs themselves, macros, encryption, and more than an office document ever holds.
"""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from services.cases.domain.documents.document import DocumentKind, NotTaken

MOST_PARTS = 10_000
LARGEST_INSIDE = 512 * 1024 * 1024
MOST_TIMES = 200
"""How many times the size of the file its inside may have, above `_SMALL`. XML shrinks to a fiftieth."""

_SMALL = 16 * 1024 * 1024
_PIECE = 64 * 1024
_END = struct.Struct("<4s4H2LH")  # section 4.3.16
_LARGEST_DIRECTORY = 2 * 1024 * 1024
_ENCRYPTED = 0x1
# Archives, programs, and the compound files that macros and embedded objects are kept in ([MS-CFB]).
_FORBIDDEN = re.compile(rb"PK\x03\x04|PK\x05\x06|7z\xbc\xaf|Rar!|\x1f\x8b|BZh|\xfd7zXZ|MZ|\x7fELF|\xd0\xcf\x11\xe0|#!")
_MACROS = re.compile(r"(^|/)(vba|activex|basic/|scripts/|macrosheets/)", re.IGNORECASE)
_MAIN = {
    DocumentKind.DOCX: ("word/document.xml", b""),
    DocumentKind.XLSX: ("xl/workbook.xml", b""),
    DocumentKind.ODT: ("mimetype", DocumentKind.ODT.encode()),
    DocumentKind.ODS: ("mimetype", DocumentKind.ODS.encode()),
}
_TYPES = "[Content_Types].xml"
# What zipfile raises for bytes that are no sound archive.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)


def must_be_sound(file: BinaryIO, size: int, kind: DocumentKind) -> None:
    """`file` of `size` bytes holds a document of that kind and nothing else. Takes as long as unpacking it does, and
    memory for a piece. Raises NotTaken.
    """
    _must_be_archive_only(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len({part.filename for part in parts}) != len(parts):
                raise NotTaken("has two parts of one name inside")
            left = min(LARGEST_INSIDE, max(_SMALL, MOST_TIMES * size))
            for part in parts:
                left -= _unpacked(archive, part, left)
            _must_be(kind, archive)
    except _DAMAGED:
        raise NotTaken("cannot be unpacked: it is damaged, or packed in a way that is not taken") from None


def _must_be_archive_only(file: BinaryIO, size: int) -> None:
    """From the first byte to the last. Looked at by hand: what is said of the directory decides how much of it would be
    read into memory.
    """
    file.seek(max(0, size - _END.size))
    end = file.read(_END.size)
    if len(end) != _END.size:
        raise NotTaken("is not whole: its end is missing")
    sign, disk, start_disk, here, count, directory, at, comment = _END.unpack(end)
    if sign != b"PK\x05\x06" or comment:
        raise NotTaken("is not whole, or something else follows the document")
    if disk or start_disk or here != count or count > MOST_PARTS or directory > _LARGEST_DIRECTORY:
        raise NotTaken("has more inside than an office document has")
    if at + directory + _END.size != size:  # nothing before, nothing between, and no ZIP64
        raise NotTaken("has something else before or inside the document")


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """How many bytes it really has."""
    if part.flag_bits & _ENCRYPTED:
        raise NotTaken("is protected with a password; take that off first")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotTaken("is packed in a way that is not taken")
    if _MACROS.search(part.filename):
        raise NotTaken("has macros inside; save it without them, or as PDF")
    counted = 0
    with archive.open(part) as inside:
        while piece := inside.read(_PIECE):
            if not counted and _FORBIDDEN.match(piece):
                raise NotTaken("has an archive, a program or an embedded object inside; save it without, or as PDF")
            counted += len(piece)
            if counted > left:
                raise NotTaken("unpacks to more than an office document holds")
    return counted


def _must_be(kind: DocumentKind, archive: zipfile.ZipFile) -> None:
    main, expected = _MAIN[kind]
    names = archive.namelist()
    if main not in names or (expected == b"" and _TYPES not in names):
        raise NotTaken(f"is not what its name says: its content is not {kind}")
    if expected and _beginning(archive, main) != expected:
        raise NotTaken(f"is not what its name says: its content is not {kind}")
    if not expected and b"macroenabled" in _beginning(archive, _TYPES).lower():
        raise NotTaken("has macros inside; save it without them, or as PDF")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as inside:
        return inside.read(_PIECE)
