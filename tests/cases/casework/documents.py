"""Documents for tests, good and bad, made in a line each."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from services.cases.domain.documents.document import DocumentKind

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + bytes(32) + b"\xff\xd9"
LONG = b"%PDF-1.7\n" + bytes(range(256)) * 4 * 1024 * 3 + b"%%EOF"
"""Of thirteen chunks."""

TEXT = "She said: £40 a week — and no more.\n".encode()
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def zipped(parts: Mapping[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>Tenancy</w:document>"}
    return zipped(parts | {name.replace("__", "/").replace("_", "."): content for name, content in more.items()})


def xlsx() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def odf(kind: DocumentKind, **more: bytes) -> bytes:
    return zipped(
        {"mimetype": kind.encode(), "content.xml": b"<office/>"} | {n.replace("__", "/"): c for n, c in more.items()}
    )


GOOD = {
    DocumentKind.PDF: PDF,
    DocumentKind.JPEG: JPEG,
    DocumentKind.PNG: png(),
    DocumentKind.TEXT: TEXT,
    DocumentKind.DOCX: docx(),
    DocumentKind.XLSX: xlsx(),
    DocumentKind.ODT: odf(DocumentKind.ODT),
    DocumentKind.ODS: odf(DocumentKind.ODS),
}


def bomb(megabytes: int) -> bytes:
    """One part of zeros."""
    return docx(word__media_bin=bytes(megabytes * 1024 * 1024))


def nested_bomb(deep: int = 4) -> bytes:
    """As 42.zip: archives in archives."""
    inner = zipped({"0": bytes(1024 * 1024)})
    for _ in range(deep):
        inner = zipped({str(number): inner for number in range(8)})
    return docx(word__embeddings=inner)


def overlapping(count: int = 300) -> bytes:
    """Many entries of the directory that all point at one packed part."""
    plain = bytearray(docx(word__media_bin=bytes(4 * 1024 * 1024)))
    end = len(plain) - 22
    size, at = struct.unpack_from("<II", plain, end + 12)
    directory = bytes(plain[at : at + size])
    last = directory[directory.rindex(b"PK\x01\x02") :]
    name = b"word/media.bin"
    copies = b"".join(last.replace(name, b"word/%05d.bin" % number) for number in range(count))
    made = plain[:at] + directory + copies
    number = 3 + count
    return bytes(made + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, size + len(copies), at, 0))
