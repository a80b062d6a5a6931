"""Materials at the door: the content must keep what the name promises."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from openpyxl import Workbook
from PIL import Image

from projects.redline.errors import Fault
from projects.refusals import FileRefused
from projects.upload_checks import Flaw
from projects.uploads import check_upload, clean_name


def pdf(pages: int = 1, **root: pikepdf.Object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        for key, value in root.items():
            document.Root[f"/{key}"] = value
        document.save(out)
    return out.getvalue()


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, kind)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def checked(data: bytes, name: str, **options):
    return check_upload(io.BytesIO(data), name, len(data), **options)


def refusal(data: bytes, name: str, **options) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        checked(data, name, **options)
    return refused.value


def huge_png(side: int) -> bytes:
    """A PNG whose header claims ``side`` × ``side`` pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def test_sound_files_are_accepted_with_their_type_and_pages():
    found = checked(pdf(3), "可行性研究报告.PDF")
    assert (found.extension, found.media_type, found.pages, found.shown) == ("pdf", "application/pdf", 3, True)
    assert checked(picture("JPEG"), "现状.jpeg").extension == "jpg"
    assert checked(sheet(), "清单.xlsx").shown is False
    assert checked(packed(**{"OFD.xml": b"<ofd/>"}), "批复.ofd").media_type == "application/ofd"
    assert checked(b"AC1032\x00rest", "总平面.dwg").shown is False
    assert checked(b"ISO-10303-21;\nHEADER;", "模型.ifc").shown is False


@pytest.mark.parametrize(
    ("data", "name", "code", "found"),
    [
        (b"<html><script>alert(1)</script>", "申请表.pdf", Flaw.OTHER_CONTENT, "html"),
        (b"MZ\x90\x00" + b"\0" * 60, "图.jpg", Flaw.OTHER_CONTENT, "exe"),
        (picture("PNG"), "图.jpg", Flaw.OTHER_CONTENT, "png"),
        (pdf(), "图.png", Flaw.OTHER_CONTENT, "pdf"),
        (packed(a=b"x"), "清单.xlsx", Flaw.OTHER_CONTENT, "zip"),
        (b"just text", "总图.dwg", Flaw.OTHER_CONTENT, ""),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_with_what_it_is(data, name, code, found):
    refused = refusal(data, name)
    assert (refused.code, refused.params["found"]) == (code, found)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", Flaw.EMPTY),
        (b"x", "run.exe", Flaw.NOT_ALLOWED),
        (b"<svg/>", "picture.svg", Flaw.NOT_ALLOWED),
        (b"x", "申请表.pdf.exe", Flaw.NOT_ALLOWED),
        (b"x", "no extension", Flaw.NOT_ALLOWED),
        (b"%PDF-1.7\ngarbage", "a.pdf", Flaw.PDF_BROKEN),
        (picture()[:60], "a.png", Flaw.IMAGE_BROKEN),
        (huge_png(30_000), "a.png", Flaw.IMAGE_TOO_LARGE),
        (packed(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"}), "a.xlsx", Flaw.OFFICE_MACROS),
        (packed(**{"inner.zip": b"PK"}), "a.zip", Fault.ZIP_NESTED),
        (packed(**{"..__..__etc__passwd": b"x"}), "a.zip", Fault.ZIP_ESCAPES),
        (packed(bomb=b"\0" * (401 * 1024 * 1024)), "a.zip", Fault.ZIP_TOO_BIG),
    ],
)
def test_every_unsound_file_has_its_own_reason(data, name, code):
    assert refusal(data, name).code is code


def test_a_locked_pdf_and_one_that_acts_on_opening_are_refused():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    assert refusal(out.getvalue(), "a.pdf").code is Flaw.PDF_LOCKED
    script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))
    assert refusal(pdf(OpenAction=script), "a.pdf").code is Flaw.PDF_ACTIVE


def test_a_pdf_whose_stream_would_fill_the_memory_is_opened_without_unpacking_it():
    out = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.Contents = document.make_stream(b" " * (300 * 1024 * 1024))
        document.save(out, compress_streams=True)
    assert len(out.getvalue()) < 1_000_000
    assert checked(out.getvalue(), "a.pdf").pages == 1


def test_a_material_accepts_only_the_types_of_its_own_list(settings):
    assert refusal(picture(), "a.png", allowed={"pdf", "dwg"}).params["allowed"] == ["dwg", "pdf"]
    settings.MAX_UPLOAD_BYTES = 10
    assert refusal(pdf(), "a.pdf").code is Flaw.TOO_BIG


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\用地红线.zip", "用地红线.zip"),
        ("/etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("名\x00字\n.pdf", "名字.pdf"),
        ("...", "file"),
        ("长" * 4000 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_file_name_keeps_no_path_and_no_tricks(given, kept):
    assert clean_name(given) == kept
