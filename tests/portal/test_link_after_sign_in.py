"""A link in a message opens what it names, also for who has to sign in first; no address leads elsewhere."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from gensui.ledger.models import Outgoing
from gensui.notices.wording import words_for
from gensui.people.models import Resident
from gensui.people.secret import digest, unseal
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


def signed_in_at(browser: Client, address: str, phone: str, *, who: Resident | None = None) -> Any:
    """The answer to the last step of signing in on the page of this address."""
    page = browser.post(address, {"phone": phone})
    assert page.status_code == 200
    code = unseal(Outgoing.objects.filter(what="code").latest("pk").body)
    answer = browser.post(address, {"phone": phone, "code": code})
    return answer if who is None else browser.post(address, {"who": str(who.pk)})


def test_the_link_of_a_message_opens_the_request_after_signing_in(walk: Walk, cast: Cast, settings: Any) -> None:
    case, browser = walk("plan_pending"), Client()
    message = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice").latest("pk")
    link = words_for(message, "en", MONDAY).link.removeprefix(settings.BASE_URL)
    assert link == reverse("my_case", args=[case.number])

    sent: Any = browser.get(link)
    assert sent.status_code == 302
    assert sent.url.startswith(reverse("my_sign_in"))
    arrived = signed_in_at(browser, sent.url, cast.mei.phone)
    assert (arrived.status_code, arrived.url) == (302, link)
    assert browser.get(arrived.url).status_code == 200


def test_it_is_kept_while_one_says_who_one_is_and_asks_again(walk: Walk, cast: Cast) -> None:
    case, browser = walk("plan_pending"), Client()
    Resident.objects.filter(pk=cast.tenant.pk).update(phone_digest=digest(cast.mei.phone))
    sent: Any = browser.get(reverse("my_case", args=[case.number]))
    again = browser.post(sent.url, {"phone": cast.mei.phone}).content.decode()
    assert f'href="{sent.url}"'.replace("&", "&amp;") in again
    arrived = signed_in_at(browser, sent.url, cast.mei.phone, who=cast.mei)
    assert arrived.url == reverse("my_case", args=[case.number])


def test_a_stranger_signs_in_and_does_not_see_it(walk: Walk, cast: Cast) -> None:
    case, browser = walk("plan_pending"), Client()
    sent: Any = browser.get(reverse("my_case", args=[case.number]))
    arrived = signed_in_at(browser, sent.url, cast.wu.phone)
    assert browser.get(arrived.url).status_code == 404


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/my/", "//evil.example/my/", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "http:evil.example", "javascript:alert(1)", "/my/../accounts/logout/", "/accounts/logout/", "/cases/", "/admin/",
        "/my/sign-in/", "/my/nowhere/at/all/", "my/cases/", "", "\t//evil.example", "/my/\n//evil.example",
        "https://testserver@evil.example/my/", "/%2f/evil.example",
    ],
)  # fmt: skip
def test_no_address_leads_elsewhere(cast: Cast, to: str) -> None:
    arrived = signed_in_at(Client(), f"{reverse('my_sign_in')}?next={quote(to)}", cast.mei.phone)
    assert (arrived.status_code, arrived.url) == (302, reverse("my_cases"))


def test_a_page_with_a_question_is_kept_whole(cast: Cast) -> None:
    sent: Any = Client().get(reverse("my_report"), {"building": "3", "place": "電梯 & 大堂"})
    arrived = signed_in_at(Client(), sent.url, cast.mei.phone)
    assert arrived.url.startswith(reverse("my_report"))
    assert "building=3&place=" in arrived.url


def test_what_was_sent_without_being_signed_in_is_not_gone_on_with(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    sent: Any = Client().post(reverse("my_act", args=[case.number, "agree"]), {"once": "my:1"})
    assert sent.url == reverse("my_sign_in")
    case.refresh_from_db()
    assert case.plan_answer == "pending"


def test_who_is_signed_in_is_asked_nothing(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    assert come_in(cast.mei).get(reverse("my_case", args=[walk("plan_pending").number])).status_code == 200
