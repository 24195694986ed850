"""The roster: who works when, who is away, a week like the one before."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gensui.ledger import policies, verify
from gensui.ledger.queries import events_of
from gensui.people import access, queries, rosters
from gensui.people.access import NotYours
from gensui.people.actions import roster
from gensui.people.models import Absence, Department, Duty, Employee, Shift
from gensui.people.refusals import BackwardsDuty, DutiesOverlap, IsAway, OtherDepartment
from tests.cast import MONDAY, Cast, minutes

pytestmark = pytest.mark.database
SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY = date(2026, 11, 24)


def clock(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def nine_to_five(cast: Cast, whom: Employee, day: int = 24, **words: Any) -> Duty:
    given: dict[str, Any] = {"actor": cast.chief, "at": MONDAY, "starts_at": clock(day, 9), "ends_at": clock(day, 17)}
    return roster.plan_duty(employee=whom, **(given | words))


def refuses(refusal: type[Exception], act: Callable[..., object], **words: Any) -> None:
    before = list(Duty.objects.order_by("pk").values())
    with pytest.raises(refusal):
        act(**words)
    assert list(Duty.objects.order_by("pk").values()) == before


def test_a_duty_is_planned_on_record_and_makes_somebody_present(cast: Cast) -> None:
    nine_to_five(cast, cast.chen)
    assert queries.on_duty(cast.site, clock(24, 10), "maintenance").get() == cast.chen
    assert not queries.on_duty(cast.site, clock(24, 17), "maintenance").exists()
    (event,) = events_of(cast.chen.key)
    assert (event.kind, event.actor, event.data["starts_at"]) == (
        "duty.planned", "staff:M01", "2026-11-24T09:00:00+08:00",
    )  # fmt: skip


def test_hours_that_cannot_be_are_refused(cast: Cast) -> None:
    nine_to_five(cast, cast.chen)
    words: dict[str, Any] = {"employee": cast.chen, "actor": cast.chief, "at": MONDAY}
    refuses(DutiesOverlap, roster.plan_duty, **words, starts_at=clock(24, 16), ends_at=clock(24, 20))
    refuses(BackwardsDuty, roster.plan_duty, **words, starts_at=clock(25, 9), ends_at=clock(25, 9))
    refuses(BackwardsDuty, roster.plan_duty, **words, starts_at=clock(25, 9), ends_at=clock(27, 9))
    desk = Shift.objects.create(department=cast.li.department, name="早班", starts=time(7, 30), ends=time(15, 30))
    refuses(OtherDepartment, roster.plan_duty, **words, starts_at=clock(25, 9), ends_at=clock(25, 17), shift=desk)
    nine_to_five(cast, cast.chen, starts_at=clock(24, 17), ends_at=clock(24, 20))  # the hour between belongs to one


def test_only_who_makes_the_roster_may(cast: Cast) -> None:
    for actor in (cast.li, cast.chen, cast.guard, cast.head, cast.operator, cast.stranger):
        refuses(NotYours, nine_to_five, cast=cast, whom=cast.chen, actor=actor)
    for day, actor in enumerate((cast.zhao, cast.chief, cast.hr, cast.qin, cast.gm), 24):
        nine_to_five(cast, cast.chen, day, actor=actor)
    assert Duty.objects.filter(employee=cast.chen).count() == 6


def test_cleaning_and_greening_are_led_as_one(cast: Cast) -> None:
    cast.cleaner.role = "dept_head"
    assert {one.kind for one in access.rosters(cast.cleaner)} == {"cleaning", "greening"}
    assert access.rosters(cast.li).count() == 0
    assert access.rosters(cast.hr).count() == Department.objects.count()


def test_a_duty_is_changed_and_taken_off(cast: Cast) -> None:
    duty = nine_to_five(cast, cast.chen)
    roster.change_duty(duty=duty, starts_at=clock(24, 12), ends_at=clock(24, 20), actor=cast.chief, at=minutes(1))
    duty.refresh_from_db()
    assert duty.starts_at == clock(24, 12)
    refuses(NotYours, roster.cancel_duty, duty=duty, actor=cast.li, at=minutes(2))
    roster.cancel_duty(duty=duty, actor=cast.chief, at=minutes(2))
    assert not Duty.objects.filter(pk=duty.pk).exists()
    assert [one.kind for one in events_of(cast.chen.key)] == ["duty.planned", "duty.changed", "duty.cancelled"]
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_who_falls_ill_at_noon_goes_home_and_comes_off_the_roster(cast: Cast) -> None:
    for day in (24, 25, 26):
        nine_to_five(cast, cast.chen, day)
    noon = clock(24, 12)
    roster.report_absence(
        employee=cast.chen, reason="ill", since_on=TUESDAY, last_on=date(2026, 11, 25), actor=cast.zhao, at=noon
    )
    left = Duty.objects.filter(employee=cast.chen, starts_at__gte=clock(24, 0)).order_by("starts_at")
    assert [(one.starts_at, one.ends_at) for one in left] == [
        (clock(24, 9), noon), (clock(26, 9), clock(26, 17)),
    ]  # fmt: skip
    assert not queries.on_duty(cast.site, noon, "maintenance").exists()
    assert [one.kind for one in events_of(cast.chen.key)][-3:] == ["absence.reported"] + ["duty.cancelled"] * 2
    assert "ill" not in str([one.data for one in events_of(cast.chen.key)])
    refuses(IsAway, nine_to_five, cast=cast, whom=cast.chen, day=25)


def test_a_night_before_the_absence_ends_at_midnight(cast: Cast) -> None:
    nine_to_five(cast, cast.chen, starts_at=clock(24, 22), ends_at=clock(25, 8))
    words: dict[str, Any] = {"employee": cast.chen, "reason": "leave", "actor": cast.chief}
    roster.report_absence(**words, since_on=date(2026, 11, 25), last_on=date(2026, 11, 26), at=clock(24, 23))
    assert Duty.objects.get(starts_at=clock(24, 22)).ends_at == clock(25, 0)
    assert [one.kind for one in events_of(cast.chen.key)][-2:] == ["absence.reported", "duty.cancelled"]
    assert not queries.on_duty(cast.site, clock(25, 1), "maintenance").exists()
    with pytest.raises(IsAway):
        roster.report_absence(**words, since_on=date(2026, 11, 26), last_on=date(2026, 11, 27), at=clock(24, 23))
    with pytest.raises(NotYours):
        roster.report_absence(
            **words | {"actor": cast.li}, since_on=date(2026, 12, 1), last_on=date(2026, 12, 1), at=clock(24, 23)
        )
    assert Absence.objects.count() == 1


def test_who_is_back_sooner_can_be_planned_again(cast: Cast) -> None:
    absence = roster.report_absence(
        employee=cast.chen, reason="ill", since_on=TUESDAY, last_on=date(2026, 11, 27), actor=cast.zhao, at=MONDAY
    )
    roster.end_absence(absence=absence, back_on=date(2026, 11, 26), actor=cast.zhao, at=minutes(5))
    absence.refresh_from_db()
    assert absence.last_on == date(2026, 11, 25)
    nine_to_five(cast, cast.chen, 26)
    roster.end_absence(absence=absence, back_on=TUESDAY, actor=cast.zhao, at=minutes(6))
    assert not Absence.objects.exists()


def test_a_week_is_filled_as_the_one_before(cast: Cast) -> None:
    maintenance = cast.chen.department
    early = roster.keep_shift(
        department=maintenance, name="早班", starts=time(8), ends=time(17), actor=cast.chief, at=MONDAY
    )
    post = roster.keep_post(department=maintenance, name="值班室", actor=cast.chief, at=MONDAY)
    for day in (24, 25, 26):
        starts_at, ends_at = early.hours_on(date(2026, 11, day), SHANGHAI)
        nine_to_five(cast, cast.chen, day, starts_at=starts_at, ends_at=ends_at, shift=early, post=post)
    nine_to_five(cast, cast.zhao, 24)
    nine_to_five(cast, cast.chen, 1, starts_at=clock(24, 9) + timedelta(7), ends_at=clock(24, 10) + timedelta(7))
    roster.report_absence(
        employee=cast.chen,
        reason="ill",
        since_on=date(2026, 12, 3),
        last_on=date(2026, 12, 3),
        actor=cast.chief,
        at=MONDAY,
    )
    words: dict[str, Any] = {
        "department": maintenance,
        "monday": date(2026, 11, 30),
        "actor": cast.chief,
        "at": minutes(9),
    }
    with pytest.raises(NotYours):
        roster.copy_week(**words | {"actor": cast.head})
    assert roster.copy_week(**words) == 5
    copied = Duty.objects.filter(employee=cast.chen, shift=early, starts_at__gte=clock(30, 0))
    assert [(one.starts_at, one.post) for one in copied] == [(clock(25, 8) + timedelta(7), post)]
    assert roster.copy_week(**words) == 0


def test_a_week_shows_who_works_who_is_away_and_what_nobody_has(cast: Cast) -> None:
    maintenance = cast.chen.department
    night = roster.keep_shift(
        department=maintenance, name="夜班", starts=time(22), ends=time(8), actor=cast.chief, at=MONDAY
    )
    starts_at, ends_at = night.hours_on(TUESDAY, SHANGHAI)
    assert (starts_at, ends_at) == (clock(24, 22), clock(25, 8))
    nine_to_five(cast, cast.chen, starts_at=starts_at, ends_at=ends_at, shift=night)
    roster.report_absence(
        employee=cast.zhao,
        reason="leave",
        since_on=date(2026, 11, 28),
        last_on=date(2026, 12, 2),
        actor=cast.chief,
        at=MONDAY,
    )
    week = rosters.week(maintenance, date(2026, 11, 23))
    by = {line.employee.number: line for line in week.lines}
    assert [len(cell.duties) for cell in by["M07"].cells] == [1, 1, 0, 0, 0, 0, 0]
    assert by["M07"].hours == 20
    assert [cell.away is not None for cell in by["M02"].cells] == [False] * 5 + [True] * 2
    assert (week.gaps, [count for _day, count in week.filled[0].counts]) == (6, [0, 1, 0, 0, 0, 0, 0])
    assert [cell.day.day for cell in rosters.shifts_of(cast.chen, date(2026, 11, 23))] == [23, 24]


def test_a_shift_and_a_post_are_retired_and_come_back(cast: Cast) -> None:
    made = {"department": cast.chen.department, "actor": cast.chief, "at": MONDAY}
    early = roster.keep_shift(name="早班", starts=time(8), ends=time(16), **made)  # type: ignore[arg-type]
    pump = roster.keep_post(name="水泵房", **made)  # type: ignore[arg-type]
    duty = nine_to_five(cast, cast.chen, shift=early, post=pump)
    for pattern in (early, pump):
        with pytest.raises(NotYours):
            roster.retire_pattern(pattern=pattern, actor=cast.li, at=minutes(1))
        for _twice in range(2):
            roster.retire_pattern(pattern=pattern, actor=cast.chief, at=minutes(1))
        assert pattern.retired_at == minutes(1)

    assert rosters.week(cast.chen.department, date(2026, 11, 23)).filled == []
    duty.refresh_from_db()
    assert (duty.shift, duty.post) == (early, pump)  # what stands on the roster stays
    assert roster.keep_shift(name="早班", starts=time(7), ends=time(16), **made).pk == early.pk  # type: ignore[arg-type]
    assert len(rosters.week(cast.chen.department, date(2026, 11, 23)).filled) == 1
