"""A form that comes back keeps the pictures that were chosen: nobody has to take a photo twice, with or without script."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gensui.cases.actions import drafting
from gensui.cases.models import Attachment, Case, KeptPicture
from gensui.people import limits
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database

SAID = {
    "content": "廚房漏水",
    "matter": "REP.WAT.LEAK",
    "where": "home",
    "once": "my:form-1",
    "convenient_time": "晚上",
}


def photo(colour: str, name: str = "") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(file, "JPEG")
    return SimpleUploadedFile(name or f"{colour}.jpg", file.getvalue(), "image/jpeg")


def broken() -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.txt", b"no picture", "image/jpeg")


def report(browser: Client, **more: Any) -> Any:
    return browser.post(reverse("my_report"), SAID | more)


def left_out(page: str) -> list[str]:
    """The digests that the page offers to leave out."""
    return re.findall(r'name="photos-left_out" value="(\w+)"', page)


def test_a_refused_picture_takes_nothing_with_it(cast: Cast, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    refused = report(browser, place="水槽下", photos=[photo("teal"), broken(), photo("navy")])
    page = refused.content.decode()
    assert refused.status_code == 422
    assert not Case.objects.exists(), "all or nothing"
    assert "notes.txt" in page
    assert all(said in page for said in ("廚房漏水", "水槽下", "晚上"))
    assert len(left_out(page)) == page.count("data:image/webp") == 2

    assert report(browser, place="水槽下").status_code == 302
    assert Case.objects.get().attachments.count() == 2


def test_a_missing_place_keeps_the_photos_and_more_can_be_chosen(cast: Cast, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    first = report(browser, photos=[photo("teal"), photo("navy")])
    assert first.status_code == 422
    teal, _navy = left_out(first.content.decode())
    second = report(browser, photos=[photo("red")], **{"photos-left_out": [teal]})
    assert len(left_out(second.content.decode())) == 2
    assert report(browser, place="水槽下").status_code == 302
    kept = set(Case.objects.get().attachments.values_list("digest", flat=True))
    assert len(kept) == 2
    assert teal not in kept


def test_two_taps_after_a_refusal_are_one_report(cast: Cast, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    report(browser, photos=[photo("teal")])
    assert [report(browser, place="水槽下").status_code for _tap in range(2)] == [302, 302]
    assert (Case.objects.count(), Attachment.objects.count()) == (1, 1)


def test_nobody_else_gets_them_by_the_same_key(cast: Cast, come_in: ComeIn) -> None:
    report(come_in(cast.mei), photos=[photo("teal")])
    stranger = come_in(cast.wu)
    assert left_out(report(stranger).content.decode()) == []
    report(stranger, place="水槽下")
    assert Attachment.objects.count() == 0


def test_they_go_after_a_day_and_with_the_person(cast: Cast, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    report(browser, photos=[photo("teal")])
    now = timezone.now()
    assert drafting.forget_old_pictures(actor=SYSTEM, at=now + timedelta(hours=23)) == 0
    assert drafting.forget_old_pictures(actor=SYSTEM, at=now + timedelta(hours=25)) == 1

    report(browser, photos=[photo("teal")])
    report(come_in(cast.wu), photos=[photo("teal")])
    browser.post(reverse("my_erase"), {"sure": "yes"})
    assert set(KeptPicture.objects.values_list("person", flat=True)) == {cast.wu.key}


def test_one_person_fills_no_disk(cast: Cast, come_in: ComeIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST", 3)
    browser = come_in(cast.mei)
    for form in range(drafting.MOST + 2):
        report(browser, once=f"my:form-{form}", photos=[photo("teal")])
    assert KeptPicture.objects.count() == drafting.MOST
    assert not KeptPicture.objects.filter(form="my:form-1").exists()


def test_a_key_that_is_none_keeps_nothing(cast: Cast, come_in: ComeIn) -> None:
    for once in ("", "x" * 61, "a b"):
        assert report(come_in(cast.mei), once=once, photos=[photo("teal")]).status_code == 422
    assert not KeptPicture.objects.exists()


def test_a_repairman_keeps_the_photos_of_the_work(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    case, browser = walk("working"), sign_in(cast.chen)
    address = reverse("act", args=[case.number, "complete_work"])
    form = browser.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields if name not in ("photos", "result")}
    said |= {"once": "act:form-1"}
    refused = browser.post(address, said | {"photos": [photo("teal"), broken()]})
    assert refused.status_code == 422
    assert {"photos", "result"} <= set(refused.context["form"].errors)
    again = browser.post(address, said)
    assert "photos" not in again.context["form"].errors, "the good one is there"
    assert len(left_out(again.content.decode())) == 1
    case.refresh_from_db()
    assert case.state == "working"
    said |= {"result": "fixed", "process": "換了角閥", "tested": "on", "site_cleaned": "on"}
    assert browser.post(address, said | {"labour_minutes": "30"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.attachments.filter(kind="after").count()) == ("completed", 1)


def test_beyond_the_limit_it_says_that_the_photos_are_to_be_chosen_again(
    cast: Cast, come_in: ComeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = come_in(cast.mei)
    browser.cookies["django_language"] = "en"
    monkeypatch.setattr(limits, "take", lambda *_words, **_more: False)
    said = "Choose them again"
    assert said in report(browser, place="水槽下", photos=[photo("teal")]).content.decode()
    assert said not in report(browser, place="水槽下").content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("count", [13, 25])
def test_pictures_beyond_the_limit_are_named_and_the_words_stay(cast: Cast, come_in: ComeIn, count: int) -> None:
    browser = come_in(cast.mei)
    photos = [photo(f"#0000{number * 10:02x}", f"{number}.jpg") for number in range(count)]
    refused = report(browser, place="水槽下", photos=photos)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "廚房漏水" in page
    assert ("11.jpg" in page, "12.jpg" in page, f"{count - 1}.jpg" in page) == (False, True, True)
    assert len(left_out(page)) == 12
    assert report(browser, place="水槽下").status_code == 302
    assert Attachment.objects.count() == 12
