"""An appeal goes before somebody who had no part in what it is against, and does not stand below whoever had."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.oversight.models import Appeal, Month, MonthSheet, SheetAppeal
from gensui.people.models import Employee
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import november
from tests.oversight.filed import FILE_AT, Open, opened
from tests.oversight.test_sheets import LATER, published
from tests.rounds.conftest import hire

__all__ = ["november", "opened"]
pytestmark = pytest.mark.database

PERIOD = "2026-11"
DAY = timedelta(days=1)
SOON = LATER + timedelta(hours=2)


SHEET = reverse("assessment_sheet", args=[PERIOD, "M07"])


def a_paper() -> SimpleUploadedFile:
    """A page of paper, photographed."""
    kept = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(kept, "PNG")
    return SimpleUploadedFile("paper.png", kept.getvalue(), "image/png")


def of(act: str, number: str = "M07") -> str:
    return reverse("assessment_act", args=[PERIOD, number, act])


def test_a_published_sheet_is_appealed_before_somebody_who_had_no_part(
    november: Month, cast: Cast, english: SignIn
) -> None:
    given = {"grounds": "calculation", "text": "雨天停電，十一月兩單都不該算"}
    assert english(cast.chen).post(of("appeal"), given).status_code == 409, "it can be objected to, not yet appealed"
    published(november, cast)
    with time_machine.travel(SOON, tick=False):
        page = english(cast.chen).get(reverse("assessment_sheet", args=[PERIOD, "M07"])).content.decode()
        assert "Until 12-08 11:00 you may appeal against this sheet." in page
        assert english(cast.zhao).post(of("appeal"), given).status_code == 404
        assert english(cast.chief).post(of("appeal"), given).status_code == 409
        assert english(cast.chen).post(of("appeal"), given | {"text": " "}).status_code == 409
        assert english(cast.chen).post(of("appeal"), given).status_code == 302
        assert english(cast.chen).post(of("appeal"), given).status_code == 409, "once"
        duty = Obligation.objects.get(clause="6.3.11", stream=cast.chen.key)
        assert (duty.holder, duty.due_at) == (cast.gm.key, SOON + 9 * DAY), "head and administration manager confirmed"

        said = {
            "decision": "allowed",
            "grade": "good",
            "text": "停電確有其事，物業日誌有記錄",
            "changed": "停電的兩單不計",
        }
        for who in (cast.chief, cast.qin, cast.hr, cast.chen):
            assert english(who).post(of("decide_appeal"), said).status_code == 409, who.name
        assert english(cast.gm).post(of("decide_appeal"), said | {"grade": "fail"}).status_code == 409
        short = english(cast.gm).post(of("decide_appeal"), said | {"text": "同意"})
        assert "10 letters at least" in short.content.decode()
        assert "You published this month." in english(cast.gm).get(SHEET).content.decode()
        assert english(cast.gm).post(of("decide_appeal"), said).status_code == 302
        assert english(cast.gm).post(of("decide_appeal"), said).status_code == 409, "decided once"
    duty.refresh_from_db()
    assert (duty.state, SheetAppeal.objects.get().decided_by) == ("met", cast.gm)
    answer = english(cast.hr).post(reverse("assessment_payroll", args=[PERIOD, "csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    (chen,) = [row for row in rows if row[0] == "M07"]
    assert chen[4:] == ["good", "1.0", "0", "after the appeal"]
    with time_machine.travel(SOON, tick=False):
        sheet = english(cast.chen).get(SHEET).content.decode()
        month = english(cast.gm).get(reverse("assessment_month", args=[PERIOD])).content.decode()
        only = english(cast.gm).get(reverse("assessment_month", args=[PERIOD]), {"grade": "good"}).content.decode()
        own = english(cast.chen).get(reverse("assessment")).content.decode()
    assert "published the month too; nobody else in the house could decide" in sheet
    for page in (sheet, month, own):
        assert "after the appeal" in page
        assert "<del" in page, "the grade it had stands beside"
    assert SHEET in only


@pytest.mark.parametrize("grade", ["pass", "excellent"])
def test_a_better_grade_says_which_facts_changed(november: Month, cast: Cast, english: SignIn, grade: str) -> None:
    published(november, cast)
    MonthSheet.objects.filter(employee=cast.chen).update(
        grade="fail", reason="", coefficient=Decimal("0.5"), total=Decimal("41.0"), exact="41"
    )
    said = {"decision": "allowed", "grade": grade, "text": "停電確有其事，物業日誌有記錄"}
    with time_machine.travel(SOON, tick=False):
        english(cast.chen).post(of("appeal"), {"grounds": "fact", "text": "停電當天兩單"})
        refused = english(cast.gm).post(of("decide_appeal"), said)
        assert "A better grade needs changed facts" in refused.content.decode()
        assert (
            english(cast.gm).post(of("decide_appeal"), said | {"changed": "兩單不計，K06 由 0 變為 2"}).status_code
            == 302
        )
        page = english(cast.chen).get(SHEET).content.decode()
    assert "兩單不計，K06 由 0 變為 2" in page
    appeal = SheetAppeal.objects.get()
    assert (appeal.grade, appeal.changed[:4]) == (grade, "兩單不計")


def test_whoever_published_decides_only_where_nobody_else_is_left(november: Month, cast: Cast, english: SignIn) -> None:
    published(november, cast)
    other = hire(cast, LATER, "A09", "程立", "general_manager", "administration")
    said = {"decision": "rejected", "text": "停電與這兩單無關，照片可見"}
    with time_machine.travel(SOON, tick=False):
        english(cast.chen).post(of("appeal"), {"grounds": "fact", "text": "停電當天兩單"})
        assert Obligation.objects.get(clause="6.3.11", stream=cast.chen.key).holder == other.key
        assert english(cast.gm).post(of("decide_appeal"), said).status_code == 409
        assert english(other).post(of("decide_appeal"), said).status_code == 302
        assert "published the month too" not in english(cast.chen).get(SHEET).content.decode()


def test_what_was_decided_outside_needs_its_paper(november: Month, cast: Cast, english: SignIn) -> None:
    month = published(november, cast)
    Month.objects.filter(pk=month.pk).update(confirmed_by=cast.gm)
    said = {"decision": "rejected", "text": "停電與這兩單無關，照片可見", "outside": "某律師"}
    with time_machine.travel(SOON, tick=False):
        english(cast.chen).post(of("appeal"), {"grounds": "fact", "text": "停電當天兩單"})
        assert Obligation.objects.get(clause="6.3.11", stream=cast.chen.key).holder != cast.gm.key
        bare = english(cast.hr).post(of("decide_appeal"), said)
        assert "add a picture of the paper" in bare.content.decode()
        wrong = SimpleUploadedFile("paper.png", b"no picture")
        assert english(cast.hr).post(of("decide_appeal"), said | {"paper": wrong}).status_code == 409
        assert english(cast.hr).post(of("decide_appeal"), said | {"paper": a_paper()}).status_code == 302
        assert (SheetAppeal.objects.get().decision, SheetAppeal.objects.get().entered) == ("", "rejected")
        assert "It counts once a second person has confirmed it" in english(cast.chen).get(SHEET).content.decode()
        confirmed(english, cast, "sheet", SheetAppeal.objects.get().pk, [cast.hr, cast.gm, cast.chief, cast.chen])
        paper = reverse("assessment_outside", args=[PERIOD, "M07"])
        assert paper in english(cast.chen).get(SHEET).content.decode()
        assert english(cast.chen).get(paper).status_code == 200
        assert english(cast.zhao).get(paper).status_code == 404
        picture = reverse("supervision_picture", args=[SheetAppeal.objects.get().paper_id])
        assert english(cast.head).get(picture).status_code == 404, "it is no picture of supervision"
    appeal = SheetAppeal.objects.get()
    assert (appeal.outside, appeal.decision, appeal.decided_by) == ("某律師", "rejected", cast.hr)
    assert appeal.countersigned_by == cast.qin


def test_an_appeal_against_a_sheet_has_a_term(november: Month, cast: Cast, english: SignIn) -> None:
    published(november, cast)
    with time_machine.travel(LATER + 7 * DAY + timedelta(seconds=1), tick=False):
        answer = english(cast.chen).post(of("appeal"), {"grounds": "fact", "text": "晚了"})
        assert answer.status_code == 409
        assert "2026-12-08 11:00" in answer.content.decode()


def test_what_the_general_manager_decided_goes_to_nobody_below(cast: Cast, opened: Open, english: SignIn) -> None:
    found = opened("appealed", decider=cast.gm, second=cast.qin)
    duty = Obligation.objects.get(clause="6.3.11", stream=found.stream)
    assert duty.holder == cast.hr.key, "human resources has it decided outside"
    where = reverse("sanction_act", args=[found.number, "decide_appeal"])
    said = {"decision": "rejected", "reasons": "三單逾時屬實，聯繫記錄為空", "once": "file:a"}
    with time_machine.travel(FILE_AT + DAY, tick=False):
        shown = english(cast.chen).get(reverse("sanction", args=[found.number])).content.decode()
        assert "it goes outside" in shown
        assert "labour arbitration commission" in shown, "the policy's own words"
        assert f"{cast.hr.name} brings it there" in shown
        assert "It is to be decided by 2026-12-0" in shown
        answer = english(cast.hr).post(where, said, follow=True)
        assert "add a picture of the paper" in answer.content.decode()
        other = hire(cast, FILE_AT, "A09", "程立", "general_manager", "administration")
        english(cast.hr).post(where, said | {"outside": "董事會", "once": "file:b"}, follow=True)
        assert Appeal.objects.get().decision == "", "another general manager may decide"
        assert (
            "it goes outside" not in english(cast.chen).get(reverse("sanction", args=[found.number])).content.decode()
        )
        other.left_on = FILE_AT.date()
        other.save()
        english(cast.qin).post(where, said | {"outside": "董事會", "once": "file:c"})
        assert Appeal.objects.get().decision == "", "not who decided before"
        english(cast.hr).post(where, said | {"outside": "董事會", "once": "file:e"})
        assert Appeal.objects.get().decision == "", "no paper"
        given = said | {"outside": "董事會", "once": "file:d", "paper": a_paper()}
        assert english(cast.hr).post(where, given).status_code == 302
        assert Appeal.objects.get().decision == "", "it waits for a second person"
        assert not Event.objects.filter(stream=found.stream, kind="appeal.decided").exists()
        found.refresh_from_db()
        assert found.state == "appealed"
        english(cast.hr).post(where, given | {"once": "file:f", "decision": "allowed", "paper": a_paper()})
        assert Appeal.objects.get().entered == "rejected", "entered once"
        out = [cast.hr, cast.gm, cast.qin, cast.chief, cast.chen]
        confirmed(english, cast, "file", Appeal.objects.get().pk, out, by=cast.head)
        call_command("verify", "--quiet")
        paper = reverse("sanction_outside", args=[found.number])
        assert paper in english(cast.chen).get(reverse("sanction", args=[found.number])).content.decode()
        assert english(cast.chen).get(paper).status_code == 200
    appeal = Appeal.objects.get()
    assert (appeal.decision, appeal.outside, appeal.decided_by) == ("rejected", "董事會", cast.hr)
    found.refresh_from_db()
    assert (appeal.countersigned_by, found.state) == (cast.head, "effective")


def test_what_was_entered_is_sent_back_with_words(cast: Cast, opened: Open, english: SignIn) -> None:
    found = opened("appealed", decider=cast.gm, second=cast.qin)
    where = reverse("sanction_act", args=[found.number, "decide_appeal"])
    said = {"decision": "rejected", "reasons": "三單逾時屬實，聯繫記錄為空", "outside": "董事會"}
    with time_machine.travel(FILE_AT + DAY, tick=False):
        english(cast.hr).post(where, said | {"paper": a_paper(), "once": "file:a"})
        row = Appeal.objects.get().pk
        assert cast.chen.name in Outgoing.objects.filter(to=cast.head.key, what="appeal.entered").get().body
        assert "董事會" in english(cast.head).get(reverse("own_file")).content.decode()
        listed = english(cast.hr).get(reverse("appeals")).content.decode()
        assert "Waits for a second person" in listed
        back = reverse("outside_answer", args=["file", row, "return"])
        english(cast.head).post(back, {"words": " "})
        assert Appeal.objects.get().entered == "rejected"
        english(cast.head).post(back, {"words": "紙上寫的是維持"})
        appeal = Appeal.objects.get()
        assert (appeal.entered, appeal.decision, appeal.outside, appeal.paper) == ("", "", "", None)
        assert Outgoing.objects.filter(to=cast.hr.key, body__contains="紙上寫的是維持").exists()
        english(cast.hr).post(where, said | {"paper": a_paper(), "once": "file:b"})
        english(cast.head).post(reverse("outside_answer", args=["file", row, "confirm"]))
        call_command("verify", "--quiet")
    found.refresh_from_db()
    assert (found.state, Appeal.objects.get().decision) == ("effective", "rejected")


def confirmed(
    english: SignIn, cast: Cast, kind: str, row: int, out: list[Employee], by: Employee | None = None
) -> None:
    """Confirmed on the own page of whoever had no part; nobody else finds it."""
    door, paper = reverse("outside_answer", args=[kind, row, "confirm"]), reverse("outside_paper", args=[kind, row])
    for one in out:
        assert english(one).post(door).status_code == 404, one.name
        assert english(one).get(paper).status_code == 404, one.name
        assert door not in english(one).get(reverse("own_file")).content.decode(), one.name
    second = by or cast.qin
    assert english(second).get(paper).status_code == 200
    assert door in english(second).get(reverse("own_file")).content.decode()
    assert english(second).post(door).status_code == 302


def test_before_it_is_handed_in_the_file_says_where_an_appeal_goes(cast: Cast, opened: Open, english: SignIn) -> None:
    found = opened("served", decider=cast.gm, second=cast.qin)
    with time_machine.travel(FILE_AT + DAY, tick=False):
        shown = english(cast.chen).get(reverse("sanction", args=[found.number])).content.decode()
        assert f"{cast.hr.name} brings it there; write to {cast.hr.name} about it." in shown
        assert "Hand it in by 2026-12-0" in shown
