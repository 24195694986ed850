"""A fast agent: the next caller is typed before the page of the last one has settled."""

import pytest
from playwright.sync_api import Page, Request, Route

from gensui.cases.models import Case, Draft
from tests.browser.conftest import DESK, Visit
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]


def take_down(page: Page, phone: str, name: str, home: str, content: str) -> None:
    page.fill("[name=phone]", phone)
    page.fill("[name=requester_name]", name)
    page.select_option("[name=relation]", "owner")
    page.fill("[name=home]", home)
    page.fill("[name=place]", "廚房")
    page.fill("[name=content]", content)
    page.fill("[name=category]", "REP.WAT.LEAK")
    page.check("[name=read_back]")


def test_the_next_caller_becomes_a_case_of_its_own(cast: Cast, visit: Visit) -> None:
    agent = visit("en", DESK).sign_in(cast.li.number)
    page = agent.go("/intake/")

    def slowly(route: Route, sent: Request) -> None:
        if sent.method == "POST":
            page.wait_for_timeout(2_000)  # longer than a draft waits to be saved
        route.continue_()

    page.route("**/intake/", slowly)
    take_down(page, "13900000001", "陳美", "3-1-502", "水槽漏水")
    page.click("#intake button[data-key=A]")  # within a second of the last key
    page.wait_for_url("**/cases/*/")
    first = Case.objects.get()
    assert not Draft.objects.exists()

    page.keyboard.press("n")
    page.wait_for_url("**/intake/")
    assert page.input_value("[name=content]") == ""
    take_down(page, "13900000003", "吳剛", "3-1-501", "停電了")
    page.click("#intake button[data-key=A]")
    page.wait_for_url(lambda address: "/cases/" in address and first.number not in address)
    assert set(Case.objects.values_list("content", flat=True)) == {"水槽漏水", "停電了"}


def test_going_back_to_the_form_and_typing_another_call_loses_nothing(cast: Cast, visit: Visit) -> None:
    agent = visit("en", DESK).sign_in(cast.li.number)
    page = agent.go("/intake/")
    take_down(page, "13900000001", "陳美", "3-1-502", "水槽漏水")
    used = page.input_value("#intake [name=once]")
    page.click("#intake button[data-key=A]")
    page.wait_for_url("**/cases/*/")

    page.goto(agent.address + "/intake/")
    page.evaluate(
        "key => { document.querySelector('#intake [name=once]').value = key }", used
    )  # as a page out of the cache has it
    take_down(page, "13900000003", "吳剛", "3-1-501", "停電了")
    page.click("#intake button[data-key=A]")
    page.wait_for_selector("p.note.error")
    assert page.input_value("[name=content]") == "停電了"
    page.check("[name=read_back]")
    page.click("#intake button[data-key=A]")
    page.wait_for_url("**/cases/*/")
    assert Case.objects.count() == 2


def test_a_new_request_begins_with_the_number(cast: Cast, visit: Visit) -> None:
    agent = visit("en", DESK).sign_in(cast.li.number)
    page = agent.go("/")
    page.keyboard.press("n")
    page.wait_for_url("**/intake/")
    page.wait_for_load_state("load")
    page.keyboard.type("139")
    assert page.input_value("[name=phone]") == "139"


def test_enter_in_the_search_for_a_category_takes_the_first_and_sends_nothing(cast: Cast, visit: Visit) -> None:
    agent = visit("en", DESK).sign_in(cast.li.number)
    page = agent.go("/intake/")
    page.fill("[name=content]", "水槽漏水")
    page.focus("#leaf")
    page.keyboard.type(cast.leak.pk)
    page.keyboard.press("Enter")  # before anything can have been found
    page.wait_for_function("key => document.querySelector('[name=category]').value === key", arg=cast.leak.pk)
    page.fill("#leaf", "zzzz")
    page.wait_for_selector("#leaves .quiet")
    page.press("#leaf", "Enter")
    page.wait_for_timeout(300)
    assert (page.url.endswith("/intake/"), page.input_value("[name=category]")) == (True, cast.leak.pk)
    assert (page.locator(".mistake").count(), page.input_value("[name=content]")) == (0, "水槽漏水")
    assert not Case.objects.exists()
