"""The rooms around the cases, as they look: nothing wider than the screen, nothing the browser or axe complains of.

Each leaves a picture.
"""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from gensui.cases import catalogue
from gensui.cases.actions import calls, drafting, intake, order, work
from gensui.cases.actions import visit as visiting
from gensui.cases.actions.visit import Heard
from gensui.ledger import due
from gensui.people.acting import SYSTEM
from gensui.people.actions import roster
from gensui.people.models import Duty
from tests.browser.axe import found_by_axe
from tests.browser.conftest import DESK, PHONE, Visit, Visitor
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]


def look(visitor: Visitor, path: str, picture: Path) -> None:
    """Open a page in both sizes, and keep what it looks like."""
    for word, size in (("wide", DESK), ("narrow", PHONE)):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.go(path)
        wider = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{path} is wider than a {word} screen"
        visitor.page.screenshot(path=str(picture.with_name(f"{picture.name}-{word}.png")), full_page=True)
        assert found_by_axe(visitor) == []
    visitor.page.set_viewport_size(DESK)  # type: ignore[arg-type]


def plan(cast: Cast) -> None:
    """A week of maintenance with a gap, a post, and somebody ill."""
    maintenance = cast.chen.department
    day, night = (
        roster.keep_shift(
            department=maintenance, name=name, starts=time(starts), ends=time(ends), actor=cast.chief, at=MONDAY
        )
        for name, starts, ends in (("日班", 8, 17), ("夜班", 22, 8))
    )
    post = roster.keep_post(department=maintenance, name="水泵房", actor=cast.chief, at=MONDAY)
    for number, whom in enumerate((cast.chief, cast.zhao, cast.chen)):
        for count in range(1, 7):
            shift = night if (number + count) % 3 == 0 and count < 4 else day
            starts_at, ends_at = shift.hours_on(date(2026, 11, 23) + timedelta(count), MONDAY.astimezone().tzinfo)  # type: ignore[arg-type]
            roster.plan_duty(
                employee=whom, starts_at=starts_at, ends_at=ends_at, shift=shift, post=post if shift == night else None,
                actor=cast.chief, at=MONDAY,
            )  # fmt: skip
    roster.report_absence(
        employee=cast.zhao,
        reason="ill",
        since_on=date(2026, 11, 27),
        last_on=date(2026, 11, 28),
        actor=cast.chief,
        at=MONDAY,
    )


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_the_rooms(visit: Visit, walk: Walk, cast: Cast, pictures: Path, language: str) -> None:
    Duty.objects.update(ends_at=minutes(400))
    plan(cast)
    catalogue.bring(actor="operator", at=MONDAY)
    drafting.keep_draft(actor=cast.head, at=MONDAY, fields={"category": "REP.WAT.BURST", "content": "水管爆了"})
    case = walk("assigned")
    walk("plan_pending")
    for after in (120, 140):
        order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(20), appointment_at=minutes(after))
    work.pause_work(
        case=walk("working"), actor=cast.chen, at=minutes(40), reason="parts", until=minutes(3000), parts="角閥"
    )
    missed = intake.ring(site=cast.site, phone="13900000003", actor=SYSTEM, at=minutes(30))
    calls.abandon_call(case=missed, actor=SYSTEM, at=minutes(31), waited=timedelta(seconds=40))
    with time_machine.travel(minutes(60)):
        due.beat(worker="test", started_at=timezone.now(), at=timezone.now(), done=due.Swept())
        chief, agent = visit(language).sign_in("M01"), visit(language).sign_in("K01")
        look(chief, "/roster/", pictures / f"roster-{language}")
        look(chief, "/roster/M07/2026-11-25/", pictures / f"roster-day-{language}")
        look(chief, "/roster/M02/absence/", pictures / f"absence-{language}")
        look(chief, "/roster/M07/orders/", pictures / f"relief-{language}")
        look(chief, "/roster/mine/", pictures / f"shifts-{language}")
        look(chief, "/calendar/", pictures / f"calendar-{language}")
        look(agent, f"/cases/{case.number}/split_case/", pictures / f"split-{language}")
        look(agent, f"/cases/{case.number}/send_message/", pictures / f"words-{language}")
        look(agent, "/intake/", pictures / f"asked-{language}")
        look(agent, "/roster/K02/orders/", pictures / f"relief-desk-{language}")


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_who_rings_is_shown_and_one_click_takes_the_call(
    visit: Visit, walk: Walk, cast: Cast, pictures: Path, language: str, settings: Any
) -> None:
    settings.TELEPHONY_KEY = "between machines"
    now = timezone.now()
    due.beat(worker="test", started_at=now, at=now, done=due.Swept())
    walk("working")
    agent = visit(language).sign_in("K02")
    page = agent.go("/")
    expect(page.locator("#calls .call")).to_have_count(0)
    case = intake.ring(site=cast.site, phone="13900000001", actor=SYSTEM, at=timezone.now())
    expect(page.locator("#calls .call strong")).to_contain_text("3-1-502")
    page.screenshot(path=str(pictures / f"ringing-{language}-wide.png"))
    agent.press("#calls button")
    expect(page.locator("[name=phone]")).to_have_value("139 0000 0001")
    expect(page.locator("#caller")).to_contain_text("陳美")
    page.fill("#leaf", "REP.WAT")
    page.locator("#leaves button", has_text="REP.WAT.LEAK").click()
    page.screenshot(path=str(pictures / f"taking-down-{language}-wide.png"), full_page=True)
    case.refresh_from_db()
    assert (case.state, case.follower) == ("recording", cast.li)


def test_a_case_prints(visit: Visit, walk: Walk, cast: Cast, pictures: Path) -> None:
    """F01, F02, F03, F04 and F05 on paper: what asks and offers on the screen is not there, what is known is."""
    case = walk("visit_due")
    later = minutes(26 * 60)
    said = Heard(
        method="phone", visited_person="陳美", outcome="satisfied", service_score=5, result_score=4, opinion="很快"
    )
    with time_machine.travel(later):
        due.beat(worker="test", started_at=later, at=later, done=due.Swept())
        due.sweep(at=later)
        case = visiting.visit_owner(case=case, actor=cast.li, at=later, heard=said)
        for language in ("zh-hant", "en"):
            agent = visit(language).sign_in("K02")
            page = agent.go(f"/cases/{case.number}/")
            page.emulate_media(media="print")
            for hidden in ("nav.rail", ".page form", ".btn", "details.fold"):
                for one in page.locator(hidden).all():
                    assert not one.is_visible(), hidden
            for said_on_paper in ("廚房水管滲漏", "更換兩個角閥", "172", "很快"):
                expect(page.locator("main")).to_contain_text(said_on_paper)
            path = pictures / f"printed-{language}.pdf"
            page.pdf(path=str(path), format="A4", prefer_css_page_size=True)
            assert path.read_bytes().startswith(b"%PDF")
