"""A month is drafted, talked about, confirmed by two, and published once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gensui.cases.actions import follow
from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.told import check_told
from gensui.ledger.verify import Fault, check_log
from gensui.oversight import sheet_queries, verify
from gensui.oversight.actions import closing, sheets
from gensui.oversight.models import Dispute, Month, ScoreLine
from gensui.oversight.sheet_refusals import (
    AlreadyDecided,
    AlreadyDisputed,
    DisputesOpen,
    EngineBehind,
    MonthClosed,
    MonthRuns,
    NoSuchFact,
    NotConfirmed,
    OnOwnSheet,
    OwnSheetOpen,
    SamePerson,
    WindowOpen,
)
from gensui.oversight.told import TOLD
from gensui.people.access import NotYours
from gensui.people.models import Absence, Employee, User
from gensui.people.refusals import NoWords
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.oversight.counted import AFTER, NOVEMBER, sheet_of

pytestmark = pytest.mark.database

LATER = AFTER + timedelta(hours=1)


def confirm_all(month: Month, cast: Cast) -> Month:
    for sheet in month.sheets.select_related("employee__department", "month__site"):
        closing.accept_sheet(sheet=sheet, actor=sheet.employee, at=LATER)
    for sheet in sheet_queries.unconfirmed(month, LATER).select_related("employee", "month__site"):
        head = cast.chief if sheet.department == "maintenance" else cast.head
        closing.confirm_sheet(sheet=sheet, actor=head, at=LATER)
    confirmed = closing.confirm_month(month=month, actor=cast.qin, at=LATER)
    closing.confirm_sheet(sheet=sheet_of(month, cast.qin), actor=cast.gm, at=LATER)
    return confirmed


def published(month: Month, cast: Cast) -> Month:
    return closing.publish_month(month=confirm_all(month, cast), actor=cast.gm, at=LATER)


def a_failure(month: Month, cast: Cast, indicator: str = "K06") -> dict[str, Any]:
    sheet = sheet_of(month, cast.chen)
    stream, clause, number = sorted(sheet_queries.against(month, sheet, indicator))[0]
    return {"sheet": sheet, "indicator": indicator, "stream": stream, "clause": clause, "number": number}


def test_a_month_goes_from_draft_to_published(november: Month, cast: Cast) -> None:
    month = published(november, cast)
    assert month.is_published
    assert Event.objects.filter(kind="assessment.published", stream=cast.chen.key).count() == 1
    assert Event.objects.filter(kind="indicators.published").exists()
    assert list(verify.check_months()) == []
    assert [one for one in check_log(policies.newest()) if not isinstance(one, str)] == []


def test_who_was_hardly_there_has_no_grade(november: Month, cast: Cast) -> None:
    Absence.objects.create(
        employee=cast.chen, reason="ill", since_on=NOVEMBER, last_on=NOVEMBER + timedelta(days=15), noted_by=cast.zhao,
        noted_at=MONDAY,
    )  # fmt: skip
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=AFTER)
    sheet = sheet_of(month, cast.chen)
    assert (sheet.reason, sheet.grade, sheet.coefficient) == ("leave", "", None)
    assert sheet_of(month, cast.guard).reason == "thin"


def test_what_is_published_never_changes(november: Month, cast: Cast) -> None:
    month = published(november, cast)
    for act in (
        lambda: closing.publish_month(month=month, actor=cast.gm, at=LATER),
        lambda: closing.confirm_month(month=month, actor=cast.qin, at=LATER),
        lambda: sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=LATER),
        lambda: closing.confirm_sheet(sheet=sheet_of(month, cast.chen), actor=cast.chief, at=LATER),
        lambda: sheets.dispute_fact(**a_failure(month, cast), text="不是我", actor=cast.chen, at=LATER),
    ):
        with pytest.raises(MonthClosed):
            act()


def test_what_comes_later_moves_no_published_figure(november: Month, cast: Cast) -> None:
    month = published(november, cast)
    lapse = Obligation.objects.filter(lapsed_at__isnull=False, clause="4.2.1").get()
    case = Case.objects.numbered(lapse.stream.removeprefix("case:")).get()
    follow.excuse_lapse(case=case, actor=cast.qin, at=LATER, duty=lapse, reason="事後說明")
    assert list(verify.check_months()) == []
    assert month.digest == Month.objects.get().digest


def test_a_figure_that_somebody_changed_is_found(november: Month, cast: Cast) -> None:
    published(november, cast)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_scoreline SET part = '99' WHERE indicator = 'K06'")
    faults = [str(fault) for fault in verify.check_months()]
    assert any("K06" in fault for fault in faults)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE oversight_figure SET part = '99' WHERE department = '' AND indicator = 'K06'", "all K06"),
        ("DELETE FROM oversight_figure WHERE department = '' AND indicator = 'K06'", "all K06"),
        ("UPDATE oversight_scoreline SET weight = 1 WHERE indicator = 'K06'", "K06"),
        ("UPDATE oversight_monthsheet SET exact = '99'", "staff:"),
    ],
)
def test_what_follows_from_the_figures_is_counted_again(november: Month, cast: Cast, change: str, where: str) -> None:
    published(november, cast)
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert any(where in str(fault) for fault in verify.check_months())


def test_grade_digest_and_signatures_of_a_month_are_those_of_the_log(november: Month, cast: Cast) -> None:
    month = published(november, cast)
    assert list(check_told(TOLD)) == []
    Month.objects.update(digest="0" * 64, published_by=cast.qin, confirmed_by=cast.hr)
    sheet = sheet_of(month, cast.chen)
    wrong = "fail" if sheet.grade != "fail" else "good"
    type(sheet).objects.filter(pk=sheet.pk).update(grade=wrong, coefficient=1, total=1, confirmed_by=cast.gm)
    told = [str(fault) for fault in check_told(TOLD)]
    for name in ("digest", "published_by", "confirmed_by"):
        assert any(one.startswith(f"month:yunqi: month {month.period}: {name} is ") for one in told)
    for name in ("grade", "confirmed_by"):
        assert any(one.startswith(f"{cast.chen.key}: sheet {month.period}: {name} is ") for one in told)


def test_a_month_of_earlier_rules_is_not_counted_by_ours(
    november: Month, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    published(november, cast)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_scoreline SET part = '99' WHERE indicator = 'K06'")
        cursor.execute("UPDATE oversight_month SET rules = 1")
    assert list(verify.check_months()) == []
    call_command("verify", "--quiet")
    assert "1 published month was counted by the rules of an earlier release" in capsys.readouterr().out


def test_drafting_refuses(november: Month, cast: Cast, walk: Walk) -> None:
    for actor in (cast.chen, cast.chief, cast.li, cast.stranger):
        with pytest.raises(NotYours):
            sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=actor, at=AFTER)
    fresh = walk("assigned")
    assert Obligation.objects.filter(stream=fresh.stream, state="open").exists()
    with pytest.raises(EngineBehind):
        sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=AFTER)
    with pytest.raises(MonthRuns):
        sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=MONDAY)


def test_nobody_confirms_over_the_head_and_publishes_unconfirmed(november: Month, cast: Cast) -> None:
    with pytest.raises(WindowOpen):
        closing.confirm_month(month=november, actor=cast.qin, at=LATER)
    with pytest.raises(NotConfirmed):
        closing.confirm_month(month=november, actor=cast.qin, at=LATER + timedelta(days=2))
    with pytest.raises(NotConfirmed):
        closing.publish_month(month=november, actor=cast.gm, at=LATER)
    with pytest.raises(NotYours):
        closing.confirm_month(month=november, actor=cast.chief, at=LATER)
    for actor in (cast.chen, cast.zhao, cast.head, cast.stranger, cast.hr, cast.qin):
        with pytest.raises(NotYours):
            closing.confirm_sheet(sheet=sheet_of(november, cast.chen), actor=actor, at=LATER)
    with pytest.raises(NotYours):
        closing.confirm_sheet(sheet=sheet_of(november, cast.chief), actor=cast.chief, at=LATER)


def test_where_a_head_is_away_the_sheets_are_confirmed_with_the_month(november: Month, cast: Cast) -> None:
    later = LATER + timedelta(days=2)
    Absence.objects.create(
        employee=cast.chief,
        since_on=date(2026, 11, 30),
        last_on=date(2026, 12, 9),
        reason="ill",
        noted_by=cast.qin,
        noted_at=AFTER,
    )
    closing.confirm_sheets(month=november, department="customer_service", actor=cast.head, at=later)
    month = closing.confirm_month(month=november, actor=cast.qin, at=later)
    assert sheet_of(month, cast.chen).confirmed_by == cast.qin
    assert sheet_of(month, cast.qin).confirmed_by is None, "nobody confirms the own sheet"
    with pytest.raises(OwnSheetOpen):
        closing.publish_month(month=month, actor=cast.gm, at=later)
    with pytest.raises(NotYours):
        closing.confirm_sheet(sheet=sheet_of(month, cast.qin), actor=cast.qin, at=later)


def test_whoever_confirmed_the_month_does_not_publish_it(november: Month, cast: Cast) -> None:
    month = confirm_all(november, cast)
    with pytest.raises(SamePerson):
        closing.publish_month(month=month, actor=cast.qin, at=LATER)
    with pytest.raises(NotYours):
        closing.publish_month(month=month, actor=cast.hr, at=LATER)
    sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=LATER)
    month = closing.confirm_month(month=november, actor=cast.gm, at=LATER)
    with pytest.raises(SamePerson):
        closing.publish_month(month=month, actor=cast.gm, at=LATER)
    assert closing.publish_month(month=month, actor=cast.hr, at=LATER).is_published


def test_confirming_twice_is_once(november: Month, cast: Cast) -> None:
    closing.accept_sheet(sheet=sheet_of(november, cast.chen), actor=cast.chen, at=LATER)
    for _again in range(2):
        closing.confirm_sheet(sheet=sheet_of(november, cast.chen), actor=cast.chief, at=LATER)
    assert Event.objects.filter(kind="assessment.confirmed", stream=cast.chen.key).count() == 1


def test_an_objection_that_is_granted_is_left_out_and_listed(november: Month, cast: Cast) -> None:
    fact = a_failure(november, cast)
    before = ScoreLine.objects.get(sheet=fact["sheet"], indicator="K06")
    dispute = sheets.dispute_fact(**fact, text="那天停電", actor=cast.chen, at=LATER)
    with pytest.raises(DisputesOpen):
        closing.confirm_sheet(sheet=fact["sheet"], actor=cast.chief, at=LATER)
    sheets.grant_dispute(dispute=dispute, reason="屬實", actor=cast.chief, at=LATER)
    line = ScoreLine.objects.get(sheet=fact["sheet"], indicator="K06")
    assert (line.whole, line.waived) == (before.whole - 1, before.waived + 1)
    listed = sheet_queries.facts_of(Month.objects.get(), fact["sheet"], "K06")
    assert [one.verdict for one in listed if one.number == fact["number"] and one.stream == fact["stream"]] == [
        "left_out"
    ]
    published(Month.objects.get(), cast)
    assert list(verify.check_months()) == []


def test_nobody_leaves_out_what_weighs_on_the_own_sheet(november: Month, cast: Cast) -> None:
    """Completion stands on the repairman's sheet and weighs on the head's, and not on the office's."""
    fact = a_failure(november, cast, "K15")
    dispute = sheets.dispute_fact(**fact, text="不是我的事", actor=cast.chen, at=LATER)
    assert ScoreLine.objects.get(sheet=sheet_of(november, cast.chief), indicator="K15").usual_weight == 15
    with pytest.raises(OnOwnSheet):
        sheets.grant_dispute(dispute=dispute, reason="他做得好", actor=cast.chief, at=LATER)
    assert Dispute.objects.get().decision == ""
    sheets.grant_dispute(dispute=dispute, reason="屬實", actor=cast.qin, at=LATER)
    assert Dispute.objects.get().decision == "granted"


