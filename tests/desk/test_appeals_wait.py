"""Whoever has an appeal to decide is told, finds it among what is due, and in a list; and a notice leads to its own thing."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse

from gensui.desk.opening import OF_SITE, ROWS, door_of
from gensui.ledger import due, outbox
from gensui.ledger.models import Obligation
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.oversight.models import Month
from gensui.people.models import Employee
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import november
from tests.oversight.filed import FILE_AT, Open, opened
from tests.oversight.test_sheets import LATER, published

__all__ = ["november", "opened"]
pytestmark = pytest.mark.database

PERIOD = "2026-11"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SOON = LATER + timedelta(hours=2)
SHEET = reverse("assessment_sheet", args=[PERIOD, "M07"])


def deliver(at: datetime) -> None:
    """All that waits goes out."""
    while notices.deliver(actor="engine", at=at):
        pass


def open_button(door: str) -> str:
    return f'<a class="btn small" href="{door}">Open</a>'


def test_an_appeal_against_a_sheet_waits_where_its_decider_looks(november: Month, cast: Cast, english: SignIn) -> None:
    published(november, cast)
    given = {"grounds": "calculation", "text": "雨天停電，十一月兩單都不該算"}
    with time_machine.travel(SOON, tick=False):
        english(cast.chen).post(reverse("assessment_act", args=[PERIOD, "M07", "appeal"]), given)
        duty = Obligation.objects.get(clause="6.3.11", stream=cast.chen.key)
        decider = Employee.objects.get(number=duty.holder.removeprefix("staff:"))
        deliver(SOON + MINUTE)
    with time_machine.travel(SOON + MINUTE, tick=False):
        inbox = english(decider).get(reverse("inbox")).content.decode()
        assert f"appeals against the sheet of {PERIOD}" in inbox
        assert open_button(SHEET) in inbox
        assert SHEET in english(decider).get(reverse("worklist")).content.decode(), "days before it is due"
        listed = english(decider).get(reverse("appeals")).content.decode()
        assert SHEET in listed
        assert "yours to decide" in listed
        beside = english(cast.hr).get(reverse("appeals")).content.decode()
        assert (decider.name in beside, "yours to decide" in beside) == (True, False)
        assert SHEET not in english(cast.li).get(reverse("worklist")).content.decode()
        assert english(cast.li).get(reverse("appeals")).status_code == 403
        assert SHEET in english(decider).get(SHEET).content.decode()


def test_an_appeal_against_a_file_waits_where_its_decider_looks(cast: Cast, opened: Open, english: SignIn) -> None:
    found = opened("appealed")
    file = reverse("sanction", args=[found.number])
    decider = Employee.objects.get(number=Obligation.objects.get(clause="6.3.11").holder.removeprefix("staff:"))
    at = FILE_AT + timedelta(hours=6)
    deliver(at)
    with time_machine.travel(at, tick=False):
        inbox = english(decider).get(reverse("inbox")).content.decode()
        assert f"appeals against the sanction of file {found.number}" in inbox
        assert open_button(file) in inbox
        assert file in english(decider).get(reverse("worklist")).content.decode()
        assert file in english(decider).get(reverse("appeals")).content.decode()
        own = english(cast.chen).get(reverse("inbox")).content.decode()
        assert open_button(file) in own, "whoever the file is about opens it from its notices"


def test_a_notice_of_a_sheet_opens_that_sheet(november: Month, cast: Cast, english: SignIn) -> None:
    published(november, cast)
    at = LATER + 3 * DAY + MINUTE
    due.sweep(at=at)
    deliver(at)
    with time_machine.travel(at, tick=False):
        inbox = english(cast.chen).get(reverse("inbox")).content.decode()
    told = Notice.objects.filter(recipient_key=cast.chen.key, stream=cast.chen.key)
    assert {one.what for one in told} >= {f"sheet:{PERIOD}", "lapse"}, "drafted, published, not read in time"
    assert inbox.count(open_button(SHEET)) == told.count()
    assert reverse("own_training") not in inbox.partition("<main")[2]


@pytest.mark.parametrize("kind", sorted({*ROWS, *OF_SITE, "staff", "daily", "reports", "mailbox", "policy"}))
def test_every_kind_of_thing_has_a_door(kind: str) -> None:
    try:
        assert door_of(f"{kind}:000012")
    except NoReverseMatch as fault:
        pytest.fail(str(fault))


def test_notices_of_many_kinds_open_what_they_are_about(cast: Cast, english: SignIn) -> None:
    key = cast.qin.key
    for stream, what, body in (
        ("policy:standard", "policy", "A change of the policy\nRead it."),
        (key, "leaving", "Somebody stays\nWhy"),
        (key, "training", "Fire drill\nTomorrow"),
        ("resident:7", "name.asked", "3-1-502"),
        (f"pay:{cast.site.key}", "message.notice", "A minimum wage is missing."),
        ("case:2026-999999", "message.notice", "Of a case that does not exist for you."),
    ):
        outbox.queue(stream=stream, to=key, what=what, body=body, at=FILE_AT)
    deliver(FILE_AT)
    with time_machine.travel(FILE_AT, tick=False):
        inbox = english(cast.qin).get(reverse("inbox")).content.decode()
    for name in ("amendments", "personnel", "own_training", "homes", "pay"):
        assert open_button(reverse(name)) in inbox, name
    assert inbox.count(">Open</a>") == 5, "no door to what is not there"
