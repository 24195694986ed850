"""Whoever has a published sheet signs to have read it: asked, reminded, listed for personnel until then, and judged by none of it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from gensui.ledger import due
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.oversight.models import Month
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import november
from tests.oversight.test_sheets import LATER, published

__all__ = ["november"]
pytestmark = pytest.mark.database

PERIOD = "2026-11"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
UNTIL = LATER + 3 * DAY
"""Three working days after a Tuesday."""


def of(act: str, number: str = "M07") -> str:
    return reverse("assessment_act", args=[PERIOD, number, act])


def sheet_page(number: str = "M07") -> str:
    return reverse("assessment_sheet", args=[PERIOD, number])


def sweep(until: datetime) -> None:
    """The worker looks until then."""
    at = LATER
    while at <= until:
        due.sweep(at=at)
        at += timedelta(hours=1)
    due.sweep(at=until)


def test_who_has_a_sheet_is_asked_and_signs_once(november: Month, cast: Cast, english: SignIn) -> None:
    before = english(cast.chen)
    assert "I have read it" not in before.get(sheet_page()).content.decode(), "nothing is published yet"
    assert before.post(of("acknowledge")).status_code == 409
    published(november, cast)
    told = Outgoing.objects.filter(to=cast.chen.key).values_list("body", flat=True)
    assert any("is published" in body for body in told)
    with time_machine.travel(LATER + MINUTE, tick=False):
        chen = english(cast.chen)
        assert "not read yet" in chen.get(reverse("assessment")).content.decode()
        assert "I have read it" in chen.get(sheet_page()).content.decode()
        for other in (cast.chief, cast.hr, cast.gm):
            assert "I have read it" not in english(other).get(sheet_page()).content.decode()
            assert english(other).post(of("acknowledge")).status_code == 409, other.name
        assert english(cast.zhao).post(of("acknowledge")).status_code == 404
        for _twice in range(2):
            assert chen.post(of("acknowledge")).status_code == 302
        page = chen.get(sheet_page()).content.decode()
        assert "not read yet" not in chen.get(reverse("assessment")).content.decode()
    assert "I have read it" not in page
    assert "appeal" in page
    assert Event.objects.filter(kind="assessment.acknowledged", stream=cast.chen.key).count() == 1
    duty = Obligation.objects.get(clause="C40.3", stream=cast.chen.key)
    assert (duty.holder, duty.state, duty.due_at) == (cast.chen.key, "met", UNTIL)


def test_to_have_read_it_is_not_to_agree(november: Month, cast: Cast, english: SignIn) -> None:
    published(november, cast)
    with time_machine.travel(LATER + MINUTE, tick=False):
        chen = english(cast.chen)
        assert chen.post(of("acknowledge")).status_code == 302
        assert chen.post(of("appeal"), {"grounds": "fact", "text": "十一月兩單都不該算"}).status_code == 302


def test_who_has_not_read_it_is_reminded_and_listed_for_personnel(november: Month, cast: Cast, english: SignIn) -> None:
    published(november, cast)
    everybody = november.sheets.count()
    with time_machine.travel(LATER + MINUTE, tick=False):
        english(cast.chen).post(of("acknowledge"))
        page = english(cast.hr).get(reverse("assessment_month", args=[PERIOD])).content.decode()
        assert f"{everybody - 1} have not signed to have read their sheets yet" in page
        unread = english(cast.hr).get(reverse("assessment_month", args=[PERIOD]), {"only": "unread"}).content.decode()
        assert (sheet_page() in unread, sheet_page(cast.zhao.number) in unread) == (False, True)
        assert english(cast.zhao).get(reverse("assessment_month", args=[PERIOD])).status_code == 403
    sweep(UNTIL - MINUTE)
    reminded = Outgoing.objects.filter(what="reminder", clause="C40.3")
    assert reminded.filter(to=cast.zhao.key).count() == 2
    assert not reminded.filter(to=cast.chen.key).exists()
    with time_machine.travel(UNTIL - timedelta(hours=2), tick=False):
        rows = english(cast.zhao).get(reverse("worklist")).content.decode()
        assert f"The sheet is read · {PERIOD}" in rows
    sweep(UNTIL + MINUTE)
    duty = Obligation.objects.get(clause="C40.3", stream=cast.zhao.key)
    assert duty.lapsed_at == UNTIL
    heard = Outgoing.objects.filter(what="lapse", clause="C40.3", stream=cast.zhao.key).values_list("to", flat=True)
    assert cast.hr.key in heard
    with time_machine.travel(UNTIL + DAY, tick=False):
        own = english(cast.zhao).get(reverse("own_file")).content.decode()
        assert "C40.3" not in own, "nobody is judged by it"
        assert english(cast.zhao).post(of("acknowledge", cast.zhao.number)).status_code == 302, "late is late"
