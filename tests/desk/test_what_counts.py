"""What may count against somebody: what binds, and what was neither excused nor objected to, at whichever door that was said."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import follow, order
from gensui.cases.models import Case
from gensui.core.policy import Policy, read_policy
from gensui.ledger.models import Obligation
from gensui.oversight import candidates, verify
from gensui.oversight.actions import sheets
from gensui.oversight.models import Breach, Dispute, Month, MonthSheet, ScoreLine
from gensui.policies import files
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, NOVEMBER, catch_up, november, sheet_of

__all__ = ["november"]
pytestmark = pytest.mark.database
LATER = AFTER + timedelta(hours=1)
COMPARED = "C02.1"


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def on_the_page(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


@pytest.fixture
def late_by_ten_minutes(cast: Cast, walk: Walk) -> Month:
    """Chen comes ten minutes after the appointed time: twenty before the limit."""
    case = order.set_appointment(
        case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=minutes(60), owner_asked=True
    )
    order.arrive(case=case, actor=cast.chen, at=minutes(70), proof="scan", key="door")
    catch_up()
    return sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)


def test_what_is_for_comparison_counts_nowhere(late_by_ten_minutes: Month, cast: Cast, english: SignIn) -> None:
    lapsed = Obligation.objects.get(clause=COMPARED, lapsed_at__isnull=False)
    assert lapsed.accountable == cast.chen.key
    chen = english(cast.chen)
    page = on_the_page(chen, reverse("assessment_facts", args=["2026-11", cast.chen.number, "K23"]))
    assert (COMPARED in page, "C30.1" in page) == (False, True)  # what was never done is an error
    assert COMPARED not in on_the_page(english(cast.chief), reverse("sanction_new", args=[cast.chen.number]))
    assert COMPARED not in on_the_page(chen, reverse("own_file"))
    assert "For comparison only" in on_the_page(chen, reverse("clause", args=[COMPARED]))


def test_what_is_the_houses_is_on_nobodys_list(cast: Cast, november: Month, english: SignIn) -> None:
    Obligation.objects.filter(clause="4.2.1", lapsed_at__isnull=False).get()  # there is a list to be on
    page = on_the_page(english(cast.gm), reverse("clause", args=["7.5"]))
    assert "counts in its figures, and against nobody" in page


def a_lapse() -> Obligation:
    return Obligation.objects.get(lapsed_at__isnull=False, clause="4.2.1")


def counted(cast: Cast) -> tuple[int, int]:
    line = ScoreLine.objects.get(sheet=sheet_of(Month.objects.get(), cast.chen), indicator="K06")
    return line.whole, line.waived


def recounted(cast: Cast) -> tuple[int, int]:
    sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=LATER)
    assert list(verify.check_months()) == []
    return counted(cast)


def is_candidate(cast: Cast) -> bool:
    found = candidates.open_breaches([cast.chen], LATER).get(cast.chen.key, [])
    return a_lapse() in found


def objected(cast: Cast, sheet: MonthSheet, lapse: Obligation, text: str) -> Dispute:
    """Chen objects to a lapse on his sheet."""
    return sheets.dispute_fact(
        sheet=sheet,
        indicator="K06",
        stream=lapse.stream,
        clause=lapse.clause,
        number=lapse.cause,
        text=text,
        actor=cast.chen,
        at=LATER,
    )


def test_an_objection_on_the_sheet_is_one_for_the_list(cast: Cast, november: Month, english: SignIn) -> None:
    lapse, sheet = a_lapse(), sheet_of(november, cast.chen)
    assert is_candidate(cast)
    dispute = objected(cast, sheet, lapse, "那天停電")
    assert not is_candidate(cast)  # nobody is asked about what waits for its answer
    page = on_the_page(english(cast.chief), reverse("sanction_new", args=[cast.chen.number]))
    assert f'value="{lapse.pk}"' not in page
    sheets.grant_dispute(dispute=dispute, reason="屬實", actor=cast.chief, at=LATER)
    assert not is_candidate(cast)


def test_an_objection_that_is_refused_leaves_it_on_the_list(cast: Cast, november: Month) -> None:
    lapse, sheet = a_lapse(), sheet_of(november, cast.chen)
    dispute = objected(cast, sheet, lapse, "不是我")
    sheets.refuse_dispute(dispute=dispute, reason="記錄清楚", actor=cast.chief, at=LATER)
    assert is_candidate(cast)


def test_what_is_laid_to_somebody_else_is_on_that_persons_list(cast: Cast, november: Month) -> None:
    lapse, sheet = a_lapse(), sheet_of(november, cast.chen)
    dispute = objected(cast, sheet, lapse, "不是我")
    to = sheet_of(november, cast.zhao)
    sheets.move_dispute(dispute=dispute, to=to, reason="趙班自己接的", actor=cast.qin, at=LATER)
    found = candidates.open_breaches([cast.chen, cast.zhao], LATER)
    assert lapse not in found.get(cast.chen.key, [])
    assert lapse in found[cast.zhao.key]


def test_what_was_doubted_on_the_own_page_is_left_out_of_the_sheet(
    cast: Cast, november: Month, english: SignIn
) -> None:
    lapse, before = a_lapse(), counted(cast)
    doubt = reverse("breach_doubt", args=[lapse.pk])
    assert english(cast.chen).post(doubt, {"words": "單子已轉給趙班"}).status_code == 302
    assert recounted(cast) == (before[0] - 1, before[1] + 1)
    answer = reverse("breach_answer", args=[Breach.objects.get().pk, "uphold"])
    assert english(cast.chief).post(answer).status_code == 302
    assert recounted(cast) == before


def test_a_doubt_that_was_granted_stays_off_the_sheet(cast: Cast, november: Month, english: SignIn) -> None:
    lapse, before = a_lapse(), counted(cast)
    assert (
        english(cast.chen).post(reverse("breach_doubt", args=[lapse.pk]), {"words": "單子已轉給趙班"}).status_code
        == 302
    )
    answer = reverse("breach_answer", args=[Breach.objects.get().pk, "accept"])
    assert english(cast.chen).post(answer).status_code in (403, 404), "nobody grants the own doubt"
    assert english(cast.chief).post(answer).status_code == 302
    assert recounted(cast) == (before[0] - 1, before[1] + 1)
    english(cast.chief).post(answer.replace("accept", "uphold"))  # it was answered
    assert recounted(cast) == (before[0] - 1, before[1] + 1)


def test_a_reason_that_was_accepted_leaves_the_lapse_out_of_the_sheet(cast: Cast, november: Month) -> None:
    lapse, before = a_lapse(), counted(cast)
    case = Case.objects.numbered(lapse.stream.removeprefix("case:")).get()
    follow.excuse_lapse(case=case, actor=cast.qin, at=LATER, duty=lapse, reason="全區停電")
    assert list(verify.check_months()) == []  # what was counted before stays counted alike
    assert recounted(cast) == (before[0] - 1, before[1] + 1)


def test_a_policy_says_what_a_lapse_is() -> None:
    policy: Policy = read_policy(files.standard())
    others = {one.id: one.lapse for one in policy.clauses.values() if one.lapse != "binding"}
    assert others == {
        COMPARED: "comparison", "C40.3": "comparison", "C48.1": "comparison", "7.5": "house", "6.3.13": "house",
    }  # fmt: skip
