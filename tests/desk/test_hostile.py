"""What somebody could type, send or link to do harm: it is refused, or kept and shown as what it is."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from gensui.cases.models import Attachment, Case
from tests.cases.conftest import Walk
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

TEXTS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "template": "{{ 7|add:7 }}{% load static %}${7*7}",
    "formula": '=HYPERLINK("https://evil.example","click")',
    "quotes": "\"'></textarea><svg/onload=alert(3)>",
    "right to left": "水管\u202egnp.exe\u2066漏水\u2069",
    "four bytes": "𠮷野家樓下👩‍👩‍👧‍👦漏水 🚰",
    "sql": "'; DROP TABLE cases_case; --",
    "percent": "%s %(x)s %d {0} {x}",
    "lines": "a\r\nSet-Cookie: x=1\r\n\r\nb",
}


def said(content: str, **words: str) -> dict[str, str]:
    return {
        "channel": "phone", "phone": "13900000001", "requester_name": content[:80], "relation": "owner", "home": "3-1-502",
        "place": content[:120], "content": content, "category": "REP.WAT.LEAK", "read_back": "on", "once": "intake:h",
    } | words  # fmt: skip


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
def test_a_text_is_kept_as_it_is_and_shown_as_text(cast: Cast, english: SignIn, content: str) -> None:
    client = english(cast.li)
    answer = client.post(reverse("intake"), said(content))
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.number}/"
    assert case.content == content
    for page in (
        f"/cases/{case.number}/",
        "/cases/",
        "/",
        "/board/",
        "/department/?of=maintenance",
        f"/cases/{case.number}/correct_intake/",
    ):
        shown = client.get(page)
        html = shown.content.decode()
        assert shown.status_code == 200
        for harm in ("<script>alert", "<img src=x", "<svg/onload", "</textarea><svg"):
            assert harm not in html, page
    for script in (b"<script>alert", b"onerror=alert(2)>"):
        assert script not in client.get(reverse("caller"), {"phone": "13900000001"}).content


def test_no_spreadsheet_takes_a_text_for_a_formula(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    for place, begins in enumerate("=+-@"):
        client.post(reverse("intake"), said(f"{begins}1+1", once=f"intake:{place}"))
    sheet = load_workbook(io.BytesIO(b"".join(client.get(reverse("case_export")).streaming_content))).active  # type: ignore[attr-defined]
    assert isinstance(sheet, Worksheet)
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert {str(cell.value) for cell in cells if "1+1" in str(cell.value)} == {f"'{begins}1+1" for begins in "=+-@"}


@pytest.mark.parametrize("name", ["content", "requester_name", "place", "phone", "home", "once", "category", "answer"])
def test_a_nul_is_refused_calmly(cast: Cast, english: SignIn, name: str) -> None:
    answer = english(cast.li).post(reverse("intake"), said("漏水") | {name: "a\x00b"})
    assert answer.status_code == 400
    assert "no text holds" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("address", ["/cases/?q=%00", "/intake/caller/?phone=%00&home=%00&category=%00", "/intake/categories/?leaf=%00",
    "/intake/questions/?category=%00", "/?after=%00", "/calendar/?day=%00", "/roster/?of=%00&week=%00", "/cases/2026-%00/", "/calls/?but=%00",
    "/cases/?page=%00&state=%00&department=%00&priority=%00", "/cases/?q=" + "9" * 5000, "/calendar/?day=9999-12-31", "/calendar/?day=0001-01-01",
    "/roster/?week=9999-12-31", "/roster/?week=0001-01-01", "/cases/99999999999999999999-1/", "/intake/?call=%00", "/roster/K02/9999-12-31/", "/roster/K02/0001-01-01/"])  # fmt: skip
def test_a_strange_address_is_no_fault_of_ours(walk: Walk, cast: Cast, sign_in: SignIn, address: str) -> None:
    walk("working")
    assert sign_in(cast.head).get(address).status_code in (200, 400, 404)


def bomb() -> bytes:
    """A PNG of a few kilobytes that unpacks to more than a gigabyte."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 2_000_000))
        + chunk(b"IEND", b"")
    )


def polyglot() -> bytes:
    """A true picture, with an archive and a script behind it."""
    file = io.BytesIO(picture())
    file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("harm.html", "<script>alert(1)</script>")
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.svg", SVG), ("photo.png", SVG), ("photo.jpg", b"<?php system($_GET['c']); ?>"), ("photo.png", bomb()),
        ("photo.pdf", b"%PDF-1.7 nothing"), ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200), ("photo.gif", b"GIF89a" + b"\0" * 9),
        ("photo.zip", b"PK\x03\x04" + b"\0" * 60), ("photo.jpg", b"\0" * 30),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(walk: Walk, cast: Cast, english: SignIn, name: str, content: bytes) -> None:
    case = walk("working")
    where = reverse("act", args=[case.number, "attach"])
    answer = english(cast.chen).post(
        where, {"kind": "before", "once": "act:h", "photos": SimpleUploadedFile(name, content, "image/png")}
    )
    assert answer.status_code in (409, 422)
    assert not Attachment.objects.exists()


def test_of_a_polyglot_only_the_picture_is_kept(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, content = walk("working"), polyglot()
    assert zipfile.is_zipfile(io.BytesIO(content))
    client = english(cast.chen)
    client.post(
        reverse("act", args=[case.number, "attach"]),
        {"kind": "before", "once": "act:h", "photos": SimpleUploadedFile("../../etc/harm.html", content, "text/html")},
    )
    kept = Attachment.objects.get()
    assert ".." not in str(kept.file.name)
    assert "html" not in str(kept.file.name)
    answer = client.get(reverse("attachment", args=[kept.pk]))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert not zipfile.is_zipfile(io.BytesIO(body))
    assert b"script" not in body
    assert Image.open(io.BytesIO(body)).format == "WEBP"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example",
    "http:evil.example", " //evil.example", "/\n/evil.example",
)  # fmt: skip


@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_link_leads_elsewhere(walk: Walk, cast: Cast, english: SignIn, to: str) -> None:
    case, client = walk("working"), english(cast.li)
    answer = client.post(
        reverse("act", args=[case.number, "tell_progress"]), {"note": "x", "once": "act:b", "back": to}
    )
    assert answer.url == f"/cases/{case.number}/"  # type: ignore[attr-defined]
    revealed = client.post(reverse("reveal", args=[case.number]), {"back": to})
    assert revealed.url == f"/cases/{case.number}/"  # type: ignore[attr-defined]
    language = client.post(reverse("set_language"), {"language": "en", "next": to})
    assert (language.status_code, language.url) == (302, "/")  # type: ignore[attr-defined]
