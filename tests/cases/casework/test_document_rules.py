"""What is taken as a document, by its name and its bytes, and what is not."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from services.cases.domain.documents.container import MOST_PARTS, must_be_sound
from services.cases.domain.documents.document import LARGEST, DocumentKind, NotTaken, file_name, kind_of, name_to_save
from services.cases.domain.documents.inspection import Inspection
from tests.cases.casework.documents import GOOD, JPEG, PDF, bomb, docx, nested_bomb, odf, overlapping, png, zipped

DOCX = DocumentKind.DOCX


def looked_at(kind: DocumentKind, content: bytes, part: int = 7) -> None:
    inspection = Inspection(kind)
    for start in range(0, len(content), part):
        inspection.take(content[start : start + part])
    inspection.end()
    if kind.is_container:
        must_be_sound(io.BytesIO(content), len(content), kind)


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("part", [1, 7, 100_000])
def test_what_councils_write_and_get_is_taken(kind: DocumentKind, part: int) -> None:
    looked_at(kind, GOOD[kind], part)
    assert kind_of(f"A letter{kind.extensions[-1].upper()}", kind.value) is kind


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("other", DocumentKind)
def test_bytes_of_one_kind_under_the_name_of_another_are_refused(kind: DocumentKind, other: DocumentKind) -> None:
    # A PDF of plain ASCII is text as well, and shown as text it does nothing.
    if kind is not other and (kind, other) != (DocumentKind.TEXT, DocumentKind.PDF):
        with pytest.raises(NotTaken):
            looked_at(kind, GOOD[other])


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\Amina\letter.pdf", "letter.pdf"),
        ("letter\u202efdp.exe.pdf", "letterfdp.exe.pdf"),
        ("le\u200btter\r\nSet-Cookie: a=b.pdf", "letterSet-Cookie_ a=b.pdf"),
        ('"><img src=x>.png', "___img src=x_.png"),
        (" .hidden.pdf ", "hidden.pdf"),
        ("llythyr Siân 👩.pdf", "llythyr Siân 👩.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("a" * 500 + ".pdf", "a" * 196 + ".pdf"),
        ("\ud800letter.pdf", "letter.pdf"),
    ],
)
def test_of_a_name_only_a_name_is_left(name: str, clean: str) -> None:
    assert file_name(name) == clean
    assert name_to_save(name, kind_of(clean, "")) == clean


@pytest.mark.parametrize("name", ["", "   ", "..", "a/b/", "\u202e", "\0"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(NotTaken):
        file_name(name)


def test_a_record_renamed_since_is_saved_under_a_name_that_fits_its_bytes() -> None:
    assert name_to_save("Tenancy agreement", DocumentKind.PDF) == "Tenancy agreement.pdf"
    assert name_to_save("run.exe", DocumentKind.PDF) == "run.exe.pdf"
    assert name_to_save("../..", DocumentKind.JPEG) == "document.jpg"
    assert len(name_to_save("a" * 200, DocumentKind.DOCX)) == 200


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("drawing.svg", "image/svg+xml"),
        ("page.html", "text/html"),
        ("letter.docm", ""),
        ("letter.doc", "application/msword"),
        ("mail.eml", "message/rfc822"),
        ("note.rtf", "application/rtf"),
        ("parts.zip", "application/zip"),
        ("letter", "application/pdf"),
        ("pdf", "application/pdf"),
        ("letter.pdf", "text/html"),
        ("letter.pdf", "image/png"),
        ("letter.pdf.exe", "application/pdf"),
    ],
)
def test_a_kind_that_is_not_taken_or_that_two_words_disagree_on_is_refused(name: str, declared: str) -> None:
    with pytest.raises(NotTaken) as refused:
        kind_of(name, declared)
    assert refused.value.fields[0].field == "file"


def test_a_browser_or_curl_that_cannot_tell_the_type_is_no_lie() -> None:
    assert kind_of("letter.docx", "application/octet-stream") is DOCX
    assert kind_of("a.txt", "text/plain; charset=utf-8") is DocumentKind.TEXT


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (DocumentKind.PDF, b""),
        (DocumentKind.PDF, PDF[:-8]),
        (DocumentKind.PDF, b"\n" + PDF),
        (DocumentKind.PDF, b"<html>" + PDF),
        (DocumentKind.PNG, png()[:-4]),
        (DocumentKind.PNG, png() + b"<?php"),
        (DocumentKind.JPEG, b"<html><script>alert(1)</script>"),
        (DocumentKind.JPEG, JPEG[:20] + b"<HTML ><body>" + JPEG[20:]),
        (DocumentKind.JPEG, JPEG + b"<script>alert(1)</script>"),
        (DocumentKind.JPEG, JPEG + bytes(3000) + b"<ScRiPt src=//evil>" + bytes(3000)),
        (DocumentKind.TEXT, b"  \n\n" + b" " * 100 + b"<svg onload=alert(1)>"),
        (DocumentKind.TEXT, b"\xef\xbb\xbf<?xml version='1.0'?><svg/>"),
        (DocumentKind.TEXT, b"<!DOCTYPE html>"),
        (DocumentKind.TEXT, b"MZ\x90\0\3"),
        (DocumentKind.TEXT, "£".encode("latin-1")),
        (DocumentKind.TEXT, "£".encode()[:1]),
        (DocumentKind.TEXT, "a".encode("utf-16")),
    ],
)
def test_what_is_broken_or_two_things_at_once_is_refused_however_it_is_cut_in_parts(
    kind: DocumentKind, content: bytes
) -> None:
    for part in (1, 13, 100_000):
        with pytest.raises(NotTaken):
            looked_at(kind, content, part)


def test_a_hundred_megabytes_are_taken_and_a_byte_more_is_refused_at_that_byte() -> None:
    inspection = Inspection(DocumentKind.PDF)
    inspection.take(PDF)
    part = bytes(1024 * 1024)
    while inspection.size + len(part) <= LARGEST:
        inspection.take(part)
    inspection.take(bytes(LARGEST - inspection.size - len(PDF)) + PDF)
    inspection.end()
    assert inspection.size == LARGEST
    with pytest.raises(NotTaken) as refused:
        inspection.take(b"x")
    assert refused.value.code == "too-large"


BAD = {
    "a flat bomb": bomb(300),
    "a bomb in bombs": nested_bomb(),
    "one part many times": overlapping(),
    "macros": docx(word__vbaProject_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "macros under another name": docx(word__image1_png=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "a program": docx(word__media_exe=b"MZ\x90\0"),
    "a spreadsheet inside": docx(word__embedded_xlsx=zipped({"xl/workbook.xml": b""})),
    "not a letter": zipped({"[Content_Types].xml": b"", "word/other.xml": b""}),
    "any archive": zipped({"a": b"a"}),
    "declared with macros": zipped(
        {
            "[Content_Types].xml": b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>",
            "word/document.xml": b"",
        }
    ),
    "something before": b"#!/bin/sh\n" + docx(),
    "something after": docx() + b"<script>",
    "a comment that hides something": docx()[:-2] + struct.pack("<H", 8) + b"<script>",
    "cut": docx()[:-30],
    "only its beginning": docx()[:10],
    "more parts than there are": zipped({str(number): b"" for number in range(MOST_PARTS + 1)}),
    "packed otherwise": zipped({"[Content_Types].xml": b"", "word/document.xml": b"x" * 99}, zipfile.ZIP_LZMA),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_container_that_is_a_trap_is_refused_without_unpacking_it_into_memory(content: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(NotTaken):
        must_be_sound(io.BytesIO(content), len(content), DOCX)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize("field", ["encrypted", "checksum", "offset"])
def test_a_container_that_lies_about_its_parts_is_refused(field: str) -> None:
    content = bytearray(docx())
    entry = content.rindex(b"PK\x01\x02")
    place, value = {"encrypted": (8, b"\1\0"), "checksum": (16, b"\0\0\0\0"), "offset": (42, b"\xff\xff\xff\x7f")}[
        field
    ]
    content[entry + place : entry + place + len(value)] = value
    with pytest.raises(NotTaken):
        must_be_sound(io.BytesIO(content), len(content), DOCX)


def test_a_directory_of_a_size_that_would_fill_the_memory_is_not_read() -> None:
    content = bytearray(docx())
    content[-10:-6] = struct.pack("<I", 90 * 1024 * 1024)
    with pytest.raises(NotTaken, match="more inside"):
        must_be_sound(io.BytesIO(content), len(content), DOCX)


def test_open_documents_are_told_from_each_other_and_their_macros_refused() -> None:
    for content in (odf(DocumentKind.ODS), odf(DocumentKind.ODT, Basic__script_lb=b"x"), docx()):
        with pytest.raises(NotTaken):
            must_be_sound(io.BytesIO(content), len(content), DocumentKind.ODT)


def test_a_long_letter_that_shrinks_well_is_no_bomb() -> None:
    words = b"".join(b"<w:p>Paragraph %d of a long assessment</w:p>" % number for number in range(200_000))
    content = docx(word__long_xml=words)
    must_be_sound(io.BytesIO(content), len(content), DOCX)
