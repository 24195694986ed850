"""Can everybody use the pages: axe finds nothing against WCAG 2.2 AA, light and dark, wide and narrow; and the keys work."""

import pytest
from playwright.sync_api import expect

from gensui.people.models import User
from tests.browser.axe import found_by_axe
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cases.conftest import Walk
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
def test_the_desk(walk: Walk, cast: Cast, visit: Visit, scheme: str, size: dict[str, int]) -> None:
    case = walk("plan_pending")
    agent = visit("zh-hant", size).sign_in("K02")
    agent.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    number = case.number
    found = []
    for path in (
        "/", "/intake/", "/cases/", f"/cases/{number}/", f"/cases/{number}/consent_to_plan/", "/board/", "/board/?wall=1",
        "/visits/", "/handover/", "/policy/", "/policy/4.2.1/", "/inbox/", "/department/?of=maintenance",
    ):  # fmt: skip
        agent.go(path)
        found += found_by_axe(agent)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_telephones(walk: Walk, cast: Cast, visit: Visit, scheme: str) -> None:
    case = walk("plan_pending")
    user = User.objects.create(username=cast.mei.key)
    cast.mei.user = user
    cast.mei.save()
    repairman = visit("en", PHONE)
    repairman.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = []
    for path in ("/accounts/login/", "/my/sign-in/", "/nothing/"):
        repairman.go(path)
        found += found_by_axe(repairman)
    repairman.sign_in("M07")
    for path in ("/field/", f"/field/{case.number}/", f"/cases/{case.number}/propose_plan/"):
        repairman.go(path)
        found += found_by_axe(repairman)
    assert found == []


def test_by_keyboard_alone(walk: Walk, cast: Cast, visit: Visit) -> None:
    case = walk("working")
    agent = visit("en").sign_in("K02")
    page = agent.page
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url("**/cases/")
    page.keyboard.press("/")
    page.keyboard.type(case.number)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.locator(".rows a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.number}/")
    page.keyboard.press("n")
    page.wait_for_url("**/intake/")


def test_without_a_script(walk: Walk, cast: Cast, chromium: object, live_server: object) -> None:
    case = walk("assigned")
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{live_server}/accounts/login/")
    page.fill("[name=login]", "M07")
    page.fill("[name=password]", "a long walk in the rain")
    page.click("form button.primary")
    page.goto(f"{live_server}/cases/{case.number}/contact_owner/")
    page.click("form .btn.primary")
    page.wait_for_url(f"**/cases/{case.number}/")
    case.refresh_from_db()
    assert case.state == "contacted"
    context.close()


def test_hostile_words_do_nothing(walk: Walk, cast: Cast, visit: Visit) -> None:
    case = walk("working", content="<script>document.title='x'</script><img src=x onerror=alert(1)>", place="{{ 7*7 }}")
    agent = visit("en").sign_in("K02")
    for path in (f"/cases/{case.number}/", "/cases/", "/board/", "/"):
        page = agent.go(path)
        assert page.title() != "x"
        assert page.locator("img[src=x]").count() == 0
    answer = page.goto(f"{agent.address}/cases/{case.number}/inquire/?back=//evil.example/")
    assert answer is not None
    assert "evil.example" not in page.content().replace("%2F", "/").split("<main")[1]
    assert (
        "script-src" in answer.headers["content-security-policy"]
        or "default-src 'self'" in answer.headers["content-security-policy"]
    )
