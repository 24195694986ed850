"""Pictures and requests that would take too much memory are refused at once, with a sentence and nothing half done."""

import contextlib
import io
import time
import tracemalloc
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageFile

from gensui.cases import pictures
from gensui.cases.models import Attachment, Case
from gensui.cases.refusals import BadPicture
from gensui.ui import pdf
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.portal.conftest import come_in

__all__ = ["come_in"]


def drawn(kind: str, width: int, height: int, **how: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind, **how)
    return file.getvalue()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A small file that unpacks to 147 MB."""
    return drawn("PNG", 7_000, 7_000)


def test_a_small_file_with_many_pixels_is_refused_before_it_is_unpacked(bomb: bytes) -> None:
    assert len(bomb) < 200_000
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(BadPicture, match="24 million"):
        pictures.clean(bomb)
    assert time.process_time() - began < 0.5
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("kind", "size", "how", "taken"),
    [
        ("PNG", (6_000, 4_000), {}, True), ("PNG", (6_001, 4_000), {}, False), ("JPEG", (8_000, 6_000), {}, True),
        ("JPEG", (8_000, 6_000), {"progressive": True}, False), ("JPEG", (9_001, 8_000), {}, False), ("WEBP", (6_100, 4_000), {}, False),
    ],
)  # fmt: skip
def test_a_plain_jpeg_is_decoded_at_reduced_size(
    kind: str, size: tuple[int, int], how: dict[str, Any], taken: bool
) -> None:
    content = drawn(kind, *size, **how)
    if taken:
        picture = pictures.clean(content)
        assert (picture.width, pictures.clean(picture)) == (1_600, picture)
    else:
        with pytest.raises(BadPicture):
            pictures.clean(content)


def test_how_many_pixels_is_a_setting(settings: Any) -> None:
    settings.PICTURE_PIXELS = 1_000_000
    with pytest.raises(BadPicture, match="1 million"):
        pictures.clean(drawn("PNG", 1_001, 1_000))


@pytest.mark.database
@pytest.mark.usefixtures("cast")
def test_making_a_pdf_lets_no_half_picture_in() -> None:
    with contextlib.suppress(pdf.NoPdf):
        pdf.pdf("403.html", {})
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    whole = drawn("JPEG", 800, 600)
    with pytest.raises(BadPicture, match="broken"):
        pictures.clean(whole[: len(whole) // 2])


@pytest.mark.database
def test_an_owner_is_told_and_no_case_is_left_behind(cast: Cast, come_in: Any, bomb: bytes) -> None:
    given = {"content": "漏水", "matter": "REP.WAT.LEAK", "where": "home", "place": "水槽下", "once": "my:1"}
    browser = come_in(cast.mei)
    browser.cookies["django_language"] = "en"
    answer = browser.post(reverse("my_report"), given | {"photos": SimpleUploadedFile("a.png", bomb, "image/png")})
    assert (answer.status_code, Case.objects.exists()) == (422, False)
    assert "24 million pixels" in answer.content.decode()
    assert "水槽下" in answer.content.decode()
    assert browser.post(reverse("my_report"), given).status_code == 302


@pytest.mark.database
def test_the_desk_is_told_and_the_act_is_not_done(walk: Walk, cast: Cast, english: SignIn, bomb: bytes) -> None:
    case = walk("working")
    address = reverse("act", args=[case.number, "attach"])
    answer = english(cast.chen).post(
        address, {"kind": "before", "once": "act:h", "photos": SimpleUploadedFile("a.png", bomb, "image/png")}
    )
    assert (answer.status_code, Attachment.objects.exists()) == (422, False)


@pytest.mark.database
def test_a_request_that_is_too_large_is_refused_by_its_length(cast: Cast, english: SignIn, settings: Any) -> None:
    settings.UPLOAD_MOST_BYTES = 2_000_000
    client = english(cast.li)
    file = SimpleUploadedFile("a.jpg", b"x" * 2_000_001, "image/jpeg")
    answer = client.post(reverse("intake"), {"content": "x", "photos": file})
    assert (answer.status_code, "larger than 2 MB" in answer.content.decode()) == (413, True)
    told = client.post(reverse("walk_sync"), b"x" * 2_000_001, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (413, "too_large")


@pytest.mark.database
def test_a_form_with_too_much_text_gets_a_page(cast: Cast, english: SignIn) -> None:
    answer = english(cast.li).post(reverse("intake"), {"content": "x" * 6_000_000})
    assert answer.status_code == 400
    assert "is too long for a form. Go back, send less at once" in answer.content.decode()
