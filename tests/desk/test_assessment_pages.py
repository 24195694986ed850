"""The pages of the month's assessment: who sees whose sheet, and what can be done there."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gensui.oversight import sheet_queries
from gensui.oversight.actions import months, sheets
from gensui.oversight.models import Counting, Dispute, Month, Remark
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, NOVEMBER, catch_up, november, sheet_of
from tests.oversight.test_sheets import published

__all__ = ["november"]
pytestmark = pytest.mark.database

PERIOD = "2026-11"


def statements(of: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        of()
    return len(found)


def month_page() -> str:
    return reverse("assessment_month", args=[PERIOD])


def publish(month: Month, cast: Cast) -> None:
    published(month, cast)


def test_everybody_sees_the_own_sheet_and_heads_their_department(november: Month, cast: Cast, sign_in: SignIn) -> None:
    of_chen = reverse("assessment_sheet", args=[PERIOD, "M07"])
    seen = {
        one.number
        for one in (
            cast.chen, cast.zhao, cast.chief, cast.li, cast.head, cast.guard, cast.cleaner, cast.qin, cast.hr, cast.gm,
            cast.operator, cast.stranger,
        )
        if sign_in(one).get(of_chen).status_code == 200
    }  # fmt: skip
    assert seen == {"M07", "M01", "A02", "A03", "A01"}
    assert sign_in(cast.zhao).get(reverse("assessment_sheet", args=[PERIOD, "M02"])).status_code == 200


def test_the_month_is_for_who_leads(november: Month, cast: Cast, english: SignIn) -> None:
    address = reverse("assessment_month", args=[PERIOD])
    for one in (cast.chen, cast.li, cast.guard, cast.zhao, cast.operator):
        assert english(one).get(address).status_code == 403
    own = english(cast.chief).get(address).content.decode()
    assert "M07" in own
    assert "K02" not in own
    everybody = english(cast.hr).get(address).content.decode()
    assert "M07" in everybody
    assert "K02" in everybody
    assert "too few to compare" in everybody
    assert english(cast.hr).get(reverse("assessment_month", args=["2026-13"])).status_code == 404
    assert english(cast.stranger).get(reverse("assessment_sheet", args=[PERIOD, "M07"])).status_code == 404


def test_the_grades_and_scores_of_each_department_are_drawn(november: Month, cast: Cast, english: SignIn) -> None:
    for employee, total, grade in ((cast.chen, "83.5", "good"), (cast.zhao, "91.0", "excellent")):
        november.sheets.filter(employee=employee).update(total=total, grade=grade, coefficient="1.0", reason="")
    page = english(cast.hr).get(month_page()).content.decode()
    drawn = page.split('id="grades"')[1].split("</section>")[0]
    there = november.sheets.filter(department="maintenance").count()
    assert f'aria-label="excellent 1, good 1, pass 0, fail 0, no grade {there - 2}"' in drawn
    assert 'aria-label="83.5, 91.0"' in drawn
    assert "83.5 to 91.0, the middle 87.3" in " ".join(drawn.split())
    kinds, scored = (
        set(rows.values_list("department", flat=True))
        for rows in (november.sheets.all(), november.sheets.exclude(total=None))
    )
    assert drawn.count('class="spread"') == len(kinds) + len(scored)
    assert "<script" not in drawn
    own = english(cast.chief).get(month_page()).content.decode().split('id="grades"')[1].split("</section>")[0]
    assert own.count('class="spread"') == 2, "a head sees the own department alone"


def test_the_span_of_departments_side_by_side_is_drawn(november: Month, cast: Cast, english: SignIn) -> None:
    for place, department in enumerate(("maintenance", "security")):
        november.figures.update_or_create(
            department=department, indicator="K07", defaults={"part": str(9 + place), "whole": 12}
        )
    page = english(cast.hr).get(month_page()).content.decode()
    assert 'aria-label="75.0 %, the true rate between 46.8 and 91.1 %"' in page
    assert "46.8–91.1 %" in page


def test_every_fact_has_its_door(november: Month, cast: Cast, english: SignIn) -> None:
    address = reverse("assessment_facts", args=[PERIOD, "M07", "K06"])
    body = english(cast.chen).get(address).content.decode()
    facts = sheet_queries.facts_of(november, sheet_of(november, cast.chen), "K06")
    assert body.count('href="/cases/2026-') == len(facts)
    assert "counts against" in body
    assert "Object" in body
    assert "Object</button>" not in english(cast.chief).get(address).content.decode()
    assert english(cast.li).get(address).status_code == 404


def test_an_objection_goes_from_the_place_to_a_decision(november: Month, cast: Cast, english: SignIn) -> None:
    stream, clause, number = sorted(sheet_queries.against(november, sheet_of(november, cast.chen), "K06"))[0]
    act = reverse("assessment_act", args=[PERIOD, "M07", "dispute"])
    given = {"indicator": "K06", "stream": stream, "clause": clause, "number": number, "text": "那天停電"}
    assert english(cast.chief).post(act, given).status_code == 409
    assert english(cast.chen).post(act, given | {"text": ""}).status_code == 409
    assert english(cast.chen).post(act, given).status_code == 302
    refuse = reverse("assessment_act", args=[PERIOD, "M07", "refuse"])
    answer = {"dispute": Dispute.objects.get().pk, "text": "記錄清楚"}
    assert english(cast.chen).post(refuse, answer).status_code == 409
    assert english(cast.chief).post(refuse, answer).status_code == 302
    assert Dispute.objects.get().decision == "refused"


def test_an_objection_that_comes_too_late_is_told_so(
    november: Month, cast: Cast, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER + timedelta(days=3))
    stream, clause, number = sorted(sheet_queries.against(november, sheet_of(november, cast.chen), "K06"))[0]
    given = {"indicator": "K06", "stream": stream, "clause": clause, "number": number, "text": "那天停電"}
    answer = english(cast.chen).post(reverse("assessment_act", args=[PERIOD, "M07", "dispute"]), given)
    assert answer.status_code == 409
    assert "could be raised until 2026-12-03 10:00" in answer.content.decode()


def test_the_sheets_of_a_month_are_narrowed(november: Month, cast: Cast, english: SignIn) -> None:
    def seen(**asked: str) -> str:
        return english(cast.hr).get(month_page(), asked).content.decode()

    assert "/M07/" in seen(department="maintenance")
    assert "?department=security&amp;grade=pass" in seen(grade="pass"), "a tab keeps what else was asked"
    assert "/M07/" not in seen(department="security")
    assert "/M07/" not in seen(only="objections")
    assert "/M07/" in seen(only="unconfirmed")
    assert "Nothing fits." in seen(grade="excellent")


def test_the_score_stands_beside_the_name_where_a_telephone_shows_it(
    november: Month, cast: Cast, english: SignIn
) -> None:
    for address, before, after in (
        (reverse("assessment_sheet", args=[PERIOD, "M07"]), ">Indicator<", (">Counted<", ">Rate<", ">Weight<")),
        (month_page(), ">Name<", (">Grade<", ">Confirmed<", ">Post<")),
    ):
        page = english(cast.chief).get(address).content.decode()
        score = page.index(">Score<")
        assert page.index(before) < score
        assert all(score < page.index(other, page.index(before)) for other in after)


def test_comments_are_kept_when_refused(november: Month, cast: Cast, english: SignIn) -> None:
    act = reverse("assessment_act", args=[PERIOD, "M07", "comment"])
    assert english(cast.chen).post(act, {"text": "看過了"}).status_code == 302
    assert Remark.objects.get().text == "看過了"
    assert english(cast.zhao).post(act, {"text": "哦"}).status_code == 404
    assert english(cast.chen).post(reverse("assessment_act", args=[PERIOD, "M07", "burn"]), {}).status_code == 404


def test_the_month_is_closed_at_the_desk_each_step_by_another(
    november: Month, cast: Cast, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)
    confirm = reverse("assessment_month_act", args=[PERIOD, "confirm"])
    publish = reverse("assessment_month_act", args=[PERIOD, "publish"])
    at_once = reverse("assessment_month_act", args=[PERIOD, "confirm_sheets"])

    def of(number: str, act: str) -> str:
        return reverse("assessment_act", args=[PERIOD, number, act])

    assert english(cast.qin).post(confirm).status_code == 409
    assert "may be raised until" in english(cast.chief).post(of("M07", "confirm")).content.decode()
    assert english(cast.chief).post(of("M07", "accept")).status_code == 409, (
        "only whose sheet it is has nothing to object"
    )
    for sheet in november.sheets.select_related("employee__user"):
        assert english(sheet.employee).post(of(sheet.employee.number, "accept")).status_code == 302
    english(cast.chen).post(of("M07", "comment"), {"text": "請看一下"})
    assert "1 sheet to which nobody said anything" in english(cast.chief).get(month_page()).content.decode()
    assert english(cast.chief).post(at_once, {"department": "maintenance"}).status_code == 302
    assert english(cast.chief).post(at_once, {"department": "customer_service"}).status_code == 302
    assert sorted(november.sheets.exclude(confirmed_at=None).values_list("employee__number", flat=True)) == ["M02"]
    assert english(cast.qin).post(of("M07", "confirm")).status_code == 409, (
        "the head's, not the administration manager's"
    )
    assert english(cast.chief).post(of("M07", "confirm")).status_code == 302
    assert english(cast.qin).post(confirm).status_code == 409
    assert english(cast.head).post(at_once, {"department": "customer_service"}).status_code == 302
    assert english(cast.chief).post(confirm).status_code == 409
    assert english(cast.qin).post(confirm).status_code == 302
    for nobody in (cast.qin, cast.hr, cast.chief):
        assert english(nobody).post(publish).status_code == 409
    assert "confirmed the month, and nobody confirms the own sheet" in english(cast.gm).post(publish).content.decode()
    assert english(cast.qin).post(of("A02", "confirm")).status_code == 409
    assert english(cast.gm).post(of("A02", "confirm")).status_code == 302
    assert english(cast.gm).post(publish).status_code == 302
    assert english(cast.gm).post(publish).status_code == 409
    assert Month.objects.get().is_published
    drafted = english(cast.hr).post(reverse("assessment_draft"), {"period": PERIOD}, follow=True)
    assert "never change again" in drafted.content.decode()
    assert english(cast.chen).post(reverse("assessment_draft"), {"period": PERIOD}).status_code == 403
    for wrong in ("2026-13", "", "x" * 400):
        refused = english(cast.hr).post(reverse("assessment_draft"), {"period": wrong}, follow=True)
        assert "is no month. Write it as 2026-03." in refused.content.decode()


def test_a_month_is_asked_for_and_counted_by_a_worker(
    walk: Walk, cast: Cast, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk("told")
    catch_up()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)
    office = english(cast.hr)
    page = office.post(reverse("assessment_draft"), {"period": PERIOD}, follow=True).content.decode()
    state = reverse("assessment_counting", args=[Counting.objects.get().pk])
    assert "is being counted" in page
    assert state in page
    assert office.get(state).headers.get("HX-Redirect") is None
    assert not Month.objects.exists()
    months.count_next(actor=SYSTEM, at=AFTER)
    assert office.get(state).headers["HX-Redirect"] == reverse("assessment_month", args=[PERIOD])
    assert "is being counted" not in office.get(reverse("assessment")).content.decode()
    for nobody in (cast.stranger, cast.chief):
        assert english(nobody).get(state).status_code == 403


def test_what_came_to_nothing_is_said(november: Month, cast: Cast, english: SignIn) -> None:
    office = english(cast.hr)
    asked = Counting.objects.create(
        site=cast.site, first_on=NOVEMBER, asked_by=cast.hr, asked_at=AFTER, ended_at=AFTER, trouble="broken"
    )
    assert "could not be counted" in office.get(reverse("assessment")).content.decode()
    assert office.get(reverse("assessment_counting", args=[asked.pk])).headers["HX-Redirect"] == reverse("assessment")


def test_an_objection_is_laid_to_somebody_else_at_the_desk(november: Month, cast: Cast, english: SignIn) -> None:
    sheet = sheet_of(november, cast.chen)
    stream, clause, number = sorted(sheet_queries.against(november, sheet, "K06"))[0]
    dispute = sheets.dispute_fact(
        sheet=sheet,
        indicator="K06",
        stream=stream,
        clause=clause,
        number=number,
        text="是趙強接的",
        actor=cast.chen,
        at=AFTER,
    )
    page = english(cast.chief).get(reverse("assessment_sheet", args=[PERIOD, "M07"])).content.decode()
    assert 'value="M02"' in page
    assert 'value="K02"' not in page
    move = reverse("assessment_act", args=[PERIOD, "M07", "move"])
    said = {"dispute": dispute.pk, "text": "值班記錄屬實", "to": ""}
    assert english(cast.chief).post(move, said).status_code == 409
    assert english(cast.chen).post(move, said | {"to": "M02"}).status_code == 409
    assert english(cast.chief).post(move, said | {"to": "M02"}).status_code == 302
    assert Dispute.objects.get().moved_to == cast.zhao
    assert (
        "laid to somebody else"
        in english(cast.chen).get(reverse("assessment_sheet", args=[PERIOD, "M07"])).content.decode()
    )


def test_the_payroll_reads_it_by_staff_number(november: Month, cast: Cast, english: SignIn) -> None:
    publish(november, cast)
    address = reverse("assessment_payroll", args=[PERIOD, "csv"])
    assert english(cast.qin).post(address).status_code == 403
    answer = english(cast.hr).post(address)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    head = ["Staff number", "Name", "Department", "Month", "Grade", "Coefficient", "Deducted, in yuan", "Note"]
    assert rows[0] == head
    answer = english(cast.hr).post(reverse("assessment_payroll", args=[PERIOD, "xlsx"]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    lines = [list(row) for row in sheet.values]
    assert (lines[0], sheet.freeze_panes, sheet.title) == (head, "A2", PERIOD)
    (chen,) = [row for row in lines if row[0] == "M07"]
    assert chen[:5] == ["M07", cast.chen.name, "maintenance", PERIOD, "pass"]
    assert chen[5:7] == [0.8, 0], "numbers, not texts"


def test_the_payroll_has_its_heads_in_the_language_of_whoever_asks(
    november: Month, cast: Cast, sign_in: SignIn
) -> None:
    publish(november, cast)
    client = sign_in(cast.hr)
    for language, head in (
        ("zh-hant", ["工號", "姓名", "部門", "月份", "等級", "績效係數", "扣款（元）", "備註"]),
        ("zh-hans", ["工号", "姓名", "部门", "月份", "等级", "绩效系数", "扣款（元）", "备注"]),
    ):
        client.cookies["django_language"] = language
        answer = client.post(reverse("assessment_payroll", args=[PERIOD, "csv"]))
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
        assert rows[0] == head


def test_what_the_pages_cost(november: Month, cast: Cast, english: SignIn) -> None:
    client = english(cast.hr)
    most = {
        reverse("assessment"): 16, reverse("assessment_month", args=[PERIOD]): 20,
        reverse("assessment_sheet", args=[PERIOD, "M07"]): 17, reverse("assessment_facts", args=[PERIOD, "M07", "K06"]): 29,
    }  # fmt: skip
    for address, bound in most.items():
        client.get(address)
        assert statements(lambda address=address: client.get(address)) <= bound, address  # type: ignore[misc]


@pytest.mark.parametrize(
    ("language", "counts", "part"),
    [
        (
            "en",
            "Contacts in time, or as many tries as the policy asks for",
            "is not a whole month: counted from 2026-11-23 to",
        ),
        ("zh-hant", "按時聯繫上業主、或按制度打足次數的", "2026-11 不足整月：由 2026-11-23 計至"),
        ("zh-hans", "按时联系上业主、或按制度打足次数的", "2026-11 不足整月：从 2026-11-23 计至"),
    ],
)
def test_a_figure_says_what_it_counts_and_a_month_that_it_was_not_whole(
    november: Month, cast: Cast, sign_in: SignIn, language: str, counts: str, part: str
) -> None:
    client = sign_in(cast.hr)
    client.cookies["django_language"] = language
    sheet = client.get(reverse("assessment_sheet", args=[PERIOD, "M07"])).content.decode()
    facts = client.get(reverse("assessment_facts", args=[PERIOD, "M07", "K06"])).content.decode()
    month = client.get(month_page()).content.decode()
    assert (counts in sheet, counts in facts) == (True, True)
    months = client.get(reverse("assessment")).content.decode()
    assert [part in page for page in (sheet, facts, month, months)] == [True] * 4
    assert all(f"{PERIOD}*" in page for page in (sheet, facts, month, months))
