"""Honours that everybody sees, certificates in the language of whom they honour, ideas, and the page of wages and caps."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse

from gensui.cases.actions import result
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.oversight.actions import awards
from gensui.oversight.models import Award, Idea, MinimumWage, PayTerms
from gensui.policies import files
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

AT = datetime(2026, 12, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands on the third of December."""
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: AT)


@pytest.fixture
def starred(cast: Cast, walk: Walk) -> Award:
    """Chen is a star of November, on public notice."""
    for _case in range(2):
        walk("visit_due")
    award = awards.nominate_star(
        employee=cast.chen, month=date(2026, 11, 1), reason="及時、細緻", bonus_fen=35_000, actor=cast.hr, at=AT
    )
    return awards.decide_award(award=award, actor=cast.gm, at=AT)


def words(made: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_a_star_is_put_forward_and_decided_at_the_desk(cast: Cast, walk: Walk, english: SignIn) -> None:
    for _case in range(2):
        walk("visit_due")
    hr = english(cast.hr)
    assert "陳志" in body(hr.get(reverse("awards")))
    said = {"number": "M07", "reason": "細緻", "bonus_fen": "299", "once": "star:1"}
    where = reverse("award_nominate", args=["star"]) + "?month=2026-11"
    assert "lies between 300 and 500" in body(hr.post(where, said))
    assert hr.post(where, said | {"bonus_fen": "300"}).status_code == 302
    award = Award.objects.get()
    assert english(cast.chen).get(reverse("award", args=[award.number])).status_code == 404
    hr.post(reverse("award_act", args=[award.number, "decide"]))
    award.refresh_from_db()
    assert award.state == "nominated"  # it is not hers to decide
    english(cast.gm).post(reverse("award_act", args=[award.number, "decide"]))
    award.refresh_from_db()
    assert award.state == "decided"


def row_of(page: str, number: str) -> str:
    """What the shortlist says of somebody, without its marks."""
    (row,) = [one for one in page.split("<tr>") if f"<small>{number} " in one]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", row))


def test_the_list_explains_why_each_stands_where(cast: Cast, walk: Walk, english: SignIn) -> None:
    cases = [walk("visit_due") for _case in range(4)]
    for case in cases:
        result.evaluate(case=case, stars=5, actor=cast.mei, at=minutes(60))
    page = body(english(cast.hr).get(reverse("awards") + "?month=2026-11"))
    chen, li = row_of(page, "M07"), row_of(page, "K02")
    assert "✓ 100.0 % (28/28) for sure 87.9 % at least" in chen
    assert "look yourself 100.0 % (3/3) for sure 43.8 % at least" in chen  # of one home three answers count
    assert "≥ 98 %" in page
    assert page.index("M07") < page.index("K02")
    assert "(20/20)" in li


def test_work_counts_for_who_did_it(cast: Cast, walk: Walk, english: SignIn) -> None:
    for _case in range(3):
        walk("visit_due")
    Obligation.objects.filter(role="agent", state="met").update(holder=cast.head.key)  # on whose list they stood
    page = body(english(cast.hr).get(reverse("awards") + "?month=2026-11"))
    assert "(15/15)" in row_of(page, "K02")


def test_what_a_star_needs_is_the_policys(cast: Cast, english: SignIn) -> None:
    texts = files.standard()
    version = re.search(r'version = "([\d.]+)"', texts["00-policy.toml"])
    assert version is not None
    texts["00-policy.toml"] = texts["00-policy.toml"].replace(version[1], f"{version[1]}-1")
    texts["01-settings.toml"] = texts["01-settings.toml"].replace("star_timely = 98", "star_timely = 91")
    at = datetime(2026, 11, 29, tzinfo=UTC)
    policies.adopt(files=texts, actor="staff:Z01", starts_at=at + timedelta(hours=1), at=at)
    page = body(english(cast.hr).get(reverse("awards") + "?month=2026-11"))
    assert ("≥ 91 %" in page, "≥ 98 %" in page) == (True, False)


def test_everybody_sees_whom_the_company_honours_and_nobody_the_money(
    cast: Cast, starred: Award, english: SignIn
) -> None:
    for one in (cast.li, cast.guard, cast.chen):
        assert "陳志" in body(english(one).get(reverse("recognition")))
    assert "350.00" not in body(english(cast.li).get(reverse("award", args=[starred.number])))
    assert "350.00" in body(english(cast.chen).get(reverse("award", args=[starred.number])))
    assert english(cast.stranger).get(reverse("award", args=[starred.number])).status_code == 404
    assert "陳志" in words(english(cast.li).get(reverse("star_notice", args=[starred.number])).content)


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hant", "榮譽證書"), ("zh-hans", "荣誉证书"), ("en", "service star of November 2026")]
)
def test_a_certificate_speaks_the_language_of_whom_it_honours(
    cast: Cast, starred: Award, sign_in: SignIn, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.chen.user.language = language
    cast.chen.user.save()
    where = reverse("certificate", args=[starred.number])
    assert where not in body(sign_in(cast.chen).get(reverse("award", args=[starred.number])))
    assert sign_in(cast.chen).get(where).status_code == 404, "somebody may still know something against it"
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: starred.public_until)
    told = words(sign_in(cast.chen).get(where).content)
    assert said in told
    assert starred.certificate in told
    assert sign_in(cast.li).get(where).status_code == 404
    assert sign_in(cast.li).get(where + "?of=M07").status_code == 404
    assert said in words(sign_in(cast.hr).get(where + "?of=M07").content)


