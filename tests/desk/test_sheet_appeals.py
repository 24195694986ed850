"""An appeal goes before somebody who had no part in what it is against, and does not stand below whoever had."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gensui.ledger.models import Obligation
from gensui.oversight.models import Appeal, Month, SheetAppeal
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

        said = {"decision": "allowed", "grade": "good", "text": "停電確有其事"}
        for who in (cast.chief, cast.qin, cast.hr, cast.chen):
            assert english(who).post(of("decide_appeal"), said).status_code == 409, who.name
        assert english(cast.gm).post(of("decide_appeal"), said | {"grade": "fail"}).status_code == 409
        assert english(cast.gm).post(of("decide_appeal"), said).status_code == 302
        assert english(cast.gm).post(of("decide_appeal"), said).status_code == 409, "decided once"
    duty.refresh_from_db()
    assert (duty.state, SheetAppeal.objects.get().decided_by) == ("met", cast.gm)
    answer = english(cast.hr).post(reverse("assessment_payroll", args=[PERIOD, "csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    (chen,) = [row for row in rows if row[0] == "M07"]
    assert chen[4:] == ["good", "1.0", "0", "after the appeal"]


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
    said = {"decision": "rejected", "reasons": "屬實", "once": "file:a"}
    with time_machine.travel(FILE_AT + DAY, tick=False):
        shown = english(cast.chen).get(reverse("sanction", args=[found.number])).content.decode()
        assert "it goes outside" in shown
        assert "labour arbitration commission" in shown, "the policy's own words"
        assert f"{cast.hr.name} brings it there" in shown
        assert "It is to be decided by 2026-12-0" in shown
        answer = english(cast.hr).post(where, said, follow=True)
        assert "Name who decided it outside." in answer.content.decode()
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
        assert english(cast.hr).post(where, said | {"outside": "董事會", "once": "file:d"}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.decision, appeal.outside, appeal.decided_by) == ("rejected", "董事會", cast.hr)


def test_before_it_is_handed_in_the_file_says_where_an_appeal_goes(cast: Cast, opened: Open, english: SignIn) -> None:
    found = opened("served", decider=cast.gm, second=cast.qin)
    with time_machine.travel(FILE_AT + DAY, tick=False):
        shown = english(cast.chen).get(reverse("sanction", args=[found.number])).content.decode()
        assert f"{cast.hr.name} brings it there; write to {cast.hr.name} about it." in shown
        assert "Hand it in by 2026-12-0" in shown
