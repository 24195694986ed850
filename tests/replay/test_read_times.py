"""Times as they stand in other people's tables."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gensui.replay.dates import BadFormat, Clock, NoTime, reader
from gensui.replay.table import Cell

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOSTON = ZoneInfo("America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("form", "cell", "expected"),
    [
        ("iso", "2026-03-01T15:05:30+08:00", utc(2026, 3, 1, 7, 5, 30)),
        ("iso", "2026-03-01 15:05:30 +0800", utc(2026, 3, 1, 7, 5, 30)),
        ("iso", "2026-03-01T07:05:30.250Z", utc(2026, 3, 1, 7, 5, 30, 250_000)),
        ("iso", "2026-03-01 15:05", utc(2026, 3, 1, 7, 5)),
        ("iso", "20260301T150530", utc(2026, 3, 1, 7, 5, 30)),
        ("iso", "2026-03-01", utc(2026, 2, 28, 16)),
        ("%d/%m/%Y %H:%M", "31/1/2026 9:05", utc(2026, 1, 31, 1, 5)),
        ("%m/%d/%Y %I:%M:%S %p", "01/31/2026 12:00:00 AM", utc(2026, 1, 30, 16)),
        ("%m/%d/%Y %I:%M %p", "1/31/2026 12:30 pm", utc(2026, 1, 31, 4, 30)),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 下午3:05", utc(2026, 3, 1, 7, 5)),
        ("%Y年%m月%d日 %p%I:%M", "２０２６年３月１日　上午９：０５", utc(2026, 3, 1, 1, 5)),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 中午11:50", utc(2026, 3, 1, 3, 50)),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 中午12:50", utc(2026, 3, 1, 4, 50)),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 凌晨12:50", utc(2026, 2, 28, 16, 50)),
        ("%d-%b-%y %H:%M", "01-Mar-26 15:05", utc(2026, 3, 1, 7, 5)),
        ("%B %d, %Y", "March 1, 1999", utc(1999, 2, 28, 16)),
        ("%Y-%m-%d %H:%M:%S.%f %z", "2026-03-01 15:05:00.5 -0130", utc(2026, 3, 1, 16, 35, 0, 500_000)),
        ("excel", "46082.5", utc(2026, 3, 1, 4)),
        ("excel", 46082.5, utc(2026, 3, 1, 4)),
        ("excel", 46082, utc(2026, 2, 28, 16)),
        ("excel-1904", 44620.5, utc(2026, 3, 1, 4)),
        ("epoch", "1772323530", utc(2026, 3, 1, 0, 5, 30)),
        ("epoch", 1772323530250.0, utc(2026, 3, 1, 0, 5, 30, 250_000)),
        ("epoch", "1.77232353E+09", utc(2026, 3, 1, 0, 5, 30)),
        ("iso", datetime(2026, 3, 1, 15, 5), utc(2026, 3, 1, 7, 5)),
        ("iso", date(2026, 3, 1), utc(2026, 2, 28, 16)),
    ],
)
def test_a_time_is_read(form: str, cell: Cell, expected: datetime) -> None:
    assert Clock([form], SHANGHAI).read(cell) == expected


@pytest.mark.parametrize(
    ("form", "cell", "reason"),
    [
        ("%d/%m/%Y", "31/02/2026", "There is no such day or time."),
        ("%d/%m/%Y %H:%M", "28/02/2026 24:00", "There is no such day or time."),
        ("%m/%d/%Y %I:%M %p", "1/31/2026 13:30 PM", "There is no such day or time."),
        ("%Y年%m月%d日 %p%I:%M", "2026年3月1日 晚上12:30", "There is no such day or time."),
        ("iso", "2026-02-31", "There is no such day or time."),
        ("iso", "2026-03-01T25:00", "There is no such day or time."),
        ("iso", "tomorrow", "It is not a time in any of the formats of the mapping."),
        ("iso", True, "It is not a time in any of the formats of the mapping."),
        ("iso", 46082.5, "It is not a time in any of the formats of the mapping."),
        ("iso", time(8, 30), "It is a time of day without a day."),
        ("iso", "1969-12-31 23:00", "Its year is not between 1970 and 2100."),
        ("iso", "2101-01-01", "Its year is not between 1970 and 2100."),
        ("excel", "-5", "Its year is not between 1970 and 2100."),
        ("excel", "99999999999", "There is no such day or time."),
        ("epoch", "9" * 30, "There is no such day or time."),
        ("epoch", "1" * 5000, "There is no such day or time."),
    ],
)
def test_what_is_no_time_is_refused(form: str, cell: Cell, reason: str) -> None:
    with pytest.raises(NoTime) as caught:
        Clock([form], SHANGHAI).read(cell)
    assert str(caught.value) == reason


def test_the_first_format_that_fits_counts() -> None:
    assert Clock(["%d/%m/%Y", "%m/%d/%Y"], UTC).read("02/03/2026") == utc(2026, 3, 2)
    assert Clock(["%d/%m/%Y", "%m/%d/%Y"], UTC).read("02/13/2026") == utc(2026, 2, 13)


def test_when_clocks_change() -> None:
    clock = Clock(["iso"], BOSTON)

    assert clock.read("2015-11-01 01:30") == utc(2015, 11, 1, 5, 30)  # the first of the two
    assert clock.read("2015-03-08 02:30") == utc(2015, 3, 8, 7, 30)  # skipped: 03:30 by the new clock
    assert clock.read(datetime(2015, 11, 1, 1, 30)) == utc(2015, 11, 1, 5, 30)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("ISO", "A format is iso, excel, epoch, or a pattern"),
        ("%H:%M", "A format is iso, excel, epoch, or a pattern"),
        ("%Y-%m-%d %q", "%q is not known in a format."),
        ("%Y-%m-%d %m", "%m is one too many"),
        ("%Y-%y-%m-%d", "%y is one too many"),
        ("%Y-%m-%d %I:%M", "%I and %p go together"),
        ("%Y-%m-%d %H:%M %p", "%I and %p go together"),
        ("%Y-%m-%d %", "% is not known in a format."),
    ],
)
def test_what_is_no_format(form: str, reason: str) -> None:
    with pytest.raises(BadFormat, match=reason.replace("(", r"\(")):
        reader(form)