def test_an_idea_goes_through_the_pages(cast: Cast, english: SignIn) -> None:
    guard, qin = english(cast.guard), english(cast.qin)
    said = {"title": "訪客單印二維碼", "effect": "efficiency", "proposal": "省一步", "once": "idea:1"}
    assert guard.post(reverse("idea_new"), said | {"effect": ""}).status_code == 422
    for _twice in range(2):
        assert guard.post(reverse("idea_new"), said).status_code == 302
    where = reverse("idea", args=[Idea.objects.get().number])
    assert "訪客單印二維碼" in body(guard.get(reverse("own_file")))
    assert english(cast.li).get(where).status_code == 404
    guard.post(where, {"answer": "好", "once": "i2", "act": "decline"})
    assert Idea.objects.get().state == "submitted"
    qin.post(where, {"answer": "試試", "pilot_until": "2027-01-10", "once": "i3", "act": "try"})
    qin.post(where, {"before": "4 分鐘", "after": "2 分鐘", "once": "i4", "act": "measure"})
    for place, one in enumerate((cast.qin, cast.hr, cast.gm)):
        english(one).post(where, {"once": f"v{place}", "act": "yes"})
    qin.post(where, {"bonus_fen": "200", "once": "i5", "act": "award"})
    assert Award.objects.get().shares.get().amount_fen == 20_000


def test_wages_are_noted_hidden_and_shown_on_record(cast: Cast, english: SignIn) -> None:
    hr = english(cast.hr)
    said = {
        "number": "M07", "since_on": "2026-01-01", "contract": "own", "compensation_clause": "on", "city": "上海", "wage": "6543.21",
        "once": "t:1",
    }  # fmt: skip
    assert hr.post(reverse("pay_act", args=["terms"]), said | {"wage": "viel"}).status_code == 422
    assert hr.post(reverse("pay_act", args=["terms"]), said).status_code == 302
    assert PayTerms.objects.get().wage == "654321"
    assert "6,543.21" not in body(hr.get(reverse("pay")))
    shown = hr.post(reverse("pay_act", args=["show"]), {"number": "M07", "once": "s"}, follow=True)
    assert "6,543.21" in body(shown)
    assert ledger.events_of(cast.chen.key)[-1].kind == "wage.revealed"
    qin = english(cast.qin)  # sees the page, not the wages
    assert "M07" not in body(qin.get(reverse("pay")))
    qin.post(reverse("pay_act", args=["show"]), {"number": "M07", "once": "s"})
    assert sum(one.kind == "wage.revealed" for one in ledger.events_of(cast.chen.key)) == 1


def test_minimum_wages_come_line_by_line(cast: Cast, english: SignIn) -> None:
    hr = english(cast.hr)
    bad = hr.post(reverse("pay_act", args=["minimums"]), {"lines": "上海,gestern,2740,x", "once": "m:1"})
    assert bad.status_code == 422
    assert "cannot be read: 上海,gestern" in body(bad)
    hr.post(
        reverse("pay_act", args=["minimums"]),
        {"lines": "上海，2025-07-01，2740，通知\n蘇州,2026-01-01,2660,通知", "once": "m:2"},
    )
    assert {(one.city, one.amount_fen) for one in MinimumWage.objects.all()} == {("上海", 274_000), ("蘇州", 266_000)}


def test_the_payroll_takes_over_what_was_given(cast: Cast, starred: Award, english: SignIn) -> None:
    awards.give_award(award=starred, actor=cast.hr, at=datetime(2026, 12, 9, tzinfo=UTC))
    made = english(cast.hr).post(reverse("pay_export") + "?month=2026-12")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(made.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[5]) for row in rows] == [("M07", 350)]
    assert ledger.events_of("pay:yunqi")[-1].kind == "payroll.exported"
