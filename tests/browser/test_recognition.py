"""Rewards and penalties in the browser: who could be asked, the own page on the telephone, honours, wages."""

from datetime import timedelta
from pathlib import Path

import pytest

from gensui.oversight.actions import awards, pay
from gensui.oversight.actions.pay import Minimum, Terms
from gensui.oversight.models import Award
from tests.browser.conftest import PHONE, Visit
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.oversight.filed import FILE_AT, Lapse, Open, lapse, opened

__all__ = ["lapse", "opened"]
pytestmark = [pytest.mark.django_db(transaction=True)]

MONTH = MONDAY.date().replace(day=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands on the evening of that Monday."""
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: FILE_AT + timedelta(hours=6))


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_file_at_the_desk_and_in_the_hand(
    cast: Cast, lapse: Lapse, opened: Open, visit: Visit, pictures: Path, language: str
) -> None:
    duties = lapse()
    desk = visit(language).sign_in("M01")
    desk.go("/recognition/candidates/").screenshot(path=pictures / f"candidates-{language}.png", full_page=True)
    desk.go("/recognition/candidates/M07/file/").screenshot(path=pictures / f"file-new-{language}.png", full_page=True)
    found = opened("appealed", breaches=[one.pk for one in duties])
    desk.go(f"/recognition/files/{found.number}/").screenshot(path=pictures / f"file-{language}.png", full_page=True)
    desk.go("/recognition/files/").screenshot(path=pictures / f"files-{language}.png", full_page=True)

    hand = visit(language, PHONE).sign_in("M07")
    hand.go("/recognition/mine/").screenshot(path=pictures / f"own-{language}-phone.png", full_page=True)
    hand.go(f"/recognition/files/{found.number}/").screenshot(
        path=pictures / f"file-{language}-phone.png", full_page=True
    )
    assert hand.page.locator("text=" + found.number).count() > 0
    wide = hand.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


def _honour(cast: Cast) -> Award:
    award = Award.objects.create(
        site=cast.site, kind="star", month=MONTH, reason="夜裡兩處爆管，一小時內止水，業主來信致謝", nominated_by=cast.hr,
        nominated_at=FILE_AT, figures=[["timeliness", "99.1 % (112/113)"], ["satisfaction", "100.0 % (14/14)"]],
    )  # fmt: skip
    award.shares.create(employee=cast.chen, amount_fen=30_000)
    return awards.decide_award(award=award, actor=cast.gm, at=FILE_AT)


def test_honours_and_wages(cast: Cast, walk: Walk, visit: Visit, pictures: Path) -> None:
    for _case in range(2):
        walk("visit_due")
    award = _honour(cast)
    terms = Terms(since_on=MONTH, contract="own", compensation_clause=True, city="上海", wage_fen=600_000)
    pay.note_pay_terms(employee=cast.chen, terms=terms, actor=cast.hr, at=FILE_AT)
    one = Minimum(city="上海", since_on=MONTH, amount_fen=274_000, source="人社局通知")
    pay.note_minimum_wages(site=cast.site, minimums=[one], actor=cast.hr, at=FILE_AT)
    hand = visit("zh-hant", PHONE).sign_in("M07")
    hand.go("/recognition/").screenshot(path=pictures / "honours-phone.png", full_page=True)
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    desk = visit("zh-hant").sign_in("A03")
    desk.go("/recognition/").screenshot(path=pictures / "honours.png", full_page=True)
    desk.go(f"/recognition/awards/?month={MONTH:%Y-%m}").screenshot(path=pictures / "awards.png", full_page=True)
    desk.go(f"/recognition/awards/{award.number}/").screenshot(path=pictures / "award.png", full_page=True)
    desk.go("/recognition/pay/").screenshot(path=pictures / "pay.png", full_page=True)
    assert "•••• " in desk.page.content()
