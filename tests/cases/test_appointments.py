"""The days to come: who is expected where, what waits, who is to be called back."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from gensui.cases import appointments
from gensui.cases.actions import calls, intake, missed, order, work
from gensui.cases.models import Case
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)


def agreed(walk: Walk, cast: Cast, after: float) -> Case:
    return order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(30), appointment_at=minutes(after))


def test_a_day_by_handler_with_its_clashes(walk: Walk, cast: Cast) -> None:
    first, near, later = (agreed(walk, cast, after) for after in (120, 149, 179))
    agreed(walk, cast, 24 * 60)
    others = agreed(walk, cast, 125)
    Case.objects.filter(pk=others.pk).update(handler=cast.zhao)
    zhao, chen = appointments.rounds_on(cast.chief, TODAY, SHANGHAI)
    assert (zhao.handler, [one.clashes for one in zhao.appointments]) == (cast.zhao, [False])
    assert [(one.case, one.clashes) for one in chen.appointments] == [(first, True), (near, True), (later, False)]
    days = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
    assert [count for _day, count in appointments.counted(cast.chief, days, SHANGHAI)] == [4, 1, 0]


def test_each_sees_what_is_theirs(walk: Walk, cast: Cast) -> None:
    agreed(walk, cast, 120)
    for who in (cast.li, cast.chen, cast.chief, cast.qin):
        assert len(appointments.rounds_on(who, TODAY, SHANGHAI)) == 1
    for who in (cast.guard, cast.cleaner, cast.stranger):
        assert appointments.rounds_on(who, TODAY, SHANGHAI) == []


def test_what_waits_stands_by_the_day_it_goes_on(walk: Walk, cast: Cast) -> None:
    waits = [
        work.pause_work(case=walk("working"), actor=cast.chen, at=minutes(60), reason=reason, until=until, parts="角閥")
        for reason, until in (("parts", minutes(3000)), ("owner_absent", minutes(200)))
    ]
    assert appointments.paused(cast.chief) == [waits[1], waits[0]]
    assert appointments.paused(cast.guard) == []


def test_missed_calls_stand_there_until_called_back(cast: Cast) -> None:
    case = intake.ring(site=cast.site, phone="13900000001", actor=SYSTEM, at=minutes(0))
    case = calls.abandon_call(case=case, actor=SYSTEM, at=minutes(1), waited=timedelta(seconds=40))
    assert appointments.missed_calls(cast.li, minutes(2)) == [case]
    assert appointments.missed_calls(cast.stranger, minutes(2)) == []
    assert appointments.missed_calls(cast.li, minutes(8 * 24 * 60)) == []
    missed.call_back(case=case, actor=cast.li, at=minutes(5))
    assert appointments.missed_calls(cast.li, minutes(6)) == []