def test_an_objection_that_is_refused_counts(november: Month, cast: Cast) -> None:
    fact = a_failure(november, cast)
    dispute = sheets.dispute_fact(**fact, text="不是我", actor=cast.chen, at=LATER)
    for actor in (cast.chen, cast.zhao, cast.li, cast.hr, cast.head):
        with pytest.raises(NotYours):
            sheets.refuse_dispute(dispute=dispute, reason="是", actor=actor, at=LATER)
    with pytest.raises(NoWords):
        sheets.refuse_dispute(dispute=dispute, reason=" ", actor=cast.chief, at=LATER)
    sheets.refuse_dispute(dispute=dispute, reason="記錄清楚", actor=cast.chief, at=LATER)
    with pytest.raises(AlreadyDecided):
        sheets.grant_dispute(dispute=dispute, reason="算了", actor=cast.qin, at=LATER)
    assert Dispute.objects.get().decision == "refused"
    assert Month.objects.get().digest == november.digest


def test_objecting_refuses(november: Month, cast: Cast) -> None:
    fact = a_failure(november, cast)
    for actor in (cast.zhao, cast.chief, cast.qin, cast.stranger):
        with pytest.raises(NotYours):
            sheets.dispute_fact(**fact, text="不", actor=actor, at=LATER)
    with pytest.raises(NoWords):
        sheets.dispute_fact(**fact, text="", actor=cast.chen, at=LATER)
    with pytest.raises(NoSuchFact):
        sheets.dispute_fact(**(fact | {"number": 999}), text="不", actor=cast.chen, at=LATER)
    sheets.dispute_fact(**fact, text="不", actor=cast.chen, at=LATER)
    with pytest.raises(AlreadyDisputed):
        sheets.dispute_fact(**fact, text="不", actor=cast.chen, at=LATER)


