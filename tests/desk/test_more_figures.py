"""Four more figures of the policy: what is entered late, what counts as done again, when a test is made up, how many votes it takes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import order, result
from gensui.oversight.actions import awards, sheets
from gensui.oversight.models import Idea
from gensui.people.acting import Entry
from gensui.training.models import Session
from tests.amended import amended
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_training import Clock, attended, body, clock, held, right
from tests.oversight.counted import AFTER, NOVEMBER, catch_up, sheet_of

__all__ = ["attended", "clock", "held"]
pytestmark = pytest.mark.database
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(("limit", "marked"), [("", True), ('"30 min"', False)])
def test_an_entry_is_late_where_the_policy_says(
    walk: Walk, cast: Cast, english: SignIn, limit: str, marked: bool
) -> None:
    if limit:
        amended(MONDAY - DAY, entry_limit=limit)
    case = walk("assigned")
    entry = Entry(happened_at=minutes(10), note="井道裡沒有信號")
    order.contact_owner(case=case, actor=cast.chen, at=minutes(32), entry=entry)
    with time_machine.travel(minutes(33), tick=False):
        page = english(cast.chief).get(reverse("case", args=[case.number])).content.decode()
    assert ("entered 11-23" in page) == marked


@pytest.mark.parametrize(("term", "again"), [("", "1"), ('"1 d"', "0")])
def test_a_repair_is_done_again_within_what_the_policy_says(
    walk: Walk, cast: Cast, english: SignIn, term: str, again: str
) -> None:
    if term:
        amended(MONDAY - DAY, done_again_within=term)
    case = result.dispute_result(case=walk("told"), dispute="還在漏水", actor=cast.mei, at=minutes(2 * 24 * 60))
    result.order_rework(case=case, actor=cast.chief, at=minutes(2 * 24 * 60 + 30))
    catch_up()
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)
    sheet = sheet_of(month, cast.chen)
    assert sheet.lines.get(indicator="K20").part == again
    page = english(cast.qin).get(reverse("assessment_sheet", args=["2026-11", sheet.employee.number])).content.decode()
    assert "thirty days" not in page


@pytest.mark.parametrize(("wait", "opens"), [("", "17:00"), ('"3 h"', "19:00")])
def test_a_test_is_made_up_when_the_policy_says(
    cast: Cast, attended: Session, clock: Clock, english: SignIn, wait: str, opens: str
) -> None:
    clock.now = MONDAY + 6 * HOUR
    if wait:
        amended(clock.now - DAY, test_again=wait)
    seat = attended.seats.get(employee=cast.chen)
    chen, page = english(cast.chen), reverse("training_test", args=[seat.pk])
    chen.post(page, {"begin": "1"})
    chen.post(page, right(seat.attempts.get()) | {"q0": "0", "q1": "99"})
    assert f"The make-up test opens at {opens}" in body(chen.post(page, {"begin": "1"}))


@pytest.mark.parametrize(("votes", "wanted", "state"), [("", 3, "measured"), ("2", 2, "awarded")])
def test_an_idea_takes_as_many_votes_as_the_policy_says(
    cast: Cast, english: SignIn, votes: str, wanted: int, state: str
) -> None:
    if votes:
        amended(MONDAY - DAY, idea_votes=votes)
    found = awards.submit_idea(title="二維碼", proposal="省一步", effect="efficiency", actor=cast.guard, at=MONDAY)
    found = awards.try_idea(idea=found, answer="試", pilot_until=date(2026, 12, 28), actor=cast.qin, at=MONDAY + DAY)
    found = awards.measure_idea(idea=found, before="4", after="2", actor=cast.chief, at=MONDAY + 40 * DAY)
    for member in (cast.qin, cast.hr):
        awards.vote_idea(idea=found, agrees=True, actor=member, at=MONDAY + 41 * DAY)
    address, given = reverse("idea", args=[found.number]), {"act": "award", "bonus_fen": "200", "once": "v1"}
    with time_machine.travel(MONDAY + 42 * DAY, tick=False):
        shown = english(cast.hr).get(address).content.decode()
        answer = english(cast.hr).post(address, given, follow=True).content.decode()
    assert f"An award takes {wanted} votes" in shown
    assert ("2 of 2 agreed" in answer) == (state == "measured")
    assert Idea.objects.get(pk=found.pk).state == state