def test_words_stand_by_name(november: Month, cast: Cast) -> None:
    sheet = sheet_of(november, cast.chen)
    for actor in (cast.chen, cast.chief, cast.hr):
        sheets.comment_sheet(sheet=sheet, text="辛苦了", actor=actor, at=LATER)
    with pytest.raises(NotYours):
        sheets.comment_sheet(sheet=sheet, text="哦", actor=cast.zhao, at=LATER)
    with pytest.raises(NoWords):
        sheets.comment_sheet(sheet=sheet, text=" ", actor=cast.chen, at=LATER)
    assert "辛苦了" not in "".join(str(event.data) for event in Event.objects.all())


def test_the_payroll_gets_what_is_published(november: Month, cast: Cast) -> None:
    with pytest.raises(NotConfirmed):
        closing.export_payroll(month=november, actor=cast.hr, at=LATER)
    month = published(november, cast)
    with pytest.raises(NotYours):
        closing.export_payroll(month=month, actor=cast.qin, at=LATER)
    rows = closing.export_payroll(month=month, actor=cast.hr, at=LATER)
    assert [sheet.employee.number for sheet in rows] == sorted(sheet.employee.number for sheet in rows)
    assert Event.objects.filter(kind="payroll.exported").count() == 1


def test_reading_it_is_noted_once(november: Month, cast: Cast) -> None:
    with pytest.raises(NotConfirmed):
        closing.acknowledge_sheet(sheet=sheet_of(november, cast.chen), actor=cast.chen, at=LATER)
    month = published(november, cast)
    for _again in range(2):
        closing.acknowledge_sheet(sheet=sheet_of(month, cast.chen), actor=cast.chen, at=LATER)
    assert Event.objects.filter(kind="assessment.acknowledged").count() == 1


def hired(cast: Cast, number: str) -> None:
    user = User.objects.create(username=number, date_joined=MONDAY, language="en")
    Employee.objects.create(
        user=user, department=cast.chen.department, number=number, name=number, role="technician", skills=[]
    )


def test_a_draft_costs_few_statements_for_each_sheet(cast: Cast) -> None:
    def draft() -> Month:
        return sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=LATER)

    def cost() -> int:
        with transaction.atomic(), CaptureQueriesContext(connection) as found:
            assert draft().sheets.count() > 3
            transaction.set_rollback(True)
        return len(found)

    few = cost()
    for place in range(5):
        hired(cast, f"M2{place}")
    many = cost()
    assert many - few <= 4 * 5, (few, many)  # what the ledger itself takes, on SQLite

    month = draft()
    sheet = month.sheets.get(employee__number="M20")
    (computed,) = Event.objects.filter(stream=sheet.employee.key, kind="assessment.computed")
    assert computed.roles["employee"] == sheet.employee.key
    assert Outgoing.objects.filter(to=sheet.employee.key, what="sheet:2026-11", body__contains="2026-11").count() == 1
    assert [one for one in check_log(policies.newest()) if isinstance(one, Fault)] == []
